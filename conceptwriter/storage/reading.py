"""From the rows of a project file to the document, checking every value's type, bounds and checksum.

A file may have been damaged by a disk, a cable or a person, or crafted to do harm. Whatever is wrong is
reported here, with the table and the row, and nowhere later.
"""

from __future__ import annotations

import gc
import json
import math
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

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
from conceptwriter.outline.plain_values import MOST_ID, SHORT, shown, texts_by_name, whole_number
from conceptwriter.storage.checksums import (
    NO_RENDITIONS,
    node_checksum,
    rendition_checksum,
    row_checksum,
    step_checksum,
    with_rendition,
)

MOST_RANK = 1 << 60
"""Ranks are added up; beyond this SQLite could not hold the sum."""

MOST_REVISION = 1 << 60
MOST_STEP_BYTES = 1 << 28
"""Maximum unpacked size of a history step; deleting the longest importable document takes half of it."""

MOST_NESTING = 300
"""Nesting levels in our JSON: a proposed branch takes two for each of its own."""

CHECKSUMS_SINCE = 2
"""The format whose rows carry checksums."""

_KINDS = {kind.value: kind for kind in Kind}
_ORIGINS = {origin.value: origin for origin in Origin}
_STATES = {state.value: state for state in State}


class WrongRow(ValueError):
    """A row whose content cannot be ours; its message names the table, the row and the value."""


def _wrong(table: str, row: object, what: str) -> NoReturn:
    key = ", ".join(map(shown, row)) if isinstance(row, tuple) else shown(row)
    raise WrongRow(f"table {table}, row {key}: {what}")


def _false_checksum(table: str, row: object) -> NoReturn:
    _wrong(table, row, "its checksum does not match its contents")


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the garbage collector: reading creates no garbage, and collecting would double the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def read_document(
    connection: sqlite3.Connection, load: Callable[[int], Operation], version: int
) -> tuple[Document, dict[NodeId, int]]:
    """The document in a file, with history steps that `load` reads on demand, and every node's rank.

    No index is used, so that a damaged one does no harm. Raises WrongRow, sqlite3.Error, ValueError or
    EditError when the rows do not make a document.
    """
    checked = version >= CHECKSUMS_SINCE
    meta = _read_meta(connection, checked=checked)
    renditions, gathered = _read_renditions(connection, checked=checked)
    roots, nodes, ranks = _read_nodes(connection, renditions, gathered, checked=checked)
    if {data.id for data in roots} != {ROOT, TRASH}:
        raise WrongRow("table nodes: the root of the document or of the trash is missing")
    if checked and len(ranks) != meta["nodes"]:
        raise WrongRow(f"table nodes: {len(ranks)} nodes instead of {meta['nodes']}")
    for node in renditions.keys() - ranks.keys():
        _wrong("renditions", node, "there is no such node")
    history = History(steps=_read_steps(connection, load, meta, checked=checked), position=meta["position"])
    document = Document.restore(roots, nodes, meta["revision"], meta["next_id"], history)
    for proposals in _read_proposals(connection, checked=checked):
        if proposals.anchor in document:
            document.proposals.put(proposals)
    return document, ranks


def _read_meta(connection: sqlite3.Connection, *, checked: bool) -> dict[str, int]:
    bounds = {"revision": MOST_REVISION, "next_id": MOST_ID, "position": MOST_REVISION}
    if checked:
        bounds["nodes"] = MOST_ID
    meta: dict[str, int] = {}
    columns = "key, value, checksum" if checked else "key, value, 0"
    for key, value, checksum in connection.execute(f"SELECT {columns} FROM meta"):
        if key in bounds:  # log marks are not text, and their format is unchanged
            if checked and checksum != row_checksum((key, value)):
                _false_checksum("meta", key)
            meta[key] = _whole("meta", key, "value", value, 0, bounds[key])
    for key in bounds.keys() - meta.keys():
        _wrong("meta", key, "it is missing")
    return meta


def _read_renditions(
    connection: sqlite3.Connection, *, checked: bool
) -> tuple[dict[NodeId, dict[str, Rendition]], dict[NodeId, int]]:
    renditions: dict[NodeId, dict[str, Rendition]] = {}
    gathered: dict[NodeId, int] = {}
    rows = connection.execute(
        "SELECT node, language, text, origin, state, source_fingerprint, "
        f"{'checksum' if checked else '0'} FROM renditions"
    )
    for node, language, text, origin, state, mark, checksum in rows:
        if (
            type(node) is not int
            or type(language) is not str
            or type(text) is not str
            or origin not in _ORIGINS
            or state not in _STATES
            or (mark is not None and type(mark) is not str)
            or len(language) > SHORT
            or "\0" in text
        ):
            _wrong_rendition(node, language, text, origin, state, mark)
        if checked:
            if checksum != rendition_checksum(node, language, text, origin, state, mark):
                _false_checksum("renditions", (node, language))
            gathered[node] = with_rendition(gathered.get(node, NO_RENDITIONS), checksum)
        renditions.setdefault(node, {})[language] = Rendition(text, _ORIGINS[origin], _STATES[state], mark)
    return renditions, gathered


def _wrong_rendition(
    node: object, language: object, text: object, origin: object, state: object, mark: object
) -> NoReturn:
    row = (node, language)
    _whole("renditions", row, "node", node, 1, MOST_ID)
    _text("renditions", row, "language", language, SHORT)
    _text("renditions", row, "text", text)
    _one_of("renditions", row, "origin", origin, _ORIGINS)
    _one_of("renditions", row, "state", state, _STATES)
    if mark is not None:
        _text("renditions", row, "source_fingerprint", mark, SHORT)
    _wrong("renditions", row, "it is of an unknown kind")


def _read_nodes(
    connection: sqlite3.Connection,
    renditions: dict[NodeId, dict[str, Rendition]],
    gathered: dict[NodeId, int],
    *,
    checked: bool,
) -> tuple[list[NodeData], list[NodeData], dict[NodeId, int]]:
    """The two roots, the other nodes, and the rank of each."""
    rows = connection.execute(
        "SELECT id, parent, rank, kind, source_language, language, note, locked, status, attributes, "
        f"{'checksum' if checked else '0'} FROM nodes NOT INDEXED ORDER BY rank, id"
    ).fetchall()
    roots: list[NodeData] = []
    nodes: list[NodeData] = []
    ranks: dict[NodeId, int] = {}
    for row in rows:
        node, parent, rank, kind, source_language, language, note, locked, status, attributes, checksum = row
        if (
            type(node) is not int
            or not 0 < node < MOST_ID
            or (parent is not None and type(parent) is not int)
            or type(rank) is not int
            or not -MOST_RANK < rank < MOST_RANK
            or kind not in _KINDS
            or type(source_language) is not str
            or (language is not None and type(language) is not str)
            or type(note) is not str
            or type(locked) is not int
            or type(status) is not str
            or type(attributes) is not str
            or "\0" in note
        ):
            _wrong_node(row)
        if checked and checksum != node_checksum(row, gathered.get(node, NO_RENDITIONS)):
            _false_checksum("nodes", node)
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
            attributes_of(node, attributes) if attributes else {},
        )
        (roots if parent is None else nodes).append(data)
    return roots, nodes, ranks


def _wrong_node(row: tuple[Any, ...]) -> NoReturn:
    node, parent, rank, kind, source_language, language, note, locked, status, attributes, _ = row
    _whole("nodes", node, "id", node, 1, MOST_ID)
    if parent is not None:
        _whole("nodes", node, "parent", parent, 1, MOST_ID)
    _whole("nodes", node, "rank", rank, -MOST_RANK, MOST_RANK)
    _one_of("nodes", node, "kind", kind, _KINDS)
    _text("nodes", node, "source_language", source_language, SHORT)
    if language is not None:
        _text("nodes", node, "language", language, SHORT)
    _text("nodes", node, "note", note)
    _whole("nodes", node, "locked", locked, 0, 1)
    _text("nodes", node, "status", status)
    _text("nodes", node, "attributes", attributes)
    _wrong("nodes", node, "it is of an unknown kind")


def attributes_of(node: NodeId, text: str) -> dict[str, str]:
    """The attributes of a node. Raises WrongRow when they are not a mapping of strings."""
    try:
        return texts_by_name(plain_json(text), "attributes")
    except ValueError as error:
        _wrong("nodes", node, str(error))


def _read_steps(
    connection: sqlite3.Connection,
    load: Callable[[int], Operation],
    meta: dict[str, int],
    *,
    checked: bool,
) -> list[Step]:
    steps: list[Step] = []
    for serial, label, time in connection.execute("SELECT serial, label, time FROM history ORDER BY serial"):
        if type(serial) is not int or not 0 < serial <= MOST_REVISION:
            _wrong("history", serial, "no step has that number")
        _text("history", serial, "label", label, SHORT)
        if type(time) is not float or not math.isfinite(time):
            _wrong("history", serial, f"time is {shown(time)}")
        if checked and steps and serial != steps[-1].serial + 1:
            _wrong("history", serial, "the step before it is missing")
        steps.append(Step(serial, label, time, load=load))
    if checked and steps and not steps[0].serial - 1 <= meta["position"] <= steps[-1].serial:
        _wrong("history", meta["position"], "this step is missing")
    return steps


def read_step(connection: sqlite3.Connection, serial: int, version: int) -> Operation:
    """The operation of a history step. Raises sqlite3.Error and whatever `operation_of_blob` raises."""
    checked = version >= CHECKSUMS_SINCE
    row = connection.execute(
        f"SELECT label, time, operation, {'checksum' if checked else '0'} FROM history WHERE serial = ?",
        (serial,),
    ).fetchone()
    if row is None:
        _wrong("history", serial, "it is missing")
    label, time, blob, checksum = row
    if type(blob) is not bytes:
        _wrong("history", serial, f"operation is {shown(blob)}")
    if checked and checksum != step_checksum(serial, label, time, blob):
        _false_checksum("history", serial)
    return operation_of_blob(blob)


def operation_of_blob(blob: bytes) -> Operation:
    """The operation in a history row. Raises ValueError, KeyError, TypeError or zlib.error on other data."""
    unpacking = zlib.decompressobj()
    raw = unpacking.decompress(blob, MOST_STEP_BYTES)
    if unpacking.unconsumed_tail:
        raise ValueError(f"it is larger than {MOST_STEP_BYTES >> 20} MB when unpacked")
    if not unpacking.eof or unpacking.unused_data:
        raise ValueError("it is cut off, or followed by other data")
    return Operation.from_dict(_loaded(raw.decode("utf-8", "surrogatepass")))


def _read_proposals(connection: sqlite3.Connection, *, checked: bool) -> Iterator[ProposalSet]:
    columns = f"anchor, kind, data, {'checksum' if checked else '0'}"
    for anchor, kind, data, checksum in connection.execute(f"SELECT {columns} FROM proposals NOT INDEXED"):
        row = (anchor, kind)
        _text("proposals", row, "data", data)
        if checked and checksum != row_checksum((anchor, kind, data)):
            _false_checksum("proposals", row)
        try:
            proposals = ProposalSet.from_dict(plain_json(data))
        except ValueError as error:
            _wrong("proposals", row, str(error))
        except (KeyError, TypeError) as error:
            _wrong("proposals", row, f"{error} is missing or of another kind")
        if (proposals.anchor, proposals.kind) != (anchor, kind):
            _wrong("proposals", row, "it contains the proposals of another node")
        yield proposals


def plain_json(text: str) -> Any:
    """The value of a short piece of JSON. Raises ValueError, also for excessive nesting."""
    value = _loaded(text)
    level = [value]
    for _ in range(MOST_NESTING):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return value
    raise ValueError("it is nested too deeply")


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _whole(table: str, row: object, column: str, value: object, least: int, most: int) -> int:
    try:
        return whole_number(value, column, least, most)
    except ValueError as error:
        _wrong(table, row, str(error))


def _text(table: str, row: object, column: str, value: object, most: int | None = None) -> None:
    if type(value) is not str or "\0" in value or (most is not None and len(value) > most):
        _wrong(table, row, f"{column} is {shown(value)} but should be text")


def _one_of(table: str, row: object, column: str, value: object, known: dict[str, Any]) -> None:
    if value not in known:
        _wrong(table, row, f"{column} is {shown(value)}, which ConceptWriter does not know")
