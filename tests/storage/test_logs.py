"""Which log belongs to which file: the questions that are asked of the bytes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, edits
from conceptwriter.storage import Project, StorageError, logs
from conceptwriter.storage.lock import ProjectLock, lock_path
from conceptwriter.storage.logs import INDEX, JOURNAL, LOG, companion
from conceptwriter.storage.marks import Marks
from tests.outline.drafts import harbour
from tests.storage.conftest import names

HOT = bytes.fromhex("d9d505f920a163d7")


@pytest.fixture
def in_use(project: Project, path: Path) -> Path:
    """A file as a killed program leaves it, with its log, under another name than the living one."""
    project.perform(edits.set_note(project.document, ROOT, "in the log"))
    killed = path.with_name("killed.concept")
    for suffix in ("", LOG):
        companion(killed, suffix).write_bytes(companion(path, suffix).read_bytes())
    return killed


def note_in(path: Path) -> str:
    with Project.open(path, read_only=True) as reader:
        return reader.document.root.note


def verdict(path: Path) -> str:
    return logs.judge(path).name


def test_the_names_of_companions() -> None:
    path = Path("/a/book.concept")
    assert [companion(path, suffix).name for suffix in (LOG, INDEX, JOURNAL)] == [
        "book.concept-wal",
        "book.concept-shm",
        "book.concept-journal",
    ]


def test_what_lies_next_to_a_file(in_use: Path) -> None:
    before = {name: (in_use.parent / name).read_bytes() for name in names(in_use.parent)}
    assert verdict(in_use) == "BELONGS"
    log = companion(in_use, LOG)
    whole = log.read_bytes()
    log.write_bytes(b"")
    assert verdict(in_use) == "NOTHING"
    log.unlink()
    assert verdict(in_use) == "MISSING"
    log.write_bytes(b"words of another kind")
    assert verdict(in_use) == "BELONGS", "there is nothing in it to replay"
    log.write_bytes(whole)
    assert {name: (in_use.parent / name).read_bytes() for name in names(in_use.parent)} == before


def test_a_closed_file_lacks_nothing(path: Path) -> None:
    Project.create(path, harbour()).close()
    assert verdict(path) == "NOTHING"
    for content in (b"", b"x" * 50, b"x" * 5000):
        path.write_bytes(content)
        assert verdict(path) == "NOTHING"


def test_a_journal_counts_only_when_it_is_hot(path: Path) -> None:
    Project.create(path, harbour()).close()
    journal = companion(path, JOURNAL)
    journal.write_bytes(bytes(600))
    assert verdict(path) == "NOTHING"
    journal.write_bytes(HOT[:7])
    assert verdict(path) == "NOTHING"
    journal.write_bytes(HOT + bytes(600))
    assert verdict(path) == "FOREIGN"


def test_clearing_a_name_leaves_the_file_complete_and_nothing_next_to_it(
    in_use: Path, project: Project
) -> None:
    assert logs.clear(in_use) == []
    assert not [name for name in names(in_use.parent) if name.startswith("killed.concept-")]
    assert note_in(in_use) == "in the log"
    companion(in_use, INDEX).write_bytes(b"old")
    assert logs.clear(in_use) == []
    assert not companion(in_use, INDEX).exists()


def test_logs_without_a_file_are_kept_under_another_name(tmp_path: Path) -> None:
    path = tmp_path / "gone.concept"
    companion(path, LOG).write_bytes(b"words")
    companion(path, JOURNAL).write_bytes(b"older words")
    companion(path, INDEX).write_bytes(b"index")
    remarks = logs.clear(path)
    kept = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}
    assert sorted(kept.values()) == [b"older words", b"words"]
    for name, content in kept.items():
        assert name.startswith("gone unmatched log ")
        assert name.endswith(".wal" if content == b"words" else ".journal")
        assert sum(name in remark and str(path) in remark for remark in remarks) == 1
    companion(path, LOG).write_bytes(b"")
    assert logs.set_aside(path) == []
    assert len(names(tmp_path)) == 2


def test_what_is_reported_names_the_log() -> None:
    path = Path("/a/book.concept")
    for remark in (logs.missing_log_remark(path), logs.foreign_log_remark(path)):
        assert str(path) in remark
        assert "book.concept-wal" in remark


def test_a_renamed_file_fetches_its_own_log_and_no_other(in_use: Path) -> None:
    renamed = in_use.with_name("renamed.concept")
    in_use.rename(renamed)
    companion(in_use, INDEX).write_bytes(b"index")
    for name in ("a", "z"):
        companion(in_use.with_name(name), LOG).write_bytes(b"no log of ours")
    companion(in_use.with_name("empty"), LOG).touch()
    lock = ProjectLock.acquire(in_use)
    assert logs.prepare_log(renamed) == [logs.missing_log_remark(renamed)], "somebody has it"
    lock.release()
    (remark,) = logs.prepare_log(renamed)
    assert "killed.concept-wal" in remark
    assert companion(renamed, LOG).exists()
    assert not lock_path(in_use).exists()
    assert not companion(in_use, LOG).exists()
    assert not companion(in_use, INDEX).exists()
    assert logs.prepare_log(renamed) == []
    assert note_in(renamed) == "in the log"


def test_a_log_whose_own_file_is_there_is_not_fetched(in_use: Path) -> None:
    copy = in_use.with_name("copy.concept")
    copy.write_bytes(in_use.read_bytes())
    assert logs.prepare_log(copy) == [logs.missing_log_remark(copy)]
    in_use.unlink()
    companion(copy, LOG).touch()
    assert "killed.concept-wal" in logs.prepare_log(copy)[0]


def test_a_file_with_two_names_may_be_open_under_the_other(in_use: Path) -> None:
    other = in_use.with_name("other.concept")
    other.hardlink_to(in_use)
    with pytest.raises(StorageError, match="another name"):
        logs.prepare_log(other)


def test_what_the_system_refuses_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "absent.concept"
    with pytest.raises(StorageError, match=f"{path} and its log could not be examined"):
        logs.judge(path)


# -- the single questions ------------------------------------------------------------------------------------

A, B, C = Marks(("a",)), Marks(("a", "b")), Marks(("a", "b", "c"))
OLD = Marks()


@pytest.mark.parametrize(
    ("alone", "together", "log", "own"),
    [
        (A, B, b"..b..", True),
        (A, C, b"..c..", True),
        (B, C, b"..c..", True),
        (A, B, b"..a..", False),
        (Marks(("x",)), B, b"..b..", False),
        (None, B, b"..b..", True),
        (None, None, b"", True),
        (A, None, b"..a..", False),
        (None, OLD, b"", True),
        (OLD, OLD, b"", True),
        (OLD, OLD, b"..in_use..", False),
        (A, OLD, b"", False),
        (OLD, B, b"..b..", False),
        (Marks(("",)), Marks(("", "b")), b"..b..", True),
    ],
)
def test_a_log_is_own_when_it_begins_with_the_state_of_the_file(
    alone: Marks | None, together: Marks | None, log: bytes, own: bool
) -> None:
    assert logs._is_own_log(alone, together, b"", b"", log) is own


def database(revision: object) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value)")
        if revision is not None:
            connection.execute("INSERT INTO meta VALUES ('revision', ?)", (revision,))
        connection.commit()
        return connection.serialize()


def test_a_log_of_an_older_version_never_takes_a_file_back() -> None:
    for before, after, own in ((3, 4, True), (3, 3, True), (4, 3, False)):
        assert logs._is_own_log(OLD, OLD, database(before), database(after), b"") is own
    assert [logs._revision(database(value)) for value in (7, "7", None)] == [7, 0, 0]
    assert logs._revision(b"no database") == 0
    raw = bytearray(database(9))
    raw[18:20] = b"\2\2"
    assert logs._revision(bytes(raw)) == 9, "one that has a log beside it"


def journal_of(*pages: tuple[int, bytes], sector: int = 512, size: int = 512) -> bytes:
    head = HOT + bytes(12) + sector.to_bytes(4, "big") + size.to_bytes(4, "big")
    return head.ljust(sector, b"\0") + b"".join(
        number.to_bytes(4, "big") + page + bytes(4) for number, page in pages
    )


def test_the_pages_in_a_rollback_journal() -> None:
    one, two = b"1" * 512, b"2" * 512
    assert logs._pages_before(journal_of((1, one), (7, two))) == {1: one, 7: two}
    assert logs._pages_before(journal_of((1, one), (7, two))[:-1]) == {1: one}
    assert logs._pages_before(journal_of((3, b"x" * 1024), sector=1024, size=1024)) == {3: b"x" * 1024}
    assert logs._pages_before(journal_of((3, b"x" * 65536), sector=65536, size=65536)) == {3: b"x" * 65536}
    for sector, size in ((256, 512), (512, 256), (1 << 17, 512), (512, 1 << 17)):
        assert logs._pages_before(journal_of((1, bytes(size)), sector=sector, size=size)) == {}
    assert logs._pages_before(b"") == {}


def test_a_journal_is_own_when_a_page_of_it_is_still_there() -> None:
    one, two = b"1" * 512, b"2" * 512
    both = one + two
    assert logs._is_own_journal(OLD, both, journal_of((2, two)), fits=True)
    assert logs._is_own_journal(None, both, journal_of((1, two), (2, two)), fits=True)
    assert not logs._is_own_journal(OLD, both, journal_of((1, two)), fits=True)
    assert not logs._is_own_journal(OLD, both, journal_of(), fits=True)
    assert logs._is_own_journal(OLD, both, b"", fits=False), "without it the file is none"
    for marks, own in ((B, True), (Marks(("x", "b")), True), (Marks(("x", "y")), False)):
        assert logs._is_own_journal(marks, both, HOT + b"..b..", fits=True) is own
    assert logs._is_own_journal(Marks(("", "y")), both, journal_of((2, two)), fits=True)


def test_a_file_is_made_as_long_as_it_says(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for size, stated, pages, here, expected in (
        (512, 512, 4, 700, 2048),
        (512, 512, 4, 2048, 2048),
        (512, 512, 4, 3000, 3000),
        (65536, 1, 2, 100, 131072),
        (4096, 4096, 1 << 31, 100, 100),
        (512, 512, 0, 100, 100),
    ):
        assert stated in (size, 1)
        header = bytearray(100)
        header[16:18], header[28:32] = stated.to_bytes(2, "big"), pages.to_bytes(4, "big")
        path.write_bytes(bytes(header).ljust(here, b"x"))
        logs._pad(path)
        assert path.stat().st_size == expected
        assert path.read_bytes()[:here] == bytes(header).ljust(here, b"x")
