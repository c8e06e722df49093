"""How a project file is recognised, and what is said of one that is not, is damaged or is too new."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.storage import DamagedProject, NewerProject, NotAProject, StorageError, schema
from conceptwriter.storage.schema import (
    APPLICATION_ID,
    check_header,
    check_tables,
    create_schema,
    damaged,
    recovered_path,
)
from tests.storage.inspecting import complaining_database


def header(version: int = 2, application: int = APPLICATION_ID, magic: bytes = b"SQLite format 3\0") -> bytes:
    raw = bytearray(magic.ljust(100, b"\0"))
    struct.pack_into(">I", raw, 60, version)
    struct.pack_into(">I", raw, 68, application)
    return bytes(raw)


@pytest.mark.parametrize("version", [0, 1, 2])
def test_the_format_is_read_from_the_first_hundred_bytes(path: Path, version: int) -> None:
    path.write_bytes(header(version))
    assert check_header(path) == version
    path.write_bytes(header(version) + b"and more")
    assert check_header(path) == version


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (b"", NotAProject, "is empty. If it should contain your text: There is no backup"),
        (b"S", NotAProject, "import it"),
        (header(magic=b"SQLite format 4\0"), NotAProject, "import it"),
        (b" " + header(), NotAProject, "import it"),
        (header()[:16], DamagedProject, "cut off after 16 bytes. There is no backup"),
        (header()[:99], DamagedProject, "cut off after 99 bytes"),
        (header(application=APPLICATION_ID + 1), NotAProject, "database of another program"),
        (header(application=0, version=99), NotAProject, "database of another program"),
        (header(version=4), NewerProject, "format 4; this version reads up to 3"),
        (header(version=1 << 31), NewerProject, "newer version"),
    ],
)
def test_other_files_are_told_apart(path: Path, content: bytes, error: type[StorageError], says: str) -> None:
    path.write_bytes(content)
    with pytest.raises(StorageError, match=says) as raised:
        check_header(path)
    assert type(raised.value) is error
    assert str(path) in str(raised.value)
    assert not isinstance(raised.value, DamagedProject) or raised.value.path == path


def test_a_file_that_cannot_be_read_is_said(path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be read: No such file"):
        check_header(path)


@pytest.mark.parametrize("version", [1, 2])
def test_a_new_file_says_what_it_is(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        create_schema(connection, version)
        assert connection.execute("PRAGMA application_id").fetchone() == (0x43774463,)
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,), "free pages can be returned"
        checked = {
            table
            for table in (*schema.TEXT_TABLES, "vectors")
            if any(row[1] == "checksum" for row in connection.execute(f"PRAGMA table_info({table})"))
        }
    assert check_header(path) == version
    assert checked == ({"meta", "nodes", "renditions", "history", "proposals"} if version == 2 else set())


def test_every_table_of_text_is_checked() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        create_schema(connection)
        check_tables(connection, Path("book.concept"))
    with closing(complaining_database()) as asked:
        check_tables(asked, Path("book.concept"))
        every = ["meta", "nodes", "renditions", "history", "proposals", "settings"]
        assert asked.asked == [f"PRAGMA quick_check({table})" for table in every]


@pytest.mark.parametrize("table", schema.TEXT_TABLES)
def test_a_finding_in_any_of_them_is_damage(table: str) -> None:
    with closing(complaining_database()) as complaining:
        complaining.finds[f"quick_check({table})"] = ["Page 3 is never used"]
        with pytest.raises(DamagedProject, match="Page 3 is never used"):
            check_tables(complaining, Path("book.concept"))


def test_a_finding_is_told_on_one_line_and_not_at_length() -> None:
    path = Path("/a/my book.concept")
    found = damaged(path, "row\n  5\0\tis\x7f wrong")
    assert str(found).startswith("/a/my book.concept is damaged (row 5 is wrong). It was not changed. ")
    assert found.path == path
    assert str(found).endswith("conceptwriter recover '/a/my book.concept' -o '/a/my book recovered.concept'")
    assert f"({'x' * 200})" in str(damaged(path, "x" * 200))
    assert f"({'x' * 200}…)" in str(damaged(path, "x" * 201))


def test_recovered_text_goes_next_to_the_damaged_file() -> None:
    assert recovered_path(Path("/a/b.c.concept")) == Path("/a/b.c recovered.concept")
    assert recovered_path(Path("/a/b.old")) == Path("/a/b recovered.concept")
