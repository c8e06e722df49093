"""Building one document from the nodes and texts found in a damaged file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from conceptwriter.outline import ROOT, TRASH, Document, Kind, NodeData, NodeId, Rendition

if TYPE_CHECKING:
    from conceptwriter.storage.finds import Finds

DOUBTFUL = "This may be damaged: its checksum does not match what was found. Compare it with a backup."
"""Put first in the note of a doubtful node."""


def document_of(finds: Finds, doubtful: set[NodeId]) -> tuple[Document, int]:
    """A document of everything found, and how many nodes had to be given a new place."""
    language = next((data.source_language for _, data in sorted(finds.nodes.values(), key=_rank)), "eng_Latn")
    root = finds.roots.get(ROOT) or NodeData(ROOT, 0, Kind.SECTION, language, language)
    trash = finds.roots.get(TRASH) or NodeData(TRASH, 0, Kind.SECTION, root.source_language)
    roots = [
        _noted(replace(data, renditions=finds.renditions.pop(data.id, {})), doubtful)
        for data in (root, trash)
    ]
    nodes = {
        node: replace(data, renditions=finds.renditions.pop(node, {}))
        for node, (_, data) in sorted(finds.nodes.items(), key=lambda item: _rank(item[1]))
    }
    for node, renditions in finds.renditions.items():  # texts whose node is lost
        code = next((code for code, found in renditions.items() if not found.source_fingerprint), None)
        nodes[node] = NodeData(node, 0, Kind.CONCEPT, code or next(iter(renditions)), renditions=renditions)
    displaced = [node for node in nodes if not _has_place(nodes, node)]
    for node in doubtful & nodes.keys():
        nodes[node] = _noted(nodes[node], doubtful)
    _gather(nodes, displaced, root.source_language)
    return Document.restore(roots, list(nodes.values())), len(displaced)


def _noted(data: NodeData, doubtful: set[NodeId]) -> NodeData:
    if data.id not in doubtful:
        return data
    return replace(data, note=f"{DOUBTFUL}\n{data.note}".strip())


def _rank(found: tuple[int, NodeData]) -> tuple[int, int]:
    return found[0], found[1].id


def _has_place(nodes: dict[NodeId, NodeData], node: NodeId) -> bool:
    """True when the node fits its parent, and no cycle of parents keeps it from a root."""
    data = nodes[node]
    if data.parent == TRASH:
        return True
    above = Kind.SECTION if data.parent == ROOT else nodes[data.parent].kind if data.parent in nodes else None
    holds = data.kind is not Kind.CONCEPT if above is Kind.SECTION else data.kind is Kind.CONCEPT
    if above in (None, Kind.CONCEPT) or not holds:
        return False
    seen = {node}
    place = data.parent
    while place in nodes and place not in seen:
        seen.add(place)
        place = nodes[place].parent
    return place not in seen


def _gather(nodes: dict[NodeId, NodeData], displaced: list[NodeId], language: str) -> None:
    """Put displaced nodes into a section at the end; concepts of one lost paragraph stay together."""
    if not displaced:
        return
    fresh = max(nodes) + 1
    section = NodeData(
        fresh, ROOT, Kind.SECTION, language, renditions={language: Rendition("Recovered text")}
    )
    nodes[fresh] = section
    paragraphs: dict[NodeId, NodeId] = {}
    for node in displaced:
        data = nodes.pop(node)  # to the end of the order, after its new parent
        parent = section.id
        if data.kind is Kind.CONCEPT:
            if data.parent not in paragraphs:
                fresh += 1
                paragraphs[data.parent] = fresh
                nodes[fresh] = NodeData(fresh, section.id, Kind.PARAGRAPH, data.source_language)
            parent = paragraphs[data.parent]
        nodes[node] = replace(data, parent=parent)
