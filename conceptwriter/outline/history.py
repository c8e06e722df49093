"""The undo stack: named steps, merged typing, a bounded length, and steps loaded from disk on demand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from conceptwriter.outline.excerpts import typed_so_little

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation

TYPING_PAUSE = 2.0
"""Seconds without a keystroke after which typing starts a new undo step."""

TYPING_SPAN = 60.0
"""Seconds after which even uninterrupted typing starts a new undo step."""

HISTORY_LIMIT = 10_000
"""Maximum number of undo steps."""

_LATER = "later:"
_OWN_STEP = "own step:"


def later_key(time: float) -> str:
    """A merge key for a step that is completed later, by something that takes time.

    The second part is merged with the first, however late, unless another step has come between.
    """
    return f"{_LATER}{time:.6f}"


def own_step_key(key: str) -> str:
    """A merge key for what a program does with typed text: its own step as long as nothing else is typed.

    The next typing with the merge key `key` joins it, and both join the typing before it, so that a mark in
    the middle of a word does not cut the burst into three steps.
    """
    return _OWN_STEP + key


def is_own_step(operation: Operation) -> bool:
    """Whether an operation has such a key."""
    return operation.merge_key is not None and operation.merge_key.startswith(_OWN_STEP)


class Step:
    """One entry of the history. `serial` counts steps from 1 and is the row number in the project file."""

    __slots__ = ("_load", "_operation", "label", "serial", "time")

    def __init__(
        self,
        serial: int,
        label: str,
        time: float,
        operation: Operation | None = None,
        load: Callable[[int], Operation] | None = None,
    ) -> None:
        self.serial = serial
        self.label = label
        self.time = time
        self._operation = operation
        self._load = load

    @property
    def operation(self) -> Operation:
        """The operation itself, read from the project file on first use."""
        if self._operation is None:
            assert self._load is not None, "a step has an operation or a way to load it"
            self._operation = self._load(self.serial)
        return self._operation

    def is_part_with(self, other: Step) -> bool:
        """Whether both are parts of one long step; rarely has to read either."""
        return (
            (self.label, self.time) == (other.label, other.time)
            and other.operation.group is not None
            and self.operation.group == other.operation.group
        )


def ends_of_steps(parts: Sequence[Step]) -> list[int]:
    """How many parts come before the end of each step, with its own; reads the first part of a long one."""
    ends: list[int] = []
    is_in_one: bool | None = False
    for place, part in enumerate(parts):
        before = parts[place - 1] if place else None
        if before is None or (part.label, part.time) != (before.label, before.time):
            is_in_one = None
        elif is_in_one is None:
            is_in_one = part.is_part_with(before)
        if is_in_one:
            ends[-1] = place + 1
        else:
            ends.append(place + 1)
    return ends


def is_long(steps: Sequence[Step]) -> bool:
    """Whether the step at the end has more than one part; reads no more than two of them."""
    return len(steps) > 1 and steps[-2].is_part_with(steps[-1])


def parts_of_last(steps: Sequence[Step]) -> int:
    """How many steps at the end are undone or redone as one; 0 when there are none."""
    count = min(1, len(steps))
    while 0 < count < len(steps) and steps[-count - 1].is_part_with(steps[-1]):
        count += 1
    return count


class History:
    """Steps done and steps undone. Recording a new step discards the undone ones."""

    def __init__(
        self, limit: int = HISTORY_LIMIT, steps: Iterable[Step] = (), position: int | None = None
    ) -> None:
        """`position` is the serial of the last step done (None: all of them are)."""
        self.limit = limit
        self.done: list[Step] = []
        self.undone: list[Step] = []
        for step in steps:
            (self.done if position is None or step.serial <= position else self.undone).append(step)
        self.undone.reverse()
        self._merging = False

    @property
    def position(self) -> int:
        """The serial of the last step done; 0 when there is none to undo."""
        return self.done[-1].serial if self.done else (self.undone[-1].serial - 1 if self.undone else 0)

    def break_merge(self) -> None:
        """Let the next typing start a new step."""
        self._merging = False

    def break_at_sentence(self) -> None:
        """Let the sentence that begins now be a new step, including a letter or two typed just before."""
        last = self.done[-1].operation if self._merging and self.done else None
        if last is None or is_own_step(last) or not typed_so_little(last):
            self._merging = False

    def record(self, operation: Operation) -> bool:
        """Add a step; True when it was merged into the last one instead."""
        serial = self.position + 1
        if self._merges(operation):
            last = self.done[-1]
            merged = last.operation.merged_with(operation)
            if is_own_step(last.operation) and self._continues(last.operation):
                self.done.pop()
                last = self.done[-1]
                merged = last.operation.merged_with(merged)
            self.done[-1] = Step(last.serial, merged.label, merged.time, merged)
            return True
        self.undone.clear()
        self.done.append(Step(serial, operation.label, operation.time, operation))
        if len(self.done) > self.limit:
            del self.done[: len(self.done) - self.limit]
        self._merging = operation.joining_key is not None
        return False

    def _continues(self, last: Operation) -> bool:
        """Whether the step before the last one is the typing that it was made of."""
        before = self.done[-2].operation if len(self.done) > 1 else None
        return (
            before is not None and before.joining_key is not None and before.joining_key == last.joining_key
        )

    def _merges(self, operation: Operation) -> bool:
        key = operation.merge_key
        is_later = key is not None and key.startswith(_LATER)
        if not (key and (self._merging or is_later) and self.done and not self.undone):
            return False
        last = self.done[-1].operation
        if is_later:
            return last.joining_key == key
        pause = operation.time - last.time
        if last.joining_key != operation.merge_key or pause < 0:
            return False
        if typed_so_little(last):  # nobody wants to undo just a letter or two
            return pause <= TYPING_SPAN
        return pause <= TYPING_PAUSE and operation.time - last.first_time <= TYPING_SPAN

    def step_back(self) -> None:
        """Record that the last step done has been undone."""
        self.undone.append(self.done.pop())
        self._merging = False

    def step_forward(self) -> None:
        """Record that the last undone step has been redone."""
        self.done.append(self.undone.pop())
        self._merging = False

    def forget_before(self, serial: int) -> None:
        """Discard the steps done before this one; they can no longer be undone."""
        del self.done[: bisect_left(self.done, serial, key=lambda step: step.serial)]

    @property
    def oldest(self) -> Step | None:
        """The first step kept, done or undone."""
        return self.done[0] if self.done else self.undone[-1] if self.undone else None

    def steps_from(self, serial: int) -> list[Step]:
        """All steps, done or undone, with this serial or a later one, in order."""
        first = bisect_left(self.done, serial, key=lambda step: step.serial)
        return [*self.done[first:], *(step for step in reversed(self.undone) if step.serial >= serial)]
