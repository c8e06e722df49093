"""The log that a killed program leaves next to a project file, and whether it belongs to that file.

A write-ahead log (`NAME-wal`, or `NAME-journal` of older versions) belongs to one state of one file. If
another file has taken the name since, SQLite would replay it anyway: the old text comes back, or the new file
is destroyed. So a log is tried on a copy first, and one that does not belong is set aside.

All of this happens under the lock of the project, or changes nothing (`judge`).
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from enum import Enum, auto
from pathlib import Path

from conceptwriter.storage import marks, schema
from conceptwriter.storage.errors import StorageError
from conceptwriter.storage.lock import ProjectLock
from conceptwriter.storage.places import free_path, reason, require_single_name

LOG, INDEX, JOURNAL = "-wal", "-shm", "-journal"
_HOT = bytes.fromhex("d9d505f920a163d7")  # https://www.sqlite.org/fileformat2.html, section 3
_WAL_MODE = 2
_MOST_PADDING = 1 << 30


class LogVerdict(Enum):
    """What is next to a project file.

    There is nothing to replay, its own log, or another file's; or its log is missing.
    """

    NOTHING = auto()
    BELONGS = auto()
    FOREIGN = auto()
    MISSING = auto()


def companion(path: Path, suffix: str) -> Path:
    """The file that SQLite keeps next to a database."""
    return path.with_name(path.name + suffix)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn an OSError into a StorageError with a sentence."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{path} and its log could not be examined ({reason(error)}). Nothing was changed. Free "
            f"some space in {_temporary_folder()}, and check the permissions of the file and its "
            "folder."
        ) from error


def judge(path: Path) -> LogVerdict:
    """Examine a project and its log; nothing is changed.

    Raises DamagedProject when neither the file nor the file with its log can be read, StorageError when there
    is no space to try.
    """
    log, journal = companion(path, LOG), companion(path, JOURNAL)
    with _explained(path):
        if _is_hot(journal):
            return _judged(path, journal)
        if log.exists():
            return _judged(path, log) if log.stat().st_size else LogVerdict.NOTHING
        return LogVerdict.MISSING if _lacks_log(path) else LogVerdict.NOTHING


def prepare_log(path: Path) -> list[str]:
    """Set a foreign log aside, or fetch that of a renamed file, before a project is opened for writing.

    Returns what the user should know. Raises as `judge`.
    """
    verdict = judge(path)
    with _explained(path):
        if verdict is LogVerdict.FOREIGN:
            return [_left_by_another(path, aside) for aside in set_aside(path)]
        if verdict is LogVerdict.MISSING:
            require_single_name(path)
        if verdict is LogVerdict.MISSING or (verdict is LogVerdict.NOTHING and _lacks_log(path)):
            former = _fetch_log(path)
            if former is not None:
                return [_fetched(path, former)]
    return [missing_log_remark(path)] if verdict is LogVerdict.MISSING else []


def clear(path: Path) -> list[str]:
    """Before another file takes this name: check the log into the present file; set aside a foreign log.

    A kill at any moment leaves the old file with its log, or with the log's content in it. Returns remarks.
    Raises StorageError.
    """
    with _explained(path):
        if not any(companion(path, suffix).exists() for suffix in (LOG, JOURNAL)):
            companion(path, INDEX).unlink(missing_ok=True)
            return []
        _fold(path)
        return [
            f"A log of an earlier file with the same name was found beside {path}. It was renamed to "
            f"{aside.name}."
            for aside in set_aside(path)
        ]


def _fold(path: Path) -> None:
    try:
        if path.exists() and judge(path) in (LogVerdict.BELONGS, LogVerdict.NOTHING):
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    except (sqlite3.Error, StorageError):
        pass  # it will be replaced anyway, and its log is kept


def set_aside(path: Path) -> list[Path]:
    """Rename the logs next to a file so that nothing replays them; the new names."""
    moved = []
    stamp = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    for suffix in (LOG, JOURNAL):
        found = companion(path, suffix)
        if not found.exists():
            continue
        if found.stat().st_size:
            aside = free_path(path.with_name(f"{path.stem} unmatched log {stamp}{suffix.replace('-', '.')}"))
            found.rename(aside)
            moved.append(aside)
        else:
            found.unlink()
    companion(path, INDEX).unlink(missing_ok=True)
    return moved


def missing_log_remark(path: Path) -> str:
    """The message about a file without the log that it should have."""
    return (
        f"{path} was not closed properly, and its log ({path.name}{LOG}) is missing, so the last "
        "changes may be missing too. If the file was renamed, moved or copied, rename the log from its "
        f"old name to {path.name}{LOG}."
    )


def foreign_log_remark(path: Path) -> str:
    """The message for a reader: the log stays where it is."""
    return (
        f"The log beside {path} ({path.name}{LOG}) belongs to another file or to an earlier state of "
        "this one. It was ignored."
    )


def _left_by_another(path: Path, aside: Path) -> str:
    return (
        f"The log beside {path} belongs to another file or to an earlier state of this one; a program "
        f"that was forced to quit left it there. It was ignored and renamed to {aside.name}."
    )


def _fetched(path: Path, former: Path) -> str:
    return (
        f"{path} was renamed without its log after a program was forced to quit. The log was found as "
        f"{former.name}, and its changes have been recovered."
    )


# -- trying --------------------------------------------------------------------------------------------------


def _temporary_folder() -> str:
    try:
        return tempfile.gettempdir()
    except OSError:
        return "the folder for temporary files"


def _is_hot(journal: Path) -> bool:
    try:
        with journal.open("rb") as file:
            return file.read(len(_HOT)) == _HOT
    except FileNotFoundError:
        return False


def _lacks_log(path: Path) -> bool:
    """A closed file needs no log; one that was not closed says so in its marks."""
    with path.open("rb") as file:
        header = file.read(schema.HEADER_BYTES)
    if len(header) < schema.HEADER_BYTES or header[18] != _WAL_MODE:
        return False
    found = _marks_alone(path)
    return found is not None and found.in_use


def _judged(path: Path, log: Path) -> LogVerdict:
    with tempfile.TemporaryDirectory(prefix="conceptwriter-log-") as folder:
        copy = Path(folder) / "project"
        shutil.copyfile(path, copy)
        _pad(copy)
        before = copy.read_bytes()
        alone = _marks_alone(copy)
        alone_fits = _complaint(copy) is None
        shutil.copyfile(log, companion(copy, log.name[len(path.name) :]))
        together, complaint = _replayed(copy)
        after = copy.read_bytes()
    if log.name.endswith(JOURNAL):
        belongs = _is_own_journal(alone, before, log.read_bytes(), fits=alone_fits)
    else:
        unchanged = complaint is None and after == before  # the log is empty, or already in the file
        belongs = unchanged or _is_own_log(alone, together, before, after, log.read_bytes())
    if belongs and complaint is None:
        return LogVerdict.BELONGS
    known = alone is not None and alone.chain
    if alone_fits and not (belongs and known):
        return LogVerdict.FOREIGN
    raise schema.damaged(path, complaint or "the log beside it belongs to another file")


def _is_own_log(
    alone: marks.Marks | None, together: marks.Marks | None, before: bytes, after: bytes, log: bytes
) -> bool:
    """Whether a log belongs to this file.

    `before`: the file alone, `after`: with its log applied. A file interrupted during a checkpoint may be
    unreadable alone; a foreign log may hide the marks of the file itself.
    """
    if alone is None or together is None:
        return alone is None
    if not together.chain:
        is_older = _revision(after) < _revision(before)
        return not alone.chain and marks.IN_USE.encode() not in log and not is_older
    return alone.newest in together.chain and together.newest.encode() in log


def _is_own_journal(alone: marks.Marks | None, before: bytes, journal: bytes, *, fits: bool) -> bool:
    """Whether a rollback journal belongs to this file.

    It holds pages as they were before a transaction. Only a format change still leaves one, and its first
    write is the marks. In files of older versions some pages are unchanged; if none is, the transaction was
    finished, or it is another file. `fits`: the file is intact without the journal.
    """
    if not fits:
        return True
    if alone is not None and alone.chain and all(alone.chain):
        return any(mark.encode() in journal for mark in alone.chain)
    then = _pages_before(journal)
    size = len(next(iter(then.values()), b""))
    return any(before[(number - 1) * size : number * size] == page for number, page in then.items())


def _pages_before(journal: bytes) -> dict[int, bytes]:
    sector, size = int.from_bytes(journal[20:24], "big"), int.from_bytes(journal[24:28], "big")
    if not (512 <= sector <= 1 << 16 and 512 <= size <= 1 << 16):
        return {}
    starts = range(sector, len(journal) - size - 7, size + 8)
    return {int.from_bytes(journal[at : at + 4], "big"): journal[at + 4 : at + 4 + size] for at in starts}


def _pad(copy: Path) -> None:
    """Extend to the length in its header: a kill may have come before the last pages were written."""
    with copy.open("r+b") as file:
        header = file.read(schema.HEADER_BYTES)
        size = int.from_bytes(header[16:18], "big")
        stated_size = (65536 if size == 1 else size) * int.from_bytes(header[28:32], "big")
        here = copy.stat().st_size
        if here < stated_size <= here + _MOST_PADDING:
            file.truncate(stated_size)


def _marks_alone(path: Path) -> marks.Marks | None:
    """The marks in the file itself, ignoring any log.

    None when they cannot be read: a kill may have come while their page was being written.
    """
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            if connection.execute("PRAGMA quick_check(meta)").fetchone()[0] != "ok":
                return None
            return marks.read(connection)
    except (sqlite3.Error, ValueError):
        return None


def _complaint(path: Path) -> str | None:
    """What is wrong with the file itself, ignoring any log; None when nothing is."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            schema.check_tables(connection, path)
    except (sqlite3.Error, StorageError, ValueError) as error:
        return str(error)
    return None


def _replayed(copy: Path) -> tuple[marks.Marks | None, str | None]:
    """Have SQLite replay the log into the copy; the marks afterwards, and what is wrong with it."""
    try:
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            found = marks.read(connection)
            try:
                schema.check_tables(connection, copy)
            except StorageError as error:
                return found, str(error)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return found, None
    except (sqlite3.Error, ValueError) as error:
        return None, str(error)


def _revision(database: bytes) -> int:
    """The revision in a file of an older version, which has no marks."""
    connection = sqlite3.connect(":memory:")
    with closing(connection):
        try:
            connection.deserialize(_without_log(database))
            row = connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
        except sqlite3.Error:
            return 0
    return row[0] if row and isinstance(row[0], int) else 0


def _without_log(database: bytes) -> bytes:
    """The file with the log mode cleared in its header: an in-memory database cannot have one."""
    return database[:18] + b"\x01\x01" + database[20:]


# -- a renamed document --------------------------------------------------------------------------------------


def _fetch_log(path: Path) -> Path | None:
    """Find the log of a document that was renamed without it, and rename it too; its previous name."""
    for log in sorted(path.parent.glob(f"*{LOG}")):
        former = log.with_name(log.name.removesuffix(LOG))
        try:
            if former.exists() or not log.stat().st_size or _judged(path, log) is not LogVerdict.BELONGS:
                continue
            lock = ProjectLock.acquire(former)
        except (OSError, StorageError):
            continue
        try:
            log.rename(companion(path, LOG))
        finally:
            lock.release()
        companion(former, INDEX).unlink(missing_ok=True)
        return log
    return None
