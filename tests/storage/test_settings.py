"""Small facts in the project file: written at once, in the file as in memory."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.storage import Project, StorageError, settings
from conceptwriter.storage.backup_series import read_setting


def test_a_value_is_in_the_file_at_once_and_is_a_copy(project: Project, path: Path) -> None:
    mine: dict[str, Any] = {"folded": [3], "name": "café"}
    project.settings["view"] = mine
    mine["folded"].append(4)
    assert project.settings["view"] == {"folded": [3], "name": "café"}
    assert read_setting(path, "view") == {"folded": [3], "name": "café"}
    project.settings["view"] = None
    assert read_setting(path, "view") is None
    assert (project.settings["view"], len(project.settings), list(project.settings)) == (None, 1, ["view"])
    project.settings["view"] = None
    del project.settings["view"]
    assert (len(project.settings), dict(project.settings)) == (0, {})
    with pytest.raises(KeyError):
        del project.settings["view"]
    with pytest.raises(KeyError):
        project.settings["view"]


def test_names_may_be_removed_while_they_are_gone_through(project: Project) -> None:
    for key in "abc":
        project.settings[key] = key
    for key in project.settings:
        del project.settings[key]
    assert len(project.settings) == 0


def test_only_what_differs_is_written(project: Project, path: Path) -> None:
    project.settings["a"] = 1
    before = project._connection.total_changes
    project.settings["a"] = 1
    assert project._connection.total_changes == before
    project.settings["a"] = 2
    assert project._connection.total_changes > before


def test_a_setting_of_bearable_length_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MOST_CHARACTERS", 10)
    Project.create(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO settings VALUES ('fits', '\"12345678\"'), ('long', '\"123456789\"')")
        connection.execute("INSERT INTO settings VALUES ('bad', '{')")
    with Project.open(path) as project:
        assert dict(project.settings) == {"fits": "12345678"}


def test_they_move_with_the_project_and_say_where_they_could_not_be_written(tmp_path: Path) -> None:
    table = "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT)"
    begun: list[bool] = []

    @contextmanager
    def begin() -> Iterator[None]:
        begun.append(True)
        yield

    first, second = (sqlite3.connect(":memory:", isolation_level=None) for _ in range(2))
    with closing(first), closing(second):
        first.execute(table)
        found = settings.ProjectSettings(
            first, threading.RLock(), tmp_path / "a", read_only=False, begin=begin
        )
        found["k"] = 1
        assert first.execute("PRAGMA synchronous").fetchone() == (1,)
        found.move(second, tmp_path / "b")
        with pytest.raises(StorageError, match=f"The settings of {tmp_path / 'b'} could not be written"):
            found["k"] = 2
        assert found["k"] == 1
        second.execute(table)
        found["k"] = 3
        assert second.execute("SELECT * FROM settings").fetchall() == [("k", "3")]
        assert first.execute("SELECT * FROM settings").fetchall() == [("k", "1")]
        assert len(begun) == 3
