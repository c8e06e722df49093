"""Finding the command, exit codes, and no traceback whatever happens."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from conceptwriter import __version__
from conceptwriter.cli import main as entry
from tests.cli.conftest import Runner


def test_help_lists_every_command(run: Runner) -> None:
    ended = run("--help")
    assert ended.code == 0
    for name in entry.COMMANDS:
        assert f"  {name}" in ended.out


@pytest.mark.parametrize("command", list(entry.COMMANDS))
def test_every_command_has_help(run: Runner, command: str) -> None:
    ended = run(command, "--help")
    assert ended.code == 0
    assert f"conceptwriter {command}" in ended.out


def test_version(run: Runner) -> None:
    assert run("--version").out == f"ConceptWriter {__version__}\n"


def test_mistyped_command_is_wrong_usage_and_gets_a_hint(run: Runner) -> None:
    ended = run("exprot")
    assert ended.code == 2
    assert "Did you mean `export`?" in ended.err
    assert ended.out == ""


def test_unknown_option_is_wrong_usage(run: Runner) -> None:
    assert run("models", "list", "--sideways").code == 2


def test_options_are_not_abbreviated(run: Runner, story: Path) -> None:
    assert run("show", story, "--tre").code == 2


def test_without_a_display_no_window_but_a_sentence(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conceptwriter.cli.system_needs.has_display", lambda: False)
    ended = run()
    assert ended.code == 1
    assert "no display" in ended.err


def test_missing_libraries_are_named_with_the_line_that_installs_them(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    from conceptwriter.cli import system_needs

    name = "libxcb-icccm.so.4"
    monkeypatch.setattr(system_needs, "has_display", lambda: True)
    monkeypatch.setattr(
        system_needs, "missing_libraries", lambda *, display: {name: system_needs.XCB_LIBRARIES[name]}
    )
    ended = run()
    assert ended.code == 1
    assert name in ended.err
    assert "libxcb-icccm4" in ended.err or "xcb-util-wm" in ended.err


@pytest.mark.parametrize(
    ("failure", "code", "said"),
    [
        (KeyboardInterrupt(), entry.INTERRUPTED, "stopped"),
        (BrokenPipeError(), 1, ""),
        (PermissionError(13, "Permission denied", "/locked/file"), 1, "/locked/file: Permission denied"),
        (MemoryError(), 1, "memory"),
        (RuntimeError("deep inside"), 1, "deep inside"),
    ],
)
def test_no_failure_shows_a_traceback(
    run: Runner, monkeypatch: pytest.MonkeyPatch, failure: BaseException, code: int, said: str
) -> None:
    def fail(*_: object) -> int:
        raise failure

    monkeypatch.setattr("conceptwriter.cli.models.run", fail)
    monkeypatch.setattr(entry, "_silence_standard_output", lambda: None)
    ended = run("models", "list")
    assert ended.code == code
    assert said in ended.err


def test_debugging_shows_where_it_failed(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise RuntimeError("deep inside")

    monkeypatch.setattr("conceptwriter.cli.models.run", fail)
    monkeypatch.setenv("CONCEPTWRITER_DEBUG", "1")
    with pytest.raises(RuntimeError, match="deep inside"):
        run("models", "list")


def test_reader_that_leaves_early_is_no_accident(story: Path) -> None:
    """`conceptwriter show ... | head -0`: a closed pipe ends the command without a word."""
    command = [sys.executable, "-m", "conceptwriter", "show", str(story), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
    assert process.returncode == 1
    assert errors == b""


def test_interrupt_ends_at_once_and_cleanly() -> None:
    command = [sys.executable, "-m", "conceptwriter", "pipe", "segment", "--from", "en"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"One sentence.\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"One sentence.\n"
        process.send_signal(signal.SIGINT)
        errors = process.stderr.read()
    assert process.returncode == entry.INTERRUPTED
    assert errors == b"conceptwriter: stopped.\n"
