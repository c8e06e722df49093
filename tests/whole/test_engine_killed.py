"""The engine dies under a working window: the writer is told, the text is as it was, the next try works."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil
import pytest

from conceptwriter.storage import Project
from tests.whole.conftest import Start
from tests.whole.picture import picture
from tests.whole.programs import Program, Sight, install


@pytest.fixture
def window(start: Start, story: Path, home: Path, toy_bundle: Path) -> Program:
    """The window on the story; its engine runs, with the toy bundle."""
    install(toy_bundle, home)
    program = start(story)
    assert program.see()["models"].startswith("toy")
    return program


def stopped_engine(sight: Sight) -> int:
    """Stop the engine as a debugger does: what it is asked now is still waiting when it is killed."""
    pid = int(sight["engine"])
    psutil.Process(pid).suspend()
    return pid


@pytest.mark.parametrize("key", ["Ctrl+J", "Ctrl+E"])
def test_killed_while_it_is_asked(window: Program, story: Path, key: str) -> None:
    before = window.order(until="engine")
    pid = stopped_engine(before)
    waiting = window.order(at="Nobody was waiting", press=[key])
    assert waiting["card"] == []
    assert waiting["card says"].endswith("...")
    os.kill(pid, signal.SIGKILL)
    failed = window.order(until="idle")
    assert "SIGKILL" in failed["card says"]
    assert "Your text is safe" in failed["card says"]
    assert failed["card"] == []
    assert failed["picture"] == before["picture"]
    assert failed["steps"] == before["steps"]
    assert window.steps == []
    again = window.order(press=["Ctrl+R"], until="idle")
    assert again["card"]
    assert again["card says"] == ""
    assert again["engine"] not in (None, pid)
    taken = window.order(press=["Alt+1"])
    assert taken["steps"] == before["steps"] + 1
    assert window.order(press=["Ctrl+Z"])["picture"] == before["picture"]
    assert window.quit() == 0
    with Project.open(story) as project:
        assert picture(project.document) == before["picture"]


def test_killed_while_it_translates(window: Program, story: Path) -> None:
    """The paragraph has its new language, no half translation, and the rest of the document as it was."""
    before = window.order(until="engine")
    pid = stopped_engine(before)
    window.order(at="Nobody was waiting", press=["Ctrl+L"])
    window.order(type="french", press=["Return"])
    os.kill(pid, signal.SIGKILL)
    failed = window.order(until="idle")
    assert "SIGKILL" in failed["bar"]
    assert "Your text is safe" in failed["bar"]
    assert all("fra_Latn" not in row[5] for row in failed["picture"])
    again = window.order(press=["Ctrl+T"], until="idle")
    made = sum("fra_Latn" in row[5] for row in again["picture"])
    assert 0 < made <= 3, "with random weights a text may come out as a loop, which is left out"
    undone = window.order(press=["Ctrl+Z"] * again["steps"])
    assert undone["picture"] == before["picture"]
    assert window.quit() == 0


def test_killed_while_nobody_asks(window: Program) -> None:
    """A process that dies unasked is not even news: the next request starts another."""
    before = window.order(at="Nobody was waiting", press=["Ctrl+J"], until="idle")
    assert len(before["card"]) == 5
    os.kill(before["engine"], signal.SIGKILL)
    window.order(until="no engine")
    after = window.order(press=["Ctrl+R"], until="idle")
    assert len(after["card"]) == 5
    assert after["card says"] == ""
    assert after["notices"] == []
    assert window.quit() == 0


def test_the_window_is_killed_while_the_engine_works(window: Program, story: Path) -> None:
    """The engine does not outlive its window (asserted by `kill`), and no half offer is in the file."""
    before = window.order(at="Nobody was waiting", type=" Or", until="engine")
    window.say(press=["Ctrl+J"])
    window.kill()
    with Project.open(story) as project:
        assert picture(project.document) == before["picture"]
        project.undo()
        assert "Nobody was waiting." in map(project.document.text, project.document.concepts())
