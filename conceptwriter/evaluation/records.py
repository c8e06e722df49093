"""Records of systems' output, saved place by place, so that an interrupted run resumes where it was.

A file of JSON lines: first what is measured, then one record a line. Figures come from the records alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from conceptwriter.atomic_write import atomic_write
from conceptwriter.errors import ConceptWriterError

FORM = "conceptwriter {command} 1"
Key = tuple[str, str, str, str]
"""Task, set, place, system."""


class RecordsError(ConceptWriterError):
    """A file of records cannot be continued; the message names it."""


@dataclass(frozen=True, slots=True)
class Record:
    """One system's result at one place."""

    task: str
    """"offers", "free", "expand" or "choice"; "translation"."""
    set: str
    place: str
    system: str
    texts: tuple[str, ...] = ()
    features: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Of a choice: name -> (n,) values, the true sentence first."""

    @property
    def key(self) -> Key:
        """The unique key of a record."""
        return self.task, self.set, self.place, self.system

    def as_json(self) -> dict[str, Any]:
        """One line of the file."""
        task, name, place, system = self.key
        found: dict[str, Any] = {"task": task, "set": name, "place": place, "system": system}
        if self.features:
            return {**found, "signs": {name: list(values) for name, values in self.features.items()}}
        return {**found, "texts": list(self.texts)}


class Records:
    """The records of one run; with a file, each is saved immediately."""

    def __init__(
        self,
        about: Mapping[str, Any],
        path: Path | None = None,
        command: str = "systems",
        option: str = "--out",
    ) -> None:
        """Reads existing records. Raises RecordsError when the file is something else or of other models.

        `command` of `evaluate` and its `option` that names the file: part of the form and of what errors say.
        """
        self._found: dict[Key, Record] = {}
        self._stream: TextIO | None = None
        if path is None:
            return
        head = json.dumps({"form": FORM.format(command=command), **about}, ensure_ascii=False)
        reading = _Reading(path, command, option)
        whole = reading.whole_lines()
        if whole:
            reading.check_head(json.loads(head), whole[0])
            for number, line in enumerate(whole[1:], start=2):
                record = reading.record(number, line)
                self._found[record.key] = record
        # Rewritten, to remove the incomplete line of a killed run.
        atomic_write(path, "".join(line + "\n" for line in [head, *whole[1:]]).encode())
        self._stream = path.open("a", encoding="utf-8")

    def __contains__(self, key: Key) -> bool:
        return key in self._found

    def add(self, record: Record) -> None:
        """Add a record and save it at once."""
        self._found[record.key] = record
        if self._stream is not None:
            self._stream.write(json.dumps(record.as_json(), ensure_ascii=False) + "\n")
            self._stream.flush()

    def of(self, task: str, name: str, system: str) -> dict[str, Record]:
        """Place -> record."""
        wanted = task, name, system
        found = self._found.values()
        return {each.place: each for each in found if (each.task, each.set, each.system) == wanted}

    def systems(self, task: str) -> list[str]:
        """Those that have records of this task, in order."""
        return list(dict.fromkeys(each.system for each in self._found.values() if each.task == task))

    def close(self) -> None:
        """Close the file. May be called twice."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class _Reading:
    """Of one file, by one command."""

    path: Path
    command: str
    option: str

    def whole_lines(self) -> list[str]:
        """The text without an unfinished last line."""
        if not self.path.is_file():
            return []
        try:
            text = self.path.read_text(encoding="utf-8")
        except UnicodeDecodeError as problem:
            raise self._foreign("it is not UTF-8 text") from problem
        whole = text[: text.rfind("\n") + 1]
        if text and not whole:  # only an empty file is used again
            raise self._foreign("it has no whole line")
        return whole.removesuffix("\n").split("\n") if whole else []

    def check_head(self, head: Mapping[str, Any], line: str) -> None:
        """Raises RecordsError where the file is of another run."""
        try:
            there = json.loads(line)
        except ValueError:
            there = None
        if not isinstance(there, dict) or there.get("form") != head["form"]:
            raise self._foreign("its first line is another")
        apart = [name for name in {**head, **there} if head.get(name) != there.get(name)]
        if apart:
            differences = "; ".join(
                f"{name} {there.get(name)!r} instead of {head.get(name)!r}" for name in apart
            )
            raise RecordsError(f"{self.path} is of another run: {differences}. {self._advice}")

    def record(self, number: int, line: str) -> Record:
        """Of one line."""
        try:
            plain = json.loads(line)
            features = {str(name): tuple(map(float, row)) for name, row in plain.get("signs", {}).items()}
            texts = tuple(map(str, plain.get("texts", ())))
            task, name, place, system = (str(plain[part]) for part in ("task", "set", "place", "system"))
            return Record(task, name, place, system, texts, features)
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise RecordsError(
                f"{self.path}, line {number}: not a record of `conceptwriter evaluate {self.command}` "
                f"({problem}). Delete the line, or name another file with {self.option}."
            ) from problem

    @property
    def _advice(self) -> str:
        return f"Name another file with {self.option}."

    def _foreign(self, why: str) -> RecordsError:
        return RecordsError(
            f"{self.path} is not a file of `conceptwriter evaluate {self.command}`: {why}. {self._advice}"
        )
