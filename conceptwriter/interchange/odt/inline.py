"""The content of one paragraph as spans.

White space counts as OpenDocument 1.3, part 3, 6.1.2 says: many blanks of the file are one, more are
elements.
The formatting that a whole paragraph has is its own affair and gets no marks. Pictures, fields and notes are
objects; comments, bookmarks and the marks of tracked changes are no part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from conceptwriter.interchange.odt.names import qn
from conceptwriter.interchange.odt.styles import Styles
from conceptwriter.interchange.spans import Inline, Span

Xml = Any
_WHITE = re.compile(r"[ \t\r\n]+")
_MOST_BLANKS = 1000
NOTE = qn("text:note")
_CHANGES = frozenset(map(qn, ("text:change-start", "text:change-end", "text:change")))
_THROUGH = frozenset(map(qn, ("text:span", "text:meta", "text:ruby", "text:ruby-base")))
_BEGINS = frozenset(
    map(
        qn,
        (
            "text:bookmark", "text:bookmark-start", "text:reference-mark", "text:reference-mark-start",
            "office:annotation", "text:toc-mark", "text:toc-mark-start", "text:user-index-mark",
            "text:user-index-mark-start", "text:alphabetical-index-mark",
            "text:alphabetical-index-mark-start", "text:number",
        ),
    )
)  # fmt: skip
_ENDS = frozenset(
    map(
        qn,
        (
            "text:bookmark-end", "text:reference-mark-end", "office:annotation-end", "text:toc-mark-end",
            "text:user-index-mark-end", "text:alphabetical-index-mark-end",
        ),
    )
)  # fmt: skip
_UNSEEN = frozenset(map(qn, ("text:soft-page-break", "text:ruby-text")))


@dataclass(slots=True)
class Content:
    """What a paragraph contains."""

    inline: Inline
    begins: list[Xml] = field(default_factory=list)
    """Bookmarks, comments and beginnings of ranges; they stay at its beginning when its text is replaced."""
    ends: list[Xml] = field(default_factory=list)
    """Ends of ranges, which stay at its end."""
    changes: list[Xml] = field(default_factory=list)
    """Marks of tracked changes."""
    links: dict[str, Xml] = field(default_factory=dict)
    """The first link to each address."""

    def raw_text(self) -> str:
        """Its text without marks."""
        return "".join(span.text for span in self.inline.spans)


def content_of(paragraph: Xml, styles: Styles, notes: Mapping[Xml, str]) -> Content:
    """The content of a ``text:p`` or ``text:h``; ``notes``: what stands for each note in the text."""
    reading = _Reading(styles, notes)
    reading.read(paragraph, "", "")
    reading.content.inline = Inline(reading.spans, bool(reading.content.changes))
    return reading.content


class _Reading:
    def __init__(self, styles: Styles, notes: Mapping[Xml, str]) -> None:
        self._styles, self._notes = styles, notes
        self._after_blank = True
        self.spans: list[Span] = []
        self.content = Content(Inline([]))

    def read(self, parent: Xml, look: str, link: str) -> None:
        """The text of an element and all in it."""
        self._text(parent.text, look, link)
        for child in parent:
            if isinstance(child.tag, str):
                self._element(child, look, link)
            self._text(child.tail, look, link)

    def _element(self, child: Xml, look: str, link: str) -> None:
        tag = child.tag
        if tag == qn("text:s"):
            count = child.get(qn("text:c"), "1")
            blanks = int(count) if count.isdecimal() and len(count) < 6 else 1
            self._said(" " * min(blanks, _MOST_BLANKS), look, link)
        elif tag == qn("text:tab"):
            self._said("\t", look, link)
        elif tag == qn("text:line-break"):
            self._said("\n", look, link)
        elif tag == qn("text:span"):
            self.read(child, child.get(qn("text:style-name"), "") or look, link)
        elif tag in _THROUGH:
            self.read(child, look, link)
        elif tag == qn("text:a"):
            address = child.get(qn("xlink:href"), "")
            self.content.links.setdefault(address, child)
            self.read(child, look, address or link)
        elif tag in _CHANGES:
            self.content.changes.append(child)
        elif tag in _BEGINS:
            self.content.begins.append(child)
        elif tag in _ENDS:
            self.content.ends.append(child)
        elif tag not in _UNSEEN:
            self._after_blank = False
            mark = self._notes.get(child, "")
            self.spans.append(Span("", link=link, look=look, thing=child, mark=mark))

    def _text(self, text: str | None, look: str, link: str) -> None:
        if not text:
            return
        said = _WHITE.sub(" ", text)
        if self._after_blank and said.startswith(" "):
            said = said[1:]
        if said:
            self._said(said, look, link)
            self._after_blank = said.endswith(" ")

    def _said(self, text: str, look: str, link: str) -> None:
        styles = self._styles
        bold, italic, code = styles.is_bold(look), styles.is_italic(look), styles.is_code(look)
        self.spans.append(Span(text, bold, italic, link, look, code=code))
        self._after_blank = False


def append_text(parent: Xml, text: str, *, at_start: bool) -> None:
    """Append a text to what an element has; ``at_start``: nothing of its paragraph stands before it."""
    for piece in re.findall(r"\n|\t| +|[^\n\t ]+", text):
        if piece == "\n":
            etree.SubElement(parent, qn("text:line-break"))
        elif piece == "\t":
            etree.SubElement(parent, qn("text:tab"))
        elif piece[0] == " ":
            _append_blanks(parent, len(piece), only_elements=at_start)
        else:
            _append_letters(parent, piece)
        at_start = piece == "\n" or (at_start and piece[0] in " \t")


def _append_blanks(parent: Xml, count: int, *, only_elements: bool) -> None:
    if not only_elements:
        _append_letters(parent, " ")
        count -= 1
    if count:
        blanks = etree.SubElement(parent, qn("text:s"))
        if count > 1:
            blanks.set(qn("text:c"), str(count))


def _append_letters(parent: Xml, letters: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + letters
    else:
        parent.text = (parent.text or "") + letters
