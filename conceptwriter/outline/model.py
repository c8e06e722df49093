"""A document as plain data: kinds, renditions, nodes, drafts, carets.

A document is a tree. A *section* has a heading and contains sections and paragraphs; a *paragraph* contains
concepts and may have a summary; a *concept* is one sentence-sized leaf. A node's text is stored as
*renditions*, one per language. One language of a node is the one it was written in (`source_language`); the
others are renderings of it and store, as a fingerprint, which source text they were made from.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import blake2b

NodeId = int


class Kind(StrEnum):
    """What a node is in the outline."""

    SECTION = "section"
    PARAGRAPH = "paragraph"
    CONCEPT = "concept"


class Origin(StrEnum):
    """Where the text of a rendition came from."""

    WRITTEN = "written"
    IMPORTED = "imported"
    PROPOSED = "proposed"
    MACHINE = "machine"
    """Decoded by the model from the source's concept vector."""
    EDITED = "edited"
    MACHINE_FROM_TEXT = "machine_from_text"
    """Decoded by the model that also attended to the source's text, or translated from it by a translator."""


class State(StrEnum):
    """How far a person has reviewed a rendition."""

    NEW = "new"
    MACHINE = "machine"
    EDITED = "edited"
    REVIEWED = "reviewed"
    FINAL = "final"


HUMAN_STATES = frozenset({State.EDITED, State.REVIEWED, State.FINAL})
HUMAN_ORIGINS = frozenset({Origin.WRITTEN, Origin.IMPORTED, Origin.EDITED})
MACHINE_ORIGINS = frozenset({Origin.MACHINE, Origin.MACHINE_FROM_TEXT})


def fingerprint(text: str, language: str) -> str:
    """16 hexadecimal digits that identify this text in this language; the same for all Unicode spellings."""
    digest = blake2b(language.encode("utf-8", "surrogatepass"), digest_size=8)
    digest.update(b"\0")
    digest.update(unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Rendition:
    """The text of one node in one language.

    `source_fingerprint` names the source text it renders; None for the source text itself.
    """

    text: str
    origin: Origin = Origin.WRITTEN
    state: State = State.NEW
    source_fingerprint: str | None = None

    @property
    def is_human(self) -> bool:
        """True when a person wrote, edited or approved it: a machine may then not replace it unasked."""
        return self.state in HUMAN_STATES or self.origin in HUMAN_ORIGINS


@dataclass(slots=True, eq=False)
class Node:
    """One row of the outline. Read it freely; change it only through `Document.apply`."""

    id: NodeId
    kind: Kind
    parent: NodeId | None
    source_language: str
    language: str | None = None
    children: list[NodeId] = field(default_factory=list)
    renditions: dict[str, Rendition] = field(default_factory=dict)
    note: str = ""
    locked: bool = False
    status: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NodeData:
    """All of a node except its children: the form of nodes in operations and on disk.

    A subtree is a flat tuple of these in preorder, so depth needs no recursion.
    """

    id: NodeId
    parent: NodeId
    kind: Kind
    source_language: str
    language: str | None = None
    renditions: dict[str, Rendition] = field(default_factory=dict)
    note: str = ""
    locked: bool = False
    status: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


def renumbered(data: NodeData, fresh: dict[NodeId, NodeId]) -> NodeData:
    """The same node with its id and its parent's replaced by those in `fresh`; a copy is not locked."""
    return replace(data, id=fresh[data.id], parent=fresh[data.parent], locked=False)


@dataclass(slots=True)
class Draft:
    """A future node with its children, before it has an id: the output of importers and proposals.

    `text` is the source text in `source_language` (None: the language of the place it is inserted at);
    `renditions` may add others. `language` is the output-language override.
    """

    kind: Kind
    text: str = ""
    source_language: str | None = None
    children: list[Draft] = field(default_factory=list)
    origin: Origin = Origin.WRITTEN
    state: State = State.NEW
    language: str | None = None
    renditions: dict[str, Rendition] = field(default_factory=dict)
    note: str = ""
    locked: bool = False
    status: str = ""
    attributes: dict[str, str] = field(default_factory=dict)

    def walk(self) -> Iterator[Draft]:
        """This draft and everything below it, in reading order."""
        stack = [self]
        while stack:
            draft = stack.pop()
            yield draft
            stack.extend(reversed(draft.children))


@dataclass(frozen=True, slots=True)
class Caret:
    """A text position in a node, in characters.

    `anchor` is the other end of a selection (None: no selection). It may be in another node, `anchor_node`
    (None: in the same).
    """

    node: NodeId
    position: int = 0
    anchor: int | None = None
    anchor_node: NodeId | None = None


BREAK = "break"
"""Attribute of a concept: how many hard line breaks follow it."""

GAP = "gap"
"""Attribute of a concept: the exact white space between it and the next one (see `outline.gaps`)."""

LEAD = "lead"
"""Attribute of a paragraph: the white space before its first concept, such as an indent of U+3000."""

TAIL = "tail"
"""Attribute of a paragraph: the white space after its last concept."""

UNSURE = "unsure_language"
"""Attribute of a document whose language was guessed from too little text."""

END_ATTRIBUTES = frozenset({BREAK, GAP, TAIL})
"""Attributes about what follows a node's text: they go with its end when it is split or merged."""


def clean_text(text: str) -> str:
    """The text without what no file can hold: NULs are removed, lone surrogates become U+FFFD."""
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return paired.replace("\0", "")


def node_data(draft: Draft, node: NodeId, parent: NodeId, language: str) -> NodeData:
    """The node a draft becomes, in the given id, parent and (where it names none) source language."""
    source_language = draft.source_language or language
    renditions = {code: _cleaned(rendition) for code, rendition in draft.renditions.items()}
    text = clean_text(draft.text)
    if text and source_language not in renditions:
        renditions[source_language] = Rendition(text, draft.origin, draft.state)
    return NodeData(
        id=node,
        parent=parent,
        kind=draft.kind,
        source_language=source_language,
        language=draft.language,
        renditions=renditions,
        note=clean_text(draft.note),
        locked=draft.locked,
        status=clean_text(draft.status),
        attributes={clean_text(key): clean_text(value) for key, value in draft.attributes.items()},
    )


def _cleaned(rendition: Rendition) -> Rendition:
    text = clean_text(rendition.text)
    if text == rendition.text:
        return rendition
    return Rendition(text, rendition.origin, rendition.state, rendition.source_fingerprint)
