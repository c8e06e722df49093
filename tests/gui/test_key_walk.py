"""The way of a key from its handler to the statement that writes the text: short, and safe all the way.

Each frame is counted, from the handler of the key to the call that SQLite is given: a layer that only passes
on what it was given is found here.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest

from conceptwriter.storage import Project
from tests.gui.stage import Stage

MOST_FRAMES = 9
HANDLER = "keyPressEvent"
WRITES = ("INSERT INTO renditions", "INSERT INTO nodes", "INSERT INTO history", "DELETE FROM nodes")


class TracedConnection:
    """A connection that notes which frames of the program a statement comes through."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.statements: list[str] = []
        self.ways: list[list[str]] = []
        """Of each statement that writes text: the frames from the handler of a key down to it."""

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        self._note(sql)
        return self._connection.execute(sql, *parameters)

    def executemany(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        self._note(sql)
        return self._connection.executemany(sql, *parameters)

    def _note(self, sql: str) -> None:
        self.statements.append(sql)
        if sql.startswith(WRITES):
            frame: FrameType | None = sys._getframe(2)
            way: list[str] = []
            while frame is not None and HANDLER not in way:
                if frame.f_globals.get("__name__", "").startswith("conceptwriter"):
                    way.insert(0, frame.f_code.co_name)
                frame = frame.f_back
            self.ways.append(way)

    def transactions_with_text(self) -> list[list[str]]:
        """The complete transactions that write text; what a view remembers may be written beside them."""
        found: list[list[str]] = [[]]
        for sql in self.statements:
            if sql == "BEGIN IMMEDIATE":
                found.append([])
            found[-1].append(sql)
        found = [parts for parts in found if any(sql.startswith(WRITES) for sql in parts)]
        assert all(parts[0] == "BEGIN IMMEDIATE" and "COMMIT" in parts for parts in found)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@pytest.fixture
def traced(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[TracedConnection]:
    """The connection of the stage's project file."""
    project: Project = stage.window.project.project
    connection = TracedConnection(project._connection)
    monkeypatch.setattr(project, "_connection", connection)
    monkeypatch.setattr(project._transactions, "_connection", connection)
    yield connection
    monkeypatch.undo()


def in_text(stage: Stage) -> None:
    stage.at("Nobody was waiting", 6)


def at_end(stage: Stage) -> None:
    stage.at("Nobody was waiting")


def at_paragraph_start(stage: Stage) -> None:
    stage.at("The old man", 0)


def in_outline(stage: Stage) -> None:
    section = stage.node("The letter")
    stage.window.outline_view.setFocus()
    stage.window.desk.place_caret(section, 2)
    stage.process_events()


Place = Callable[[Stage], None]


@pytest.mark.parametrize(
    ("place", "keys"),
    [
        (in_text, ["x"]),
        (in_text, ["x", "y"]),
        (in_text, ["x", "Backspace"]),
        (in_text, ["Return"]),
        (at_end, ["Return"]),
        (at_paragraph_start, ["Backspace"]),
        (in_outline, ["Return"]),
        (in_outline, ["Tab"]),
    ],
    ids=["letter", "going on", "Backspace", "Enter", "Enter at the end", "joining", "Enter in a list", "Tab"],
)
def test_a_key_reaches_the_file_in_few_steps_and_one_transaction(
    stage: Stage, traced: TracedConnection, place: Place, keys: list[str]
) -> None:
    place(stage)
    for key in keys:
        traced.statements.clear()
        traced.ways.clear()
        before = stage.document.revision
        stage.press(key)
        assert stage.document.revision == before + 1
    longest = max(traced.ways, key=len)
    assert longest[0] == HANDLER
    assert len(longest) <= MOST_FRAMES, " > ".join(longest)
    assert len(traced.transactions_with_text()) == 1


def test_what_was_typed_is_in_the_file_before_the_next_key(stage: Stage) -> None:
    """A killed program loses no key but the one that is being dealt with."""
    node = stage.at("Nobody was waiting", 6)
    file = sqlite3.connect(f"{stage.window.project.path.as_uri()}?mode=ro", uri=True)
    try:
        for count in range(1, 5):
            stage.type("x")
            rows = file.execute("SELECT text FROM renditions WHERE node = ?", (node,)).fetchall()
            assert rows == [(stage.document.text(node),)]
            assert "x" * count in rows[0][0]
    finally:
        file.close()
