"""What SQLite complains of, sorted and said to the person."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, edits
from conceptwriter.storage import DamagedProject, NotAProject, Project, StorageError, connecting, logs, schema
from conceptwriter.storage.connecting import connect, connect_read_only, format_of, unreadable
from conceptwriter.storage.schema import SCHEMA_VERSION
from tests.outline.drafts import harbour
from tests.storage.conftest import names


def complaint(code: int, says: str = "something") -> sqlite3.Error:
    error = sqlite3.OperationalError(says)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        (complaint(sqlite3.SQLITE_CORRUPT), DamagedProject, "is damaged"),
        (complaint(sqlite3.SQLITE_CORRUPT | 1 << 8), DamagedProject, "is damaged"),
        (complaint(sqlite3.SQLITE_NOTADB), DamagedProject, "is damaged"),
        (complaint(sqlite3.SQLITE_ERROR, "no such table: nodes"), DamagedProject, "no such table"),
        (sqlite3.OperationalError("Could not decode to UTF-8"), DamagedProject, "decode"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"), DamagedProject, "is damaged"),
        (complaint(sqlite3.SQLITE_BUSY), StorageError, "in use by another program"),
        (complaint(sqlite3.SQLITE_BUSY | 2 << 8), StorageError, "in use by another program"),
        (complaint(sqlite3.SQLITE_FULL), StorageError, "cannot be opened for writing"),
        (complaint(sqlite3.SQLITE_IOERR), StorageError, "cannot be opened for writing"),
        (complaint(sqlite3.SQLITE_IOERR | 3 << 8), StorageError, "cannot be opened for writing"),
        (complaint(sqlite3.SQLITE_CANTOPEN), StorageError, "Check its permissions"),
        (sqlite3.OperationalError("something"), StorageError, "Check its permissions"),
    ],
)
def test_complaints_are_sorted(
    path: Path, error: sqlite3.Error | UnicodeDecodeError, kind: type[StorageError], says: str
) -> None:
    found = unreadable(path, error)
    assert type(found) is kind
    assert says in str(found)
    assert str(path) in str(found)


def pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_connection_trusts_nothing_and_takes_no_log_in_by_itself(path: Path) -> None:
    Project.create(path, harbour()).close()
    with closing(connect(path, "rw")) as connection:
        settings = ("foreign_keys", "trusted_schema", "cell_size_check", "wal_autocheckpoint", "busy_timeout")
        assert [pragma(connection, name) for name in settings] == [1, 0, 1, 0, 5000]
        assert connection.getlimit(sqlite3.SQLITE_LIMIT_LENGTH) == 1 << 29
        assert connection.getlimit(sqlite3.SQLITE_LIMIT_COLUMN) == 64
        assert connection.isolation_level is None
    with (
        closing(connect(path, "ro")) as connection,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("DELETE FROM settings")
    with pytest.raises(StorageError, match="cannot be opened"):
        connect(path.with_name("absent.concept"), "rw")
    assert names(path.parent) == [path.name]


def test_reading_tells_what_lies_next_to_the_file(project: Project, path: Path) -> None:
    connection, remarks = connect_read_only(path)
    connection.close()
    assert remarks == [], "a log in use belongs"
    project.perform(edits.set_note(project.document, ROOT, "in the log"))
    log = path.with_name(f"{path.name}-wal").read_bytes()
    project.close()
    connection, remarks = connect_read_only(path)
    connection.close()
    assert (remarks, names(path.parent)) == ([], [path.name])
    path.with_name(f"{path.name}-wal").write_bytes(log)
    connection, remarks = connect_read_only(path)
    connection.close()
    assert remarks == [logs.foreign_log_remark(path)]


def test_what_is_no_database_cannot_be_read(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(DamagedProject):
        connect_read_only(path)


def test_where_no_companion_can_be_made_the_file_is_read_as_it_is(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Project.create(path, harbour()).close()
    opened: list[str] = []

    def on_a_medium(path: Path, mode: str, extra: str = "") -> sqlite3.Connection:
        opened.append(mode + extra)
        if not extra:
            return _Refusing(":memory:")
        return connect(path, mode, extra)

    monkeypatch.setattr(connecting, "connect", on_a_medium)
    connection, remarks = connect_read_only(path)
    with closing(connection):
        assert connection.execute("SELECT count(*) FROM nodes").fetchone()[0] > 10
    assert (opened, remarks) == (["ro", "ro&immutable=1"], [])
    monkeypatch.setattr(connecting, "is_locked", lambda _: True)
    path.with_name(f"{path.name}-wal").touch()
    connect_read_only(path)[0].close()
    path.with_name(f"{path.name}-wal").write_bytes(b"words")
    with pytest.raises(StorageError, match="cannot be opened"):
        connect_read_only(path)


class _Refusing(sqlite3.Connection):
    def execute(self, *_: object) -> sqlite3.Cursor:
        raise sqlite3.OperationalError("unable to open database file")


def test_the_format_of_a_file(project: Project, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "check_header", lambda _: 77)
    assert format_of(path) == SCHEMA_VERSION, "one that is open here is not opened again"
    project.close()
    assert format_of(path) == 77
    with pytest.raises(NotAProject, match="a folder"):
        format_of(path.parent)
