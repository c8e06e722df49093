"""Selected text for other programs: prose, Markdown and HTML. No Qt here.

Prose is what a reader sees: no emphasis marks, a blank line between paragraphs, bullets before items.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from conceptwriter.interchange import render
from conceptwriter.interchange.blocks import MARKDOWN, MARKUP
from conceptwriter.interchange.inline import without_marks
from conceptwriter.interchange.markup import is_plain
from conceptwriter.outline import Document, Draft, Kind
from conceptwriter.outline.blocks import (
    BLOCK,
    LEVEL,
    TIGHT,
    WITHIN,
    is_item,
    is_verbatim,
    parse_within,
)
from conceptwriter.outline.gaps import running_text
from conceptwriter.outline.headings import heading_level
from conceptwriter.outline.ranges import nodes_in_range, range_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conceptwriter.outline.model import Caret, NodeId

MARKS = frozenset("*_`[]\\&<!")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


class ProseClip:
    """A selection of text in the forms that go to the clipboard."""

    def __init__(self, document: Document, start: Caret, end: Caret) -> None:
        nodes = nodes_in_range(document, start, end)
        in_one_row = len({_row(document, node) for node in nodes}) == 1
        self._exact = range_text(document, start, end) if in_one_row else ""
        self.is_phrase = in_one_row and "\n" not in self._exact
        """True for a selection within one line of a paragraph or heading."""
        self._plain = is_plain(document)
        self._part = None if self.is_phrase else _part_of(document, nodes, start, end)

    def prose(self) -> str:
        """As a reader sees it."""
        if self._part is None:
            return self._exact if self._plain else words_of(self._exact)
        return _prose(self._part, has_marks=not self._plain)

    def markdown(self) -> str:
        """As Markdown."""
        return self._exact if self._part is None else render(self._part, "markdown").text

    @property
    def has_html(self) -> bool:
        """Whether there is an HTML form: not for a phrase of plain text."""
        return self._part is not None or not self._plain

    def html(self) -> str:
        """As HTML."""
        text = self.markdown()
        if self._part is not None:
            return str(_parser().render(text))
        return str(_parser().renderInline(text))


def words_of(text: str) -> str:
    """A text without inline Markdown marks; the white space around it stays."""
    if MARKS.isdisjoint(text):
        return text
    inner = text.strip()
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    lines = inner.split("\n")
    return lead + "\n".join(without_marks(line, _parser()) for line in lines) + (tail if inner else "")


def _row(document: Document, node: NodeId) -> NodeId | None:
    here = document.node(node)
    return here.parent if here.kind is Kind.CONCEPT else node


def _part_of(document: Document, nodes: list[NodeId], start: Caret, end: Caret) -> Document:
    """The selected text as a separate document."""
    root = Draft(Kind.SECTION, attributes={MARKUP: document.root.attributes.get(MARKUP, MARKDOWN)})
    open_sections: list[tuple[int, Draft]] = [(0, root)]
    paragraphs: dict[NodeId | None, Draft] = {}
    for node in nodes:
        here = document.node(node)
        text = document.text(node)
        text = text[start.position if node == start.node else 0 : end.position if node == end.node else None]
        language = document.shown_language(node)
        if here.kind is Kind.SECTION:
            level = heading_level(document, node)
            while open_sections[-1][0] >= level > 0:
                open_sections.pop()
            draft = Draft(Kind.SECTION, text, language, attributes={LEVEL: str(level)})
            open_sections[-1][1].children.append(draft)
            open_sections.append((level, draft))
            continue
        if here.kind is not Kind.CONCEPT:
            continue
        paragraph = paragraphs.get(here.parent)
        if paragraph is None:
            assert here.parent is not None
            kept = {
                key: value
                for key, value in document.node(here.parent).attributes.items()
                if key not in ("lead", "tail")
            }
            paragraph = paragraphs[here.parent] = Draft(Kind.PARAGRAPH, attributes=kept)
            open_sections[-1][1].children.append(paragraph)
        paragraph.children.append(Draft(Kind.CONCEPT, text, language, attributes=dict(here.attributes)))
    return Document.from_draft(root, document.root.source_language)


def _prose(part: Document, *, has_marks: bool) -> str:
    pieces: list[str] = []
    for text, tight in _rows(part, has_marks=has_marks):
        if text:
            pieces.append(("\n" if tight else "\n\n") if pieces else "")
            pieces.append(text)
    return "".join(pieces)


def _rows(part: Document, *, has_marks: bool) -> Iterator[tuple[str, bool]]:
    for node in part.descendants(1):
        here = part.node(node)
        if here.kind is Kind.SECTION:
            text = part.text(node)
            yield (words_of(text) if has_marks else text), False
        elif here.kind is Kind.PARAGRAPH:
            text = running_text(part, here.children)
            if has_marks and not is_verbatim(part, node):
                text = words_of(text)
            if here.attributes.get(BLOCK) == "rule":
                text = "* * *"
            steps = parse_within(here.attributes.get(WITHIN, ""))
            if is_item(steps):
                inner = sum(not step.is_quote for step in steps) - 1
                mark = steps[-1].mark if steps[-1].is_numbered else "-"
                text = f"{'  ' * inner}{mark} {text}"
            yield text, TIGHT in here.attributes
