from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from conceptwriter.storage import Project
from tests.outline.drafts import harbour, picture
from tests.outline.test_random_edits import check_tree
from tests.storage.conftest import names


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_program_has_lost_nothing_that_was_acknowledged(path: Path, seed: int) -> None:
    with Project.create(path, harbour()) as project:
        first = picture(project.document)
    chance = random.Random(seed)
    for round_ in range(2):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.storage.typing_child", str(path), str(seed * 10 + round_)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        with process:
            assert process.stdout is not None
            for _ in range(chance.randrange(1, 50)):
                last = process.stdout.readline()
            process.send_signal(signal.SIGKILL)
            last = (process.stdout.readlines() or [last])[-1]
            if not last.endswith("\n"):  # killed while it was speaking: the line before is whole
                last = ""
        acknowledged = int(last.split(" ", 1)[0]) if last else 0
        with Project.open(path, read_only=True) as reader:
            assert reader.document.revision >= acknowledged
        with Project.open(path) as project:
            check_tree(project.document)
            assert acknowledged <= project.document.revision <= acknowledged + 1 or not acknowledged
    with Project.open(path) as project:
        steps = 0
        while project.undo():
            steps += 1
        assert picture(project.document) == first
        assert project.redo() is not None
    assert steps > 0
    assert names(path.parent) == [path.name]


@pytest.mark.parametrize(("made", "undone"), [(3, 0), (5, 2), (5, 5)])
def test_a_long_step_that_was_killed_in_the_middle_is_taken_back_whole(
    path: Path, made: int, undone: int
) -> None:
    with Project.create(path, harbour()) as project:
        first = picture(project.document)
    subprocess.run(
        [sys.executable, "-m", "tests.storage.long_step_child", str(path), str(made), str(undone)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    with Project.open(path) as project:
        document = project.document
        check_tree(document)
        assert len(document.history.done) == made - undone
        assert len(document.history.undone) == undone
        project.undo()
        assert picture(document) == first
        assert project.undo() is None
        project.redo()
        assert len(document.history.done) == made, "what was undone before is redone too"
