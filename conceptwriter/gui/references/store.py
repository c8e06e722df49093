"""The memories and glossaries of a window, used on one thread of their own: the window never waits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.references.terms import TermHint, TermShelf
from conceptwriter.job import start_job
from conceptwriter.memory import Asked, Encoder, Match, Memory, Unit, search, search_by_meaning
from conceptwriter.memory.documents import exact_match
from conceptwriter.memory.places import project_memory, user_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from conceptwriter.job import Job
    from conceptwriter.memory.vectors import Vectors
    from conceptwriter.outline import NodeId

MOST = 5
"""Matches of one sentence: as many as there are keys to take them."""
LEAST_MEANING = 75
"""A cosine in per cent. With the starter, of 500 English sentences, the one a French or German sentence
translates is above 0.75 in 95 of 100 cases, and the nearest other one is above 0.85 in 5.
"""
LEAST_PERCENT = 65
"""Where the text to be translated stands beside the difference, less is still of use than for a command."""


@dataclass(frozen=True, slots=True)
class References:
    """What was found for a text."""

    asked: Asked
    matches: tuple[Match, ...] = ()
    terms: tuple[TermHint, ...] = ()
    encoders: frozenset[Encoder] = frozenset()
    """What made the vectors by which the memories can be searched."""


class ReferenceStore(QObject):
    """Opens a memory when it is first needed; there may be none.

    What is learned goes into the memory beside the project if there is one, else into the user's own.
    """

    found = Signal(object)
    """References: the answer to the newest look-up."""
    remembered = Signal()
    """Confirmed translations are in the memory."""
    learned = Signal()
    """A memory or glossary has changed: what was found before may be out of date."""
    glossaries_read = Signal(object)
    """List of Glossary: those of the project and of the user, whenever they may have changed."""
    failed = Signal(str)
    """A memory or glossary cannot be used, and why; each reason once."""

    def __init__(
        self, own: Path | None = None, glossaries: Path | None = None, parent: QObject | None = None
    ) -> None:
        """`own`, `glossaries`: the user's memory, and the folder of the user's glossaries (for tests)."""
        super().__init__(parent)
        self._own = user_memory() if own is None else own
        self._terms = TermShelf(glossaries)
        self._project: Path | None = None
        self._newest: Asked | None = None
        self._worker: ThreadPoolExecutor | None = None
        self._open: dict[Path, tuple[Memory, tuple[int, int]]] = {}
        self._reported: set[str] = set()
        self._had_glossaries = False

    # On the window's thread

    def serve(self, project: Path) -> None:
        """Another project is open."""
        self._project, self._newest = project, None
        self._reported.clear()
        self._read_again()

    def look_up(self, asked: Asked) -> None:
        """Look up a text; a later one takes its place."""
        self._newest = asked
        self._do(self._look_up, asked, self._project)

    def look_up_meaning(self, found: References, encoder: Encoder, vector: Vectors) -> None:
        """Add to what was found the units nearest in meaning to the text's vector (d,)."""
        self._do(self._look_up_meaning, found, encoder, vector)

    def forget_look_up(self) -> None:
        """Nothing is wanted any more."""
        self._newest = None

    def learn(self, units: Sequence[Unit]) -> None:
        """Remember confirmed translations."""
        if units:
            self._do(self._learn, list(units), self._project)

    def exact(self, asked: Mapping[NodeId, Asked]) -> Job[dict[NodeId, str]]:
        """Word for word translations of many texts, as a job."""
        paths = self.memories()

        def work(job: Job[dict[NodeId, str]]) -> dict[NodeId, str]:
            memories: list[Memory] = []
            try:
                memories += [Memory(path, read_only=True) for path in paths]
                texts: dict[NodeId, str] = {}
                for number, (node, wanted) in enumerate(asked.items()):
                    job.report(number, len(asked), "looking up")
                    match = exact_match(memories, wanted)
                    if match is not None:
                        texts[node] = match.text
                return texts
            finally:
                for memory in memories:
                    memory.close()

        return start_job(self.tr("Looking up translations"), work)

    def memories(self) -> list[Path]:
        """The memories that there are, the project's first."""
        beside = [] if self._project is None else [project_memory(self._project)]
        return [path for path in [*beside, self._own] if path.is_file()]

    @property
    def learns_into(self) -> Path:
        """The memory that confirmed translations go into."""
        return next((path for path in self.memories() if path != self._own), self._own)

    def look_again(self) -> None:
        """A memory or glossary was written elsewhere."""
        self._reported.clear()
        self._read_again()
        self.learned.emit()

    def _read_again(self) -> None:
        """Read the glossaries if there are any, or were."""
        if self._project is not None and (self._terms.files(self._project) or self._had_glossaries):
            self._do(self._read_glossaries, self._project)

    def close(self) -> None:
        """Finish what is to be remembered, and close the files."""
        self._newest = None
        if self._worker is not None:
            self._worker.shutdown(wait=True)
            self._worker = None
        self._close_memories()

    # On the thread of its own

    def _do(self, work: Callable[..., None], *what: object) -> None:
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, thread_name_prefix="references")
        self._worker.submit(self._guarded, work, *what)

    def _guarded(self, work: Callable[..., None], *what: object) -> None:
        try:
            work(*what)
        except (ConceptWriterError, OSError) as error:
            self._report(str(error))

    def _report(self, reason: str) -> None:
        if reason not in self._reported:
            self._reported.add(reason)
            self.failed.emit(reason)

    def _look_up(self, asked: Asked, project: Path | None) -> None:
        if asked is not self._newest:
            return
        matches: list[Match] = []
        terms: list[TermHint] = []
        encoders: set[Encoder] = set()
        try:
            memories = [self._opened(path) for path in self.memories()]
            matches = search(memories, asked, minimum=LEAST_PERCENT, limit=MOST)
            encoders = {encoder for memory in memories for encoder in memory.vectors.encoders()}
        except ConceptWriterError as error:
            self._report(str(error))
        if project is not None:
            languages = (asked.source_language, asked.target_language)
            try:
                terms = self._terms.hints(project, asked.text, *languages)
            except (ConceptWriterError, OSError) as error:
                self._report(str(error))
        if asked is self._newest:
            self.found.emit(References(asked, tuple(matches), tuple(terms), frozenset(encoders)))

    def _look_up_meaning(self, found: References, encoder: Encoder, vector: Vectors) -> None:
        if found.asked is not self._newest:
            return
        memories = [self._opened(path) for path in self.memories()]
        near = search_by_meaning(memories, encoder, vector, found.asked, limit=MOST)
        known = {match.bare_text for match in found.matches}
        more = [match for match in near if match.percent >= LEAST_MEANING and match.bare_text not in known]
        if more and found.asked is self._newest:
            self.found.emit(replace(found, matches=(*found.matches, *more)[:MOST]))

    def _learn(self, units: list[Unit], project: Path | None) -> None:
        beside = None if project is None else project_memory(project)
        self._opened(beside if beside is not None and beside.is_file() else self._own).add(units)
        self.remembered.emit()
        self.learned.emit()

    def _read_glossaries(self, project: Path) -> None:
        found = self._terms.glossaries(project)
        self._had_glossaries = bool(found)
        if project == self._project:
            self.glossaries_read.emit(found)

    def _opened(self, path: Path) -> Memory:
        """The open memory; opened again if another file has taken its place."""
        there = self._open.get(path)
        if there is not None and path.is_file() and _identity(path) == there[1]:
            return there[0]
        if there is not None:
            self._open.pop(path)[0].close()
        memory = Memory(path)
        self._open[path] = memory, _identity(path)
        return memory

    def _close_memories(self) -> None:
        for memory, _ in self._open.values():
            memory.close()
        self._open.clear()


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino
