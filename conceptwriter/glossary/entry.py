"""A glossary as plain data: concepts, each with its terms in several languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Status(StrEnum):
    """Whether a term may be used for its concept."""

    PREFERRED = "preferred"
    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase in one language (a FLORES-200 code)."""

    text: str
    language: str
    status: Status = Status.PREFERRED
    part_of_speech: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept and its terms."""

    terms: tuple[Term, ...]
    definition: str = ""
    note: str = ""
    subject: str = ""
    id: str = ""

    def in_language(self, language: str, *statuses: Status) -> tuple[Term, ...]:
        """Its terms in a language, the preferred first; those of these statuses only, where any is named."""
        wanted = statuses or tuple(Status)
        found = [term for term in self.terms if term.language == language and term.status in wanted]
        return tuple(sorted(found, key=lambda term: list(Status).index(term.status)))


@dataclass(frozen=True, slots=True)
class Glossary:
    """All entries, in the order of their file."""

    entries: tuple[Entry, ...]
    remarks: tuple[str, ...] = ()
    """What was left out when it was read, and why, for the user."""

    def extended(self, entries: Iterable[Entry]) -> Glossary:
        """With more entries; none that is there already, and none that would take over another's id."""
        kept = list(self.entries)
        terms = {entry.terms for entry in kept}
        ids = {entry.id for entry in kept if entry.id}
        for entry in entries:
            if entry.terms in terms:
                continue
            kept.append(replace(entry, id="") if entry.id in ids else entry)
            terms.add(entry.terms)
            ids |= {entry.id} - {""}
        return replace(self, entries=tuple(kept))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its terms, in the order of their first occurrence."""
        return tuple(dict.fromkeys(term.language for entry in self.entries for term in entry.terms))
