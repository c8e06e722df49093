"""Names and marks of backups: which copies belong to a project, and what each tells of itself."""

from __future__ import annotations

import json
import os
import shlex
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.storage import OpenedBackup, Project, back_up, named_copies
from conceptwriter.storage import backup_series as series_module
from conceptwriter.storage.backup_series import (
    MOST_FOLDERS,
    Backup,
    Series,
    advice,
    backup_folder,
    command_line,
    described,
    name_of,
    newest_copy,
    parsed,
    read_record,
    read_series,
    read_setting,
    refuse_backup,
    series_of,
    short_stem,
    stored_series,
)
from tests.storage.conftest import names

ID = "0123456789ab"
NOON = datetime(2025, 3, 1, 12, 30, 45).astimezone()
DAY = timedelta(days=1)


# -- names ---------------------------------------------------------------------------------------------------


def test_a_name_tells_the_project_the_series_and_the_time() -> None:
    project = Path("/a/My book.concept")
    assert name_of(project, ID, NOON) == f"My book {ID} 20250301-123045.concept"
    assert name_of(project, ID, NOON, aside=True) == f"My book {ID} 20250301-123045 damaged.concept"
    assert backup_folder(project) == Path("/a/My book backups")
    for aside in (False, True):
        found = parsed(project.with_name(name_of(project, ID, NOON, aside=aside)))
        assert found == ("My book", ID, NOON, aside)


@pytest.mark.parametrize(
    "name",
    [
        "My book.concept",
        f"My book {ID}.concept",
        f"My book {ID[1:]} 20250301-123045.concept",
        f"My book {ID[1:]}g 20250301-123045.concept",
        f"My book {ID} 20250301-12304.concept",
        f"My book {ID} 20251301-123045.concept",
        f"My book {ID} 20250301-123045 again.concept",
    ],
)
def test_other_names_tell_nothing(name: str) -> None:
    assert parsed(Path("/a") / name) is None


@pytest.mark.parametrize(
    ("stem", "short"),
    [
        ("My book", "My book"),
        ("a" * 120, "a" * 120),
        ("a" * 121, "a" * 120),
        ("ä" * 100, "ä" * 60),
        ("a" + "ä" * 100, "a" + "ä" * 59),
        (" book", " book"),
        ("a" * 119 + " b", "a" * 119),
        (os.fsdecode(b"caf\xe9"), "caf"),
        (" " * 5, "project"),
    ],
)
def test_a_very_long_name_is_cut_where_a_letter_ends(stem: str, short: str) -> None:
    assert short_stem(Path(f"/a/{stem}.concept")) == short


# -- the series in the settings ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        {},
        {"id": 5, "home": "/a"},
        {"id": ID, "home": 3},
        {"id": ID},
        {"id": ID[1:], "home": "/a"},
        {"id": f"{ID}0", "home": "/a"},
        {"id": ID.upper(), "home": "/a"},
        {"id": f"{ID}\n", "home": "/a"},
    ],
)
def test_what_is_no_series(plain: object) -> None:
    assert read_series(plain) is None


def test_a_series_is_read_as_it_was_written() -> None:
    series = Series(ID, Path("/a/book.concept"), (Path("/x"), Path("/y")))
    assert read_series(series.plain()) == series
    assert series.plain() == {"id": ID, "home": "/a/book.concept", "folders": ["/x", "/y"]}
    assert read_series(json.loads(json.dumps(series.plain()))) == series
    assert read_series({"id": ID, "home": "/a"}) == Series(ID, Path("/a"))


def test_a_project_keeps_its_series_and_remembers_where_copies_were_put(tmp_path: Path) -> None:
    settings: dict[str, Any] = {}
    path = tmp_path / "book.concept"
    first = series_of(settings, path)
    assert (first.home, first.folders) == (path, ())
    assert settings == {"backup_series": first.plain()}
    assert len(first.id) == 12
    for number in range(MOST_FOLDERS + 2):
        found = series_of(settings, path, Path(f"/{number}"))
        assert found.id == first.id
    assert found.folders == tuple(Path(f"/{number}") for number in range(MOST_FOLDERS + 1, 1, -1))
    assert series_of(settings, path, Path("/5")).folders == found.folders, "known ones keep their place"
    assert series_of(settings, path) == read_series(settings["backup_series"])


def test_what_has_not_changed_is_not_written_again(tmp_path: Path) -> None:
    class Once(dict[str, Any]):
        def __setitem__(self, key: str, value: Any) -> None:
            assert self.get(key) != value
            super().__setitem__(key, value)

    settings = Once()
    for _ in range(3):
        series_of(settings, tmp_path / "book.concept", tmp_path)


def test_a_moved_project_keeps_its_series_and_a_copy_does_not(tmp_path: Path) -> None:
    here, there, link = tmp_path / "book.concept", tmp_path / "moved.concept", tmp_path / "link.concept"
    here.write_bytes(b"here")
    settings: dict[str, Any] = {"backup_series": Series(ID, here, (Path("/x"),)).plain()}
    link.symlink_to(here)
    assert series_of(dict(settings), link) == Series(ID, link, (Path("/x"),)), "the same file"
    there.write_bytes(b"there")
    of_copy = series_of(dict(settings), there)
    assert of_copy.id != ID
    assert (of_copy.home, of_copy.folders) == (there, ())
    here.unlink()
    assert series_of(settings, there) == Series(ID, there, (Path("/x"),))
    assert settings["backup_series"]["home"] == str(there)


def test_the_series_of_a_file_that_is_not_open(project: Project, tmp_path: Path) -> None:
    assert stored_series(project.path) is None
    back_up(project, tmp_path / "safe")
    stored = stored_series(project.path)
    assert stored == read_series(project.settings["backup_series"]), "from its log"
    project.close()
    assert stored_series(project.path) == stored
    assert names(tmp_path) == ["harbour.concept", "safe"], "nothing is put beside it"
    assert read_setting(project.path, "absent") is None
    assert read_setting(tmp_path / "absent.concept", "backup_series") is None
    assert read_setting(project.path, "backup_series", still=True)["folders"] == [str(tmp_path / "safe")]


def test_a_setting_that_cannot_be_read_is_none(path: Path) -> None:
    Project.create(path).close()
    with closing(sqlite3.connect(path)) as connection:
        for key, value in (("text", "{"), ("blob", b"\0"), ("deep", "[" * 100_000)):
            connection.execute("INSERT INTO settings VALUES (?, ?)", (key, value))
        connection.commit()
    assert [read_setting(path, key) for key in ("text", "blob", "deep")] == [None] * 3


def test_where_a_log_cannot_be_read_the_file_alone_is(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a read-only medium, where SQLite cannot make the index of the log."""
    back_up(project)
    stored = stored_series(project.path)
    project.close()
    project.path.with_name(f"{project.path.name}-wal").write_bytes(b"words")
    connect, tried = sqlite3.connect, []

    def on_a_medium(address: str, **options: Any) -> Any:
        tried.append(address.rpartition("?")[2])
        if "immutable" not in address:
            raise sqlite3.OperationalError("unable to open database file")
        return connect(address, **options)

    monkeypatch.setattr(sqlite3, "connect", on_a_medium)
    assert stored is not None
    assert stored_series(project.path) == stored
    assert tried == ["mode=ro", "mode=ro&immutable=1"]
    assert read_setting(project.path, "backup_series", still=True)["id"] == stored.id
    assert tried[2:] == ["mode=ro&immutable=1"]


# -- finding -------------------------------------------------------------------------------------------------


@pytest.fixture
def copies(project: Project, tmp_path: Path) -> list[Path]:
    """Copies of a closed project, newest first: two beside it, one in another folder."""
    made = [
        back_up(project, now=NOON),
        back_up(project, tmp_path / "safe", now=NOON + DAY),
        back_up(project, now=NOON + 2 * DAY),
    ]
    project.close()
    return made[::-1]


def test_copies_are_found_wherever_the_project_remembers(path: Path, copies: list[Path]) -> None:
    assert named_copies(path) == copies
    assert named_copies(path, path.parent / "absent") == copies
    assert newest_copy(path) == (copies[0], NOON + 2 * DAY)


def test_other_files_among_them_are_left(path: Path, copies: list[Path], tmp_path: Path) -> None:
    for folder in (copies[0].parent, tmp_path / "safe"):
        (folder / copies[0].with_suffix(".txt").name).write_text("another kind")
        (folder / "notes.concept").write_text("no copy")
    other = tmp_path / "safe" / f"harbour {ID} 20250101-000000.concept"
    other.write_bytes(copies[0].read_bytes())
    assert named_copies(path) == copies, "one of that name and another series is not ours"
    beside = copies[0].parent / other.name
    other.rename(beside)
    assert named_copies(path) == [*copies, beside], "beside the project it is"
    (beside.parent / f"novel {ID} 20250101-000000.concept").write_bytes(copies[0].read_bytes())
    assert named_copies(path) == [*copies, beside], "but none of another name"
    path.unlink()
    assert set(named_copies(path)) == {copies[0], copies[2], beside}
    assert named_copies(path, tmp_path / "safe") == [*copies, beside], "it says of what it is"
    assert path.with_name("other.concept") not in named_copies(path.with_name("other.concept"))
    assert named_copies(path.with_name("other.concept"), tmp_path / "safe") == []


def test_files_kept_before_a_new_format_are_copies_too(path: Path, copies: list[Path]) -> None:
    old = path.with_name("harbour.format-1.20250302-000000-123456.concept")
    strange = path.with_name("harbour.format-1.20259999-000000-1.concept")
    for name in (
        old,
        strange,
        path.with_name("other.format-1.20250302-000000-1.concept"),
        old.with_suffix(".x"),
    ):
        name.write_bytes(b"old")
    assert named_copies(path) == [copies[0], copies[1], old, copies[2], strange]
    moment = datetime(2025, 3, 2).astimezone()
    assert described(old) == Backup(old, "", moment, series_module.BackupReason.NEW_FORMAT, 3, True)
    assert described(strange).made == datetime.fromtimestamp(0).astimezone()
    old.write_bytes(b"")
    assert not described(old).whole
    stranger = path.with_name("stranger.concept")
    assert described(stranger) == Backup(
        stranger, "", datetime.fromtimestamp(0).astimezone(), series_module.BackupReason.NEW_FORMAT, 0, False
    )


def test_copies_of_one_second_are_distinguished_by_their_names(path: Path, copies: list[Path]) -> None:
    twin = copies[0].with_name(copies[0].name.replace("harbour", "harbous"))
    twin.write_bytes(copies[0].read_bytes())
    assert named_copies(path)[:2] == [twin, copies[0]]


def change_record(copy: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        record = json.loads(
            connection.execute("SELECT value FROM settings WHERE key = 'backup'").fetchone()[0]
        )
        changed = change(record)
        connection.execute("UPDATE settings SET value = ? WHERE key = 'backup'", (json.dumps(changed),))
        connection.commit()


def test_what_a_copy_tells(path: Path, copies: list[Path]) -> None:
    copy = copies[0]
    record = read_record(copy)
    assert record is not None
    assert record == {
        "series": record["series"],
        "of": str(path),
        "made": (NOON + 2 * DAY).isoformat(timespec="seconds"),
        "reason": "asked",
        "revision": 0,
        "sections": 3,
        "concepts": 7,
        "words": record["words"],
    }
    assert described(copy) == Backup(
        copy,
        record["series"],
        NOON + 2 * DAY,
        series_module.BackupReason.ASKED,
        copy.stat().st_size,
        True,
        0,
        3,
        7,
        record["words"],
    )


def test_nonsense_in_what_a_copy_tells_is_left_out(copies: list[Path]) -> None:
    copy = copies[0]
    change_record(
        copy, lambda found: {"reason": "large change", "revision": -1, "concepts": True, "words": "7"}
    )
    found = described(copy)
    assert found.reason is series_module.BackupReason.LARGE_CHANGE
    assert (found.whole, found.revision, found.sections, found.concepts, found.words) == (True, *[None] * 4)
    change_record(copy, lambda found: {"reason": ["?"] and "whim", "words": 0})
    assert (described(copy).reason, described(copy).words) == (series_module.BackupReason.ASKED, 0)
    change_record(copy, lambda found: [1])
    assert read_record(copy) is None
    found = described(copy)
    assert (found.whole, found.reason) == (False, series_module.BackupReason.DAMAGED)
    assert found.series == parsed(copy)[1]  # type: ignore[index]


def test_a_file_kept_as_damaged_is_not_read(copies: list[Path]) -> None:
    aside = copies[0].with_name(f"{copies[0].stem} damaged.concept")
    copies[0].rename(aside)
    assert (described(aside).whole, described(aside).reason) == (False, series_module.BackupReason.DAMAGED)


# -- telling -------------------------------------------------------------------------------------------------


def test_a_copy_is_not_to_be_changed_and_says_of_what_it_is(path: Path, copies: list[Path]) -> None:
    with pytest.raises(OpenedBackup) as raised:
        refuse_backup(copies[0])
    assert (raised.value.path, raised.value.of, raised.value.made) == (copies[0], str(path), NOON + 2 * DAY)
    assert f"backup of {path} from 2025-03-03 at 12:30" in str(raised.value)
    change_record(copies[0], lambda words: {"of": 5})
    with pytest.raises(OpenedBackup) as raised:
        refuse_backup(copies[0])
    assert raised.value.of == ""
    assert "is a backup from" in str(raised.value)
    refuse_backup(path)
    named = path.with_name(f"book {ID} 20250101-000000.concept")
    path.rename(named)
    refuse_backup(named)  # it only has such a name


def test_advice_is_a_command_that_can_be_run(path: Path, copies: list[Path]) -> None:
    words = advice(path)
    assert f"The newest backup is “{copies[0].name}” from 2025-03-03, 12:30." in words
    command = words.split("`")[1]
    assert shlex.split(command) == ["conceptwriter", "backups", str(path), "--restore", "newest"]
    assert command_line("a b", "c") == "conceptwriter 'a b' c"
    copies[0].write_bytes(b"")
    assert newest_copy(path) == (copies[1], NOON + DAY), "one that cannot be read helps nobody"
    copies[1].rename(copies[1].with_name(f"{copies[1].stem} damaged.concept"))
    assert newest_copy(path) == (copies[2], NOON)
    assert advice(path.with_name("new.concept")) == "There is no backup beside it."
