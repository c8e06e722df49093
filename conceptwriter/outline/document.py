"""The document: a tree that changes only by operations, remembers them, and notifies its listeners."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack

from conceptwriter.outline.changes import (
    Change,
    Insert,
    Move,
    Operation,
    Remove,
    SetField,
    SetRendition,
    in_a_row,
)
from conceptwriter.outline.errors import EditError
from conceptwriter.outline.history import History, is_own_step, parts_of_last
from conceptwriter.outline.model import (
    Caret,
    Draft,
    NodeData,
    NodeId,
    Rendition,
    clean_text,
    node_data,
)
from conceptwriter.outline.notice import Cause, ChangeNotice, NoticeBuilder
from conceptwriter.outline.proposals import ProposalShelf
from conceptwriter.outline.tree import ROOT, TRASH, Tree

Listener = Callable[[ChangeNotice], object]


class Document(Tree):
    """A writer's document in memory.

    `language` is a FLORES-200 code: the language it is written in and, until changed, its output language.
    """

    def __init__(self, language: str = "eng_Latn", title: str = "") -> None:
        super().__init__(language)
        if title:
            self.root.renditions[language] = Rendition(clean_text(title))
        self.revision = 0
        self.history = History()
        self.proposals = ProposalShelf()
        self._listeners: list[Listener] = []

    @classmethod
    def from_draft(cls, draft: Draft, language: str = "eng_Latn", *, consume: bool = False) -> Document:
        """A new document whose root is the draft (a section) with everything below it; no history.

        `consume`: the draft loses its children as they are read, so that a large one is not in memory twice.
        Raises EditError when the draft puts a node where it is not allowed.
        """
        document = cls(draft.language or draft.source_language or language)
        root = node_data(draft, ROOT, 0, draft.source_language or document.root.source_language)
        document._set_root(root)
        document._adopt(document._nodes_below(draft, ROOT, document.effective_language(ROOT), consume))
        document._check_places(list(document.descendants(ROOT)))
        return document

    @classmethod
    def restore(
        cls,
        roots: Iterable[NodeData],
        nodes: Sequence[NodeData],
        revision: int = 0,
        next_id: NodeId = 0,
        history: History | None = None,
    ) -> Document:
        """The document as read by storage; siblings in order, otherwise in any order.

        Raises ValueError when the nodes do not form one tree, EditError when one is where it is not allowed.
        """
        document = cls()
        for data in roots:
            document._set_root(data)
        document._adopt_unordered(nodes)
        document._check_places(document.subtree(ROOT))
        document.revision = revision
        document.next_id = max(document.next_id, next_id)
        if history is not None:
            document.history = history
        return document

    def _set_root(self, data: NodeData) -> None:
        root = self.node(data.id)
        root.source_language, root.language = data.source_language, data.language
        if root.id == ROOT and root.language is None:
            root.language = data.source_language
        root.renditions, root.attributes = dict(data.renditions), dict(data.attributes)
        root.note, root.locked, root.status = data.note, data.locked, data.status

    def nodes_of_draft(
        self, draft: Draft, parent: NodeId, language: str | None = None
    ) -> tuple[NodeData, ...]:
        """The draft as nodes with fresh ids, flat, in reading order.

        `language` is that of texts that name none.
        """
        data = node_data(draft, self.take_id(), parent, language or self.effective_language(parent))
        return (data, *self._nodes_below(draft, data.id, data.source_language, consume=False))

    def _nodes_below(self, draft: Draft, parent: NodeId, language: str, consume: bool) -> Iterator[NodeData]:
        """The nodes of the branches of a draft, one by one."""
        stack = [(child, parent, language) for child in reversed(draft.children)]
        if consume:
            draft.children.clear()
        while stack:
            current, above, inherited = stack.pop()
            data = node_data(current, self.take_id(), above, inherited)
            yield data
            stack.extend((child, data.id, data.source_language) for child in reversed(current.children))
            if consume:
                current.children.clear()

    # -- changing --------------------------------------------------------------------------------------------

    def apply(self, operation: Operation) -> ChangeNotice:
        """Apply the operation and remember it for undo. All of it happens or, with EditError, nothing.

        An operation without changes is not remembered and leaves the revision as it is.
        """
        builder = self._perform(operation)
        if not operation.changes:
            return builder.notice(self.revision, Cause.APPLY, operation.label, operation.caret_after)
        merged = self.history.record(operation)
        is_typing = merged or is_own_step(operation)
        notice = self._advanced(builder, operation, Cause.MERGE if is_typing else Cause.APPLY)
        with self._notifying(notice):
            return notice

    def undo(self, *, one_part: bool = False) -> ChangeNotice | None:
        """Undo the last step; None when there is none. `one_part`: of a long step only the last part."""
        done = self.history.done
        if not done:
            return None
        count = 1 if one_part else parts_of_last(done)
        inverse = in_a_row([step.operation.inverse() for step in reversed(done[-count:])])
        builder = self._perform(inverse)
        for _ in range(count):
            self.history.step_back()
        notice = self._advanced(builder, inverse, Cause.UNDO)
        with self._notifying(notice):
            return notice

    def redo(self, *, one_part: bool = False) -> ChangeNotice | None:
        """Redo the last undone step; None when there is none. `one_part`: of a long step only one part."""
        undone = self.history.undone
        if not undone:
            return None
        count = 1 if one_part else parts_of_last(undone)
        operation = in_a_row([step.operation for step in reversed(undone[-count:])])
        builder = self._perform(operation)
        for _ in range(count):
            self.history.step_forward()
        notice = self._advanced(builder, operation, Cause.REDO)
        with self._notifying(notice):
            return notice

    def end_typing(self) -> None:
        """Let the next keystroke start a new undo step: the caret was moved elsewhere."""
        self.history.break_merge()

    @property
    def undo_label(self) -> str | None:
        """The name of the step that undo would revert; None when there is none."""
        return self.history.done[-1].label if self.history.done else None

    @property
    def redo_label(self) -> str | None:
        """The name of the step that redo would repeat; None when there is none."""
        return self.history.undone[-1].label if self.history.undone else None

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after every change, in order of subscription; returns a function that ends it."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def _advanced(self, builder: NoticeBuilder, operation: Operation, cause: Cause) -> ChangeNotice:
        """Count the change, and describe its effect."""
        self.revision += 1
        self.proposals.forget(builder.removed)
        caret = operation.caret_after
        if caret is not None and caret.node not in self:
            caret = None
        return builder.notice(self.revision, cause, operation.label, caret)

    def _notifying(self, notice: ChangeNotice) -> ExitStack:
        """On exit all listeners are called, in order of subscription, even if one of them fails."""
        notifying = ExitStack()
        for listener in reversed(self._listeners):
            notifying.callback(listener, notice)
        return notifying

    def _perform(self, operation: Operation) -> NoticeBuilder:
        builder = NoticeBuilder()
        done: list[Change] = []
        try:
            for change in operation.changes:
                self._do(change, builder)
                done.append(change)
            self._check_places([*builder.inserted, *builder.moved, *builder.changed])
        except EditError:
            for change in reversed(done):
                self._do(change.inverse(), NoticeBuilder())
            raise
        return builder

    def _check_places(self, nodes: Iterable[NodeId]) -> None:
        for node in nodes:
            here = self.node(node)
            if here.parent is not None and not self.may_hold(here.parent, here.kind):
                above = self.node(here.parent).kind
                raise EditError(
                    f"A {here.kind} cannot be placed in a {above} (node {node}). Choose another place."
                )
            for child in here.children:
                if not self.may_hold(node, self.node(child).kind):
                    kind = self.node(child).kind
                    raise EditError(
                        f"A {here.kind} cannot contain a {kind} (node {node}). Move its children first."
                    )

    # -- the five primitives; each checks that the document matches the change -------------------------

    def _do(self, change: Change, builder: NoticeBuilder) -> None:
        match change:
            case Insert():
                self._insert(change, builder)
            case Remove():
                self._remove(change, builder)
            case Move():
                self._move(change, builder)
            case SetField():
                self._set_field(change, builder)
            case SetRendition():
                self._set_rendition(change, builder)

    def _insert(self, change: Insert, builder: NoticeBuilder) -> None:
        parent = self.node(change.parent)
        ids = [data.id for data in change.nodes]
        below = set(ids)
        if (
            not ids
            or len(below) < len(ids)
            or any(node in self._nodes for node in ids)
            or change.nodes[0].parent != parent.id
            or not 0 <= change.index <= len(parent.children)
        ):
            raise _outdated(change.parent)
        seen = {ids[0]}
        for data in change.nodes[1:]:
            if data.parent not in seen:
                raise _outdated(data.id)
            seen.add(data.id)
        self._adopt(change.nodes)
        parent.children.insert(change.index, parent.children.pop())
        builder.note_inserted(change.nodes)

    def _remove(self, change: Remove, builder: NoticeBuilder) -> None:
        parent = self.node(change.parent)
        if not change.nodes or not 0 <= change.index < len(parent.children):
            raise _outdated(change.parent)
        top = parent.children[change.index]
        if self.branch(top) != change.nodes:
            raise _outdated(top)
        del parent.children[change.index]
        for data in change.nodes:
            del self._nodes[data.id]
        builder.note_removed(parent.id, [data.id for data in change.nodes])

    def _move(self, change: Move, builder: NoticeBuilder) -> None:
        node, source, target = (
            self.node(change.node),
            self.node(change.old_parent),
            self.node(change.new_parent),
        )
        here = source.children[change.old_index : change.old_index + 1] if change.old_index >= 0 else []
        room = len(target.children) - (source is target)
        if node.parent != source.id or here != [node.id] or not 0 <= change.new_index <= room:
            raise _outdated(node.id)
        if self.is_under(target.id, node.id):
            raise EditError(f"Node {node.id} cannot be moved into itself. Choose a place outside it.")
        del source.children[change.old_index]
        target.children.insert(change.new_index, node.id)
        node.parent = target.id
        builder.note_moved(node.id, source.id, target.id)

    def _set_field(self, change: SetField, builder: NoticeBuilder) -> None:
        node = self.node(change.node)
        if getattr(node, change.field) != change.old:
            raise _outdated(node.id)
        if node.parent is None and (change.field == "kind" or node.id == TRASH):
            raise EditError("The kind of the document and of its trash cannot be changed.")
        new = dict(change.new) if change.field == "attributes" else change.new
        if node.id == ROOT and change.field == "language" and new is None:
            raise EditError("The document needs an output language. Choose one.")
        setattr(node, change.field, new)
        builder.note_changed(node.id)

    def _set_rendition(self, change: SetRendition, builder: NoticeBuilder) -> None:
        node = self.node(change.node)
        if node.renditions.get(change.language) != change.old:
            raise _outdated(node.id)
        if change.new is None:
            node.renditions.pop(change.language, None)
        else:
            node.renditions[change.language] = change.new
        builder.note_changed(node.id)

    # -- small services --------------------------------------------------------------------------------------

    def snapshot(self, nodes: Iterable[NodeId]) -> tuple[NodeData, ...]:
        """Copies of the nodes as they are now, in the order given; roots and unknown ids are left out."""
        return tuple(self.data(node) for node in nodes if node in self and self.node(node).parent is not None)

    def caret(self, node: NodeId, position: int | None = None) -> Caret:
        """A caret in the shown text of a node; `position` None: at its end."""
        return Caret(node, len(self.text(node)) if position is None else position)


def _outdated(node: NodeId) -> EditError:
    return EditError(f"Node {node} has changed since this edit was prepared. Nothing was done; try again.")
