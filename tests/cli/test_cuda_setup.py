"""`doctor --install-cuda` with a pip that is none: which commands run, and what is told in the end."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from conceptwriter.cli import cuda_setup
from conceptwriter.cli.cuda_setup import install_commands
from conceptwriter.runtime.device import CPU, CUDA
from conceptwriter.runtime.probe import Probe
from tests.cli.conftest import Runner

PLAIN = Probe("1.31.1", (CPU,))
STARTED = Probe("1.31.1", (CUDA, CPU), "13.0", cuda_starts=True)
STUCK = Probe("1.31.1", (CUDA, CPU), "13.0", message="no driver")
Pip = Callable[..., list[str]]


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> Pip:
    """Hand in what each probe finds and how pip ends; the commands it was called with come back."""

    def prepare(*found: Probe, code: int = 0) -> list[str]:
        called: list[str] = []
        answers = iter(found)

        def run(command: list[str], **named: Any) -> SimpleNamespace:
            assert command[:4] == [sys.executable, "-P", "-m", "pip"]
            called.append(" ".join(command[4:]))
            return SimpleNamespace(returncode=code)

        monkeypatch.setattr("conceptwriter.cli.cuda_setup.subprocess.run", run)
        monkeypatch.setattr(cuda_setup, "probe", lambda: next(answers))
        monkeypatch.setattr(cuda_setup, "version_of", lambda name: "1.31.1")
        monkeypatch.setattr(sys, "platform", "linux")
        return called

    return prepare


def test_the_gpu_build_is_laid_over_the_other(run: Runner, pip: Pip) -> None:
    called = pip(STARTED)
    ended = run("doctor", "--install-cuda")
    assert ended.code == 0
    assert "CUDA works" in ended.out
    assert called == ["install onnxruntime-gpu[cuda,cudnn]==1.31.1"]


def test_one_that_was_overwritten_is_laid_over_again(run: Runner, pip: Pip) -> None:
    called = pip(PLAIN, STARTED)
    assert run("doctor", "--install-cuda").code == 0
    assert called[1:] == ["install --force-reinstall --no-deps onnxruntime-gpu==1.31.1"]


def test_cuda_that_does_not_start_is_reported(run: Runner, pip: Pip) -> None:
    pip(STUCK)
    ended = run("doctor", "--install-cuda")
    assert ended.code == 1
    assert "no driver" in ended.err
    assert "runs on the CPU" in ended.err


def test_failures_say_what_to_do(run: Runner, pip: Pip, monkeypatch: pytest.MonkeyPatch) -> None:
    pip(code=1)
    ended = run("doctor", "--install-cuda")
    assert ended.code == 1
    assert "failed; see the messages above" in ended.err
    pip(PLAIN, PLAIN)
    assert "still has no CUDA support" in run("doctor", "--install-cuda").err
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "current Macs do not have" in run("doctor", "--install-cuda").err


def test_without_pip_the_commands_are_reported(
    run: Runner, pip: Pip, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = pip()
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pip" else found(name))
    ended = run("doctor", "--install-cuda")
    assert ended.code == 1
    assert "pip install onnxruntime-gpu[cuda,cudnn]==1.31.1" in ended.err
    assert called == []


def test_without_a_version_the_newest_is_taken() -> None:
    assert install_commands(None)[0] == ["install", "onnxruntime-gpu[cuda,cudnn]"]
