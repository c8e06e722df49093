"""Which backups are made, which are kept, and that what is in them is whole."""

from __future__ import annotations

import sqlite3
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, TRASH, Document, Draft, Kind, edits
from conceptwriter.storage import (
    Backup,
    BackupReason,
    NothingToBackUp,
    OpenedBackup,
    Project,
    StorageError,
    back_up,
    backup_copy,
    backup_folder,
    backups_of,
    is_due,
    named_copies,
    start_backup,
)
from conceptwriter.storage.backup_series import Series, parsed
from conceptwriter.storage.backups import kept_of
from tests.outline.drafts import find, harbour
from tests.storage.conftest import names

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def noted(project: Project, text: str) -> None:
    project.perform(edits.set_note(project.document, ROOT, text))


def copy_of(day: float, words: int = 100, revision: int = 1) -> Backup:
    """A copy made so many days before noon."""
    made = NOON - timedelta(days=day)
    return Backup(
        Path(f"/b/{day:07.3f}"), "0" * 12, made, BackupReason.DAILY, 1, True, revision, 1, 10, words
    )


# -- what is in a copy ---------------------------------------------------------------------------------------


def test_a_copy_holds_the_project_as_it_was(project: Project, tmp_path: Path) -> None:
    made = []
    for day in range(3):
        noted(project, f"day {day}")
        made.append(back_up(project, tmp_path / "safe" / "here", now=NOON + day * DAY))
    found = backups_of(project.path, tmp_path / "safe" / "here")
    assert [copy.path for copy in found] == list(reversed(made))
    with Project.open(made[1], read_only=True) as copy:
        assert copy.document.root.note == "day 1"
        assert copy.document.undo_label == "Edit note"
    newest = found[0]
    assert (newest.whole, newest.revision, newest.reason) == (True, 3, BackupReason.ASKED)
    assert (newest.sections, newest.concepts) == (3, 7)
    assert newest.words


def test_work_continues_while_a_copy_is_made(project: Project) -> None:
    noted(project, "before")
    write = start_backup(project, now=NOON)
    project.perform(edits.delete(project.document, project.document.children(ROOT)))
    project.perform(edits.purge(project.document))
    made = write(lambda _done, _total: None)
    with Project.open(made, read_only=True) as copy:
        assert copy.document.root.note == "before"
        assert copy.document.children(ROOT)


def test_vectors_are_left_out(project: Project) -> None:
    project.vectors.put_many({f"{n:016x}": bytes(4096) for n in range(300)}, "codec", "1")
    made = back_up(project)
    assert made.stat().st_size < 300 * 4096 / 4
    with Project.open(made, read_only=True) as copy:
        assert copy.vectors.count() == 0
    assert project.vectors.count() == 300


def test_the_trash_is_copied_but_not_counted(project: Project) -> None:
    project.perform(edits.delete(project.document, [find(project.document, "One")]))
    with Project.open(back_up(project), read_only=True) as copy:
        assert copy.document.children(TRASH)
    assert backups_of(project.path)[0].sections == 1


def test_a_copy_is_as_private_as_the_project(project: Project) -> None:
    project.path.chmod(0o600)
    assert stat.S_IMODE(back_up(project).stat().st_mode) == 0o600
    project.path.chmod(0o640)
    assert stat.S_IMODE(back_up(project).stat().st_mode) == 0o640


def test_two_in_one_second(project: Project) -> None:
    first, second = back_up(project, now=NOON), back_up(project, now=NOON)
    assert first != second
    assert first.exists()


def test_an_empty_document_is_not_copied(tmp_path: Path) -> None:
    with Project.create(tmp_path / "empty.concept") as project, pytest.raises(NothingToBackUp):
        back_up(project)
    assert not backup_folder(project.path).exists()


def test_a_very_long_name(tmp_path: Path) -> None:
    path = tmp_path / f"{'ä' * 100}.concept"
    with Project.create(path, harbour()) as project:
        made = back_up(project)
        assert [copy.path for copy in backups_of(path)] == [made]


# -- failures ------------------------------------------------------------------------------------------------


def test_a_folder_that_cannot_be(project: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="The backup could not be written to"):
        back_up(project, tmp_path / "file" / "folder")
    with pytest.raises(StorageError, match="At least one"):
        back_up(project, keep=0)


def test_a_copy_that_fails_leaves_nothing_and_removes_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [back_up(project, keep=1, now=NOON - day * DAY) for day in range(3)]

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup_copy, "_publish", full)
    with pytest.raises(StorageError, match="No space left"):
        back_up(project, keep=1, now=NOON + 900 * DAY)
    assert names(backup_folder(project.path)) == sorted(copy.name for copy in kept)
    noted(project, "still at work")


def test_a_stopped_copy_leaves_nothing(project: Project) -> None:
    def stop(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises((InterruptedError, StorageError)):
        start_backup(project)(stop)
    assert not backup_folder(project.path).exists()


def test_a_copy_just_made_stays_however_many_there_are_of_its_second(project: Project) -> None:
    for _ in range(5):
        made = back_up(project, keep=1, now=NOON)
        assert backups_of(project.path) == [copy for copy in backups_of(project.path) if copy.path == made]
        assert made.is_file(), "it alone is left"


def test_what_a_killed_program_left_is_swept_up(project: Project) -> None:
    made = back_up(project, now=NOON)
    (made.parent / f".{made.name}.12ab34cd.part").write_bytes(b"half")
    (made.parent / f".{made.name}.12ab34cd.part-journal").write_bytes(b"half")
    (made.parent / ".mine.part").write_bytes(b"another program's")
    back_up(project, now=NOON + DAY)
    assert [name for name in names(made.parent) if name.startswith(".")] == [".mine.part"]


def test_a_damaged_project_pushes_no_good_copy_out(project: Project, path: Path) -> None:
    good = back_up(project, keep=1, now=NOON)
    for number in range(400):  # enough for pages that are damaged without the reader's noticing
        noted(project, f"{number} " * 200)
    project.close()
    raw = bytearray(path.read_bytes())
    page = 4096
    for start in range(page * 3, len(raw) - page, page):
        raw[start : start + 16] = b"\xff" * 16
    path.write_bytes(raw)
    with pytest.raises(StorageError):
        backup_copy.Snapshot(path).write(good.parent, _series(good), BackupReason.DAILY, NOON + DAY)
    assert names(good.parent) == [good.name]


def _series(copy: Path) -> Series:
    fields = parsed(copy)
    assert fields is not None
    return Series(fields[1], copy)


# -- which are kept ------------------------------------------------------------------------------------------


def test_the_newest_stay_then_one_a_day_then_one_a_week() -> None:
    copies = [copy_of(hour / 24) for hour in range(24 * 40)]
    kept = sorted(copy.made for copy in copies if copy.path in kept_of(copies, 5))
    assert kept[-5:] == [NOON - timedelta(hours=hour) for hour in (4, 3, 2, 1, 0)]
    days = {moment.date() for moment in kept}
    assert {(NOON - day * DAY).date() for day in range(14)} <= days
    weeks = {moment.isocalendar()[1] for moment in kept}
    assert len(weeks) == len({copy.made.isocalendar()[1] for copy in copies})
    assert len(kept) < 5 + 14 + 7


def test_the_fullest_copy_outlives_a_book_that_was_emptied() -> None:
    copies = [copy_of(7 * week, words=3) for week in range(40)] + [copy_of(900, words=80_000)]
    assert copies[39].path not in kept_of(copies, 1)
    assert copies[-1].path in kept_of(copies, 1)
    assert kept_of([], 3) == set()


def test_the_fullest_is_the_one_with_the_most_words_then_the_most_concepts() -> None:
    newest = copy_of(0, words=0)
    for less, more in (
        (replace(copy_of(900, words=0), concepts=50), copy_of(800, words=1)),
        (replace(copy_of(900), words=None, concepts=50), copy_of(800, words=1)),
        (copy_of(900, words=7), replace(copy_of(800, words=7), concepts=11)),
        (replace(copy_of(900, words=7), concepts=None), replace(copy_of(800, words=7), concepts=1)),
    ):
        between = [copy_of(7 * week, words=0) for week in range(1, 30)]
        for copies in ([newest, *between, less, more], [newest, *between, more, less]):
            kept = kept_of(copies, 1)
            assert more.path in kept
            assert less.path not in kept


def test_thinning_touches_only_the_own_series(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "safe"
    other = tmp_path / "other" / project.path.name
    other.parent.mkdir()
    with Project.create(other, harbour()) as namesake:
        kept = back_up(namesake, folder, now=NOON - 1000 * DAY)
    stranger = folder / "harbour 20250101-120000.concept"
    stranger.write_text("mine")
    made = [back_up(project, folder, keep=1, now=NOON + n * timedelta(minutes=1)) for n in range(4)]
    assert kept.exists()
    assert stranger.exists()
    # The last of the day is also the last of the week; the first stays as the fullest of equals no more.
    assert [copy for copy in made if copy.exists()] == made[-1:]


def test_a_copy_that_cannot_be_read_is_neither_counted_nor_removed(project: Project) -> None:
    first = back_up(project, keep=1, now=NOON)
    second = back_up(project, keep=1, now=NOON + timedelta(minutes=1))
    assert not first.exists()
    second.write_bytes(b"")
    third = back_up(project, keep=1, now=NOON + timedelta(minutes=2))
    assert second.exists()
    assert [(copy.path, copy.whole) for copy in backups_of(project.path)] == [(third, True), (second, False)]


# -- when one is due -----------------------------------------------------------------------------------------


def test_one_a_day_on_opening_and_one_an_hour_while_it_changes() -> None:
    today = [copy_of(0.1, revision=5)]
    assert not is_due([], 0, NOON, opening=True), "what was never edited can be imported again"
    assert is_due([], 1, NOON, opening=True)
    assert not is_due(today, 5, NOON + 9 * DAY, opening=True), "the copy holds it all"
    assert not is_due(today, 6, NOON, opening=True), "there is one of today"
    assert is_due(today, 6, NOON + DAY, opening=True)
    assert is_due(today, 6, NOON, opening=False)
    assert not is_due(today, 6, NOON - timedelta(hours=2), opening=False)


# -- finding them again --------------------------------------------------------------------------------------


def test_a_moved_and_renamed_project_finds_its_copies(project: Project, tmp_path: Path) -> None:
    made = back_up(project, now=NOON)
    project.close()
    moved = tmp_path / "elsewhere" / "novel.concept"
    moved.parent.mkdir()
    project.path.rename(moved)
    assert [copy.path for copy in backups_of(moved)] == [made]
    with Project.open(moved) as again:
        later = back_up(again, now=NOON + DAY)
    assert later.parent == backup_folder(moved.resolve())
    assert [copy.path for copy in backups_of(moved)] == [later, made]
    assert {copy.series for copy in backups_of(moved)} == {backups_of(moved)[0].series}


def test_a_copy_of_a_project_starts_a_series_of_its_own(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "safe"
    back_up(project, folder, now=NOON)
    twin_path = tmp_path / "twin.concept"
    project.save_copy(twin_path)
    with Project.open(twin_path) as twin:
        back_up(twin, folder, now=NOON + DAY)
        assert len(backups_of(twin_path, folder)) == 1
    assert len(backups_of(project.path, folder)) == 1


def test_a_damaged_or_missing_project_finds_its_copies(project: Project, tmp_path: Path) -> None:
    beside = back_up(project, now=NOON)
    chosen = back_up(project, tmp_path / "safe", now=NOON + DAY)
    project.close()
    project.path.write_bytes(b"SQLite format 3\0 and nothing more")
    assert named_copies(project.path, tmp_path / "safe") == [chosen, beside]
    project.path.unlink()
    assert named_copies(project.path, tmp_path / "safe") == [chosen, beside]


@pytest.mark.parametrize("value", [1, {"id": 5}, {"id": "zz", "home": "/a"}, {"id": "0" * 12, "home": 3}])
def test_nonsense_where_the_series_should_be(project: Project, value: object) -> None:
    project.settings["backup_series"] = value
    made = back_up(project)
    assert [copy.path for copy in backups_of(project.path)] == [made]


# -- not writing into one by mistake -------------------------------------------------------------------------


def test_a_backup_is_only_read(project: Project, tmp_path: Path) -> None:
    made = back_up(project)
    before = made.read_bytes()
    with pytest.raises(OpenedBackup, match="is a backup of"):
        Project.open(made)
    with Project.open(made, read_only=True) as copy:
        assert len(copy.document) == len(project.document)
    assert made.read_bytes() == before
    assert names(made.parent) == [made.name]
    own = tmp_path / "mine.concept"
    own.write_bytes(before)
    with Project.open(own) as renamed:
        noted(renamed, "a project like any other")


def test_a_copy_in_an_empty_file_is_a_backup_of_nothing(tmp_path: Path) -> None:
    draft = Draft(Kind.SECTION, children=[Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, "One.")])])
    with Project.create(tmp_path / "a.concept", Document.from_draft(draft)) as project:
        made = back_up(project)
    with sqlite3.connect(made) as connection:
        connection.execute("DELETE FROM settings WHERE key = 'backup'")
    assert not backups_of(project.path)[0].whole
