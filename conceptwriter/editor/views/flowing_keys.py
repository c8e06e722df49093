"""Enter, Backspace, Delete and Tab while writing: what they do in lists, headings and code."""

from __future__ import annotations

from functools import partialmethod
from typing import TYPE_CHECKING

from conceptwriter.editor.views import block_edits
from conceptwriter.editor.views.shaping import ShapingCommands
from conceptwriter.errors import ConceptWriterError
from conceptwriter.language import find_language, is_language_code
from conceptwriter.outline import edits
from conceptwriter.outline.changes import Remove, SetRendition
from conceptwriter.outline.errors import EditError
from conceptwriter.outline.joining import has_text_or_note
from conceptwriter.outline.model import Caret, Draft, Kind, NodeId
from conceptwriter.outline.sketch import Sketch
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document

    What = Operation | Caret | str | None
    """What a key does: an edit, a place for the caret, something typed, or nothing special."""


class FlowingKeys(ShapingCommands):
    """Keys whose meaning depends on what the caret is in."""

    @property
    def in_flowing_text(self) -> bool:
        """True while the caret is in the text view, not in the outline."""
        return self.desk.caret is not None and self.desk.lead is not None and self.desk.lead.flows

    def _carry_out(self, decide: Callable[[], What]) -> None:
        """Do what `decide` returns, if anything."""
        self.desk.fields.commit()
        try:
            what = decide()
        except ConceptWriterError as error:
            self.desk.failed.emit(str(error))
            return
        if isinstance(what, Caret):
            self.desk.place_caret(what.node, what.position)
        elif isinstance(what, str):
            self.type_text(what)
        elif what is not None:
            self.desk.perform(what, edit=True)

    # -- Enter ---

    def enter_in_text(self) -> None:
        """Enter in flowing text: the next paragraph, item or line, depending on the place."""
        before = self.desk.caret
        if before is None:
            self.start_editing()
            return
        self.remove_selected_text()
        caret = self.desk.caret or before
        self._carry_out(lambda: self._enter_at(caret))

    def _enter_at(self, caret: Caret) -> What:
        document, position = self.document, self.cut_position(caret)
        kind = document.node(caret.node).kind
        special: What = None
        if kind is Kind.SECTION and caret.node != ROOT:
            special = block_edits.enter_in_heading(document, caret, position)
        elif kind is Kind.CONCEPT:
            special = block_edits.enter_in_paragraph(document, caret, position, self._paragraph_break)
        return self._next_paragraph(caret) if special is None else special

    def _next_paragraph(self, caret: Caret) -> Operation:
        """A new paragraph at the caret, even within a sentence; in a heading, the first below it."""
        if self.document.node(caret.node).kind is not Kind.CONCEPT:
            return self._first_below(caret.node)
        return self._paragraph_break(caret.node, self.cut_position(caret))

    def _paragraph_break(self, concept: NodeId, position: int) -> Operation:
        document = self.document
        paragraph = document.node(concept).parent
        assert paragraph is not None
        text, siblings = document.text(concept), document.siblings(concept)
        index = siblings.index(concept)
        if not text[:position].strip() and index:
            return edits.split_paragraph(document, concept)
        at_end = not text[position:].strip()
        if (at_end and index + 1 == len(siblings)) or (not text[:position].strip() and not index):
            return self._empty_paragraph(paragraph, before=not at_end and bool(text), concept=concept)
        if at_end:
            return edits.split_paragraph(document, siblings[index + 1])
        with Sketch(document) as sketch:
            sketch.follow(edits.split(document, concept, position))
            fresh = document.siblings(concept)[index + 1]
            sketch.follow(edits.split_paragraph(document, fresh))
        return sketch.operation("Start paragraph", Caret(fresh), Caret(concept, position))

    def _empty_paragraph(self, paragraph: NodeId, *, before: bool, concept: NodeId) -> Operation:
        document = self.document
        here = document.node(paragraph)
        parent = here.parent
        assert parent is not None
        language = document.typed_language(concept)
        draft = Draft(
            Kind.PARAGRAPH,
            source_language=language,
            language=here.language,
            children=[Draft(Kind.CONCEPT, source_language=language)],
        )
        with Sketch(document) as sketch:
            sketch.require_unlocked(parent)
            fresh = sketch.insert(parent, document.index_in_parent(paragraph) + (not before), draft)
            first = document.node(fresh).children[0]
        return sketch.operation("Start paragraph", Caret(concept if before else first))

    def _first_below(self, node: NodeId) -> Operation:
        children = self.document.node(node).children
        if children and self.document.node(children[0]).kind is Kind.SECTION:
            return edits.add_sibling(self.document, children[0], before=True)
        return edits.add_child(self.document, node, first=True)

    # -- Backspace and Delete ---

    def merge_previous(self) -> None:
        """Backspace at the start: join to the previous node; an empty node is removed."""
        if not self.desk.composing:
            self._carry_out(self._backspace_at_start)

    def _backspace_at_start(self) -> What:
        caret, document = self.desk.caret, self.document
        if caret is None:
            return None
        special = block_edits.backspace_at_start(document, caret.node) if self.in_flowing_text else None
        if special is None and self._is_empty(caret.node):
            special = self._deleted(caret.node)
        return self._joined(edits.merge_with_previous, caret.node) if special is None else special

    def merge_next(self) -> None:
        """Delete at the end: join the next node to this one."""
        if not self.desk.composing:
            self._carry_out(self._delete_at_end)

    def _delete_at_end(self) -> What:
        caret, document = self.desk.caret, self.document
        if caret is None:
            return None
        special = block_edits.delete_at_end(document, caret.node) if self.in_flowing_text else None
        return self._joined(edits.merge_with_next, caret.node) if special is None else special

    def _joined(self, build: Callable[[Document, NodeId], Operation], node: NodeId) -> Operation:
        """Join texts in all their languages; refused where one has no text yet in the language shown."""
        document, operation = self.document, build(self.document, node)
        meeting = {change.node for change in operation.changes if isinstance(change, SetRendition)}
        for change in operation.changes:
            if isinstance(change, Remove):
                meeting.update(data.id for data in change.nodes)
        if all(has_text_or_note(document, one) for one in meeting) and any(
            map(document.shows_source, meeting)
        ):
            language = document.effective_language(node)
            name = find_language(language).english_name if is_language_code(language) else language
            words = self.tr(
                "Not all of this is written in {language} yet, so it stays apart. "
                "Write it first, or go back to the source language to join it."
            )
            raise EditError(words.format(language=name))
        return operation

    def _is_empty(self, node: NodeId) -> bool:
        """True for an empty node whose paragraph can be removed with it if it is alone there."""
        document = self.document
        here = document.node(node)
        alone = here.kind is Kind.CONCEPT and len(document.siblings(node)) == 1
        if here.parent is None or here.children or has_text_or_note(document, node):
            return False
        if alone:
            paragraph = here.parent
            return not has_text_or_note(document, paragraph) and document.preceding(paragraph) not in (
                None,
                ROOT,
            )
        return True

    def _deleted(self, node: NodeId) -> Operation:
        """Remove an empty node, leaving no trace in the trash."""
        document = self.document
        parent = document.node(node).parent
        assert parent is not None
        alone = document.node(parent).kind is Kind.PARAGRAPH and len(document.siblings(node)) == 1
        top = parent if alone else node
        before = document.preceding(top)
        after = document.next_sibling(node) if before == parent else None  # flowing text shows no paragraph
        with Sketch(document) as sketch:
            sketch.require_unlocked(top)
            sketch.remove(top)
            caret = document.caret(before) if before is not None else None
            if after is not None and document.node(after).kind is Kind.CONCEPT:
                caret = Caret(after)
        return sketch.operation("Delete", caret, Caret(node))

    # -- Tab ---

    def _tab(self, *, out: bool) -> None:
        """In flowing text: nest items, indent code, or move them one level out; nothing in prose."""
        caret = self.desk.caret
        if caret is not None:
            paragraphs = [row for row in self._rows() if self.document.node(row).kind is Kind.PARAGRAPH]
            self._carry_out(lambda: block_edits.tab_in_paragraphs(self.document, paragraphs, caret, out=out))

    tab_in_text = partialmethod(_tab, out=False)
    backtab_in_text = partialmethod(_tab, out=True)
