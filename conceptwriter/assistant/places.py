"""Where something is requested, and the text before it: the snapshot that the LCM reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from itertools import islice
from zlib import crc32

from conceptwriter.assistant.marks import plain
from conceptwriter.engine import ItemKind as ItemKind
from conceptwriter.outline import ROOT, Document, Kind, Node, NodeId
from conceptwriter.outline.translatable import is_verbatim

LONGEST_SNAPSHOT = 2048
"""Items; more than any LCM reads, so that a snapshot of a book costs no more than one of a chapter."""
SEEN_AHEAD = 40
"""Number of concepts after a place that proposals for it are compared with."""


class Position(StrEnum):
    """The position of a place relative to its anchor."""

    CONTINUE = "continue"
    """After a concept, at the end of a paragraph, directly under a heading: where the text continues."""
    FIRST = "first"
    """Before everything in a paragraph or section."""
    NEW_PARAGRAPH = "new paragraph"
    """A new paragraph after the anchor's."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document, named by a node."""

    anchor: NodeId
    position: Position = Position.CONTINUE

    @staticmethod
    def first(node: NodeId) -> Place:
        """Before the first concept of a paragraph, or the first paragraph of a section."""
        return Place(node, Position.FIRST)

    @staticmethod
    def new_paragraph(node: NodeId) -> Place:
        """In a new paragraph after the one that `node` is, or is in."""
        return Place(node, Position.NEW_PARAGRAPH)

    @staticmethod
    def end_of(document: Document, branch: NodeId = ROOT) -> Place:
        """Where a branch's text continues at its end."""
        return Place(document.last_below(branch))


@dataclass(frozen=True, slots=True)
class Wording:
    """A node's text in each of its languages, source first: (language, text as written).

    Taking a snapshot costs only this; marks are removed where the text is read, on the worker's thread.
    """

    texts: tuple[tuple[str, str], ...]

    def in_one_of(self, languages: Collection[str]) -> tuple[str, str] | None:
        """(language, text without marks) in the first language that is among `languages`.

        None when there is none, or nothing readable (code, an image, punctuation).
        """
        for language, text in self.texts:
            if language in languages:
                bare = plain(text)
                if bare.has_words:
                    return language, bare.text
        return None

    @property
    def source(self) -> str:
        """The source text without marks; "" when there is nothing to read."""
        found = self.in_one_of((self.texts[0][0],))
        return "" if found is None else found[1]


@dataclass(frozen=True, slots=True)
class ContextItem:
    """One item of the sequence before a place. `above`: a title, heading or summary above the place."""

    kind: ItemKind
    wording: Wording = Wording(())
    above: bool = False


BREAK = ContextItem(ItemKind.BREAK)


def wording(node: Node) -> Wording | None:
    """A node's texts; None for one that is empty or is kept verbatim."""
    if is_verbatim(node):
        return None
    languages = [node.source_language, *(code for code in node.renditions if code != node.source_language)]
    found = ((language, node.renditions.get(language)) for language in languages)
    texts = tuple(
        (language, rendition.text) for language, rendition in found if rendition and rendition.text.strip()
    )
    return Wording(texts) if texts else None


def context_before(
    document: Document, place: Place, limit: int = LONGEST_SNAPSHOT
) -> tuple[ContextItem, ...]:
    """The sequence before a place in reading order.

    Plan items are inline at their positions, and a break follows each paragraph.

    At most the last `limit` items, plus all headings above the place. Raises EditError when the anchor no
    longer exists.
    """
    parent, _ = _opening(document, place)
    above = [text for node in [parent, *document.ancestors(parent)] if (text := wording(document.node(node)))]
    backwards = list(islice(_walk_back(document, place), limit))
    passed = sum(item.above for item in backwards)
    backwards.extend(ContextItem(ItemKind.PLAN, text, above=True) for text in above[passed:])
    return tuple(reversed(backwards))


def texts_after(document: Document, place: Place, limit: int = SEEN_AHEAD) -> tuple[str, ...]:
    """The next concepts after a place, so that nothing is proposed that follows anyway."""
    parent, count = _opening(document, place)
    return tuple(islice(_texts_forward(document, parent, count), limit))


def _texts_forward(document: Document, parent: NodeId, count: int) -> Iterator[str]:
    while True:
        here = document.node(parent)
        for child in here.children[count:]:
            for node in document.concepts(child):
                text = wording(document.node(node))
                if text is not None and text.source:
                    yield text.source
        if here.parent is None:
            return
        parent, count = here.parent, document.index_in_parent(here.id) + 1


def _walk_back(document: Document, place: Place) -> Iterator[ContextItem]:
    """From the place to the start of the document; lazily, so that a snapshot of a long book stops early."""
    parent, count = _opening(document, place)
    while True:
        here = document.node(parent)
        for child in reversed(here.children[:count]):
            yield from _branch_backwards(document, child)
        text = wording(here)
        if text is not None:
            yield ContextItem(ItemKind.PLAN, text, above=True)
        if here.parent is None:
            return
        parent, count = here.parent, document.index_in_parent(here.id)


def _opening(document: Document, place: Place) -> tuple[NodeId, int]:
    """(parent, number of its children before the place)."""
    here = document.node(place.anchor)
    if place.position is Position.FIRST and here.kind is not Kind.CONCEPT:
        return here.id, 0
    if place.position is Position.NEW_PARAGRAPH:
        paragraph = here.parent if here.kind is Kind.CONCEPT else here.id
        if paragraph is not None and document.node(paragraph).kind is Kind.PARAGRAPH:
            return _parent(document, paragraph), document.index_in_parent(paragraph) + 1
        return here.id, 0
    if here.kind is Kind.CONCEPT:
        before = place.position is Position.FIRST
        return _parent(document, here.id), document.index_in_parent(here.id) + (not before)
    return here.id, len(here.children) if here.kind is Kind.PARAGRAPH else 0


def _parent(document: Document, node: NodeId) -> NodeId:
    parent = document.parent(node)
    assert parent is not None, "only sections can be at the top level"
    return parent


def _branch_backwards(document: Document, top: NodeId) -> Iterator[ContextItem]:
    """A branch from its last item back to its own heading."""
    stack: list[tuple[NodeId, bool]] = [(top, False)]
    while stack:
        node_id, opened = stack.pop()
        node = document.node(node_id)
        if not opened and node.children:
            if node.kind is Kind.PARAGRAPH:
                yield BREAK
            stack.append((node_id, True))
            stack.extend((child, False) for child in node.children)
            continue
        text = wording(node)
        if text is not None:
            yield ContextItem(ItemKind.CONCEPT if node.kind is Kind.CONCEPT else ItemKind.PLAN, text)


def fitted(items: Sequence[ContextItem], longest: int) -> tuple[ContextItem, ...]:
    """The items an LCM of this context length reads: the newest, preceded by the plan items above the place.

    Between three quarters of `longest` and all of it. The first item kept is chosen by its content: so the
    start of the sequence stays the same while a writer adds concepts one by one, and the model's cached state
    stays valid.
    """
    if len(items) <= longest:
        return tuple(items)
    above = [index for index, item in enumerate(items) if item.above][-max(1, longest // 4) :]
    room = max(1, longest - len(above))
    earliest = len(items) - room
    latest = min(earliest + room // 4, len(items) - 1)
    cut = min(range(earliest, latest + 1), key=lambda index: (_landmark(items[index]), index))
    return (*(items[index] for index in above if index < cut), *items[cut:])


def _landmark(item: ContextItem) -> int:
    """A number determined by its text only; breaks, which are all equal, come last."""
    return crc32(item.wording.texts[0][1].encode("utf-8", "surrogatepass")) if item.wording.texts else 2**32


def branch_fingerprint(document: Document, branch: NodeId) -> str:
    """16 hexadecimal digits that identify all concepts of a branch in their present state."""
    digest = blake2b(digest_size=8)
    for concept in document.concepts(branch):
        digest.update(bytes.fromhex(document.source_fingerprint(concept)))
    return digest.hexdigest()
