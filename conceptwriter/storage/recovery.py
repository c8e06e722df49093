"""Saving what can be saved from a damaged project file into a new one.

The damaged file is only copied, never opened itself. What SQLite can still read is taken as it is; what it
cannot is looked for in the file's pages. Nodes whose place is lost are gathered in a section of their own at
the end. The undo history, the proposals and the vectors are left behind.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from conceptwriter.outline import ROOT, TRASH, Document, Kind, NodeData, NodeId, Origin, Rendition, State
from conceptwriter.storage.carving import carve
from conceptwriter.storage.copying import write_new
from conceptwriter.storage.errors import StorageError
from conceptwriter.storage.lock import ProjectLock
from conceptwriter.storage.places import real_path, status_of
from conceptwriter.storage.replacing import permissions_of

_NODE_COLUMNS = "id, parent, rank, kind, source_language, language, note, locked, status, attributes"
_RENDITION_COLUMNS = "node, language, text, origin, state, source_fingerprint"
_KINDS = frozenset(Kind)
_ORIGINS = frozenset(Origin)
_STATES = frozenset(State)
_MOST_ID = 1 << 40


@dataclass(slots=True)
class Recovered:
    """What `recover` found: nodes and texts in the new file, and how many of the nodes have lost their
    place.
    """

    path: Path
    nodes: int = 0
    texts: int = 0
    displaced: int = 0
    complete: bool = False


@dataclass(slots=True)
class _Finds:
    nodes: dict[NodeId, tuple[int, NodeData]] = field(default_factory=dict)
    renditions: dict[NodeId, dict[str, Rendition]] = field(default_factory=dict)
    roots: dict[NodeId, NodeData] = field(default_factory=dict)

    def add_node(self, row: tuple[Any, ...]) -> None:
        node, parent, rank, kind, source_language, language, note, locked, status, attributes = row
        if not _is_node(row) or node in self.nodes or node in self.roots:
            return
        data = NodeData(
            node,
            parent or 0,
            Kind(kind),
            source_language,
            language,
            {},
            note,
            bool(locked),
            status,
            _attributes(attributes),
        )
        if node in (ROOT, TRASH):
            self.roots[node] = data
        else:
            self.nodes[node] = (rank, data)

    def add_rendition(self, row: tuple[Any, ...]) -> None:
        node, language, text, origin, state, source_fingerprint = row
        if _is_rendition(row) and language not in self.renditions.get(node, {}):
            rendition = Rendition(text, Origin(origin), State(state), source_fingerprint)
            self.renditions.setdefault(node, {})[language] = rendition


def recover(path: Path | str, out: Path | str) -> Recovered:
    """Write all of a damaged project that can be read to the new file `out`.

    Raises StorageError when nothing can be read, when `out` exists already or when it cannot be written.
    """
    path, out = real_path(path), real_path(out)
    status_of(path)
    if out.exists():
        raise StorageError(f"{out} exists already. Choose another name for what is recovered.")
    with tempfile.TemporaryDirectory(prefix="conceptwriter-recover-") as folder:
        copy = Path(folder) / "damaged"
        try:
            shutil.copyfile(path, copy)
            log = path.with_name(path.name + "-wal")
            if log.exists():
                shutil.copyfile(log, copy.with_name("damaged-wal"))
            finds = _Finds()
            for row, record in carve(copy):  # before SQLite sees the copy, which may change it
                _sort_in(finds, row, record)
            carved = finds
            finds = _Finds()
            complete = _read_with_sqlite(copy, finds)
        except OSError as error:
            raise StorageError(f"{path} cannot be read: {error.strerror}.") from error
    if not complete:
        _supplement(finds, carved)
    if not finds.nodes and not finds.renditions:
        raise StorageError(f"Nothing of {path} could be read. Look for a backup of it.")
    document, displaced = _rebuild(finds)
    lock = ProjectLock.acquire(out)
    try:
        write_new(out, document, permissions=permissions_of(path))
    finally:
        lock.release()
    texts = sum(
        len(document.node(node).renditions) for root in (ROOT, TRASH) for node in document.subtree(root)
    )
    return Recovered(out, len(document), texts, displaced, complete and not displaced)


def _supplement(finds: _Finds, carved: _Finds) -> None:
    for node, data in carved.roots.items():
        finds.roots.setdefault(node, data)
    for node, found in carved.nodes.items():
        finds.nodes.setdefault(node, found)
    for node, renditions in carved.renditions.items():
        known = finds.renditions.setdefault(node, {})
        for language, rendition in renditions.items():
            known.setdefault(language, rendition)


def _sort_in(finds: _Finds, row: int | None, record: tuple[Any, ...]) -> None:
    if row is not None and len(record) == 10 and record[0] is None:
        finds.add_node((row, *record[1:]))
    elif row is None and len(record) == 6:
        finds.add_rendition(record)


def _read_with_sqlite(path: Path, finds: _Finds) -> bool:
    """Read both tables as far as SQLite comes, from both ends; True when nothing stood in the way."""
    complete = True
    try:
        connection = sqlite3.connect(path)
    except sqlite3.Error:
        return False
    try:
        for table, columns, key, add in (
            ("nodes", _NODE_COLUMNS, "id", finds.add_node),
            ("renditions", _RENDITION_COLUMNS, "node", finds.add_rendition),
        ):
            for order in ("ASC", "DESC"):
                query = f"SELECT {columns} FROM {table} NOT INDEXED ORDER BY {key} {order}"
                try:
                    for row in _rows(connection, query):
                        add(row)
                    break
                except sqlite3.Error:
                    complete = False
    finally:
        connection.close()
    return complete


def _rows(connection: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    yield from connection.execute(query)


def _is_node(row: tuple[Any, ...]) -> bool:
    node, parent, rank, kind, source_language, language, note, locked, status, attributes = row
    return (
        isinstance(node, int)
        and 0 < node < _MOST_ID
        and (parent is None or isinstance(parent, int))
        and isinstance(rank, int)
        and kind in _KINDS
        and isinstance(source_language, str)
        and (language is None or isinstance(language, str))
        and isinstance(note, str)
        and locked in (0, 1)
        and isinstance(status, str)
        and isinstance(attributes, str)
    )


def _is_rendition(row: tuple[Any, ...]) -> bool:
    node, language, text, origin, state, source_fingerprint = row
    return (
        isinstance(node, int)
        and 0 < node < _MOST_ID
        and isinstance(language, str)
        and isinstance(text, str)
        and origin in _ORIGINS
        and state in _STATES
        and (source_fingerprint is None or isinstance(source_fingerprint, str))
    )


def _attributes(text: str) -> dict[str, str]:
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


# -- putting the pieces together -----------------------------------------------------------------------------


def _rebuild(finds: _Finds) -> tuple[Document, int]:
    """A document of all finds, and how many nodes had to be given a new place."""
    language = next((data.source_language for _, data in sorted(finds.nodes.values(), key=_rank)), "eng_Latn")
    root = finds.roots.get(ROOT) or NodeData(ROOT, 0, Kind.SECTION, language, language)
    trash = finds.roots.get(TRASH) or NodeData(TRASH, 0, Kind.SECTION, root.source_language)
    roots = [replace(data, renditions=finds.renditions.pop(data.id, {})) for data in (root, trash)]
    nodes = {
        node: replace(data, renditions=finds.renditions.pop(node, {}))
        for node, (_, data) in sorted(finds.nodes.items(), key=lambda item: _rank(item[1]))
    }
    for node, renditions in finds.renditions.items():  # texts whose node is lost
        code = next((code for code, found in renditions.items() if not found.source_fingerprint), None)
        nodes[node] = NodeData(node, 0, Kind.CONCEPT, code or next(iter(renditions)), renditions=renditions)
    displaced = [node for node in nodes if not _has_place(nodes, node)]
    _gather(nodes, displaced, root.source_language)
    return Document.restore(roots, list(nodes.values())), len(displaced)


def _rank(found: tuple[int, NodeData]) -> tuple[int, int]:
    return found[0], found[1].id


def _has_place(nodes: dict[NodeId, NodeData], node: NodeId) -> bool:
    """True when the node stands rightly in its parent, and no circle of parents keeps it from a root."""
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
