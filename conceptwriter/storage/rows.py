"""Between the document in memory and the rows of the project file."""

from __future__ import annotations

import gc
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from conceptwriter.outline import (
    ROOT,
    TRASH,
    Document,
    History,
    Kind,
    NodeData,
    NodeId,
    Operation,
    Origin,
    ProposalSet,
    Rendition,
    State,
    Step,
)
from conceptwriter.outline.model import clean_text

RANK_GAP = 1 << 20
"""Distance between the ranks of neighbours: room for twenty insertions at the same place before renumbering.
"""

INSERT_NODE = (
    "INSERT INTO nodes (id, parent, rank, kind, source_language, language, note, locked, status, attributes) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, rank = excluded.rank, kind = excluded.kind, "
    "source_language = excluded.source_language, language = excluded.language, note = excluded.note, "
    "locked = excluded.locked, status = excluded.status, attributes = excluded.attributes"
)
INSERT_RENDITION = (
    "INSERT INTO renditions (node, language, text, origin, state, source_fingerprint) "
    "VALUES (?, ?, ?, ?, ?, ?)"
)
INSERT_STEP = "INSERT INTO history (serial, label, time, operation) VALUES (?, ?, ?, ?)"
INSERT_PROPOSALS = "INSERT OR REPLACE INTO proposals (anchor, kind, data) VALUES (?, ?, ?)"
INSERT_META = "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)"

Row = tuple[Any, ...]


def node_row(document: Document, node: NodeId, rank: int) -> Row:
    """The row of one node."""
    here = document.node(node)
    return (
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


def rendition_rows(document: Document, nodes: Iterable[NodeId]) -> Iterator[Row]:
    """The rows of all renditions of the nodes."""
    for node in nodes:
        for language, rendition in document.node(node).renditions.items():
            yield (
                node,
                language,
                clean_text(rendition.text),
                rendition.origin.value,
                rendition.state.value,
                rendition.source_fingerprint,
            )


def step_row(step: Step) -> Row:
    """The row of one history step; its operation is compressed JSON."""
    text = json.dumps(step.operation.to_dict(), ensure_ascii=False, separators=(",", ":"))
    return (step.serial, step.label, step.time, zlib.compress(text.encode("utf-8", "surrogatepass"), 1))


def operation_of_blob(blob: bytes) -> Operation:
    """The operation in a history row. Raises ValueError, KeyError, TypeError or zlib.error on other data."""
    return Operation.from_dict(json.loads(zlib.decompress(blob).decode("utf-8", "surrogatepass")))


def proposals_row(proposals: ProposalSet) -> Row:
    """The row of one proposal set."""
    return (proposals.anchor, proposals.kind, clean_text(json.dumps(proposals.to_dict(), ensure_ascii=False)))


def meta_rows(document: Document) -> list[Row]:
    """The numbers of a document that are in no node."""
    return [
        ("revision", document.revision),
        ("next_id", document.next_id),
        ("position", document.history.position),
    ]


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


@contextmanager
def collector_paused() -> Iterator[None]:
    """Nothing is garbage while a document is read, and looking for it takes as long as the reading."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def read_document(
    connection: sqlite3.Connection, load: Callable[[int], Operation]
) -> tuple[Document, dict[NodeId, int]]:
    """The document in a file, with history steps that `load` reads on demand, and the rank of every node.

    Raises sqlite3.Error, ValueError, KeyError, TypeError or EditError when the rows do not make a document.
    """
    renditions = _read_renditions(connection)
    rows = connection.execute(
        "SELECT id, parent, rank, kind, source_language, language, note, locked, status, attributes "
        "FROM nodes ORDER BY rank, id"
    ).fetchall()
    nodes: list[NodeData] = []
    roots: list[NodeData] = []
    ranks: dict[NodeId, int] = {}
    for node, parent, rank, kind, source_language, language, note, locked, status, attributes in rows:
        ranks[node] = rank
        data = NodeData(
            node,
            parent or 0,
            _KINDS[kind],
            source_language,
            language,
            renditions.get(node, {}),
            note,
            bool(locked),
            status,
            json.loads(attributes) if attributes else {},
        )
        (roots if parent is None else nodes).append(data)
    if {data.id for data in roots} != {ROOT, TRASH}:
        raise ValueError("the document's root is missing")
    meta: dict[str, int] = dict(connection.execute("SELECT key, value FROM meta"))
    steps = [
        Step(serial, label, time, load=load)
        for serial, label, time in connection.execute(
            "SELECT serial, label, time FROM history ORDER BY serial"
        )
    ]
    history = History(steps=steps, position=meta["position"])
    document = Document.restore(roots, nodes, meta["revision"], meta["next_id"], history)
    for (data,) in connection.execute("SELECT data FROM proposals"):
        proposals = ProposalSet.from_dict(json.loads(data))
        if proposals.anchor in document:
            document.proposals.put(proposals)
    return document, ranks


def _read_renditions(connection: sqlite3.Connection) -> dict[NodeId, dict[str, Rendition]]:
    renditions: dict[NodeId, dict[str, Rendition]] = {}
    rows = connection.execute(
        "SELECT node, language, text, origin, state, source_fingerprint FROM renditions"
    )
    for node, language, text, origin, state, source_fingerprint in rows:
        renditions.setdefault(node, {})[language] = Rendition(
            text, _ORIGINS[origin], _STATES[state], source_fingerprint
        )
    return renditions


_KINDS = {kind.value: kind for kind in Kind}
_ORIGINS = {origin.value: origin for origin in Origin}
_STATES = {state.value: state for state in State}
