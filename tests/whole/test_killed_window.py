"""kill -9 of the real window, in the middle of typing and in the middle of an operation: nothing is lost.

The same keys always lead through the same states. A first run tells them all; a run that is killed must have
left the last state it told of, or the one after that, which it may have written without coming to tell it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.gui.application import first_project
from conceptwriter.gui.settings import WindowSettings
from conceptwriter.storage import Project
from tests.whole.conftest import Start, write_story
from tests.whole.picture import Picture, picture, texts
from tests.whole.programs import Program

PLACE = "Nobody was waiting"
TYPED = ' The bell rang twice, "for whom?" asked Anna. Then it was still.'
KEYS = [
    "Return",
    "Ctrl+D",
    "Ctrl+Shift+Up",
    "Ctrl+Z",
    "Ctrl+Shift+Z",
    "Ctrl+Shift+Backspace",
    "Ctrl+Z",
    "Return",
]
SCRIPT = {"at": PLACE, "type": TYPED, "press": KEYS}


@pytest.fixture(scope="session")
def states(tmp_path_factory: pytest.TempPathFactory) -> list[Picture]:
    """All states that the keys lead through, the first one included, from a run that nobody kills."""
    folder = tmp_path_factory.mktemp("unkilled")
    path = folder / "story.concept"
    write_story(path)
    program = Program(folder, path)
    try:
        first = program.see()["picture"]
        last = program.order(**SCRIPT)["picture"]
        found = [first, *program.steps]
        assert program.quit() == 0
    finally:
        program.clean_up()
    assert found[-1] == last == opened_and_undone(path, first)
    assert len(found) > len(TYPED) + len(KEYS), "every key changes the document"
    return found


def opened_and_undone(path: Path, first: Picture) -> Picture:
    """What the window finds in the file: without complaint, undone to `first` and redone."""
    opened = first_project(path, WindowSettings())
    assert opened is not None
    project, notices = opened
    with project:
        assert notices == []
        assert not project.read_only
        found = picture(project.document)
        done = len(project.document.history.done)
        for _ in range(done):
            project.undo()
        assert picture(project.document) == first
        for _ in range(done):
            project.redo()
        assert picture(project.document) == found
    assert sorted(entry.name for entry in path.parent.iterdir() if path.name in entry.name) == [path.name]
    return found


def run_and_kill(start: Start, story: Path, states: list[Picture], after: int) -> int:
    """Kill the window once it has told of so many states; how many it has told of in the end."""
    program = start(story)
    assert program.see()["picture"] == states[0]
    program.say(**SCRIPT)
    program.wait_for_steps(after)
    program.kill()
    reported = len(program.steps)
    assert program.steps == states[1 : reported + 1]
    return reported


@pytest.mark.parametrize("typed", [5, 40])
def test_killed_while_typing(start: Start, story: Path, states: list[Picture], typed: int) -> None:
    reported = run_and_kill(start, story, states, typed)
    assert opened_and_undone(story, states[0]) in states[reported : reported + 2]


@pytest.mark.parametrize("operations", [0, 3, 6])
def test_killed_between_operations(start: Start, story: Path, states: list[Picture], operations: int) -> None:
    reported = run_and_kill(start, story, states, len(states) - 1 - len(KEYS) + operations)
    assert opened_and_undone(story, states[0]) in states[reported : reported + 2]


MIDDLES = [
    ("Return", "BEGIN"),
    ("Return", "INSERT INTO history"),
    ("Ctrl+Shift+Down", "INSERT INTO renditions"),
    ("Ctrl+D", "COMMIT"),
    ("Ctrl+Shift+Backspace", "DELETE FROM renditions"),
]


@pytest.mark.parametrize(("key", "statement"), MIDDLES)
def test_killed_inside_an_operation(start: Start, story: Path, key: str, statement: str) -> None:
    """In the middle of the transaction: the operation has not happened, what was before it has."""
    program = start(story)
    first = program.see()["picture"]
    before = program.order(at=PLACE, type=" Or", press=["Ctrl+D", "Left", "Left"])["picture"]
    assert before != first
    program.say(die_at=statement, press=[key])
    program.was_killed()
    assert program.steps[-1] == before
    assert opened_and_undone(story, first) == before


def test_killed_and_opened_again_one_writes_on(start: Start, story: Path, states: list[Picture]) -> None:
    """The same with the window itself, which has nothing to complain of and undoes what the dead one did."""
    reported = run_and_kill(start, story, states, len(states) - 5)
    again = start(story)
    opened = again.see()
    assert opened["picture"] in states[reported : reported + 2]
    assert (opened["notices"], opened["file"], opened["read only"]) == ([], str(story), False)
    undone = again.order(press=["Ctrl+Z"] * opened["steps"])
    assert undone["picture"] == states[0]
    redone = again.order(press=["Ctrl+Shift+Z"] * opened["steps"])
    assert redone["picture"] == opened["picture"]
    written = again.order(at="The old man", type=" Twice.")
    assert "Twice." in texts(written["picture"])
    assert again.quit() == 0
    with Project.open(story) as project:
        assert picture(project.document) == written["picture"]
