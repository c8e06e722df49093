"""The effect of a change, described so that a view can update just the rows concerned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conceptwriter.outline.model import Caret, NodeData, NodeId


class Cause(StrEnum):
    """How a change came about; MERGE is an apply that extended the last undo step instead of adding one, or
    changed what was just typed.

    VIEW: only the language of the view has changed.
    """

    APPLY = "apply"
    MERGE = "merge"
    UNDO = "undo"
    REDO = "redo"
    VIEW = "view"


@dataclass(frozen=True, slots=True)
class ChangeNotice:
    """One change of a document.

    `inserted` and `removed` contain every id added or removed, subtrees included; `moved` only the tops of
    moved branches; `changed` the nodes whose own text or fields changed; `parents` the (still present) nodes
    whose list of children changed, including the trash and inserted nodes with children. `caret` is where the
    cursor belongs now, if anywhere.
    """

    revision: int
    cause: Cause
    label: str
    inserted: tuple[NodeId, ...] = ()
    removed: tuple[NodeId, ...] = ()
    moved: tuple[NodeId, ...] = ()
    changed: tuple[NodeId, ...] = ()
    parents: tuple[NodeId, ...] = ()
    caret: Caret | None = None

    @property
    def is_structural(self) -> bool:
        """True when rows were added, removed or moved."""
        return bool(self.parents)


@dataclass(slots=True)
class NoticeBuilder:
    """Collects the net effect of several changes; dicts serve as ordered sets."""

    inserted: dict[NodeId, None] = field(default_factory=dict)
    removed: dict[NodeId, None] = field(default_factory=dict)
    moved: dict[NodeId, None] = field(default_factory=dict)
    changed: dict[NodeId, None] = field(default_factory=dict)
    parents: dict[NodeId, None] = field(default_factory=dict)

    def note_inserted(self, nodes: Iterable[NodeData]) -> None:
        """Parents come before their children. Each has a new list of children, not just the top."""
        for data in nodes:
            node = data.id
            self.parents[data.parent] = None
            if node in self.removed:  # removed and re-added in one operation: for a view a change and a move
                del self.removed[node]
                self.moved[node] = None
                self.changed[node] = None
            else:
                self.inserted[node] = None

    def note_removed(self, parent: NodeId, nodes: Iterable[NodeId]) -> None:
        self.parents[parent] = None
        for node in nodes:
            self.moved.pop(node, None)
            self.changed.pop(node, None)
            self.parents.pop(node, None)
            if node in self.inserted:
                del self.inserted[node]
            else:
                self.removed[node] = None

    def note_moved(self, node: NodeId, old_parent: NodeId, new_parent: NodeId) -> None:
        self.parents[old_parent] = None
        self.parents[new_parent] = None
        if node not in self.inserted:
            self.moved[node] = None

    def note_changed(self, node: NodeId) -> None:
        if node not in self.inserted:
            self.changed[node] = None

    def notice(self, revision: int, cause: Cause, label: str, caret: Caret | None) -> ChangeNotice:
        return ChangeNotice(
            revision,
            cause,
            label,
            tuple(self.inserted),
            tuple(self.removed),
            tuple(self.moved),
            tuple(self.changed),
            tuple(self.parents),
            caret,
        )
