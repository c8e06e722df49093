"""The entries of a PO file, each with its lines, so that all else can be given back unchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from conceptwriter.interchange.errors import UnreadableFile
from conceptwriter.interchange.po.strings import unquoted

_FIELD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d{1,2})\])?)\s*(\".*)", re.DOTALL)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
FUZZY = "fuzzy"


class InvalidPo(UnreadableFile):
    """A file that is not PO; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Field:
    """One string of an entry: its text, and its lines (from 0, the end excluded)."""

    text: str
    first: int
    end: int


@dataclass(slots=True)
class Entry:
    """One message."""

    comments: list[tuple[int, str]] = field(default_factory=list)
    """Line number and line, without line end."""
    fields: dict[str, Field] = field(default_factory=dict)
    """By keyword: msgctxt, msgid, msgid_plural, msgstr or msgstr[0] ..."""

    @property
    def source(self) -> str:
        """Its message."""
        return self.fields["msgid"].text

    @property
    def is_header(self) -> bool:
        """Whether it is about the file."""
        return not self.source and "msgctxt" not in self.fields

    @property
    def targets(self) -> list[str]:
        """The keywords of its translations."""
        return [keyword for keyword in self.fields if keyword.startswith("msgstr")]

    @property
    def flags(self) -> set[str]:
        """Such as ``fuzzy`` and ``c-format``."""
        said = (line[2:] for _, line in self.comments if line.startswith("#,"))
        return {flag.strip() for part in said for flag in part.split(",")}

    @property
    def is_fuzzy(self) -> bool:
        """Whether its translation has to be checked."""
        return FUZZY in self.flags

    def source_of(self, keyword: str) -> str:
        """What a translation translates: of plural forms the first the singular, the others the plural.

        A language that has one form, as Japanese, uses it for every number: it translates the plural.
        """
        plural = self.fields.get("msgid_plural")
        is_singular = keyword == "msgstr[0]" and len(self.targets) > 1
        return self.source if plural is None or is_singular else plural.text

    def note(self) -> str:
        """What translators are told: context, comments of translators and developers."""
        said = [f"Context: {self.fields['msgctxt'].text}"] if "msgctxt" in self.fields else []
        for _, line in self.comments:
            if line.startswith(("# ", "#.")):
                said.append(line[2:].strip())
        return "\n".join(filter(None, said))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A file's lines, with their ends, and its entries; obsolete ones are only lines."""

    lines: Sequence[str]
    entries: Sequence[Entry]

    def header(self) -> dict[str, str]:
        """The lines of the header by name, lower case."""
        found = next((entry for entry in self.entries if entry.is_header), None)
        text = next((found.fields[keyword].text for keyword in found.targets), "") if found else ""
        pairs = (line.partition(":") for line in text.splitlines())
        return {name.strip().lower(): value.strip() for name, _, value in pairs}


def read_catalogue(text: str, name: str) -> Catalogue:
    """The entries of a PO text. Raises InvalidPo, which names the line."""
    lines = _LINE.findall(text)
    entries = list(_Reading(name, lines).entries())
    known: dict[tuple[str | None, str], int] = {}
    for entry in entries:
        line = entry.fields["msgid"].first + 1
        context = entry.fields["msgctxt"].text if "msgctxt" in entry.fields else None
        key = context, entry.source
        if key in known:
            raise InvalidPo(f"{name}, line {line}: the message of line {known[key]} comes a second time.")
        known[key] = line
        if not entry.targets:
            raise InvalidPo(f"{name}, line {line}: the message has no msgstr.")
    return Catalogue(lines, entries)


class _Reading:
    def __init__(self, name: str, lines: Sequence[str]) -> None:
        self._name, self._lines = name, lines
        self._entry = Entry()

    def entries(self) -> Iterator[Entry]:
        number = 0
        while number < len(self._lines):
            line = self._lines[number].strip().removeprefix("\ufeff")
            if not line or line.startswith("#~"):
                yield from self._ended(number)
                number += 1
            elif line.startswith("#"):
                if self._entry.targets:  # no blank line between two entries
                    yield from self._ended(number)
                self._entry.comments.append((number, line))
                number += 1
            else:
                if line.startswith(("msgctxt", "msgid ", 'msgid"')) and self._entry.targets:
                    yield from self._ended(number)
                number = self._field(number, line)
        yield from self._ended(number)

    def _field(self, number: int, line: str) -> int:
        """Read a field and return the number of the line after it."""
        found = _FIELD.fullmatch(line)
        if found is None:
            raise self._invalid(
                number, "neither a comment nor msgctxt, msgid, msgid_plural or msgstr with a string"
            )
        keyword, first = found.group(1), number
        if keyword in self._entry.fields:
            raise self._invalid(number, f"a second {keyword} in the same message")
        if keyword.startswith("msgstr") and "msgid" not in self._entry.fields:
            raise self._invalid(number, "a msgstr without msgid before it")
        parts = [unquoted(found.group(3))]
        number += 1
        while number < len(self._lines) and self._lines[number].lstrip().startswith('"'):
            parts.append(unquoted(self._lines[number].strip()))
            number += 1
        for place, part in enumerate(parts):
            if part is None:
                raise self._invalid(first + place, "the string is not closed, or something follows it")
        self._entry.fields[keyword] = Field("".join(filter(None, parts)), first, number)
        return number

    def _ended(self, number: int) -> Iterator[Entry]:
        entry, self._entry = self._entry, Entry()
        if "msgid" in entry.fields:
            yield entry
        elif entry.fields:
            raise self._invalid(number - 1, "a message without msgid")

    def _invalid(self, number: int, what: str) -> InvalidPo:
        return InvalidPo(f"{self._name}, line {number + 1}: {what}.")
