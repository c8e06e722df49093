"""How far a translation is: the states of XLIFF, and those of ConceptWriter."""

from __future__ import annotations

from conceptwriter.outline import State

_FROM_2 = {
    "initial": State.NEW,
    "translated": State.EDITED,
    "reviewed": State.REVIEWED,
    "final": State.FINAL,
}
_TO_2 = {
    State.NEW: "initial",
    State.MACHINE: "initial",
    State.EDITED: "translated",
    State.REVIEWED: "reviewed",
    State.FINAL: "final",
}
_FROM_1_2 = {
    "needs-review-translation": State.EDITED,
    "needs-review-adaptation": State.EDITED,
    "needs-review-l10n": State.EDITED,
    "translated": State.EDITED,
    "signed-off": State.REVIEWED,
    "final": State.FINAL,
}
_TO_1_2 = {
    State.NEW: "needs-translation",
    State.MACHINE: "needs-review-translation",
    State.EDITED: "translated",
    State.REVIEWED: "signed-off",
    State.FINAL: "final",
}
_ORDER = (State.MACHINE, State.NEW, State.EDITED, State.REVIEWED, State.FINAL)


def state_of(said: str, *, is_1_2: bool = False) -> State:
    """The state of an imported translation; anything unknown counts as new."""
    return (_FROM_1_2 if is_1_2 else _FROM_2).get(said, State.NEW)


def said_of(state: State, *, is_1_2: bool = False) -> str:
    """What XLIFF calls a state."""
    return (_TO_1_2 if is_1_2 else _TO_2)[state]


def qualifier_of(state: State) -> str | None:
    """Where XLIFF 1.2 says that a target is from; None if that is not to be said."""
    return "mt-suggestion" if state is State.MACHINE else None


def is_by_machine(qualifier: str) -> bool:
    """Whether a ``state-qualifier`` says that a machine made the text, and that nobody has changed it."""
    return qualifier in {"mt-suggestion", "leveraged-mt"}


def least(states: list[State]) -> State:
    """The state of several texts as one: that of the least finished."""
    return min(states, key=_ORDER.index)
