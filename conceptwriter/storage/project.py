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
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from conceptwriter.outline import Cause, ChangeNotice, Document, NodeId, Operation, ProposalSet
from conceptwriter.storage import inspection, reading, schema
from conceptwriter.storage.connecting import (
    UNREADABLE,
    connect,
    connect_read_only,
    repaired_words,
    still_damaged_words,
    unreadable,
    version_of,
)
from conceptwriter.storage.copying import write_copy, write_new
from conceptwriter.storage.errors import NotSaved, StorageError
from conceptwriter.storage.journal import Journal
from conceptwriter.storage.lock import ProjectLock
from conceptwriter.storage.rebuilding import rebuild
from conceptwriter.storage.settings import Settings
from conceptwriter.storage.vectors import VectorStore

if TYPE_CHECKING:
    from types import TracebackType


class Project:
    """An open project. Make it with `create` or `open`; use it from one thread, `vectors` from any."""

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        lock: ProjectLock | None,
        clock: Callable[[], float] = time.time,
        version: int = schema.SCHEMA_VERSION,
    ) -> None:
        """For `open`; reads the document. Raises what `reading.read_document` raises."""
        self.path = path
        self.remarks: list[str] = []
        """What a person should know of how the file was found."""
        self._version = version
        self.read_only = lock is None
        self._connection = connection
        self._lock = lock
        self._guard = threading.RLock()
        self._clock = clock
        self._failure: sqlite3.Error | None = None
        self._file = _identity(path)
        with reading.collector_paused():
            self.document, ranks = reading.read_document(connection, self._load_step, version)
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
        another window has it open for writing and this one wants to write too, StorageError for all else.
        """
        path = Path(path).resolve()
        version = schema.check_header(path)
        if read_only:
            if version < schema.FIRST_VERSION:
                raise StorageError(
                    f"{path} is of an older format. Open it for writing once to bring it up to date."
                )
            connection = connect_read_only(path)
            project, wrong = cls._read(path, connection, None, clock, version_of(path, connection))
            project.remarks += [still_damaged_words(path, wrong)] if wrong else []
            return project
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
            repaired: list[str] = []
            while True:
                connection = connect(path, "rw")
                version = version_of(path, connection)
                if version >= schema.FIRST_VERSION:  # what is damaged must not be brought up to date
                    project, wrong = cls._read(path, connection, lock, clock, version)
                    if wrong and repaired:
                        raise schema.damaged(path, wrong[0])
                    if wrong:
                        rebuild(connection, path, version)
                        repaired = [repaired_words(path, wrong)]
                        continue
                    if version == schema.SCHEMA_VERSION:
                        connection.execute("PRAGMA journal_mode = WAL").fetchall()
                        project.remarks += repaired
                        return project
                schema.migrate(connection, path, version, migrations)
                connection.close()
        except BaseException as error:
            lock.release()
            if isinstance(error, sqlite3.Error | UnicodeDecodeError):
                raise unreadable(path, error) from error
            raise

    @classmethod
    def _read(
        cls,
        path: Path,
        connection: sqlite3.Connection,
        lock: ProjectLock | None,
        clock: Callable[[], float],
        version: int,
    ) -> tuple[Project, list[str]]:
        """The project, and what is wrong with its indexes. If it cannot be read, the connection is closed."""
        wrong: list[str] = []
        try:
            inspection.check_objects(connection, path, version)
            wrong = inspection.check_structure(connection, path)
            project = cls(path, connection, lock, clock, version)
            if version < reading.CHECKSUMS_SINCE and not inspection.only_index_entries(wrong):
                raise schema.damaged(path, wrong[0])
        except (sqlite3.Error, UnicodeDecodeError) as error:
            connection.close()
            raise unreadable(path, error) from error
        except UNREADABLE as error:
            connection.close()
            raise schema.damaged(path, wrong[0] if wrong else str(error)) from error
        except BaseException:
            connection.close()
            raise
        return project, wrong

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
                return reading.read_step(self._connection, serial, self._version)
        except (sqlite3.Error, *UNREADABLE) as error:
            raise StorageError(
                f"Step {serial} of the history in {self.path} cannot be read ({error}). "
                "The text is not touched by that, but nothing before it can be undone."
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
