"""The terms of glossaries for the assistant: put into a source that is translated, checked afterwards."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

from conceptwriter.assistant import Finding
from conceptwriter.assistant.terms import Terms
from conceptwriter.glossary.checking import TermCheck
from conceptwriter.glossary.entry import Glossary, Status
from conceptwriter.glossary.finding import Occurrence, TermFinder


class GlossaryTerms:
    """Those of one pair of languages (FLORES-200 codes); of two glossaries with a term, the first counts."""

    def __init__(self, glossaries: Sequence[Glossary], source: str, target: str) -> None:
        self._target = target
        self._finders = [TermFinder(glossary, source) for glossary in glossaries]
        self._checks = [TermCheck(glossary, source, target) for glossary in glossaries]

    def put_in(self, text: str) -> str:
        """The text with its terms replaced by their translations, in the form that the glossary has.

        A term at the beginning of the text keeps its capital.
        """
        found: dict[tuple[int, int], str] = {}
        for finder in self._finders:
            for one in finder.find(text):
                wanted = self._wanted(one)
                if wanted and not _overlaps(found, one):
                    found[one.start, one.end] = wanted
        for (start, end), wanted in sorted(found.items(), reverse=True):
            is_first = not any(map(str.isalnum, text[:start]))
            capital = is_first and text[start].isupper()
            text = text[:start] + (wanted[:1].upper() + wanted[1:] if capital else wanted) + text[end:]
        return text

    def _wanted(self, one: Occurrence) -> str:
        terms = one.entry.in_language(self._target, Status.PREFERRED, Status.ALLOWED)
        return terms[0].text if terms else ""

    def check(self, source: str, text: str) -> Finding | None:
        """Which terms a translation lacks, and which forbidden ones it has."""
        return next((found for check in self._checks if (found := check.check(source, text))), None)


class TermLibrary:
    """Terms for any pair of languages, prepared when they are first asked for; may be asked on any thread."""

    def __init__(self, glossaries: Iterable[Glossary]) -> None:
        self._glossaries = tuple(glossaries)
        self._prepared: dict[tuple[str, str], GlossaryTerms | None] = {}
        self._lock = threading.Lock()

    def __call__(self, source: str, target: str) -> Terms | None:
        """The terms of the glossaries that have both languages; None: none has."""
        with self._lock:
            if (source, target) not in self._prepared:
                able = [one for one in self._glossaries if {source, target} <= set(one.languages)]
                self._prepared[source, target] = GlossaryTerms(able, source, target) if able else None
            return self._prepared[source, target]


def _overlaps(found: Iterable[tuple[int, int]], one: Occurrence) -> bool:
    return any(start < one.end and one.start < end for start, end in found)
