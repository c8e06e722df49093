"""The paragraphs of a text in reading order, each with the lists that it is in.

Notes and text boxes come after the paragraph that they are anchored in, headers and footers at the end.
Deleted text, comments and generated indexes are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from conceptwriter.interchange.odt.inline import NOTE
from conceptwriter.interchange.odt.names import qn
from conceptwriter.interchange.odt.package import CONTENT, STYLES, TextFile
from conceptwriter.interchange.odt.styles import ListLevel, Styles, list_levels, small_number
from conceptwriter.outline.blocks import Container

Xml = Any
_PARAGRAPHS = frozenset(map(qn, ("text:p", "text:h")))
_AROUND = frozenset(
    map(
        qn,
        (
            "text:section", "text:numbered-paragraph", "table:table", "table:table-row", "table:table-rows",
            "table:table-header-rows", "table:table-row-group", "table:table-cell", "draw:frame", "draw:g",
            "draw:text-box",
        ),
    )
)  # fmt: skip
_TABLE = qn("table:table")
_ITEMS = frozenset(map(qn, ("text:list-item", "text:list-header")))
_HEADERS_AND_FOOTERS = frozenset(
    qn(f"style:{kind}{suffix}") for kind in ("header", "footer") for suffix in ("", "-left", "-first")
)
_DEEPEST = 8
BULLET = "-"
_UNKNOWN = ListLevel(is_numbered=False, start=1)


@dataclass(frozen=True, slots=True)
class Place:
    """One paragraph."""

    element: Xml
    """``text:p`` or ``text:h``."""
    within: str = ""
    """The lists around it, as the outline names them."""
    note: str = ""
    """For the first paragraph of a note: what stands for the note in the text, as ``[^1]``."""
    part: str = CONTENT
    """The part of the file that it is in: STYLES for headers and footers."""


@dataclass(slots=True)
class _List:
    style: str
    depth: int
    number: int | None = None
    """Of its latest item; None before the first."""


class Places:
    """Reads a file once."""

    def __init__(self, file: TextFile, styles: Styles) -> None:
        self._styles, self._levels = styles, list_levels(file)
        self.notes: dict[Xml, str] = {
            note: f"[^{number}]" for number, note in enumerate(file.body.iter(NOTE), start=1)
        }
        """What stands for each note in the text."""
        self._open: list[Container] = []
        self._last: dict[tuple[str, int], int] = {}
        """The number of the latest item, by the style and the depth of its list."""
        self.found = list(self._in(file.body, None))
        for page in headers_and_footers(file):
            self.found += [replace(place, part=STYLES) for place in self._in(page, None)]

    def _in(self, parent: Xml, around: _List | None) -> Iterator[Place]:
        for child in parent:
            if child.tag in _PARAGRAPHS:
                yield from self._paragraph(child)
            elif child.tag == qn("text:list"):
                yield from self._list(child, around)
            elif child.tag in _AROUND:
                is_table = child.tag == _TABLE
                opened, self._open = self._open, ([] if is_table else self._open)
                yield from self._in(child, around)
                self._open = opened

    def _paragraph(self, paragraph: Xml) -> Iterator[Place]:
        yield Place(paragraph, " ".join(map(str, self._open)))
        self._open = [Container(step.mark, continues=True) for step in self._open]
        opened, self._open = self._open, []
        yield from self._anchored(paragraph)
        self._open = opened

    def _anchored(self, element: Xml) -> Iterator[Place]:
        """What stands elsewhere on the page."""
        for child in element:
            if child.tag == NOTE:
                label = self.notes[child]
                for body in child.iterchildren(qn("text:note-body")):
                    for place in self._in(body, None):
                        yield Place(place.element, place.within, label)
                        label = ""
            elif child.tag == qn("draw:text-box"):
                yield from self._in(child, None)
            elif isinstance(child.tag, str) and child.tag != qn("office:annotation"):
                yield from self._anchored(child)

    def _list(self, element: Xml, around: _List | None) -> Iterator[Place]:
        depth = 1 if around is None else around.depth + 1
        name = element.get(qn("text:style-name"), "") or ("" if around is None else around.style)
        here = _List(name, depth)
        if element.get(qn("text:continue-numbering")) == "true" or element.get(qn("text:continue-list")):
            here.number = self._last.get((name, depth))
        for item in element:
            if item.tag not in _ITEMS:
                continue
            opened = list(self._open)
            if item.tag == qn("text:list-item") and len(opened) < _DEEPEST:
                self._open = [*opened, Container(self._mark(here, item))]
            yield from self._in(item, here)
            # what the outer item has opened, its own paragraphs continue
            begun = len(self._open) > len(opened) and self._open[len(opened)].continues
            self._open = [Container(step.mark, step.continues or begun) for step in opened]

    def _mark(self, here: _List, item: Xml) -> str:
        name = here.style or self._style_of_paragraph(item)
        level = self._levels.get((name, here.depth), _UNKNOWN)
        start = small_number(item.get(qn("text:start-value"), ""))
        if start is None:
            start = level.start if here.number is None else here.number + 1
        here.number = self._last[name, here.depth] = start
        return f"{here.number}." if level.is_numbered else BULLET

    def _style_of_paragraph(self, item: Xml) -> str:
        """The list style that its paragraph's style names."""
        first = next(item.iterchildren(qn("text:p"), qn("text:h")), None)
        if first is None:
            return ""
        for _, style in self._styles.chain("paragraph", first.get(qn("text:style-name"), "")):
            named = style.get(qn("style:list-style-name"))
            if named is not None:
                return str(named)
        return ""


def headers_and_footers(file: TextFile) -> Iterator[Xml]:
    """Those of all pages."""
    masters = None if file.styles is None else file.styles.find(qn("office:master-styles"))
    for page in () if masters is None else masters:
        for child in page:
            if child.tag in _HEADERS_AND_FOOTERS:
                yield child
