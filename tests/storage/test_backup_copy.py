"""One backup: what it counts, what it leaves out, and what is there when it fails."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, Document, Kind, edits
from conceptwriter.storage import BackupReason, Contents, NothingToBackUp, Project, StorageError, backup_copy
from conceptwriter.storage.backup_copy import Snapshot, contents_of, could_not, is_readable, keep_aside
from conceptwriter.storage.backup_series import Series, name_of, read_record
from conceptwriter.storage.lock import ProjectLock
from tests.outline.drafts import find, harbour
from tests.storage.conftest import names

ID = "0123456789ab"
NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def series(path: Path) -> Series:
    return Series(ID, path)


def counted(path: Path) -> Contents:
    with closing(sqlite3.connect(path)) as connection:
        return contents_of(connection)


def test_what_is_counted(project: Project, path: Path) -> None:
    document = project.document
    whole = counted(path)
    headings = len(["One", "The", "letter", "Two"])
    texts = "The boats came in. Nobody was waiting. It rained. It was old. It was blue. He read it. The end."
    assert whole == Contents(3, 7, headings + len(texts.split()))
    end = find(document, "The end.")
    project.perform(edits.set_rendition(document, end, "fra_Latn", "La fin de tout cela."))
    assert counted(path) == whole, "words are those of the texts as they were written"
    project.perform(edits.add_node(document, document.children(ROOT)[1], 0, Kind.PARAGRAPH, "a summary"))
    assert counted(path) == whole, "a summary is no text"
    project.perform(edits.delete(document, [end]))
    assert counted(path) == Contents(3, 6, whole.words - 2)


def test_a_document_of_headings_or_of_empty_sentences_is_copied(tmp_path: Path) -> None:
    for kind, text in ((Kind.SECTION, "A heading"), (Kind.CONCEPT, "")):
        path = tmp_path / f"{kind}.concept"
        with Project.create(path, Document()) as project:
            parent = ROOT
            if kind is Kind.CONCEPT:
                (parent,) = project.perform(
                    edits.add_node(project.document, ROOT, 0, Kind.PARAGRAPH, "")
                ).inserted
            project.perform(edits.add_node(project.document, parent, 0, kind, text))
        made = Snapshot(path).write(tmp_path / "safe", Series(ID, path), BackupReason.DAILY, NOON)
        record = read_record(made)
        assert record is not None
        assert (record["reason"], record["series"], record["of"]) == ("daily", ID, str(path))
        assert record["revision"] == 1 + (kind is Kind.CONCEPT)


def test_only_an_empty_document_is_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "empty.concept"
    Project.create(path, Document()).close()
    assert counted(path) == Contents(0, 0, 0)
    safe = tmp_path / "a" / "safe"
    with pytest.raises(NothingToBackUp):
        Snapshot(path).write(safe, Series(ID, path), BackupReason.DAILY, NOON)
    assert not safe.exists(), "a folder that was made for nothing is gone"
    safe.mkdir()
    with pytest.raises(NothingToBackUp):
        Snapshot(path).write(safe, Series(ID, path), BackupReason.DAILY, NOON)
    assert safe.exists(), "one that was there stays"


def test_a_copy_is_a_file_of_its_own(project: Project, path: Path, series: Series, tmp_path: Path) -> None:
    reports: list[tuple[int, int]] = []
    made = Snapshot(path).write(
        tmp_path / "safe", series, BackupReason.LARGE_CHANGE, NOON, lambda *pages: reports.append(pages)
    )
    assert made == tmp_path / "safe" / name_of(path, ID, NOON.astimezone())
    assert names(made.parent) == [made.name]
    assert reports
    assert reports[-1][0] == reports[-1][1] > 0
    assert all(0 <= done <= total for done, total in reports)
    with closing(sqlite3.connect(made)) as copy, closing(sqlite3.connect(path)) as original:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        query = "SELECT value FROM meta WHERE key = 'marks'"
        assert copy.execute(query).fetchone() != original.execute(query).fetchone()
        assert copy.execute("SELECT value FROM meta WHERE key = 'in_use'").fetchone() == (0,)


def test_progress_goes_up_in_steps(path: Path, series: Series, monkeypatch: pytest.MonkeyPatch) -> None:
    Project.create(path, harbour()).close()
    monkeypatch.setattr(backup_copy, "PAGES_A_STEP", 2)
    reports: list[tuple[int, int]] = []
    Snapshot(path).write(
        path.parent / "safe", series, BackupReason.DAILY, NOON, lambda *pages: reports.append(pages)
    )
    total = path.stat().st_size // 4096
    assert reports == [(min(done, total), total) for done in range(2, total + 2, 2)]


def test_copies_of_one_second_get_the_following_ones(path: Path, series: Series) -> None:
    Project.create(path, harbour()).close()
    made = [Snapshot(path).write(path.parent, series, BackupReason.DAILY, NOON) for _ in range(3)]
    moments = [NOON + timedelta(seconds=number) for number in range(3)]
    assert [copy.name for copy in made] == [name_of(path, ID, moment.astimezone()) for moment in moments]


def test_whoever_sweeps_leaves_alone_what_is_being_written(path: Path, series: Series) -> None:
    Project.create(path, harbour()).close()

    def look(_done: int, _total: int) -> None:
        with pytest.raises(StorageError):
            ProjectLock.acquire(path.parent / name_of(path, ID, NOON.astimezone()))

    made = Snapshot(path).write(path.parent, series, BackupReason.DAILY, NOON, look)
    ProjectLock.acquire(made).release()
    assert names(path.parent) == sorted([path.name, made.name])


def test_a_project_with_wrong_rows_is_not_backed_up(path: Path, series: Series) -> None:
    Project.create(path, harbour()).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE renditions SET text = 'Kt rained.' WHERE text = 'It rained.'")
    with pytest.raises(StorageError, match=f"{path} is damaged, so it was not backed up"):
        Snapshot(path).write(path.parent / "safe", series, BackupReason.DAILY, NOON)
    assert names(path.parent) == [path.name]


def test_a_cache_that_is_missing_is_no_damage(path: Path, series: Series) -> None:
    Project.create(path, harbour()).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TABLE vectors")
    assert Snapshot(path).write(path.parent / "safe", series, BackupReason.DAILY, NOON).is_file()


def test_a_snapshot_lets_the_file_go(path: Path) -> None:
    Project.create(path, harbour()).close()
    snapshot = Snapshot(path)
    for _ in range(2):
        snapshot.close()
    with pytest.raises(sqlite3.ProgrammingError):
        snapshot.connection.execute("SELECT 1")
    for content in (b"nothing of ours" * 400, b""):
        path.write_bytes(content)
        with pytest.raises(StorageError, match="cannot be read for a backup"):
            Snapshot(path)
    path.unlink()
    with pytest.raises(StorageError, match="cannot be read for a backup"):
        Snapshot(path)
    assert names(path.parent) == []


def test_a_damaged_file_is_kept_with_its_log(path: Path, series: Series) -> None:
    path.write_bytes(b"damaged")
    path.chmod(0o640)
    aside = keep_aside(path, path.parent / "safe", series, NOON)
    assert aside.name == name_of(path, ID, NOON.astimezone(), aside=True)
    assert (aside.read_bytes(), aside.stat().st_mode & 0o777) == (b"damaged", 0o640)
    assert names(aside.parent) == [aside.name]
    path.with_name(f"{path.name}-wal").write_bytes(b"log")
    again = keep_aside(path, path.parent / "safe", series, NOON)
    assert names(aside.parent) == sorted([aside.name, again.name, f"{again.name}-wal"])
    path.unlink()
    with pytest.raises(StorageError, match="could not be written"):
        keep_aside(path, path.parent / "safe", series, NOON)


def test_what_can_be_read(path: Path) -> None:
    assert not is_readable(path)
    Project.create(path, harbour()).close()
    assert is_readable(path)
    whole = path.read_bytes()
    for content in (b"", whole[:5000], whole[:4096] + b"\xff" * (len(whole) - 4096), b"text"):
        path.write_bytes(content)
        assert not is_readable(path)


def test_the_reason_is_reported_in_words() -> None:
    place = Path("/safe")
    reports = str(could_not(place, OSError(28, "No space left on device")))
    assert "written to /safe (No space left on device)" in reports
    assert "(disk I/O error)" in str(could_not(place, sqlite3.OperationalError("disk I/O error")))
