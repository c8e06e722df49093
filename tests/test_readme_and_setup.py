"""What the README promises is there, and the set-up script says the right thing where it cannot help."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from conceptwriter.cli import system_needs
from conceptwriter.cli.main import COMMANDS
from tools import prepare

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def readme_commands() -> list[list[str]]:
    """Every `conceptwriter ...` in the README's blocks of commands, as words; redirections left out."""
    found: list[list[str]] = []
    for block in re.findall(r"```sh\n(.*?)```", README, flags=re.S):
        for line in block.splitlines():
            command = line.partition("#")[0].rpartition("| ")[2].partition("<")[0]
            words = shlex.split(command)
            if words[:1] == ["conceptwriter"]:
                found.append(words[1:])
    return found


def test_there_are_commands_in_the_readme() -> None:
    assert len(readme_commands()) >= 8


@pytest.mark.parametrize("words", readme_commands(), ids=" ".join)
def test_every_command_in_the_readme_is_understood(words: list[str]) -> None:
    module = importlib.import_module(f"conceptwriter.cli.{COMMANDS[words[0]][0]}")
    parser = argparse.ArgumentParser(allow_abbrev=False)
    module.configure(parser)
    parser.parse_args(words[1:])


def test_every_make_target_in_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:^|`)make ([a-z]+)", README, flags=re.M)):
        assert re.search(rf"^{target}:", makefile, flags=re.M), target


def test_preparing_for_a_window_without_a_display_points_to_the_demo(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system_needs, "has_display", lambda: False)
    assert prepare.main(["window"]) == 1
    assert "make demo" in capsys.readouterr().err


def test_missing_libraries_that_may_not_be_installed_are_named_with_the_line_to_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = {"libxcb-icccm.so.4": system_needs.XCB_LIBRARIES["libxcb-icccm.so.4"]}
    monkeypatch.setattr(system_needs, "has_display", lambda: True)
    monkeypatch.setattr(system_needs, "missing_libraries", lambda *, display: lost)
    monkeypatch.setattr(prepare, "as_root", lambda: None)
    monkeypatch.setattr(prepare, "make_venv", lambda: None)
    monkeypatch.setattr(prepare, "install_program", lambda kind: None)
    assert prepare.main(["window"]) == 1
    said = capsys.readouterr().err
    assert "libxcb-icccm.so.4" in said
    assert system_needs.install_command(list(lost.values())) in said


def test_missing_fonts_are_no_obstacle(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system_needs, "missing_libraries", lambda *, display: {})
    monkeypatch.setattr(system_needs, "missing_fonts", lambda: {"Arabic": system_needs.FONTS["Arabic"][1]})
    monkeypatch.setattr(prepare, "as_root", lambda: None)
    prepare.install_system_packages(display=False)
    assert "Arabic" in capsys.readouterr().out


def test_wrong_usage() -> None:
    assert prepare.main([]) == 2
    assert prepare.main(["everything"]) == 2


def test_the_script_needs_nothing_that_is_not_there_before_it_ran() -> None:
    """It runs on a bare Python: only the standard library, and our module that keeps to it as well."""
    code = "import sys; sys.path.insert(0, '.'); import tools.prepare; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    tops = {name.partition(".")[0] for name in done.stdout.split()}
    assert tops <= {*sys.stdlib_module_names, "conceptwriter", "tools", "__main__"}
