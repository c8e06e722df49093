"""Inline Markdown as codes of XLIFF, with the marks themselves as original data, or inside the codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from conceptwriter.language.inline_marks import Atom, Pair, inline_marks

NOT_IN_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TYPES = {
    "bold": ("fmt", "xlf:b"),
    "italic": ("fmt", "xlf:i"),
    "link": ("link", ""),
    "line break": ("fmt", "xlf:lb"),
    "placeholder": ("ui", "xlf:var"),
    "image": ("image", ""),
}
_OLD_TYPES = {"bold": "bold", "italic": "italic", "link": "link", "line break": "lb", "image": "image"}
_TEXTS = frozenset({"emoji", "tag", "name", "raised or lowered letters", "link"})
"""Marks that are words, or part of them."""


class _Mark(NamedTuple):
    """A mark at a place of a text: alone (`partner` -1), or one end of a pair with the number `partner`."""

    start: int
    end: int
    name: str
    partner: int = -1
    is_closing: bool = False


def xml_text(text: str) -> str:
    """Characters of a text as XML; those that XML cannot hold as <cp>."""
    escaped = escape(text).replace("\r", "&#13;")
    return NOT_IN_XML.sub(lambda found: f'<cp hex="{ord(found.group()):04X}"/>', escaped)


def xml_value(text: str) -> str:
    """A text as a quoted attribute value; what XML cannot hold becomes U+FFFD."""
    return quoteattr(NOT_IN_XML.sub("\ufffd", text), {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})


@dataclass(slots=True)
class MarkedTexts:
    """The texts of one unit. A mark of a translation gets the id of the same mark in its source."""

    has_marks: bool
    """Whether the texts are Markdown."""
    _data: dict[str, str] = field(default_factory=dict)
    _codes: int = 0

    def pair(self, source: str, target: str) -> tuple[str, str]:
        """A source and its target as XML."""
        free: dict[tuple[str, ...], list[int]] = {}
        written = self._text(source, free, is_source=True)
        return written, self._text(target, free, is_source=False)

    def original_data(self) -> str:
        """The content of <originalData>; empty if there are no marks."""
        return "".join(f'<data id="{name}">{xml_text(data)}</data>' for data, name in self._data.items())

    def _text(self, text: str, free: dict[tuple[str, ...], list[int]], *, is_source: bool) -> str:
        marks = list(_marks(text)) if self.has_marks else []
        ends = {mark.partner: mark for mark in marks if mark.is_closing}
        parts: list[str] = []
        numbers: dict[int, int] = {}
        position = 0
        for mark in marks:
            parts.append(self._xml(text[position : mark.start]))
            position = mark.end
            if mark.is_closing:
                parts.append(self._end(numbers[mark.partner], text[mark.start : mark.end]))
                continue
            closing = ends.get(mark.partner)
            shape = tuple(text[one.start : one.end] for one in (mark, closing) if one is not None)
            numbers[mark.partner] = self._number(shape, free, is_source=is_source)
            parts.append(self._code(mark.name, shape, numbers[mark.partner]))
        return "".join([*parts, self._xml(text[position:])])

    def _xml(self, text: str) -> str:
        return xml_text(text)

    def _number(
        self, shape: tuple[str, ...], free: dict[tuple[str, ...], list[int]], *, is_source: bool
    ) -> int:
        known = free.setdefault(shape, [])
        if is_source or not known:
            self._codes += 1
            number = self._codes
            if is_source:
                known.append(number)
        else:
            number = known.pop(0)
        return number

    def _end(self, _number: int, _mark: str) -> str:
        return "</pc>"

    def _code(self, name: str, shape: tuple[str, ...], number: int) -> str:
        kind, sub_type = _TYPES.get(name, ("fmt" if len(shape) == 2 else "other", ""))
        described = f' type="{kind}"' + (f' subType="{sub_type}"' if sub_type else "")
        names = [self._data.setdefault(data, f"d{len(self._data) + 1}") for data in shape]
        if len(names) == 2:
            references = f' dataRefStart="{names[0]}" dataRefEnd="{names[1]}"'
            return f'<pc id="{number}"{described}{references}>'
        return f'<ph id="{number}"{described} dataRef="{names[0]}"/>'


@dataclass(slots=True)
class OldMarkedTexts(MarkedTexts):
    """The same as XLIFF 1.2, where the marks are inside the codes."""

    unwritable: int = 0
    """Texts with characters that XML cannot hold."""

    def _xml(self, text: str) -> str:
        said = NOT_IN_XML.sub("\ufffd", text)
        self.unwritable += said != text
        return escape(said).replace("\r", "&#13;")

    def _end(self, number: int, mark: str) -> str:
        return f'<ept id="{number}">{self._xml(mark)}</ept>'

    def _code(self, name: str, shape: tuple[str, ...], number: int) -> str:
        kind = _OLD_TYPES.get(name)
        described = f' ctype="{kind}"' if kind else ""
        element = "bpt" if len(shape) == 2 else "ph"
        return f'<{element} id="{number}"{described}>{self._xml(shape[0])}</{element}>'


def _marks(text: str) -> Iterator[_Mark]:
    """The marks of a text that become codes, in order; pairs are nested."""
    marks = inline_marks(text)
    found = [_Mark(atom.start, atom.end, atom.name) for atom in marks.atoms if _is_code(atom)]
    kept: list[Pair] = []
    for pair in marks.pairs:
        if not any(_crosses(pair, other) for other in kept) and not any(_cuts(mark, pair) for mark in found):
            kept.append(pair)
    for number, pair in enumerate(kept):
        found.append(_Mark(pair.start, pair.inner_start, pair.name, number))
        found.append(_Mark(pair.inner_end, pair.end, pair.name, number, is_closing=True))
    return iter(sorted(found))


def _is_code(atom: Atom) -> bool:
    return atom.name not in _TEXTS


def _crosses(one: Pair, two: Pair) -> bool:
    first, second = sorted((one, two), key=lambda pair: (pair.start, -pair.end))
    is_beside = second.start >= first.end
    is_inside = second.start >= first.inner_start and second.end <= first.inner_end
    return not (is_beside or is_inside)


def _cuts(mark: _Mark, pair: Pair) -> bool:
    """Whether a single mark overlaps one of the marks of a pair."""
    return any(
        mark.start < end and mark.end > start
        for start, end in ((pair.start, pair.inner_start), (pair.inner_end, pair.end))
    )
