"""The child dies, the parent dies, and neither takes the other's work along."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import psutil
import pytest

from conceptwriter.engine import Decode, Describe, Encode, Engine, EngineCrashed

WAIT = 30.0


def test_a_killed_child_fails_its_requests_and_the_next_one_works(engine: Engine) -> None:
    started = threading.Event()
    first = engine.submit(Decode(np.ones((200_000, 16), np.float32), "eng_Latn"), lambda _: started.set())
    second = engine.submit(Encode(("waiting",), "eng_Latn"))
    assert started.wait(WAIT)
    pid = engine.status.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    for job in (first, second):
        with pytest.raises(EngineCrashed, match=r"SIGKILL.*Your text is safe"):
            job.result(WAIT)
    assert engine.status.pid is None
    assert engine.submit(Encode(("next",), "eng_Latn")).result(WAIT).shape == (1, 16)
    assert engine.status.pid not in (None, pid)


def test_a_child_that_dies_idle_is_replaced(engine: Engine) -> None:
    pid = engine.submit(Describe()).result(WAIT).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    # The pipe may still look whole: then the request fails by name, and the one after it works.
    for _ in range(2):
        job = engine.submit(Encode(("next",), "eng_Latn"))
        try:
            assert job.result(WAIT).shape == (1, 16)
            break
        except EngineCrashed:
            continue
    else:
        pytest.fail("the engine did not come back")


def test_a_child_that_cannot_start_says_so(
    toy_bundle: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python here"))
    with Engine(toy_bundle) as engine, pytest.raises(EngineCrashed, match="could not be started"):
        engine.submit(Describe())


def test_the_last_words_of_a_dying_child_are_reported(
    toy_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conceptwriter.engine.process._CHILD_MODULE", "conceptwriter.no_such_module")
    with Engine(toy_bundle) as engine, pytest.raises(EngineCrashed, match=r"exit code 1.*no_such_module"):
        engine.submit(Describe()).result(WAIT)


def test_an_unreadable_answer_counts_as_a_crash(
    toy_bundle: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """`python -m this` prints a poem where a length is expected."""
    monkeypatch.setattr("conceptwriter.engine.process._CHILD_MODULE", "this")
    with Engine(toy_bundle) as engine, pytest.raises(EngineCrashed):
        engine.submit(Describe()).result(WAIT)
    assert engine.status.pid is None
    assert "data that cannot be read" in caplog.text


def test_the_child_ends_when_its_parent_is_killed(toy_bundle: Path) -> None:
    script = (
        "import os, signal, sys, pathlib\n"
        "from conceptwriter.engine import Describe, Engine\n"
        "engine = Engine(pathlib.Path(sys.argv[1]))\n"
        "print(engine.submit(Describe()).result(30).pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).resolve().parent.parent.parent
    parent = subprocess.run(
        [sys.executable, "-c", script, str(toy_bundle)], capture_output=True, text=True, cwd=root, check=False
    )
    assert parent.returncode == -signal.SIGKILL, parent.stderr
    pid = int(parent.stdout)
    if psutil.pid_exists(pid):
        psutil.Process(pid).wait(10)
    assert not psutil.pid_exists(pid)


def test_a_working_folder_full_of_traps_is_not_imported(
    toy_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer's folder may hold a file named like a module."""
    (tmp_path / "numpy.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    with Engine(toy_bundle) as engine:
        assert engine.submit(Encode(("hello",), "eng_Latn")).result(WAIT).shape == (1, 16)


def test_ctrl_c_in_the_terminal_is_left_to_the_program(shared_engine: Engine) -> None:
    pid = shared_engine.submit(Describe()).result(WAIT).pid
    assert pid is not None
    os.kill(pid, signal.SIGINT)
    assert shared_engine.submit(Encode(("still here",), "eng_Latn")).result(WAIT).shape == (1, 16)
    assert shared_engine.status.pid == pid


def test_what_a_library_prints_does_not_break_the_messages() -> None:
    script = (
        "import os\n"
        "from conceptwriter.engine.child import _claim_standard_streams\n"
        "requests, answers = _claim_standard_streams()\n"
        "print('noise', flush=True); os.write(1, b'more noise')\n"
        "answers.write(requests.read()); answers.close()\n"
    )
    root = Path(__file__).resolve().parent.parent.parent
    child = subprocess.run(
        [sys.executable, "-c", script], input=b"message", capture_output=True, cwd=root, check=True
    )
    assert child.stdout == b"message"
    assert child.stderr == b"noise\nmore noise"


def test_processes_are_collected(engine: Engine) -> None:
    pid = engine.submit(Describe()).result(WAIT).pid
    assert pid is not None
    engine.close()
    assert not psutil.pid_exists(pid)
