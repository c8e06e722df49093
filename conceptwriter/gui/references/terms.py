"""The terms of a sentence, and what glossaries say of them in another language. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.glossary import Glossary, Status, TermFinder, read_glossary
from conceptwriter.glossary.places import glossaries_for

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class TermHint:
    """A term at a place of the source, and its forms in the other language."""

    start: int
    end: int
    written: str
    use: tuple[str, ...]
    """The preferred term first."""
    avoid: tuple[str, ...]
    note: str
    """Definition and notes; may be empty."""


class _Loaded:
    """One glossary as its file was, with a finder for each language asked for."""

    def __init__(self, glossary: Glossary, state: tuple[int, int]) -> None:
        self.glossary, self.state = glossary, state
        self._finders: dict[str, TermFinder] = {}

    def finder(self, language: str) -> TermFinder:
        if language not in self._finders:
            self._finders[language] = TermFinder(self.glossary, language)
        return self._finders[language]


class TermShelf:
    """The glossaries of a project and of the user, read again when a file has changed.

    For one thread: reading a large glossary, and preparing it for a language, takes a while.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """`folder`: of the user's own glossaries; None: where they belong."""
        self._folder = folder
        self._loaded: dict[Path, _Loaded] = {}

    def hints(self, project: Path, text: str, source: str, target: str) -> list[TermHint]:
        """The terms of a text; those of the project before the user's. Raises what `read_glossary` raises."""
        found: dict[tuple[int, int], TermHint] = {}
        for loaded in self._for(project):
            for hint in _hints(loaded, text, source, target):
                found.setdefault((hint.start, hint.end), hint)
        return [found[place] for place in sorted(found)]

    def files(self, project: Path) -> list[Path]:
        """The files that there are; may be asked on any thread."""
        return glossaries_for(project, self._folder)

    def glossaries(self, project: Path) -> list[Glossary]:
        """All of them, the project's first. Raises what `read_glossary` raises."""
        return [loaded.glossary for loaded in self._for(project)]

    def _for(self, project: Path) -> list[_Loaded]:
        files = self.files(project)
        self._loaded = {path: loaded for path, loaded in self._loaded.items() if path in files}
        for path in files:
            status = path.stat()
            state = (status.st_mtime_ns, status.st_size)
            there = self._loaded.get(path)
            if there is None or there.state != state:
                self._loaded[path] = _Loaded(read_glossary(path), state)
        return [self._loaded[path] for path in files]


def _hints(loaded: _Loaded, text: str, source: str, target: str) -> Iterator[TermHint]:
    for one in loaded.finder(source).find(text):
        use = one.entry.in_language(target, Status.PREFERRED, Status.ALLOWED)
        avoid = one.entry.in_language(target, Status.FORBIDDEN)
        if use or avoid:
            notes = [one.entry.definition, one.entry.note, *(term.note for term in use)]
            yield TermHint(
                one.start,
                one.end,
                one.written,
                tuple(term.text for term in use),
                tuple(term.text for term in avoid),
                "\n".join(dict.fromkeys(note for note in notes if note)),
            )
