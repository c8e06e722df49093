from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from conceptwriter.processes import is_running

PACKAGE = Path(__file__).resolve().parent.parent / "conceptwriter"


def test_a_process_is_running_until_it_has_ended() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert is_running(process.pid)
        assert is_running(process.pid), "asking does not end it"
        process.kill()
        process.wait()
        assert not is_running(process.pid)


@pytest.mark.parametrize("pid", [-1, 2**31 - 2, 2**80])
def test_a_number_that_no_process_has(pid: int) -> None:
    assert not is_running(pid)


def test_a_process_that_began_long_after_is_another() -> None:
    began = psutil.Process().create_time()
    assert is_running(os.getpid(), since=began)
    assert is_running(os.getpid(), since=began - 600), "clocks are set"
    assert not is_running(os.getpid(), since=began - 86_400)


def test_in_doubt_it_is_running(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(pid: int) -> None:
        raise psutil.AccessDenied(pid)

    monkeypatch.setattr(psutil, "Process", denied)
    assert is_running(os.getpid(), since=0.0)


def test_nobody_asks_by_sending_a_signal() -> None:
    """`os.kill(pid, 0)` ends the process on Windows."""
    asking = [path for path in PACKAGE.rglob("*.py") if "os.kill(" in path.read_text(encoding="utf-8")]
    assert [path.name for path in asking] == ["processes.py"], "only the comment that says so"
