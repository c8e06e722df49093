"""Commands that make headings, lists, quotations and code, and the keys that continue them in the text."""

from __future__ import annotations

import time
from functools import partialmethod
from typing import TYPE_CHECKING

from conceptwriter.editor.strip.row_text import paragraph_text
from conceptwriter.editor.views.commands import DeskCommands
from conceptwriter.editor.views.sentences import cut_into_sentences
from conceptwriter.editor.views.typed_marks import mark_before, structure_of_mark
from conceptwriter.outline import edits
from conceptwriter.outline.blocks import BLOCK, CODE, VERBATIM, is_verbatim
from conceptwriter.outline.gaps import running_text
from conceptwriter.outline.headings import (
    LONGEST_HEADING,
    heading_level,
    into_heading,
    out_of_heading,
)
from conceptwriter.outline.lists import BULLET, FIRST, into_plain
from conceptwriter.outline.model import Caret, Kind, NodeId
from conceptwriter.outline.sketch import Sketch
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.outline.changes import Operation


class ShapingCommands(DeskCommands):
    """Turn the selection, or what the caret is in, into a heading, a paragraph or a list item."""

    def _rows(self) -> list[NodeId]:
        """The headings and paragraphs that are selected, or the one the caret is in."""
        document = self.document
        rows: dict[NodeId, None] = {}
        for node in self.desk.selection:
            here = document.node(node)
            row = here.parent if here.kind is Kind.CONCEPT and here.parent is not None else node
            if row != ROOT:
                rows[row] = None
        return list(rows)

    # -- headings ---

    def _make_heading(self, level: int) -> None:
        """Make a heading of this level, or a paragraph if it already is one of this level."""
        rows = self._rows()
        sections = [row for row in rows if self.document.node(row).kind is Kind.SECTION]
        if sections == rows and all(heading_level(self.document, row) == level for row in rows):
            self.make_paragraph()
        else:
            self._shape(lambda: self._headings(rows, level))

    make_heading_1 = partialmethod(_make_heading, 1)
    make_heading_2 = partialmethod(_make_heading, 2)
    make_heading_3 = partialmethod(_make_heading, 3)
    make_heading_4 = partialmethod(_make_heading, 4)
    make_heading_5 = partialmethod(_make_heading, 5)
    make_heading_6 = partialmethod(_make_heading, 6)

    def _headings(self, rows: list[NodeId], level: int) -> Operation:
        document, caret = self.document, self.desk.caret
        after: Caret | None = None
        with Sketch(document) as sketch:
            for row in rows:
                node, place = row, None
                if caret is not None and document.node(caret.node).parent == row:
                    node, place = self._heading_part(row, caret)
                section = into_heading(sketch, node, level)
                if place is not None and len(rows) == 1:
                    after = Caret(section, min(place, len(document.text(section))))
        return sketch.operation("Make heading", after)

    def _heading_part(self, paragraph: NodeId, caret: Caret) -> tuple[NodeId, int]:
        """Which part of a paragraph becomes the heading, and where the caret is in it."""
        document = self.document
        concepts = document.node(paragraph).children
        if len(running_text(document, concepts)) > LONGEST_HEADING:
            return caret.node, caret.position
        row = paragraph_text(document, paragraph)
        return concepts[0], (row.place(caret) or 0) - row.spans[0].start

    def make_paragraph(self) -> None:
        """Running text: not a heading, item, quotation or code."""
        rows = self._rows()
        self._shape(lambda: self._plain(rows))

    def _plain(self, rows: list[NodeId]) -> Operation:
        document, caret = self.document, self.desk.caret
        after: Caret | None = None
        with Sketch(document) as sketch:
            for row in rows:
                if document.node(row).kind is Kind.SECTION:
                    out_of_heading(sketch, row)
                    cut = cut_into_sentences(
                        document, row, caret if caret is not None and caret.node == row else None
                    )
                    if cut is not None:
                        sketch.follow(cut)
                        after = after or cut.caret_after
                else:
                    into_plain(sketch, row)
        return sketch.operation("Make paragraph", after)

    def _shape(self, build: Callable[[], Operation]) -> None:
        """Do what `build` returns; the caret stays where it is unless the operation says otherwise."""
        if not self.desk.composing:
            self.desk.attempt(build)

    # -- lists, quotations, code ---

    def make_bulleted(self) -> None:
        """Make items of a bulleted list, or running text if they already are."""
        self._shape_paragraphs(lambda rows: edits.make_items(self.document, rows, BULLET))

    def make_numbered(self) -> None:
        """Make items of a numbered list, or running text if they already are."""
        self._shape_paragraphs(lambda rows: edits.make_items(self.document, rows, FIRST))

    def make_quote(self) -> None:
        """Make a quotation, or running text if it already is one."""
        self._shape_paragraphs(lambda rows: edits.make_quotes(self.document, rows))

    def make_code_block(self) -> None:
        """Code, which is shown as it is typed and never translated; or running text again."""
        self._shape_paragraphs(self._code)

    def _shape_paragraphs(self, build: Callable[[list[NodeId]], Operation]) -> None:
        """Do what `build` returns for the chosen paragraphs; headings among them become paragraphs first."""
        rows, document = self._rows(), self.document

        def shaped() -> Operation:
            with Sketch(document) as sketch:
                paragraphs = [
                    out_of_heading(sketch, row) if document.node(row).kind is Kind.SECTION else row
                    for row in rows
                ]
                made = build(paragraphs)
                sketch.follow(made)
            return sketch.operation(made.label)

        if rows:
            self._shape(shaped)

    def _code(self, paragraphs: list[NodeId]) -> Operation:
        document = self.document
        undo = all(document.node(one).attributes.get(BLOCK) == CODE for one in paragraphs)
        with Sketch(document) as sketch:
            for paragraph in paragraphs:
                if undo:
                    into_plain(sketch, paragraph)
                elif not is_verbatim(document, paragraph):
                    sketch.require_unlocked(paragraph)
                    sketch.set_attribute(paragraph, BLOCK, CODE)
                    for concept in document.children(paragraph):
                        sketch.set_attribute(concept, VERBATIM, "1")
        return sketch.operation("Make paragraph" if undo else "Make code block")

    # -- new sections ---

    def new_section(self) -> None:
        """An empty section after the one the current node is in, with the caret in its heading."""
        self.do(lambda: edits.new_section(self.document, self.desk.current))

    def new_chapter(self) -> None:
        """An empty chapter after the one the current node is in, with the caret in its heading."""
        self.do(lambda: edits.new_chapter(self.document, self.desk.current))

    # -- typing marks ---

    def convert_typed_mark(self) -> bool:
        """A space was typed: after `#`, `-`, `1.` or `>` at the start of a paragraph it creates structure."""
        caret, document = self.desk.caret, self.document
        if caret is None or self.desk.composing or caret.node not in document:
            return False
        mark = mark_before(document, caret)
        if not mark or document.is_locked(caret.node):
            return False
        text, place = document.text(caret.node), caret.position
        typed = Caret(caret.node, place + 1)
        done = self.desk.attempt(
            lambda: edits.edit_text(
                document,
                caret.node,
                f"{text[:place]} {text[place:]}",
                caret_before=caret,
                caret_after=typed,
                time=time.time(),
            )
        )
        if done is not None:
            self.desk.attempt(lambda: structure_of_mark(document, typed, mark))
        return True
