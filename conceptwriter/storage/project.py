"""One writer's project: a document and the file it is stored in.

Every operation is one transaction. When the file cannot be written, the change stays in memory and counts in
`Project.pending`, NotSaved is raised, and the next change (or `retry`) writes everything outstanding: typed
text is never discarded to match a full disk. `save_copy` rescues such a document.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from conceptwriter.outline import Cause, ChangeNotice, Document, NodeId, Operation, ProposalSet
from conceptwriter.storage import logs, schema
from conceptwriter.storage.backup_series import backup_folder, refuse_backup
from conceptwriter.storage.connecting import connect, format_of, unreadable
from conceptwriter.storage.copying import write_copy
from conceptwriter.storage.creating import Written, create_file
from conceptwriter.storage.diverging import divergence_error, write_diverged_copy
from conceptwriter.storage.errors import Diverged, NotSaved, StorageError
from conceptwriter.storage.journal import Journal
from conceptwriter.storage.lock import ProjectLock
from conceptwriter.storage.migrations import MIGRATIONS, Migration
from conceptwriter.storage.naming import check_target
from conceptwriter.storage.opening import OpenedFile, open_for_reading, open_for_writing
from conceptwriter.storage.places import real_path, reason, require_writable
from conceptwriter.storage.replacing import permissions_of, sweep, sweep_folder
from conceptwriter.storage.settings import ProjectSettings
from conceptwriter.storage.tidying import allow_shortening, tidy
from conceptwriter.storage.transactions import FileAway, LogOwner, OutsideChange, Transactions, close_as_it_is
from conceptwriter.storage.vectors import VectorStore

if TYPE_CHECKING:
    from types import TracebackType


DURABLE, QUICK = "FULL", "NORMAL"
"""Values of SQLite's `synchronous`: wait for the disk, or only keep the order of writes."""


class Project:
    """An open project. Create it with `create` or `open`; use it from one thread, `vectors` from any."""

    def __init__(
        self, opened: OpenedFile, lock: ProjectLock | None, clock: Callable[[], float] = time.time
    ) -> None:
        """Called by `open`."""
        self.path = opened.path
        self.read_only = lock is None
        self.remarks = opened.remarks
        """What the user should know about the state the file was found in: sentences."""
        self.document = opened.document
        self._connection = connection = opened.connection
        self._lock = lock
        self._transactions: Transactions | None = None
        self._guard = opened.steps.guard
        self._steps = opened.steps
        self._clock = clock
        self._failure: sqlite3.Error | StorageError | None = None
        self._divergence: Diverged | None = None
        self._changed = False
        self._journal = Journal(self.document, opened.ranks)
        self.settings = ProjectSettings(
            connection, self._guard, self.path, read_only=self.read_only, begin=self._begin
        )
        self.vectors = VectorStore(connection, self._guard, read_only=self.read_only, begin=self._begin)
        self._unsubscribe = self.document.subscribe(self._save) if lock is not None else lambda: None

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
        """Create a project file with this document (None: an empty one) and open it.

        The file is complete before it gets its name. Raises StorageError when it exists already (unless
        `overwrite`, which replaces projects only) or cannot be written, WrongName when the name is not valid
        for a project, ProjectLocked when another window has it open.
        """
        document = Document() if document is None else document
        path, lock, remarks = create_file(path, document, overwrite=overwrite)
        return cls._open_locked(path, lock, clock, MIGRATIONS, remarks)

    @classmethod
    def write(cls, path: Path | str, document: Document, *, overwrite: bool = False) -> Written:
        """Like `create`, without opening it: reading a large document again takes memory and time."""
        path, lock, remarks = create_file(path, document, overwrite=overwrite)
        lock.release()
        return Written(path, remarks)

    @classmethod
    def open(
        cls,
        path: Path | str,
        read_only: bool = False,
        *,
        clock: Callable[[], float] = time.time,
        migrations: Mapping[int, Migration] = MIGRATIONS,
    ) -> Project:
        """Open a project file; `remarks` says what was unusual about it.

        Raises NotAProject, NewerProject, DamagedProject (the file is left as it is), ProjectLocked when both
        another window and this one want to write, WriteProtected, OpenedBackup when it is a backup that would
        be opened for writing, StorageError for anything else.
        """
        path = real_path(path)
        version = format_of(path)
        if read_only:
            if version < schema.FIRST_VERSION:
                raise StorageError(f"{path} is in an older format. Open it for writing once to update it.")
            return cls(open_for_reading(path), None, clock)
        refuse_backup(path)
        require_writable(path)
        return cls._open_locked(path, ProjectLock.acquire(path), clock, migrations, [])

    @classmethod
    def _open_locked(
        cls,
        path: Path,
        lock: ProjectLock,
        clock: Callable[[], float],
        migrations: Mapping[int, Migration],
        remarks: list[str],
    ) -> Project:
        try:
            sweep(path)
            for folder in (path.parent, backup_folder(path)):
                sweep_folder(folder, path.suffix)
            remarks = remarks + logs.prepare_log(path)
            opened = open_for_writing(path, migrations)
            opened.remarks[:0] = remarks
            try:
                project = cls(opened, lock, clock)
                project._transactions = Transactions(path, opened.connection, lock)
                if opened.migrated:
                    allow_shortening(opened.connection)
            except sqlite3.Error as error:
                close_as_it_is(opened.connection)
                raise unreadable(path, error) from error
            except OSError as error:
                close_as_it_is(opened.connection)
                raise StorageError(f"{path} cannot be opened: {reason(error)}. Check its disk.") from error
            except BaseException:
                close_as_it_is(opened.connection)
                raise
        except BaseException:
            lock.release()
            raise
        return project

    def close(self, *, discard: bool = False) -> None:
        """Write what is pending and leave one complete file without companion files.

        Raises NotSaved, and stays open, when something cannot be written; `discard` closes anyway. Raises
        Diverged, and is closed, when another program had changed the file.
        """
        if self.closed:
            return
        divergence = self._retried(discard)
        if not (self.read_only or self.pending or divergence):
            with self._guard:
                tidy(self._connection, self._begin, self.vectors, self.document)
        with self._guard:
            if self._transactions is None:
                self._connection.close()
            else:
                divergence = self._leave(self._transactions, discard) or divergence
        self._unsubscribe()
        if self._lock is not None:
            self._lock.release()
        self._closed = True
        if divergence is not None:
            raise divergence

    def _retried(self, discard: bool) -> Diverged | None:
        if self.pending and not discard:
            try:
                self.retry()
            except Diverged as error:
                return error
        return None

    def _leave(self, transactions: Transactions, discard: bool) -> Diverged | None:
        """Close the file; if another program has taken it over, first write ours to a copy next to it."""
        try:
            transactions.leave()
        except OutsideChange as change:
            if self._changed and not self._diverge(change) and not discard:
                self._raise_unsaved(None)
            divergence, self._divergence = self._divergence, None
            if divergence is None:
                transactions.abandon(change.log)
            elif self._transactions is not None:
                self._transactions.leave()
            return divergence
        except FileAway:
            transactions.leave(away=True)
        except sqlite3.Error:
            transactions.abandon(LogOwner.THEIRS)  # the log stays next to the file and completes it
        return None

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
        """Apply an operation and write it. An operation without a time gets the current one.

        Raises EditError when it is impossible (nothing has happened) and NotSaved when it was applied in
        memory but could not be written; the views were notified, and the text is kept (see the module).
        """
        self._require_writable()
        if operation.time == 0.0:
            operation = replace(operation, time=self._clock())
        return self._raise_unsaved(self.document.apply(operation))

    def undo(self, *, one_part: bool = False) -> ChangeNotice | None:
        """Undo the last step, even an earlier session's; None if there is none. Errors as `perform`.

        `one_part`: of a step that was made in parts only the last.
        """
        self._require_writable()
        notice = self.document.undo(one_part=one_part)
        return None if notice is None else self._raise_unsaved(notice)

    def redo(self, *, one_part: bool = False) -> ChangeNotice | None:
        """Redo the last undone step, or one part of it; None when there is none. Errors as `perform`."""
        self._require_writable()
        notice = self.document.redo(one_part=one_part)
        return None if notice is None else self._raise_unsaved(notice)

    def save_proposals(self, proposals: ProposalSet) -> None:
        """Store a proposal set, replacing one of the same node and kind. Raises NotSaved like `perform`."""
        self._require_writable()
        self.document.node(proposals.anchor)
        self.document.proposals.put(proposals)
        self._journal.note_proposals(proposals.anchor, proposals.kind)
        self.retry()

    def drop_proposals(self, anchor: NodeId, kind: str | None = None) -> None:
        """Delete the proposals of a node, of one kind or (None) all. Raises NotSaved like `perform`."""
        self._require_writable()
        for found in self.document.proposals.of(anchor):
            if kind in (None, found.kind):
                self.document.proposals.drop(anchor, found.kind)
                self._journal.note_proposals(anchor, found.kind)
        self.retry()

    @property
    def pending(self) -> int:
        """Number of changes that are in memory but not in the file."""
        return self._journal.changes

    def retry(self) -> None:
        """Try again to write what is pending. Raises NotSaved."""
        self._require_writable()
        self._save()
        self._raise_unsaved(None)

    def _save(self, notice: ChangeNotice | None = None) -> None:
        """Write what is not in the file yet; the document's first listener, whoever applies an operation.

        Only continued typing does not wait for the disk: a power cut may then lose the newest keystrokes,
        never anything older or the file; a killed program loses none.
        """
        journal = self._journal
        level = QUICK if notice is not None and notice.cause is Cause.MERGE else DURABLE
        if notice is not None:
            self._changed = True
            journal.note(notice)
        try:
            if journal.changes:
                with self._guard:
                    self._connection.execute(f"PRAGMA synchronous = {level}")
                    with self._begin():
                        for sql, rows in journal.statements(self._connection):
                            self._connection.executemany(sql, rows)
                    journal.written()
            self._failure = None
        except OutsideChange as change:
            self._diverge(change)
        except sqlite3.Error as error:
            self._failure = error

    def _begin(self) -> AbstractContextManager[None]:
        assert self._transactions is not None, "only a project open for writing begins a transaction"
        return self._transactions.begin()

    def _diverge(self, change: OutsideChange) -> bool:
        """The file is now another program's: continue in a copy next to it. False if none was written."""
        with self._guard:
            before, path = self._transactions, self.path
            try:
                copy, lock = write_diverged_copy(path, self._connection, self.document, self._clock())
                connection = connect(copy, "rw")
                transactions = Transactions(copy, connection, lock)
            except (StorageError, sqlite3.Error, OSError) as error:
                self._failure = StorageError(f"it {change}, and no copy could be written: {error}")
                return False
            self.path, self._connection, self._transactions = copy, connection, transactions
            ranks = dict(connection.execute("SELECT id, rank FROM nodes").fetchall())
            self._journal = Journal(self.document, ranks)
            self.settings.move(connection, copy)
            self.vectors.move(connection)
            self._steps.move(connection, copy)
            if before is not None and self._lock is not None:
                before.abandon(change.log)
                self._lock.release()
            self._lock = lock
        self._failure = None
        self._divergence = divergence_error(path, copy, str(change))
        return True

    def _raise_unsaved(self, notice: ChangeNotice | None) -> ChangeNotice:
        if self._divergence is not None:
            divergence, self._divergence = self._divergence, None
            divergence.notice = notice
            raise divergence
        if self._failure is not None:
            raise NotSaved(
                f"{self.path} could not be written ({self._failure}). Your text is kept in memory. Free some "
                "space or reconnect the drive and continue: the next change writes everything. Or save a "
                "copy elsewhere.",
                notice,
            ) from self._failure
        return notice  # type: ignore[return-value]

    def _require_writable(self) -> None:
        if self.closed:
            raise StorageError(f"{self.path} is closed. Open it again to change it.")
        if self.read_only:
            raise StorageError(f"{self.path} is open read-only. Save a copy to make changes.")

    # -- copies ----------------------------------------------------------------------------------------------

    def save_copy(self, path: Path | str) -> None:
        """Write the whole project to another file, replacing any existing one only when the copy is complete.

        The copy includes pending changes. Raises StorageError, ProjectLocked when a window has the target.
        """
        target = real_path(path)
        if target == self.path or (target.exists() and target.samefile(self.path)):
            raise StorageError(f"{target} is this project itself. Choose another name for the copy.")
        check_target(target, own_suffix=self.path.suffix)
        lock = ProjectLock.acquire(target)
        try:
            if self.pending:
                self._save()
            with self._guard:
                write_copy(
                    self._connection,
                    target,
                    self.document,
                    pending=bool(self.pending),
                    permissions=permissions_of(self.path),
                )
        finally:
            lock.release()
