"""One writer's project: a document and the file it lives in.

Every operation is one transaction. When the file cannot be written, the change
stays in memory, `Project.pending` says so, NotSaved is raised, and the next change
(or `retry`) writes all that is outstanding: typed text is never thrown away to
agree with a full disk. `save_copy` rescues such a document to another place.
"""

from __future__ import annotations

import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from conceptwriter.outline import Cause, ChangeNotice, Document, EditError, NodeId, Operation, ProposalSet
from conceptwriter.storage import rows, schema
from conceptwriter.storage.backup_series import refuse_backup
from conceptwriter.storage.copying import write_copy, write_new
from conceptwriter.storage.errors import NotSaved, StorageError
from conceptwriter.storage.journal import Journal
from conceptwriter.storage.lock import ProjectLock
from conceptwriter.storage.settings import Settings
from conceptwriter.storage.vectors import VectorStore

if TYPE_CHECKING:
    from types import TracebackType

BUSY_SECONDS = 5.0
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, zlib.error, EditError)


class Project:
    """An open project. Make it with `create` or `open`; use it from one thread, `vectors` from any."""

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        lock: ProjectLock | None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """For `open`; reads the document. Raises what `rows.read_document` raises."""
        self.path = path
        self.read_only = lock is None
        self._connection = connection
        self._lock = lock
        self._guard = threading.RLock()
        self._clock = clock
        self._failure: sqlite3.Error | None = None
        self._file = _identity(path)
        with rows.collector_paused():
            self.document, ranks = rows.read_document(connection, self._load_step)
        self._journal = Journal(connection, self.document, ranks)
        self.settings = Settings(connection, self._guard, path, read_only=self.read_only)
        self.vectors = VectorStore(connection, self._guard, read_only=self.read_only)
        self._unsubscribe = self.document.subscribe(self._on_change) if lock is not None else lambda: None

    # -- opening and closing ---------------------------------------------------------------------------------

    @classmethod
    def create(
        cls,
        path: Path | str,
        document: Document | None = None,
        *,
        overwrite: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> Project:
        """A new project file with this document (None: an empty one) in it, open.

        The file is complete before it gets its name. Raises StorageError when it is there already (unless
        `overwrite`) or cannot be written, ProjectLocked when another window has it open.
        """
        path = Path(path).resolve()
        if path.exists() and not overwrite:
            raise StorageError(f"{path} exists already. Choose another name, or open it.")
        lock = ProjectLock.acquire(path)
        try:
            write_new(path, document if document is not None else Document())
        except BaseException:
            lock.release()
            raise
        return cls._open_locked(path, lock, clock, schema.MIGRATIONS)

    @classmethod
    def open(
        cls,
        path: Path | str,
        read_only: bool = False,
        *,
        clock: Callable[[], float] = time.time,
        migrations: Mapping[int, schema.Migration] = schema.MIGRATIONS,
    ) -> Project:
        """Open a project file.

        Raises NotAProject, NewerProject, DamagedProject (the file is left as it is), ProjectLocked when
        another window has it open for writing and this one wants to write too, OpenedBackup when it is a
        backup and is not to be only read, StorageError for all else.
        """
        path = Path(path).resolve()
        version = schema.check_header(path)
        if read_only:
            if version < schema.SCHEMA_VERSION:
                raise StorageError(
                    f"{path} is of an older format. Open it for writing once to bring it up to date."
                )
            return cls._read(path, _connect_read_only(path), None, clock)
        refuse_backup(path)
        lock = ProjectLock.acquire(path)
        return cls._open_locked(path, lock, clock, migrations)

    @classmethod
    def _open_locked(
        cls,
        path: Path,
        lock: ProjectLock,
        clock: Callable[[], float],
        migrations: Mapping[int, schema.Migration],
    ) -> Project:
        try:
            connection = _connect(path, "rw")
            try:
                version = connection.execute("PRAGMA user_version").fetchone()[0]
                if version < schema.SCHEMA_VERSION:
                    schema.migrate(connection, path, version, migrations)
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                connection.close()
                raise _unreadable(path, error) from error
            except BaseException:
                connection.close()
                raise
            return cls._read(path, connection, lock, clock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _read(
        cls, path: Path, connection: sqlite3.Connection, lock: ProjectLock | None, clock: Callable[[], float]
    ) -> Project:
        try:
            schema.check_tables(connection, path)
            project = cls(path, connection, lock, clock)
            if lock is not None:
                connection.execute("PRAGMA journal_mode = WAL").fetchall()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            connection.close()
            raise _unreadable(path, error) from error
        except _UNREADABLE as error:
            connection.close()
            raise schema.damaged(path, str(error)) from error
        except BaseException:
            connection.close()
            raise
        return project

    def close(self, *, discard: bool = False) -> None:
        """Write what is pending and leave one complete file without companions.

        Raises NotSaved, and stays open, when something cannot be written; `discard` closes all the same.
        """
        if self.closed:
            return
        if self.pending and not discard:
            self.retry()
        self._unsubscribe()
        with self._guard:
            if not self.read_only:
                try:
                    self._connection.execute("PRAGMA busy_timeout = 500")
                    self._connection.execute("PRAGMA journal_mode = DELETE").fetchall()
                except sqlite3.Error:
                    pass  # somebody is reading: the journal stays beside the file, which is complete with it
            self._connection.close()
        if self._lock is not None:
            self._lock.release()
        self._closed = True

    _closed = False

    @property
    def closed(self) -> bool:
        """True after `close`."""
        return self._closed

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- changing --------------------------------------------------------------------------------------------

    def perform(self, operation: Operation) -> ChangeNotice:
        """Apply an operation and write it. An operation without a time gets the present one.

        Raises EditError when it is impossible (nothing has happened) and
        NotSaved when it has happened in memory but could not be written; the
        views have been told, and the text is kept (see the module's account).
        """
        self._require_writable()
        if operation.time == 0.0:
            operation = replace(operation, time=self._clock())
        return self._told(self.document.apply(operation))

    def undo(self) -> ChangeNotice | None:
        """Take the last step back, also one of an earlier
        session; None when there is none. Errors as `perform`.
        """
        self._require_writable()
        notice = self.document.undo()
        return None if notice is None else self._told(notice)

    def redo(self) -> ChangeNotice | None:
        """Do the last undone step again; None when there is none. Errors as `perform`."""
        self._require_writable()
        notice = self.document.redo()
        return None if notice is None else self._told(notice)

    def save_proposals(self, proposals: ProposalSet) -> None:
        """Keep a proposal set, in place of an older one for the
        same node and kind. Raises NotSaved like `perform`.
        """
        self._require_writable()
        self.document.node(proposals.anchor)
        self.document.proposals.put(proposals)
        self._journal.note_proposals(proposals.anchor, proposals.kind)
        self._write()

    def drop_proposals(self, anchor: NodeId, kind: str | None = None) -> None:
        """Forget the proposals of a node, of one kind or (None) all. Raises NotSaved like `perform`."""
        self._require_writable()
        for found in self.document.proposals.of(anchor):
            if kind in (None, found.kind):
                self.document.proposals.drop(anchor, found.kind)
                self._journal.note_proposals(anchor, found.kind)
        self._write()

    @property
    def pending(self) -> int:
        """Number of changes that are in memory but not in the file."""
        return self._journal.changes

    def retry(self) -> None:
        """Try again to write what is pending. Raises NotSaved."""
        self._require_writable()
        self._write()

    def _on_change(self, notice: ChangeNotice) -> None:
        """The document's first listener: whoever applies an operation, it reaches the file."""
        self._journal.note(notice)
        self._flush(durable=notice.cause is not Cause.MERGE)

    def _write(self) -> None:
        self._flush(durable=True)
        self._told(None)

    def _flush(self, *, durable: bool) -> None:
        try:
            with self._guard:
                self._require_in_place()
                self._journal.flush(durable=durable)
            self._failure = None
        except sqlite3.Error as error:
            self._failure = error

    def _require_in_place(self) -> None:
        """SQLite would go on writing into a file that was deleted or replaced, and nobody would ever see
        it.
        """
        try:
            found: tuple[int, int] | None = _identity(self.path)
        except OSError:
            found = None
        if found != self._file:
            raise sqlite3.OperationalError("the file was moved, deleted or replaced meanwhile")

    def _told(self, notice: ChangeNotice | None) -> ChangeNotice:
        if self._failure is not None:
            raise NotSaved(
                f"{self.path} could not be written ({self._failure}). Your text is kept in memory. Free some "
                "space or reconnect the drive and go on: the next change "
                "writes everything. Or save a copy elsewhere.",
                notice,
            ) from self._failure
        return notice  # type: ignore[return-value]

    def _require_writable(self) -> None:
        if self.closed:
            raise StorageError(f"{self.path} is closed. Open it again to change it.")
        if self.read_only:
            raise StorageError(f"{self.path} is open read-only. Save a copy and change that.")

    def _load_step(self, serial: int) -> Operation:
        try:
            with self._guard:
                row = self._connection.execute(
                    "SELECT operation FROM history WHERE serial = ?", (serial,)
                ).fetchone()
            return rows.operation_of_blob(row[0])
        except (sqlite3.Error, *_UNREADABLE) as error:
            raise StorageError(
                f"Step {serial} of the history in {self.path} cannot be read. "
                "The text is not touched by that."
            ) from error

    # -- copies ----------------------------------------------------------------------------------------------

    def save_copy(self, path: Path | str) -> None:
        """Write the whole project to another file, replacing what is there only when the copy is complete.

        What is pending is in the copy too. Raises StorageError,
        ProjectLocked when another window has the target.
        """
        target = Path(path).resolve()
        if target == self.path:
            raise StorageError(f"{target} is this project itself. Choose another name for the copy.")
        lock = ProjectLock.acquire(target)
        try:
            if self.pending:
                self._flush(durable=True)
            with self._guard:
                write_copy(self._connection, target, self.document, pending=bool(self.pending))
        finally:
            lock.release()


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino


def _connect(path: Path, mode: str, extra: str = "") -> sqlite3.Connection:
    uri = f"{path.as_uri()}?mode={mode}{extra}"
    try:
        connection = sqlite3.connect(
            uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
    except sqlite3.Error as error:
        raise _unreadable(path, error) from error
    return connection


def _connect_read_only(path: Path) -> sqlite3.Connection:
    connection = _connect(path, "ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        journal = path.with_name(path.name + "-wal")
        if journal.exists() and journal.stat().st_size:
            raise _unreadable(path, error) from error
        return _connect(path, "ro", "&immutable=1")  # on a medium that takes no companion files
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        connection.close()
        raise _unreadable(path, error) from error
    return connection


def _unreadable(path: Path, error: sqlite3.Error | UnicodeDecodeError) -> StorageError:
    """What SQLite complains of, sorted; it tells damage in three ways, and not always in valid text."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if (
        isinstance(error, UnicodeDecodeError)
        or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        or "no such" in str(error)
        or "decode" in str(error)
    ):
        return schema.damaged(path, str(error))
    if code == sqlite3.SQLITE_BUSY:
        return StorageError(f"{path} is in use by another program ({error}). Close it there and try again.")
    return StorageError(f"{path} cannot be opened ({error}). Check its permissions, or open it read-only.")
