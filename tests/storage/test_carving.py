"""Rows read out of the pages of a file without SQLite: all that it wrote, each once, and nothing else."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.storage.carving import Record, _Pages, _pages_of_log, _records_of_page, carve
from conceptwriter.storage.finds import Garbled

SIZES = [512, 1024, 4096, 65536]
VALUES = [
    None,
    0,
    1,
    -1,
    *(
        sign * ((1 << bits) - shift)
        for bits in (7, 15, 23, 31, 47, 62)
        for shift in (0, 1)
        for sign in (1, -1)
    ),
    0.1,
    -2.5e300,
    "",
    "a",
    "harbour",
    "café 港 नाव",
    "",
    b"",
    b"\0\xff",
    b"bytes",
]


def open_new(path: Path, size: int) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA page_size = {size}")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def found_in(path: Path) -> Counter[tuple[int | None, Record]]:
    """What is carved out of a file, without the rows that describe its tables."""
    return Counter(found for found in carve(path) if found[1][:1] not in (("table",), ("index",)))


@pytest.mark.parametrize("size", SIZES)
def test_values_of_every_kind_and_length(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    rows = [(None, first, second) for first in VALUES for second in VALUES]
    with closing(open_new(path, size)) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
        connection.execute("COMMIT")
    assert found_in(path) == Counter(enumerate(rows, 1))
    assert [record[1] for _, record in carve(path) if record[0] == "table"] == ["t"]


@pytest.mark.parametrize("size", [512, 1024])
def test_records_that_just_fit_a_page_and_those_that_just_do_not(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    lengths = [
        *range(size // 10, size // 4),
        *range(size - 60, size + 20),
        *range(2 * size - 60, 2 * size + 20),
    ]
    lengths += [5 * size, 40 * size]
    rows = [(None, chr(97 + length % 26) * length) for length in lengths]
    with closing(open_new(path, size)) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a)")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO t VALUES (?, ?)", rows)
        connection.execute("COMMIT")
    assert found_in(path) == Counter(enumerate(rows, 1))


@pytest.mark.parametrize("size", [512, 1024, 4096])
def test_tables_without_row_ids_have_records_on_their_upper_pages_too(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    chance = random.Random(size)
    lengths = [*range(size // 10, size // 4), *(chance.randrange(4 * size) for _ in range(200))]
    rows = [(number, chr(97 + number % 26) * length) for number, length in enumerate(lengths)]
    with closing(open_new(path, size)) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a) WITHOUT ROWID")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO t VALUES (?, ?)", rows)
        connection.execute("COMMIT")
    assert found_in(path) == Counter((None, row) for row in rows)


def test_row_ids_of_every_length(tmp_path: Path) -> None:
    path = tmp_path / "file"
    ids = [(1 << bits) + shift for bits in range(1, 63) for shift in (-1, 0, 1)]
    with closing(open_new(path, 512)) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a)")
        connection.executemany("INSERT OR IGNORE INTO t VALUES (?, 'x')", [(number,) for number in ids])
    assert found_in(path) == Counter((number, (None, "x")) for number in set(ids))


@pytest.mark.parametrize("columns", [1, 32, 33, 200])
def test_no_record_of_ours_has_more_than_32_columns(tmp_path: Path, columns: int) -> None:
    path = tmp_path / "file"
    names = ", ".join(f"c{number}" for number in range(columns))
    with closing(open_new(path, 4096)) as connection:
        connection.execute(f"CREATE TABLE t ({names})")
        connection.execute(f"INSERT INTO t VALUES ({', '.join('?' * columns)})", range(5, columns + 5))
    expected = {(1, tuple(range(5, columns + 5))): 1} if columns <= 32 else {}
    assert found_in(path) == expected


# -- the log beside the file ---------------------------------------------------------------------------------


@pytest.fixture
def logged(tmp_path: Path) -> Path:
    """A file and its log: rows 1 to 40 were taken into the file, then some were changed and more written."""
    live = tmp_path / "live"
    with closing(open_new(live, 512)) as connection:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        connection.execute("PRAGMA wal_autocheckpoint = 0").fetchall()
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", [(row, "old " * 9) for row in range(1, 41)])
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        connection.execute("UPDATE t SET a = ? WHERE id < 4", ("new " * 9,))  # over the log's beginning
        connection.execute("INSERT INTO t VALUES (41, ?)", ("last" * 9,))
        for suffix in ("", "-wal"):
            copy = tmp_path / f"file{suffix}"
            copy.write_bytes((tmp_path / f"live{suffix}").read_bytes())
    return tmp_path / "file"


def test_pages_in_the_log_stand_for_older_ones_and_those_of_a_former_log_do_not(logged: Path) -> None:
    new = dict.fromkeys((1, 2, 3), (None, "new " * 9))
    old = dict.fromkeys(range(4, 41), (None, "old " * 9))
    assert found_in(logged) == Counter({**new, **old, 41: (None, "last" * 9)}.items())


def test_a_log_that_is_cut_off_gives_its_whole_pages(logged: Path) -> None:
    log = logged.with_name("file-wal")
    whole = log.read_bytes()
    frame = 24 + 512
    log.write_bytes(whole[: 32 + frame])
    first = {row: text for row, (_, text) in found_in(logged)}
    assert {row: str(text)[:3] for row, text in first.items() if row is not None and row < 5} == {
        1: "new",
        2: "new",
        3: "new",
        4: "old",
    }
    assert 41 not in first
    log.write_bytes(whole[: 32 + frame - 1])
    assert {text for _, (_, text) in found_in(logged)} == {"old " * 9}


def test_pages_that_are_in_the_log_alone_count(tmp_path: Path, logged: Path) -> None:
    """As when a kill came before the file itself had grown."""
    cut = logged.read_bytes()
    logged.write_bytes(cut[: len(cut) - 512])
    rows = {row for row, _ in found_in(logged)}
    assert {1, 2, 3, 41} <= rows


def test_a_log_that_was_made_room_for_and_never_written_holds_no_pages(logged: Path) -> None:
    """A power cut may leave it full of zeros."""
    assert _pages_of_log(bytes(32 + 3 * (24 + 512)), 512) == {}
    log = logged.with_name("file-wal").read_bytes()
    assert 0 not in _pages_of_log(log, 512)
    assert len(_pages_of_log(log, 512)) > 1


# -- damage --------------------------------------------------------------------------------------------------


def number_in(value: int) -> bytes:
    """A number below 2 ** 35, in SQLite's way of as many bytes as it needs."""
    groups = [value & 127]
    while value := value >> 7:
        groups.append(value & 127 | 128)
    return bytes(reversed(groups))


def leaf(*cells: bytes, size: int = 512, count: int | None = None) -> bytes:
    """A leaf page of a table with these cells."""
    content, places, end = b"", b"", size
    for cell in cells:
        content, end = cell + content, end - len(cell)
        places += end.to_bytes(2, "big")
    stated = len(cells) if count is None else count
    head = b"\x0d\0\0" + stated.to_bytes(2, "big") + end.to_bytes(2, "big") + b"\0"
    return head + places + bytes(size - len(head) - len(places) - len(content)) + content


def cell(row: int, types: Iterable[int], values: bytes, length: int | None = None) -> bytes:
    codes = b"".join(map(number_in, types))
    payload = number_in(len(codes) + 1) + codes + values
    return number_in(len(payload) if length is None else length) + number_in(row) + payload


def file_of(path: Path, *pages: bytes, stated_size: int = 512) -> Path:
    first = bytearray(len(pages[0]) if pages else 512)
    first[16:18] = stated_size.to_bytes(2, "big")
    path.write_bytes(bytes(first) + b"".join(pages))
    return path


def test_a_damaged_cell_does_not_take_its_neighbours_along(tmp_path: Path) -> None:
    good, reserved = cell(1, [1, 15], b"\x05x"), cell(2, [1, 10], b"\x05x")
    page = leaf(
        good, reserved, b"\x80" * 3, cell(3, [11], b""), cell(4, [], b"", length=0), cell(5, [9, 8], b"")
    )
    assert list(carve(file_of(tmp_path / "file", page))) == [(1, (5, "x")), (5, (1, 0))]


def test_a_page_reports_no_more_cells_than_it_can_hold(tmp_path: Path) -> None:
    page = leaf(cell(7, [9], b""), count=65535)
    assert list(carve(file_of(tmp_path / "file", page)))[:1] == [(7, (1,))]
    assert len(list(carve(tmp_path / "file"))) == 512 // 4


def test_a_text_that_is_cut_off_or_no_text_is_marked(tmp_path: Path) -> None:
    page = leaf(
        cell(1, [33], b"whole text"), cell(2, [33], b"broken \xff\xc3."), cell(3, [15, 33], b"ashort")
    )
    whole, broken, short = list(carve(file_of(tmp_path / "file", page)))
    assert whole == (1, ("whole text",))
    assert not isinstance(whole[1][0], Garbled)
    assert broken == (2, ("broken \ufffd\ufffd.",))
    assert isinstance(broken[1][0], Garbled)
    assert short == (3, ("a", "short"))
    assert [isinstance(text, Garbled) for text in short[1]] == [False, True]


def test_a_circle_of_overflow_pages_is_read_only_so_often(tmp_path: Path) -> None:
    """Each page may come four times, in case a log holds more than the file does."""
    text = 1 << 20
    header = number_in(6) + number_in(0) + number_in(13 + 2 * text)
    length = text + len(header)
    least = (512 - 12) * 32 // 255 - 23
    local = least + (length - least) % 508
    local = local if local <= 512 - 35 else least
    overflow = (3).to_bytes(4, "big") + b"o" * 508
    start = header + b"l" * (local - len(header)) + (3).to_bytes(4, "big")
    page = leaf(number_in(length) + number_in(1) + start)
    ((row, (nothing, found)),) = carve(file_of(tmp_path / "file", page, overflow))
    assert (row, nothing) == (1, None)
    assert found == "l" * (local - len(header)) + "o" * 508 * 12
    assert isinstance(found, Garbled)


@pytest.mark.parametrize("beyond", [0, 1])
def test_a_record_takes_no_more_of_its_pages_than_it_says(tmp_path: Path, beyond: int) -> None:
    """Where the last of them was damaged so that it names another, those of other records follow."""
    header = number_in(3) + number_in(13 + 2 * (700 + beyond))
    least = (512 - 12) * 32 // 255 - 23
    local = least + (700 + len(header) - least) % 508
    start = header + b"l" * (local - len(header)) + (3).to_bytes(4, "big")
    page = leaf(number_in(700 + len(header)) + number_in(1) + start)
    overflow = (4).to_bytes(4, "big") + b"o" * 508
    path = file_of(tmp_path / "file", page, overflow, (5).to_bytes(4, "big") + b"x" * 508)
    pages = _Pages(path.read_bytes(), b"")
    ((row, (found,)),) = list(_records_of_page(pages, 2))
    assert isinstance(found, Garbled) is bool(beyond)
    assert (row, found) == (1, "l" * (local - len(header)) + "o" * (700 - local + len(header)))
    assert pages.overflow_left == 4 * 4 * 512 - 512 * (1 + (700 + len(header) - local > 508))


@pytest.mark.parametrize(("length", "found"), [(1 << 28, 1), ((1 << 28) + 1, 0), (1 << 34, 0)])
def test_a_record_that_says_it_is_endless_is_none(tmp_path: Path, length: int, found: int) -> None:
    page = leaf(cell(1, [9], b"", length=length) + bytes(200))
    assert len(list(carve(file_of(tmp_path / "file", page)))) == found


@pytest.mark.parametrize(
    ("stated", "size"),
    [(512, 512), (256, 4096), (768, 4096), (0, 4096), (4096, 4096), (1, 65536), (32768, 32768)],
)
def test_the_size_of_pages_is_what_the_file_tells_if_that_can_be(
    tmp_path: Path, stated: int, size: int
) -> None:
    page = leaf(cell(1, [9], b""), size=size) if size < 65536 else None
    if page is None:
        small = bytearray(leaf(cell(1, [9], b""), size=32768))
        page = bytes(small) + bytes(32768)
    assert list(carve(file_of(tmp_path / "file", page, stated_size=stated))) == [(1, (1,))]


def test_the_last_page_counts_even_where_the_file_ends_within_it(tmp_path: Path) -> None:
    page = bytearray(leaf(cell(1, [9], b"")))
    page[8:10] = (20).to_bytes(2, "big")
    page[20:24] = cell(1, [9], b"")
    path = file_of(tmp_path / "file", bytes(512), bytes(page[:30]))
    assert list(carve(path)) == [(1, (1,))]
    path.write_bytes(path.read_bytes()[: 1024 + 10])
    assert list(carve(path)) == []


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert list(carve(tmp_path / "file")) == []
