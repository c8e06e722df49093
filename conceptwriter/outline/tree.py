"""The tree of nodes and its queries. Nothing here changes it except `_adopt`, used while loading.

There are two roots: the document proper and the trash. The contents of the trash are excluded from every
count, export and search unless requested by id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from conceptwriter.outline.errors import EditError
from conceptwriter.outline.model import Kind, Node, NodeData, NodeId, Rendition, fingerprint

ROOT: NodeId = 1
TRASH: NodeId = 2
FIRST_FREE: NodeId = 3

_MAY_HOLD = {
    Kind.SECTION: frozenset({Kind.SECTION, Kind.PARAGRAPH}),
    Kind.PARAGRAPH: frozenset({Kind.CONCEPT}),
    Kind.CONCEPT: frozenset[Kind](),
}


def kind_may_hold(parent: Kind, child: Kind) -> bool:
    """True when a node of kind `child` may be in one of kind `parent`."""
    return child in _MAY_HOLD[parent]


class LanguageView(NamedTuple):
    """The whole document viewed in one language, whatever its parts are set to. Not part of the text."""

    language: str
    own: frozenset[NodeId] = frozenset()
    """Nodes whose own output language was chosen while in this view, and overrides it."""


class Tree:
    """Nodes by id, with their order."""

    def __init__(self, language: str) -> None:
        self.view: LanguageView | None = None
        """The view; None: each part in its own output language."""
        self._nodes: dict[NodeId, Node] = {
            ROOT: Node(ROOT, Kind.SECTION, None, language, language),
            TRASH: Node(TRASH, Kind.SECTION, None, language),
        }
        self.next_id: NodeId = FIRST_FREE

    # -- nodes -----------------------------------------------------------------------------------------------

    @property
    def root(self) -> Node:
        """The document itself: its text is the title, its language the document's output language."""
        return self._nodes[ROOT]

    @property
    def trash(self) -> Node:
        """The root of everything deleted."""
        return self._nodes[TRASH]

    def node(self, node: NodeId) -> Node:
        """The node with this id. Raises EditError when there is none."""
        try:
            return self._nodes[node]
        except KeyError:
            raise EditError(f"Node {node} is no longer in the document. Choose another place.") from None

    def get(self, node: NodeId) -> Node | None:
        """The node with this id, or None."""
        return self._nodes.get(node)

    def __contains__(self, node: object) -> bool:
        return node in self._nodes

    def __len__(self) -> int:
        """Number of nodes, including both roots and the trash."""
        return len(self._nodes)

    def take_id(self) -> NodeId:
        """A fresh id, never used before."""
        node = self.next_id
        self.next_id += 1
        return node

    # -- places ----------------------------------------------------------------------------------------------

    def parent(self, node: NodeId) -> NodeId | None:
        """The id of its parent; None for the two roots."""
        return self.node(node).parent

    def children(self, node: NodeId) -> list[NodeId]:
        """The ids of its children, as a new list."""
        return list(self.node(node).children)

    def siblings(self, node: NodeId) -> list[NodeId]:
        """The children of its parent, itself included; the list is the tree's own: read only."""
        parent = self.node(node).parent
        return [node] if parent is None else self.node(parent).children

    def index_in_parent(self, node: NodeId) -> int:
        """Its position among its siblings; 0 for a root."""
        return self.siblings(node).index(node)

    def previous_sibling(self, node: NodeId) -> NodeId | None:
        siblings = self.siblings(node)
        index = siblings.index(node)
        return siblings[index - 1] if index else None

    def next_sibling(self, node: NodeId) -> NodeId | None:
        siblings = self.siblings(node)
        index = siblings.index(node) + 1
        return siblings[index] if index < len(siblings) else None

    def ancestors(self, node: NodeId) -> Iterator[NodeId]:
        """Its parent, that one's parent, and so on up to a root."""
        parent = self.node(node).parent
        while parent is not None:
            yield parent
            parent = self._nodes[parent].parent

    def path(self, node: NodeId) -> list[NodeId]:
        """From the root down to the node itself."""
        return [*reversed(list(self.ancestors(node))), node]

    def depth(self, node: NodeId) -> int:
        """0 for a root, 1 for its children, ..."""
        return sum(1 for _ in self.ancestors(node))

    def subtree(self, node: NodeId) -> Iterator[NodeId]:
        """The node and all below it in reading order."""
        nodes = self._nodes
        stack = [self.node(node).id]
        while stack:
            current = stack.pop()
            yield current
            stack.extend(reversed(nodes[current].children))

    def descendants(self, node: NodeId) -> Iterator[NodeId]:
        """All below the node in reading order."""
        below = self.subtree(node)
        next(below)
        return below

    def following(self, node: NodeId) -> NodeId | None:
        """The next node in reading order."""
        here = self.node(node)
        if here.children:
            return here.children[0]
        for place in [node, *self.ancestors(node)]:
            sibling = self.next_sibling(place)
            if sibling is not None:
                return sibling
        return None

    def preceding(self, node: NodeId) -> NodeId | None:
        """The node before it in reading order."""
        sibling = self.previous_sibling(node)
        return self.node(node).parent if sibling is None else self.last_below(sibling)

    def last_below(self, node: NodeId) -> NodeId:
        """The last node in reading order of the branch: itself when it has no children."""
        while self.node(node).children:
            node = self._nodes[node].children[-1]
        return node

    def of_kind(self, kind: Kind, under: NodeId = ROOT) -> Iterator[NodeId]:
        """All nodes of a kind in a branch (its top included), in reading order."""
        nodes = self._nodes
        return (node for node in self.subtree(under) if nodes[node].kind is kind)

    def concepts(self, under: NodeId = ROOT) -> Iterator[NodeId]:
        """All concepts of a branch in reading order."""
        return self.of_kind(Kind.CONCEPT, under)

    def is_under(self, node: NodeId, top: NodeId) -> bool:
        """True when the node is `top` or below it."""
        return node == top or top in self.ancestors(node)

    def in_trash(self, node: NodeId) -> bool:
        """True for the trash and all in it."""
        return self.is_under(node, TRASH)

    def in_reading_order(self, nodes: Iterable[NodeId]) -> list[NodeId]:
        """The given ids, without duplicates, in document order; those in the trash come last."""
        chosen = set(nodes)
        if len(chosen) <= 8:
            return sorted(chosen, key=self._order_key)
        for node in chosen:
            self.node(node)
        return [node for root in (ROOT, TRASH) for node in self.subtree(root) if node in chosen]

    def tops(self, nodes: Iterable[NodeId]) -> list[NodeId]:
        """The given ids in reading order without those below another of them."""
        chosen = set(nodes)
        return [node for node in self.in_reading_order(chosen) if chosen.isdisjoint(self.ancestors(node))]

    def _order_key(self, node: NodeId) -> list[int]:
        path = self.path(node)
        return [path[0], *(self.index_in_parent(step) for step in path[1:])]

    def may_hold(self, parent: NodeId, kind: Kind) -> bool:
        """True when a node of this kind may be a child of `parent` (the trash holds anything)."""
        return parent == TRASH or kind_may_hold(self.node(parent).kind, kind)

    # -- their texts -----------------------------------------------------------------------------------------

    def effective_language(self, node: NodeId) -> str:
        """The output language: its own, or the nearest ancestor's that sets one; a view's comes first."""
        return self._output_language(node)[0]

    def _output_language(self, node: NodeId) -> tuple[str, bool]:
        """The output language, and whether somebody has chosen it, other than by writing the document."""
        view = self.view
        place: NodeId | None = node
        while place is not None:
            here = self.node(place)
            if here.language is not None and here.parent is not None and (view is None or place in view.own):
                return here.language, True
            place = here.parent
        if view is not None:
            return view.language, True
        home = self.root.language or self.root.source_language
        return home, home != self.root.source_language

    def typed_language(self, node: NodeId) -> str:
        """The language of the text that typing changes.

        It is the output language, with one exception: a passage in a foreign language, in a document shown as
        it was written, is edited in its own language until the user requests another one.
        """
        wanted, is_chosen = self._output_language(node)
        here = self.node(node)
        if is_chosen or wanted in here.renditions or not self.source_text(node):
            return wanted
        return here.source_language

    def shown_language(self, node: NodeId) -> str:
        """The language of the text that is shown.

        This is the output language where there is a rendition, else the source's.
        """
        language = self.effective_language(node)
        here = self.node(node)
        return language if language in here.renditions else here.source_language

    def is_translated(self, node: NodeId) -> bool:
        """True when it is not shown in its source language: typing then changes a rendition."""
        return self.typed_language(node) != self.node(node).source_language

    def shows_source(self, node: NodeId) -> bool:
        """True when the source text is shown only because there is none in the output language yet."""
        here = self.node(node)
        language = self.typed_language(node)
        return (
            language != here.source_language
            and language not in here.renditions
            and bool(self.source_text(node))
        )

    def own_text(self, node: NodeId) -> str:
        """The text that typing changes: that in `typed_language`, empty where there is none."""
        rendition = self.node(node).renditions.get(self.typed_language(node))
        return rendition.text if rendition is not None else ""

    def text(self, node: NodeId, language: str | None = None) -> str:
        """The text shown.

        It is in `language` (None: the output language) if there is such a rendition, else the source.
        """
        here = self.node(node)
        rendition = here.renditions.get(language or self.effective_language(node))
        return rendition.text if rendition is not None else self.source_text(node)

    def source_text(self, node: NodeId) -> str:
        """The text as it was written."""
        here = self.node(node)
        rendition = here.renditions.get(here.source_language)
        return rendition.text if rendition is not None else ""

    def rendition(self, node: NodeId, language: str) -> Rendition | None:
        """The rendition in one language, or None."""
        return self.node(node).renditions.get(language)

    def source_fingerprint(self, node: NodeId) -> str:
        """The fingerprint of the present source text."""
        return fingerprint(self.source_text(node), self.node(node).source_language)

    def is_stale(self, node: NodeId, language: str | None = None) -> bool:
        """Whether the rendition (None: of the output language) is outdated.

        It was made from another source text than the present one.
        """
        here = self.node(node)
        language = language or self.effective_language(node)
        rendition = here.renditions.get(language)
        if rendition is None or language == here.source_language:
            return False
        return rendition.source_fingerprint != self.source_fingerprint(node)

    def is_locked(self, node: NodeId) -> bool:
        """True when it or one of its ancestors is locked."""
        return self.node(node).locked or any(self._nodes[above].locked for above in self.ancestors(node))

    def data(self, node: NodeId) -> NodeData:
        """A copy of one node (not a root) as operations carry it."""
        here = self.node(node)
        assert here.parent is not None, "the document itself cannot be copied"
        return NodeData(
            here.id,
            here.parent,
            here.kind,
            here.source_language,
            here.language,
            dict(here.renditions),
            here.note,
            here.locked,
            here.status,
            dict(here.attributes),
        )

    def branch(self, node: NodeId) -> tuple[NodeData, ...]:
        """A copy of a whole branch, flat, in reading order."""
        return tuple(self.data(below) for below in self.subtree(node))

    # -- loading ---------------------------------------------------------------------------------------------

    def _adopt(self, nodes: Iterable[NodeData]) -> None:
        """Append nodes to the tree; parents exist or come before their children, siblings in order."""
        for data in nodes:
            self._create(data)
            self._nodes[data.parent].children.append(data.id)

    def _adopt_unordered(self, nodes: Sequence[NodeData]) -> None:
        """Append nodes whose parents may come later; siblings are in order.

        Raises ValueError when a parent is missing or nodes form a cycle instead of reaching a root.
        """
        for data in nodes:
            self._create(data)
        for data in nodes:
            parent = self._nodes.get(data.parent)
            if parent is None:
                raise ValueError(f"node {data.id} has no parent {data.parent}")
            parent.children.append(data.id)
        if sum(1 for root in (ROOT, TRASH) for _ in self.subtree(root)) != len(self._nodes):
            raise ValueError("some nodes are not connected to the document")

    def _create(self, data: NodeData) -> None:
        if data.id in self._nodes:
            raise ValueError(f"node {data.id} occurs twice")
        self._nodes[data.id] = Node(
            data.id,
            data.kind,
            data.parent,
            data.source_language,
            data.language,
            [],
            dict(data.renditions),
            data.note,
            data.locked,
            data.status,
            dict(data.attributes),
        )
        if data.id >= self.next_id:
            self.next_id = data.id + 1
