"""Inline elements of TMX (1.4b, section 2.3, level 2) as placeholders in a text, and back.

    <bpt i="1">..</bpt>bold<ept i="1">..</ept>   ->  <g1>bold</g1>
    <hi>..</hi>                                  ->  <hi1>..</hi1>
    <ph/> <it/> <ut/>                            ->  <x1/>

The number is that of the attribute `x`, which is the same in all languages, where it is there and free. What
each placeholder stands for is kept with the unit, as the XML that is written again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from conceptwriter.memory.unit import Codes
from conceptwriter.xml_events import EventKind, XmlEvent, xml_tag, xml_text

_PLACEHOLDER = re.compile(r"</?(?:g|hi)\d+>|<x\d+/>")
_HIGHEST = 10_000
_LONGEST = 5


@dataclass(slots=True)
class _Piece:
    """A code: the kind of its placeholder, its number, and the XML it stands for."""

    kind: str
    number: int
    xml: str
    closes: bool = False

    def placeholder(self, added: int) -> str:
        """As it is in the text."""
        name = f"{self.kind}{self.number + added}"
        return f"<{name}/>" if self.kind == "x" else f"</{name}>" if self.closes else f"<{name}>"


@dataclass(slots=True)
class _Reading:
    pieces: list[str | _Piece] = field(default_factory=list)
    taken: set[tuple[str, int]] = field(default_factory=set)
    opened: dict[str, int] = field(default_factory=dict)
    """The attribute `i` of each bpt, and its number."""

    def number(self, kind: str, *wishes: str) -> int:
        """The first wish that is a free number, or the next that is free."""
        for wish in wishes:
            is_number = bool(wish) and wish.isascii() and wish.isdigit() and len(wish) < _LONGEST
            if is_number and (kind, int(wish)) not in self.taken:
                return self._take(kind, int(wish))
        return self._take(kind, next(at for at in range(1, _HIGHEST**2) if (kind, at) not in self.taken))

    def _take(self, kind: str, number: int) -> int:
        self.taken.add((kind, number))
        return number


def read_segment(events: Iterator[XmlEvent], name: str = "seg") -> tuple[str, Codes]:
    """The text of the element `name`, whose start was read, up to its end; and its codes."""
    reading = _Reading()
    _read_into(reading, events, name)
    literal = "".join(piece for piece in reading.pieces if isinstance(piece, str))
    added = 0
    codes = [piece for piece in reading.pieces if isinstance(piece, _Piece)]
    while any(code.placeholder(added) in literal for code in codes):
        added += _HIGHEST  # the text itself has what looks like a placeholder
    text = "".join(piece if isinstance(piece, str) else piece.placeholder(added) for piece in reading.pieces)
    return text, tuple((code.placeholder(added), code.xml) for code in codes)


def _read_into(reading: _Reading, events: Iterator[XmlEvent], name: str) -> None:
    for event in events:
        if event.kind is EventKind.TEXT:
            reading.pieces.append(event.value)
        elif event.kind is EventKind.END and event.value == name:
            return
        elif event.kind is EventKind.START:
            _read_code(reading, events, event)


def _read_code(reading: _Reading, events: Iterator[XmlEvent], start: XmlEvent) -> None:
    element, attributes = start.value, start.attributes
    if element == "hi":
        number = reading.number("hi", attributes.get("x", ""))
        reading.pieces.append(_Piece("hi", number, xml_tag(element, attributes)))
        _read_into(reading, events, element)
        reading.pieces.append(_Piece("hi", number, "</hi>", closes=True))
        return
    xml = _as_written(events, start)
    pair = attributes.get("i", "")
    if element == "bpt":
        number = reading.opened[pair] = reading.number("g", attributes.get("x", ""), pair)
        reading.pieces.append(_Piece("g", number, xml))
    elif element == "ept":
        known = reading.opened.pop(pair, None)
        number = reading.number("g", pair) if known is None else known
        reading.pieces.append(_Piece("g", number, xml, closes=True))
    else:  # ph, it, ut, and what no version of TMX knows
        reading.pieces.append(_Piece("x", reading.number("x", attributes.get("x", "")), xml))


def _as_written(events: Iterator[XmlEvent], start: XmlEvent) -> str:
    """The XML of an element whose start was read, with all that is in it."""
    parts = [xml_tag(start.value, start.attributes)]
    depth = 1
    for event in events:
        if event.kind is EventKind.TEXT:
            parts.append(xml_text(event.value))
        elif event.kind is EventKind.START:
            depth += 1
            parts.append(xml_tag(event.value, event.attributes))
        else:
            depth -= 1
            parts.append(f"</{event.value}>")
            if not depth:
                break
    return "".join(parts)


def written_segment(text: str, codes: Codes) -> str:
    """The content of a `seg`; half of a pair whose other half the text has lost is left out."""
    known = dict(codes)
    there = [found for found in _PLACEHOLDER.findall(text) if found in known]
    parts: list[str] = []
    position = 0
    written: set[str] = set()
    for match in _PLACEHOLDER.finditer(text):
        mark = match.group()
        if mark not in known or mark in written:
            continue
        parts.append(xml_text(text[position : match.start()]))
        position = match.end()
        written.add(mark)
        other = _other_half(mark)
        if other not in known or other in there:
            parts.append(known[mark])
    return "".join([*parts, xml_text(text[position:])])


def _other_half(mark: str) -> str:
    """The end of a beginning and the beginning of an end; nothing for what stands alone."""
    if mark.endswith("/>"):
        return ""
    return f"<{mark[2:]}" if mark.startswith("</") else f"</{mark[1:]}"
