"""Whether a translation uses the terms of a glossary."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from conceptwriter.assistant import Finding, Flag
from conceptwriter.glossary.entry import Entry, Glossary, Status
from conceptwriter.glossary.finding import Occurrence, TermFinder


class TermCheck:
    """The check for one pair of languages (FLORES-200 codes), to be made once for many texts."""

    def __init__(self, glossary: Glossary, source_language: str, language: str) -> None:
        self._glossary = glossary
        self._source_language, self._language = source_language, language

    @cached_property
    def _in_source(self) -> TermFinder:
        return TermFinder(self._glossary, self._source_language)

    @cached_property
    def _in_target(self) -> TermFinder:
        return TermFinder(self._glossary, self._language)

    def check(self, source: str, text: str) -> Finding | None:
        """Terms of the source without their translation, and forbidden ones of the translation.

        A term of the source that is part of a compound asks for nothing: "Mietvertrag" may be a "lease".
        """
        asked = self._in_source.find(source)
        there = self._in_target.find(text, in_compounds=[one.entry for one in asked])
        return _finding(
            ("terms missing", self._missing(asked, there)),
            ("forbidden terms", _forbidden(asked, there, self._language)),
        )

    def _missing(self, asked: list[Occurrence], there: list[Occurrence]) -> Iterable[str]:
        """Each source term and what it should be; one of several concepts with the same term is enough."""
        translated = {id(one.entry) for one in there if one.term.status is not Status.FORBIDDEN}
        at_place: dict[tuple[int, int], list[Occurrence]] = {}
        for one in asked:
            at_place.setdefault((one.start, one.end), []).append(one)
        for together in at_place.values():
            wanted = [(one, _usable(one.entry, self._language)) for one in together]
            if all(terms for _, terms in wanted) and not any(
                id(one.entry) in translated for one, _ in wanted
            ):
                yield f"{together[0].written} ({', '.join(terms[0] for _, terms in wanted)})"


def _forbidden(asked: Iterable[Occurrence], there: list[Occurrence], language: str) -> Iterable[str]:
    """Each forbidden term and what to use; not where it is right for another concept of the source."""
    allowed = {(one.start, one.end) for one in there if one.term.status is not Status.FORBIDDEN}
    of_source = {id(one.entry) for one in asked}
    for one in there:
        is_right = (one.start, one.end) in allowed and id(one.entry) not in of_source
        if one.term.status is Status.FORBIDDEN and not one.is_part and not is_right:
            better = _usable(one.entry, language)
            yield f"{one.written} ({better[0]})" if better else one.written


def _usable(entry: Entry, language: str) -> list[str]:
    """The terms to use, the preferred first."""
    return [term.text for term in entry.in_language(language, Status.PREFERRED, Status.ALLOWED)]


def _finding(*found: tuple[str, Iterable[str]]) -> Finding | None:
    unique = [(what, list(dict.fromkeys(parts))) for what, parts in found]
    reason = "; ".join(f"{what}: {', '.join(parts)}" for what, parts in unique if parts)
    return Finding(Flag.TERMS, reason) if reason else None
