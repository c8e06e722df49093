"""From the document in memory to the rows of the project file, each with its checksum."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from conceptwriter.outline import ROOT, TRASH, Document, NodeId, ProposalSet, Step
from conceptwriter.outline.model import clean_text
from conceptwriter.outline.plain_values import SHORT
from conceptwriter.storage.checksums import (
    NO_RENDITIONS,
    node_checksum,
    rendition_checksum,
    row_checksum,
    step_checksum,
    with_rendition,
)

RANK_GAP = 1 << 20
"""Distance between the ranks of neighbours: room for twenty insertions at the same place before renumbering.
"""

INSERT_NODE = (
    "INSERT INTO nodes (id, parent, rank, kind, source_language, language, note, locked, status, attributes, "
    "checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, rank = excluded.rank, kind = excluded.kind, "
    "source_language = excluded.source_language, language = excluded.language, note = excluded.note, "
    "locked = excluded.locked, status = excluded.status, attributes = excluded.attributes, "
    "checksum = excluded.checksum"
)
INSERT_RENDITION = (
    "INSERT INTO renditions (node, language, text, origin, state, source_fingerprint, checksum) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
INSERT_STEP = "INSERT INTO history (serial, label, time, operation, checksum) VALUES (?, ?, ?, ?, ?)"
INSERT_PROPOSALS = "INSERT OR REPLACE INTO proposals (anchor, kind, data, checksum) VALUES (?, ?, ?, ?)"
INSERT_META = "INSERT OR REPLACE INTO meta (key, value, checksum) VALUES (?, ?, ?)"

Row = tuple[Any, ...]


def node_row(document: Document, node: NodeId, rank: int) -> Row:
    """The row of one node. Its checksum covers the current renditions: write these with it."""
    here = document.node(node)
    fields = (
        here.id,
        here.parent,
        rank,
        here.kind.value,
        here.source_language,
        here.language,
        clean_text(here.note),
        int(here.locked),
        clean_text(here.status),
        clean_text(json.dumps(here.attributes, ensure_ascii=False)) if here.attributes else "",
    )
    gathered = NO_RENDITIONS
    for row in rendition_rows(document, (node,)):
        gathered = with_rendition(gathered, row[-1])
    return (*fields, node_checksum(fields, gathered))


def rendition_rows(document: Document, nodes: Iterable[NodeId]) -> Iterator[Row]:
    """The rows of all renditions of the nodes."""
    for node in nodes:
        for language, rendition in document.node(node).renditions.items():
            row = (
                node,
                language,
                clean_text(rendition.text),
                rendition.origin.value,
                rendition.state.value,
                rendition.source_fingerprint,
            )
            yield (*row, rendition_checksum(*row))


def step_row(step: Step) -> Row:
    """The row of one history step; its operation is compressed JSON."""
    text = json.dumps(step.operation.to_dict(), ensure_ascii=False, separators=(",", ":"))
    blob = zlib.compress(text.encode("utf-8", "surrogatepass"), 1)
    row = (step.serial, clean_text(step.label)[:SHORT], float(step.time), blob)
    return (*row, step_checksum(*row))


def proposals_row(proposals: ProposalSet) -> Row:
    """The row of one proposal set."""
    data = clean_text(json.dumps(proposals.to_dict(), ensure_ascii=False))
    row = (proposals.anchor, proposals.kind, data)
    return (*row, row_checksum(row))


def meta_rows(document: Document) -> list[Row]:
    """The document's counters that are in no node; `nodes` reveals when a node is missing."""
    rows = (
        ("revision", document.revision),
        ("next_id", document.next_id),
        ("position", document.history.position),
        ("nodes", len(document)),
    )
    return [(*row, row_checksum(row)) for row in rows]


def write_all(connection: sqlite3.Connection, document: Document) -> None:
    """Fill the empty tables of a new file, inside the caller's transaction."""
    ranks = {ROOT: 0, TRASH: 1}
    ids = [node for root in (ROOT, TRASH) for node in document.subtree(root)]
    for node in ids:
        ranks.update((child, index * RANK_GAP) for index, child in enumerate(document.node(node).children))
    connection.executemany(INSERT_NODE, (node_row(document, node, ranks[node]) for node in ids))
    connection.executemany(INSERT_RENDITION, rendition_rows(document, ids))
    connection.executemany(INSERT_STEP, map(step_row, document.history.steps_from(0)))
    connection.executemany(INSERT_PROPOSALS, map(proposals_row, document.proposals))
    connection.executemany(INSERT_META, meta_rows(document))
