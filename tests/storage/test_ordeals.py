"""The system fails, or the program is killed, at every single call of a save, and at random ones.

`tools/torture.py` does the same thousands of times.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.storage.faults import environment_with_library

HERE = Path(__file__).parents[2]
SEQUENCES = 120


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which SQLite's own calls fail too."""
    found = environment_with_library(tmp_path_factory.mktemp("library"))
    if found is None:
        pytest.skip("no C compiler: only Python's own calls can be made to fail")
    return found


def run(module: str, environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=HERE,
        env={**environment, "PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def without_library() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}


def test_every_call_of_a_save_may_fail_or_be_the_last(library: dict[str, str]) -> None:
    output = run("tests.storage.every_call", library)
    calls = int(output.split()[0])
    assert calls > 60, output


def test_every_call_that_python_makes_may_fail_or_be_the_last() -> None:
    output = run("tests.storage.every_call", without_library())
    assert int(output.split()[0]) > 20, output


def test_killed_and_failing_at_random(library: dict[str, str]) -> None:
    seed = random.SystemRandom().randrange(1 << 40)
    output = run("tools.torture", library, "--sequences", str(SEQUENCES), "--seed", str(seed))
    assert f"{SEQUENCES} sequences" in output
    assert " 0 losses" in output
    sys.stdout.write(output)


def test_a_loss_would_be_seen(tmp_path: Path) -> None:
    """The measure itself: a file that holds another state than the acknowledged one is a loss."""
    from tests.storage import ordeal

    truth = ordeal.prepare(tmp_path)
    first = (tmp_path / ordeal.MAIN).read_bytes()
    chance = random.Random(0)
    assert ordeal._look(tmp_path, truth, chance, set()) == []
    truth.sure[ordeal.MAIN] = "another"
    assert "another state" in ordeal._look(tmp_path, truth, chance, set())[0]
    (tmp_path / ordeal.MAIN).write_bytes(first[: len(first) // 2])
    assert "DamagedProject" in ordeal._look(tmp_path, truth, chance, set())[0]
    shutil.rmtree(tmp_path)
