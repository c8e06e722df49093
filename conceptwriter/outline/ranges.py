"""Text from any character to any other, across sentences, paragraphs and headings: reading and deleting it.

A range runs in reading order from a caret in a heading or concept to a caret in another. Deleting it removes
exactly the characters in it, in the language shown, as one operation:

* The rest of the first sentence and the rest of the last become one sentence, in the first one's paragraph;
  the sentences after the last follow it there, in the language they were shown in. If only the break between
  two paragraphs is deleted, the paragraphs are joined and their sentences stay separate. Texts shown in two
  languages are never joined into one.
* Two nodes that become one keep all their texts in every other language, and their notes. What is deleted as
  a whole goes to the trash, with its notes, its status and all its languages.
* A translation is not joined to anything, and no part of a source shown as a placeholder for one can be
  deleted. Where the document is read in a translation, only words of that language are deleted, and their
  sources stay; see `conceptwriter.outline.translated_ranges`.
* A heading and a sentence never become one. The heading in which the range begins keeps its place and level,
  even without a text. A heading that is deleted as a whole goes to the trash alone: its contents outside the
  range continue where the range began, subsections at their previous level if possible.
* A paragraph that loses all its sentences keeps an empty one if the caret has no other place.
* A locked node in the range, or one that would lose its place, makes the whole edit fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from conceptwriter.outline.deleting import put_in_trash
from conceptwriter.outline.errors import EditError
from conceptwriter.outline.gaps import separation_of, shown_text, space_between
from conceptwriter.outline.joining import join_texts
from conceptwriter.outline.model import Caret, Draft, Kind, NodeId, clean_text
from conceptwriter.outline.sketch import Sketch, typing_key
from conceptwriter.outline.translated_ranges import (
    is_translated,
    keeps_source,
    remove_words,
    say,
)
from conceptwriter.outline.wording import edited_rendition

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document

PARAGRAPH_BREAK = "\n\n"


def selected_range(document: Document, caret: Caret) -> tuple[Caret, Caret] | None:
    """Both ends of a caret's selection in reading order; None when nothing is selected."""
    if caret.anchor is None:
        return None
    other = Caret(caret.node if caret.anchor_node is None else caret.anchor_node, caret.anchor)
    if other.node not in document or caret.node not in document:
        return None
    start, end = in_order(document, Caret(caret.node, caret.position), other)
    return None if start == end else (start, end)


def in_order(document: Document, one: Caret, other: Caret) -> tuple[Caret, Caret]:
    """Two places in reading order, clamped to their texts."""
    inside = [
        Caret(end.node, max(0, min(end.position, len(document.text(end.node))))) for end in (one, other)
    ]
    if one.node == other.node:
        inside.sort(key=lambda end: end.position)
    elif document.in_reading_order([one.node, other.node])[0] != one.node:
        inside.reverse()
    return inside[0], inside[1]


def nodes_in_range(document: Document, start: Caret, end: Caret) -> list[NodeId]:
    """The headings and concepts from one end to the other, in reading order."""
    if start.node == end.node:
        return [start.node]
    between = takewhile(lambda node: node != end.node, _after(document, start.node))
    return [
        start.node,
        *(node for node in between if document.node(node).kind is not Kind.PARAGRAPH),
        end.node,
    ]


def range_text(document: Document, start: Caret, end: Caret) -> str:
    """The characters from one end to the other, a blank line between paragraphs."""
    if start.node == end.node:
        return document.text(start.node)[start.position : end.position]
    parts: list[str] = []
    nodes = nodes_in_range(document, start, end)
    for node, following in pairwise([*nodes, None]):
        assert node is not None
        text = document.text(node)
        parts.append(text[start.position if node == start.node else 0 : _end_in(end, node)])
        if following is not None:
            parts.append(_separator_between(document, node, following))
    return "".join(parts)


def _end_in(end: Caret, node: NodeId) -> int | None:
    return end.position if node == end.node else None


def _separator_between(document: Document, node: NodeId, following: NodeId) -> str:
    one, other = document.node(node), document.node(following)
    if one.kind is Kind.CONCEPT is other.kind and one.parent == other.parent:
        return space_between(one, shown_text(document, node), shown_text(document, following))
    return PARAGRAPH_BREAK


def _after(document: Document, node: NodeId) -> Iterator[NodeId]:
    """All nodes after one in reading order."""
    yield from document.descendants(node)
    place: NodeId | None = node
    while place is not None:
        siblings = document.siblings(place)
        for sibling in siblings[siblings.index(place) + 1 :]:
            yield from document.subtree(sibling)
        place = document.parent(place)


def remove_range(
    document: Document, start: Caret, end: Caret, typed: str = "", *, time: float = 0.0
) -> Operation:
    """Delete the characters between two places, and insert `typed` there; see the module docstring.

    The caret goes to where the range was, after `typed`. Raises LockedError, and EditError when an end is in
    the summary of a paragraph or in the trash; then nothing is changed.
    """
    start, end = in_order(document, start, end)
    with Sketch(document) as sketch:
        for node in (start.node, end.node):
            if document.in_trash(node):
                raise EditError("Text in the trash cannot be edited. Restore it first.")
            sketch.require_unlocked(node)
        typed = clean_text(typed)
        nodes = nodes_in_range(document, start, end)
        if keeps_source(document, nodes):
            caret = remove_words(sketch, nodes, start, end, typed)
        elif start.node == end.node:
            text = document.text(start.node)
            say(sketch, start.node, text[: start.position], typed, text[end.position :])
            caret = Caret(start.node, start.position + len(typed))
        else:
            caret = _Removal(sketch, start, end, typed).run()
    operation = sketch.operation("Typing" if typed else "Delete", caret, time=time)
    if not typed:
        return operation
    return replace(operation, follow_key=typing_key(caret.node, document.effective_language(start.node)))


class _Removal:
    """A range across nodes, removed step by step. `first` and `last` are the nodes containing its ends."""

    def __init__(self, sketch: Sketch, start: Caret, end: Caret, typed: str) -> None:
        self.sketch, self.document, self.typed = sketch, sketch.document, typed
        document = self.document
        self.first, self.last = start.node, end.node
        one, other = document.node(self.first), document.node(self.last)
        if Kind.PARAGRAPH in (one.kind, other.kind):
            raise EditError("The summary of a paragraph is not part of the text. Select it alone to edit it.")
        self.head = document.text(self.first)[: start.position]
        self.tail = document.text(self.last)[end.position :]
        self.in_sentences = one.kind is Kind.CONCEPT
        self.from_paragraph = one.parent if self.in_sentences else None
        self.to_paragraph = other.parent if other.kind is Kind.CONCEPT else None
        above = {self.first, *document.ancestors(self.first)}
        self.chain = [node for node in document.path(self.last) if node not in above]
        """The ancestors of the end that the beginning does not have, outermost first, and the last node."""
        self.covered = self._covered()
        self.removes_first = self.in_sentences and not self.head
        self.removes_last = not self.tail
        self.joins = not self.removes_first and not self.removes_last and self._may_join(start, end)

    def _may_join(self, start: Caret, end: Caret) -> bool:
        document = self.document
        same_kind = document.node(self.first).kind is document.node(self.last).kind
        translated = is_translated(document, self.first) or is_translated(document, self.last)
        same_language = document.shown_language(self.first) == document.shown_language(self.last)
        whole = start.position == len(document.text(self.first)) and not end.position
        breaks_only = whole and not self.typed and self._other_row
        return same_kind and same_language and not translated and not breaks_only

    @property
    def _other_row(self) -> bool:
        """True unless both ends are in sentences of one paragraph."""
        return self.from_paragraph is None or self.from_paragraph != self.to_paragraph

    def _covered(self) -> list[NodeId]:
        """The tops of everything between the two ends that does not extend beyond the second."""
        document, outermost = self.document, self.chain[0]
        meeting = document.parent(outermost)
        assert meeting is not None
        found = document.children(self.first)
        if meeting == self.first:
            found = found[: found.index(outermost)]
        else:
            place = self.first
            while (parent := document.parent(place)) != meeting:
                assert parent is not None
                found += _later(document, place)
                place = parent
            siblings = document.children(meeting)
            found += siblings[siblings.index(place) + 1 : siblings.index(outermost)]
        for upper, lower in pairwise(self.chain):
            siblings = document.children(upper)
            found += siblings[: siblings.index(lower)]
        return found

    # -- the steps -------------------------------------------------------------------------------------------

    def run(self) -> Caret:
        """Do it; the caret afterwards."""
        document, sketch = self.document, self.sketch
        sketch.require_unlocked(*self.chain)
        place = document.index_in_parent(self.first)
        gone = [*([self.first] if self.removes_first else []), *self.covered]
        sections = [node for node in self.chain if document.node(node).kind is Kind.SECTION]
        if sections and sections[-1] == self.last and not (self.removes_last or self.joins):
            sections.pop()  # it stays a heading
        if self.to_paragraph is not None:
            gone += self._sentences_follow(gone)
        self._contents_follow(sections, set(gone))
        caret = self._words(place)
        if caret is None:
            gone = self._with_emptied_paragraph(gone)
        if sections:
            if self.joins and sections[-1] == self.last:
                sketch.remove(sections.pop())
            inside = set(document.subtree(sections[0])) if sections else set()
            gone = [node for node in gone if node not in inside] + sections[:1]
        put_in_trash(sketch, gone)
        self._tidy()
        return caret or self._remaining_caret(place)

    def _sentences_follow(self, gone: list[NodeId]) -> list[NodeId]:
        """Move the sentences after the last to the first one's paragraph; returns what else is deleted."""
        document, sketch = self.document, self.sketch
        paragraph, target = self.to_paragraph, self.from_paragraph
        assert paragraph is not None
        left = [] if self.removes_last or self.joins else [self.last]
        left += _later(document, self.last)
        removed = [self.last] if self.removes_last else []
        if target == paragraph:
            return removed
        if not left and not self.joins:
            gone[:] = [node for node in gone if document.parent(node) != paragraph]
            return [paragraph]
        if target is not None:
            sketch.require_unlocked(target, paragraph, *left)
            for node in left:
                self._move(node, target)
            join_texts(sketch, target, paragraph)
        return removed

    def _contents_follow(self, sections: list[NodeId], gone: set[NodeId]) -> None:
        """Move the contents of deleted headings that are not in the range to where the range began."""
        document, sketch = self.document, self.sketch
        if not sections:
            return
        home = self.first if self.from_paragraph is None else document.parent(self.from_paragraph)
        assert home is not None
        way = [node for node in document.path(home) if document.node(node).kind is Kind.SECTION]
        flows = True
        for section in reversed(sections):
            level = way[min(document.depth(section), len(way) - 1)]
            for child in document.children(section):
                if child in gone or child in sections or self._was_joined(child):
                    continue
                flows = flows and document.node(child).kind is Kind.PARAGRAPH
                target = home if flows else level
                sketch.require_unlocked(target, child)
                at = document.index_in_parent(sections[0]) if target == document.parent(sections[0]) else None
                self._move(child, target, at)

    def _move(self, node: NodeId, target: NodeId, at: int | None = None) -> None:
        """Move to another place, keeping the language it is shown in."""
        language = self.document.effective_language(node)
        self.sketch.move(node, target, at)
        if self.document.effective_language(node) != language:
            self.sketch.set_field(node, "language", language)

    def _was_joined(self, paragraph: NodeId) -> bool:
        return paragraph == self.to_paragraph and self.from_paragraph is not None

    def _words(self, place: int) -> Caret | None:
        """Join the texts of the two ends; the caret, unless it depends on what is left."""
        document, sketch, typed = self.document, self.sketch, self.typed
        if self.joins:
            language = document.shown_language(self.first)
            join_texts(sketch, self.first, self.last)
            text = self.head + typed + self.tail
            sketch.set_rendition(self.first, language, edited_rendition(document, self.first, language, text))
            if self.to_paragraph is not None:
                sketch.remove(self.last)
            return Caret(self.first, len(self.head + typed))
        takes_over = self.removes_first and not self.removes_last and self.to_paragraph is not None
        takes_over = takes_over and not document.shows_source(self.last)
        if not self.removes_last:
            say(sketch, self.last, "", typed if takes_over else "", self.tail)
        if takes_over:
            return Caret(self.last, len(typed))
        if not self.removes_first:
            if self.removes_last and self.from_paragraph is not None and self.to_paragraph is not None:
                sketch.separate(self.first, separation_of(document.node(self.last)))
            new = typed and document.shows_source(self.first)
            say(sketch, self.first, self.head, typed, "")
            return Caret(self.first, len(typed.lstrip() if new else self.head + typed))
        assert self.from_paragraph is not None
        going = {self.first, *self.covered, self.last}
        alone = going.issuperset(document.node(self.from_paragraph).children)
        if not typed and (not alone or not self.removes_last):
            return None
        sketch.require_unlocked(self.from_paragraph)
        draft = Draft(Kind.CONCEPT, typed, document.shown_language(self.first))
        return Caret(sketch.insert(self.from_paragraph, place, draft), len(typed))

    def _with_emptied_paragraph(self, gone: list[NodeId]) -> list[NodeId]:
        """If the range contains all sentences of its first paragraph, delete that as a whole."""
        paragraph = self.from_paragraph
        assert paragraph is not None
        sentences = self.document.node(paragraph).children
        if not set(gone).issuperset(sentences):
            return gone
        return [paragraph, *(node for node in gone if node not in sentences)]

    def _tidy(self) -> None:
        """Remove a paragraph whose sentences were appended to another."""
        joined = self.to_paragraph
        if self.from_paragraph is None or joined is None or self.from_paragraph == joined:
            return
        if not self.document.in_trash(joined):
            self.sketch.remove(joined)

    def _remaining_caret(self, place: int) -> Caret:
        """Where the range was: before what follows, else after what precedes."""
        document = self.document
        paragraph = self.from_paragraph
        assert paragraph is not None
        siblings = [] if document.in_trash(paragraph) else document.node(paragraph).children
        if place < len(siblings):
            return Caret(siblings[place])
        return document.caret(siblings[-1]) if siblings else Caret(self.last)


def _later(document: Document, node: NodeId) -> list[NodeId]:
    siblings = document.siblings(node)
    return siblings[siblings.index(node) + 1 :]
