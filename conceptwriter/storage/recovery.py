"""Rescuing what is readable in a damaged project file into a new one.

The damaged file is only copied, never opened itself. What SQLite can still read is taken as it is; the rest
is searched for in the file's pages. Nodes whose place is lost are gathered in a separate section at the end;
where a checksum does not match, the node's note says so. The undo history, the proposals and the vectors
are left out.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conceptwriter.outline import ROOT, TRASH
from conceptwriter.storage import inspection
from conceptwriter.storage.carving import carve
from conceptwriter.storage.copying import write_new
from conceptwriter.storage.errors import StorageError
from conceptwriter.storage.finds import Finds, decoded
from conceptwriter.storage.lock import ProjectLock
from conceptwriter.storage.naming import check_target
from conceptwriter.storage.piecing import document_of
from conceptwriter.storage.places import real_path, status_of
from conceptwriter.storage.replacing import permissions_of

_NODE_COLUMNS = "id, parent, rank, kind, source_language, language, note, locked, status, attributes"
_RENDITION_COLUMNS = "node, language, text, origin, state, source_fingerprint"
_UNREADABLE = (sqlite3.Error, ValueError, OverflowError)
"""SQLite's messages about damage may themselves not be valid text, and then fail to decode."""

MOST_SECONDS = 120.0
"""Time limit for reading one table: a file crafted to do harm may have one that never ends."""


@dataclass(slots=True)
class Recovered:
    """What `recover` found.

    It counts nodes and texts in the new file, nodes that have lost their place, and doubtful ones, of which
    some checksum does not match.
    """

    path: Path
    nodes: int = 0
    texts: int = 0
    displaced: int = 0
    complete: bool = False
    doubtful: int = 0


def recover(path: Path | str, out: Path | str) -> Recovered:
    """Write everything readable in a damaged project to the new file `out`.

    Raises StorageError when nothing can be read, when `out` already exists or when it cannot be written.
    """
    path, out = real_path(path), real_path(out)
    status_of(path)
    if out.exists():
        raise StorageError(f"{out} already exists. Choose another name for the recovered document.")
    check_target(out)
    with tempfile.TemporaryDirectory(prefix="conceptwriter-recover-") as folder:
        copy = Path(folder) / "damaged"
        try:
            shutil.copyfile(path, copy)
            log = path.with_name(path.name + "-wal")
            if log.exists():
                shutil.copyfile(log, copy.with_name("damaged-wal"))
            carved, finds = Finds(), Finds()
            for row, record in carve(copy):  # before SQLite sees the copy, which may change it
                carved.add(row, record)
            complete = _read_with_sqlite(copy, finds)
        except OSError as error:
            raise StorageError(f"{path} cannot be read: {error.strerror}.") from error
    if not complete:
        finds.supplement(carved)
    if not finds.nodes and not finds.renditions:
        raise StorageError(f"Nothing in {path} could be read. Look for a backup.")
    doubtful = finds.doubtful()
    document, displaced = document_of(finds, doubtful)
    lock = ProjectLock.acquire(out)
    try:
        write_new(out, document, permissions=permissions_of(path))
    finally:
        lock.release()
    texts = sum(
        len(document.node(node).renditions) for root in (ROOT, TRASH) for node in document.subtree(root)
    )
    whole = complete and not displaced and not doubtful
    return Recovered(out, len(document), texts, displaced, whole, len(doubtful))


def _read_with_sqlite(path: Path, finds: Finds) -> bool:
    """Read both tables as far as SQLite gets, from both ends; True when all could be read."""
    complete = True
    try:
        connection = sqlite3.connect(path)
    except sqlite3.Error:
        return False
    with closing(connection):
        try:
            inspection.harden(connection)
            connection.text_factory = decoded
            tables = {
                name
                for kind, name in connection.execute("SELECT type, name FROM sqlite_schema")
                if kind == "table"  # a view of that name may run forever
            }
        except _UNREADABLE:
            return False
        for table, columns, key, add in (
            ("nodes", _NODE_COLUMNS, "id", finds.add_node),
            ("renditions", _RENDITION_COLUMNS, "node", finds.add_rendition),
        ):
            checked = _has_checksums(connection, table)
            for order in ("ASC", "DESC"):
                query = f"SELECT {columns}{checked} FROM {table} NOT INDEXED ORDER BY {key} {order}"
                if table not in tables or not _read_rows(connection, query, add):
                    complete = False
                else:
                    break
        return complete and len(finds) >= _expected_nodes(connection)


def _read_rows(connection: sqlite3.Connection, query: str, add: Callable[[tuple[Any, ...]], None]) -> bool:
    """Pass all rows to `add`; False when reading failed before the end."""
    deadline = time.monotonic() + MOST_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > deadline, 100_000)
    try:
        for row in connection.execute(query):
            add(row)
    except _UNREADABLE:
        return False
    finally:
        connection.set_progress_handler(None, 0)
    return True


def _has_checksums(connection: sqlite3.Connection, table: str) -> str:
    try:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    except _UNREADABLE:
        return ""
    return ", checksum" if "checksum" in columns else ""


def _expected_nodes(connection: sqlite3.Connection) -> int:
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = 'nodes'").fetchone()
    except _UNREADABLE:
        return 0
    return row[0] if row and isinstance(row[0], int) else 0
