"""Building an operation by trying it: the steps are applied to the document, recorded, and reverted.

Most edits are several primitive changes, each of which depends on how the earlier ones changed the order of
children. Trying them is the only way that cannot disagree with what `Document.apply` will do. A sketch is
invisible: no listener is called, no revision counted, and on exit the document is as it was.
"""

from __future__ import annotations

from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from conceptwriter.outline.changes import Change, Insert, Move, Operation, Remove, SetField, SetRendition
from conceptwriter.outline.errors import EditError, LockedError
from conceptwriter.outline.gaps import Separation, is_white, kept_gap
from conceptwriter.outline.model import (
    BREAK,
    END_ATTRIBUTES,
    GAP,
    Caret,
    Draft,
    NodeData,
    NodeId,
    Rendition,
    clean_text,
)
from conceptwriter.outline.notice import NoticeBuilder
from conceptwriter.outline.settling import ParagraphsBefore
from conceptwriter.outline.tree import TRASH, kind_may_hold

if TYPE_CHECKING:
    from conceptwriter.outline.document import Document


def typing_key(node: NodeId, language: str) -> str:
    """The merge key of typing in one text."""
    return f"type:{node}:{language}"


class Sketch:
    """A context in which changes are tried; `operation` gives them afterwards."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._changes: list[Change] = []
        self._before = ParagraphsBefore(document)
        self._place = 0
        """Where a node was last found among its siblings: the next one is often adjacent."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._update_separations()
        self._before = ParagraphsBefore(self.document)
        for change in reversed(self._changes):
            self.document._do(change.inverse(), NoticeBuilder())

    def operation(
        self,
        label: str,
        caret_after: Caret | None = None,
        caret_before: Caret | None = None,
        merge_key: str | None = None,
        time: float = 0.0,
    ) -> Operation:
        """The changes tried, as one operation."""
        self._update_separations()
        return Operation(label, tuple(self._changes), caret_before, caret_after, merge_key, time)

    def _try(self, change: Change) -> None:
        match change:
            case Insert():
                self._before.note(change.parent)
                self._before.fresh.update(data.id for data in change.nodes)
            case Remove():
                self._before.note(change.parent)
                self._before.note_end(self.document.node(change.nodes[0].id))
            case Move():
                self._before.note(change.old_parent)
                self._before.note(change.new_parent)
            case SetField(field="attributes"):
                if any(change.old.get(key) != change.new.get(key) for key in END_ATTRIBUTES):
                    self._before.note_end(self.document.node(change.node))
                    self._before.decided.add(change.node)
            case SetRendition():
                self._before.worded.add(change.node)
            case _:
                pass
        self.document._do(change, NoticeBuilder())
        self._changes.append(change)

    def _update_separations(self) -> None:
        """Give the concepts with a new neighbour the gap that makes sense there."""
        before = self._before
        for node, follower in before.newly_followed():
            self._end_at_last_letter(node, follower)
        for node, separation in list(before.changed_separations()):
            self.separate(node, separation)

    def _end_at_last_letter(self, node: NodeId, follower: NodeId) -> None:
        """White space typed at the end of a paragraph becomes the gap before what is added there."""
        here = self.document.node(node)
        if set(here.renditions) != {here.source_language} or self.document.is_locked(node):
            return
        if node in self._before.worded:
            return  # the caret is after what was typed
        rendition = here.renditions[here.source_language]
        text = rendition.text.rstrip()
        white = rendition.text[len(text) :]
        if text and white and is_white(white) and "\n" not in white:
            self.set_rendition(node, here.source_language, replace(rendition, text=text))
            after = self.document.source_text(follower)
            self.separate(node, Separation(gap=kept_gap(white, text, after, here.source_language)))

    def index_in_parent(self, node: NodeId) -> int:
        """Its position among its siblings; fast for consecutive nodes, however many there are."""
        siblings = self.document.siblings(node)
        for guess in (self._place, self._place + 1, self._place - 1):
            if 0 <= guess < len(siblings) and siblings[guess] == node:
                break
        else:
            guess = siblings.index(node)
        self._place = guess
        return guess

    def follow(self, operation: Operation) -> None:
        """Apply an operation that was built on the document in the sketch's present state."""
        for change in operation.changes:
            self._try(change)

    # -- steps -----------------------------------------------------------------------------------------------

    def insert(self, parent: NodeId, index: int | None, draft: Draft, *, checked: bool = True) -> NodeId:
        """Insert a draft as a new branch (`index` None: at the end); the id of its top.

        Unless `checked` is off, the place must be allowed now; it must in any case when the operation is
        complete.
        """
        if checked:
            self.require_place(parent, draft)
        nodes = self.document.nodes_of_draft(draft, parent)
        self.insert_nodes(parent, index, nodes)
        return nodes[0].id

    def insert_nodes(self, parent: NodeId, index: int | None, nodes: tuple[NodeData, ...]) -> None:
        """Insert a ready branch."""
        count = len(self.document.node(parent).children)
        self._try(Insert(parent, count if index is None else max(0, min(index, count)), nodes))

    def remove(self, node: NodeId) -> None:
        """Remove a branch permanently (undo brings it back)."""
        document = self.document
        parent = document.node(node).parent
        if parent is None:
            raise EditError("The document itself and the trash cannot be removed.")
        self._try(Remove(parent, self.index_in_parent(node), document.branch(node)))

    def move(self, node: NodeId, parent: NodeId, index: int | None = None) -> None:
        """Move a branch; `index` counts the children of `parent` without the node (None: at the end)."""
        document = self.document
        old_parent = document.node(node).parent
        if old_parent is None:
            raise EditError("The document itself and the trash cannot be moved.")
        if document.is_under(parent, node):
            raise EditError(f"Node {node} cannot be moved into itself. Choose a place outside it.")
        if not document.may_hold(parent, document.node(node).kind):
            above = document.node(parent).kind
            raise EditError(
                f"A {document.node(node).kind} cannot be placed in a {above}. Choose another place."
            )
        old_index = self.index_in_parent(node)
        room = len(document.node(parent).children) - (parent == old_parent)
        new_index = room if index is None else max(0, min(index, room))
        if (old_parent, old_index) != (parent, new_index):
            self._try(Move(node, old_parent, old_index, parent, new_index))

    def set_field(self, node: NodeId, field: str, new: Any) -> None:
        """Set a plain field, if that changes anything."""
        old = getattr(self.document.node(node), field)
        if old != new:
            if field == "attributes":
                old, new = dict(old), dict(new)
            self._try(SetField(node, field, old, new))

    def set_attribute(self, node: NodeId, key: str, value: str | None) -> None:
        """Set or (None) remove one attribute."""
        attributes = dict(self.document.node(node).attributes)
        attributes.pop(key, None)
        if value is not None:
            attributes[key] = value
        self.set_field(node, "attributes", attributes)

    def separate(self, node: NodeId, separation: Separation) -> None:
        """Set what follows a concept; that is not reconsidered when the edit is complete."""
        self._before.decided.add(node)
        self.set_attribute(node, BREAK, str(separation.breaks) if separation.breaks else None)
        self.set_attribute(node, GAP, separation.gap)

    def set_rendition(self, node: NodeId, language: str, new: Rendition | None) -> None:
        """Set or (None) remove a rendition, if that changes anything."""
        old = self.document.rendition(node, language)
        if new is not None:
            text = clean_text(new.text)
            if text != new.text:
                new = Rendition(text, new.origin, new.state, new.source_fingerprint)
        if old != new:
            self._try(SetRendition(node, language, old, new))

    # -- conditions ------------------------------------------------------------------------------------------

    def require_place(self, parent: NodeId, draft: Draft) -> None:
        """Raise EditError unless the draft may be a child of `parent` and everything in it is allowed."""
        if not self.document.may_hold(parent, draft.kind):
            above = self.document.node(parent).kind
            raise EditError(f"A {draft.kind} cannot be placed in a {above}. Choose another place.")
        for inner in draft.walk():
            for child in inner.children:
                if not kind_may_hold(inner.kind, child.kind):
                    raise EditError(
                        f"A {child.kind} cannot be placed in a {inner.kind}. Nothing was inserted."
                    )

    def require_unlocked(self, *nodes: NodeId) -> None:
        """Raise LockedError when one of the nodes or their ancestors is locked."""
        for node in nodes:
            require_unlocked(self.document, node)

    def require_unlocked_branch(self, node: NodeId) -> None:
        """Raise LockedError when the node, one above it or one below it is locked."""
        self.require_unlocked(node)
        for below in self.document.descendants(node):
            if self.document.node(below).locked:
                raise LockedError(
                    f"{_name(self.document, below)} is locked. Unlock it to change or delete it."
                )

    def require_live(self, *nodes: NodeId) -> None:
        """Raise EditError when one of the nodes is a root or in the trash."""
        for node in nodes:
            if self.document.node(node).parent is None:
                raise EditError("The document itself cannot be moved, split or deleted.")
            if self.document.in_trash(node):
                raise EditError(f"{_name(self.document, node)} is in the trash. Restore it first.")


def require_unlocked(document: Document, node: NodeId) -> None:
    """Raise LockedError when the node or one above it is locked."""
    if document.is_locked(node):
        raise LockedError(f"{_name(document, node)} is locked. Unlock it to change it.")


def _name(document: Document, node: NodeId) -> str:
    if node == TRASH:
        return "The trash"
    text = document.text(node)
    shown = text if len(text) <= 40 else text[:39].rstrip() + "…"
    return f"The {document.node(node).kind} “{shown}”" if shown else f"The {document.node(node).kind} {node}"
