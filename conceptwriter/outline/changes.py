"""Operations as data: five primitive changes, their inverses, and their plain JSON-able form.

Every change carries the state before and after it. So the inverse needs no document, and applying a change to
a document that it was not made for is detected instead of damaging it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from conceptwriter.outline import plain_values
from conceptwriter.outline.model import Caret, Kind, NodeData, NodeId, Origin, Rendition, State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Insert:
    """Insert a subtree (flat, preorder; the first is its top) under `parent` as child number `index`."""

    parent: NodeId
    index: int
    nodes: tuple[NodeData, ...]

    def inverse(self) -> Remove:
        return Remove(self.parent, self.index, self.nodes)


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove child number `index` of `parent` with everything below it; `nodes` is what is removed."""

    parent: NodeId
    index: int
    nodes: tuple[NodeData, ...]

    def inverse(self) -> Insert:
        return Insert(self.parent, self.index, self.nodes)


@dataclass(frozen=True, slots=True)
class Move:
    """Move a node to another place.

    It is removed from its own place and inserted at `new_index` among the remaining children of `new_parent`.
    """

    node: NodeId
    old_parent: NodeId
    old_index: int
    new_parent: NodeId
    new_index: int

    def inverse(self) -> Move:
        return Move(self.node, self.new_parent, self.new_index, self.old_parent, self.old_index)


@dataclass(frozen=True, slots=True)
class SetField:
    """Replace one plain field of a node (see FIELDS)."""

    node: NodeId
    field: str
    old: Any
    new: Any

    def inverse(self) -> SetField:
        return SetField(self.node, self.field, self.new, self.old)


@dataclass(frozen=True, slots=True)
class SetRendition:
    """Replace, add (`old` None) or remove (`new` None) the rendition of a node in one language."""

    node: NodeId
    language: str
    old: Rendition | None
    new: Rendition | None

    def inverse(self) -> SetRendition:
        return SetRendition(self.node, self.language, self.new, self.old)


Change = Insert | Remove | Move | SetField | SetRendition


@dataclass(frozen=True, slots=True)
class Operation:
    """One named, undoable step.

    `merge_key` lets the steps of a burst of typing be merged; `time` is in seconds.

    `follow_key` is the merge key that a following step must have to be merged, if it differs: typing that
    continued in another node. It is not stored: a burst ends with the program.

    `group` is shared by the parts of a long step, which also have the same label and time: a writer undoes
    them together.
    """

    label: str
    changes: tuple[Change, ...] = ()
    caret_before: Caret | None = None
    caret_after: Caret | None = None
    merge_key: str | None = None
    time: float = 0.0
    started: float | None = field(default=None)
    group: str | None = None
    follow_key: str | None = field(default=None, compare=False)

    def inverse(self) -> Operation:
        """The operation that reverts this one."""
        return replace(
            self,
            changes=tuple(change.inverse() for change in reversed(self.changes)),
            caret_before=self.caret_after,
            caret_after=self.caret_before,
        )

    @property
    def joining_key(self) -> str | None:
        """The merge key of steps that may be merged into this one."""
        return self.follow_key or self.merge_key

    @property
    def first_time(self) -> float:
        """When the first of the merged steps was made."""
        return self.time if self.started is None else self.started

    def merged_with(self, later: Operation) -> Operation:
        """This operation and the later one as a single step."""
        return replace(
            self,
            changes=_compacted(self.changes + later.changes),
            caret_after=later.caret_after,
            time=later.time,
            started=self.first_time,
            follow_key=later.joining_key,
        )

    def nodes(self) -> set[NodeId]:
        """The ids of all nodes it affects."""
        touched: set[NodeId] = set()
        for change in self.changes:
            if isinstance(change, Insert | Remove):
                touched.update(data.id for data in change.nodes)
            else:
                touched.add(change.node)
        return touched

    def to_dict(self) -> dict[str, Any]:
        """As plain data for JSON."""
        plain: dict[str, Any] = {
            "label": self.label,
            "changes": [change_to_list(change) for change in self.changes],
        }
        for name in ("caret_before", "caret_after"):
            caret: Caret | None = getattr(self, name)
            if caret is not None:
                plain[name] = [caret.node, caret.position, caret.anchor]
                if caret.anchor_node is not None:
                    plain[name].append(caret.anchor_node)
        if self.merge_key is not None:
            plain["merge_key"] = self.merge_key
        plain["time"] = self.time
        if self.started is not None:
            plain["started"] = self.started
        if self.group is not None:
            plain["group"] = self.group
        return plain

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Operation:
        """The operation that `to_dict` serialised. Raises KeyError, TypeError or ValueError on other data."""
        plain_values.mapping(plain, "the operation")
        started = plain.get("started")
        return cls(
            label=plain_values.text(plain["label"], "the label", plain_values.SHORT),
            changes=tuple(
                change_from_list(change) for change in plain_values.sequence(plain["changes"], "the changes")
            ),
            caret_before=_caret_from_list(plain.get("caret_before")),
            caret_after=_caret_from_list(plain.get("caret_after")),
            merge_key=plain_values.optional_name(plain.get("merge_key"), "the merge key"),
            time=plain_values.number(plain["time"], "the time"),
            started=None if started is None else plain_values.number(started, "the start"),
            group=plain_values.optional_name(plain.get("group"), "the group"),
        )


def in_a_row(operations: Sequence[Operation]) -> Operation:
    """Several operations, at least one, as the one that does all of them in this order."""
    first, last = operations[0], operations[-1]
    if first is last:
        return first
    changes = tuple(change for operation in operations for change in operation.changes)
    return replace(first, changes=changes, caret_after=last.caret_after)


def _compacted(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Merge consecutive changes of the same rendition or field, so that a burst of typing stays small."""
    compact: list[Change] = []
    for change in changes:
        last = compact[-1] if compact else None
        if (
            isinstance(change, SetRendition)
            and isinstance(last, SetRendition)
            and (last.node, last.language) == (change.node, change.language)
        ):
            compact[-1] = SetRendition(change.node, change.language, last.old, change.new)
        elif (
            isinstance(change, SetField)
            and isinstance(last, SetField)
            and (last.node, last.field) == (change.node, change.field)
        ):
            compact[-1] = SetField(change.node, change.field, last.old, change.new)
        else:
            compact.append(change)
    return tuple(compact)


def rendition_to_list(rendition: Rendition | None) -> list[Any] | None:
    """[text, origin, state, source fingerprint], or None for no rendition."""
    if rendition is None:
        return None
    return [rendition.text, rendition.origin.value, rendition.state.value, rendition.source_fingerprint]


def rendition_from_list(plain: Any) -> Rendition | None:
    """The rendition that `rendition_to_list` serialised. Raises ValueError on other data."""
    if plain is None:
        return None
    text, origin, state, mark = plain_values.sequence(plain, "the text of the node", 4)
    return Rendition(
        plain_values.text(text, "the text"),
        Origin(origin),
        State(state),
        plain_values.optional_name(mark, "the fingerprint"),
    )


def node_to_list(data: NodeData) -> list[Any]:
    """A node as a list; fields in the order of `NodeData`."""
    renditions = {language: rendition_to_list(rendition) for language, rendition in data.renditions.items()}
    return [
        data.id,
        data.parent,
        data.kind.value,
        data.source_language,
        data.language,
        renditions,
        data.note,
        data.locked,
        data.status,
        data.attributes,
    ]


def node_from_list(plain: Any) -> NodeData:
    """The node that `node_to_list` serialised. Raises ValueError on other data."""
    fields = plain_values.sequence(plain, "the node", 10)
    node, parent, kind, source_language, language, renditions, note, locked, status, attributes = fields
    return NodeData(
        plain_values.whole_number(node, "the node's id"),
        plain_values.whole_number(parent, "the parent"),
        Kind(kind),
        plain_values.name(source_language, "the source language"),
        plain_values.optional_name(language, "the language"),
        {
            plain_values.name(code, "the language"): rendition
            for code, entry in plain_values.mapping(renditions, "the texts of the node").items()
            if (rendition := rendition_from_list(entry)) is not None
        },
        plain_values.text(note, "the note"),
        plain_values.truth(locked, "the lock"),
        plain_values.text(status, "the status"),
        plain_values.texts_by_name(attributes, "the attributes"),
    )


def _caret_from_list(plain: Any) -> Caret | None:
    if plain is None:
        return None
    numbers = plain_values.sequence(plain, "the caret")
    if not 3 <= len(numbers) <= 4:
        raise ValueError(f"the caret is {plain_values.shown(plain)} but should be a list of 3 or 4")
    node, position, anchor, anchor_node = [*numbers, None][:4]
    return Caret(
        plain_values.whole_number(node, "the caret's node"),
        plain_values.whole_number(position, "the caret's position"),
        None if anchor is None else plain_values.whole_number(anchor, "the caret's anchor"),
        None if anchor_node is None else plain_values.whole_number(anchor_node, "the anchor's node"),
    )


def _kind(value: Any, what: str) -> Kind:  # noqa: ARG001 - one of FIELDS
    return Kind(value)


FIELDS: dict[str, Callable[[Any, str], Any]] = {
    "kind": _kind,
    "language": plain_values.optional_name,
    "source_language": plain_values.name,
    "note": plain_values.text,
    "locked": plain_values.truth,
    "status": plain_values.text,
    "attributes": plain_values.texts_by_name,
}
"""The plain fields of a node that an operation may set, and how each is read."""


def change_to_list(change: Change) -> list[Any]:
    """A change as a list that starts with its name."""
    match change:
        case Insert(parent, index, nodes):
            return ["insert", parent, index, [node_to_list(data) for data in nodes]]
        case Remove(parent, index, nodes):
            return ["remove", parent, index, [node_to_list(data) for data in nodes]]
        case Move(node, old_parent, old_index, new_parent, new_index):
            return ["move", node, old_parent, old_index, new_parent, new_index]
        case SetField(node, name, old, new):
            return ["set", node, name, old, new]
        case SetRendition(node, language, before, after):
            return ["rendition", node, language, rendition_to_list(before), rendition_to_list(after)]


def change_from_list(plain: Any) -> Change:
    """The change that `change_to_list` serialised. Raises ValueError on an unknown name or other data."""
    name, *rest = plain_values.sequence(plain, "the change")
    if name == "rendition":
        node, language, old, new = rest
        return SetRendition(
            plain_values.whole_number(node, "the node"),
            plain_values.name(language, "the language"),
            rendition_from_list(old),
            rendition_from_list(new),
        )
    if name == "set":
        node, field_name, old, new = rest
        read = FIELDS[field_name]
        return SetField(
            plain_values.whole_number(node, "the node"),
            field_name,
            read(old, field_name),
            read(new, field_name),
        )
    if name == "move":
        node, old_parent, old_index, new_parent, new_index = (
            plain_values.whole_number(value, "a place in a move") for value in rest
        )
        return Move(node, old_parent, old_index, new_parent, new_index)
    if name in ("insert", "remove"):
        parent, index = (plain_values.whole_number(value, "a place") for value in rest[:2])
        (nodes,) = rest[2:]
        subtree = tuple(node_from_list(data) for data in plain_values.sequence(nodes, "the nodes"))
        return Insert(parent, index, subtree) if name == "insert" else Remove(parent, index, subtree)
    raise ValueError(f"unknown change {plain_values.shown(name)}")
