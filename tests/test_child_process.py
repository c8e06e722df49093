"""A child of this program is started in the way that fits how the program was started itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from types import SimpleNamespace

import pytest

from conceptwriter.child_process import RUN_MODULE, app_launcher, module_command, module_environment

ROOT = Path(__file__).resolve().parent.parent
SHOWS = "import json, sys\nprint(json.dumps([__name__, sys.argv]))\n"


@pytest.fixture(autouse=True)
def asked_again() -> Iterator[None]:
    app_launcher.cache_clear()
    yield
    app_launcher.cache_clear()


def pretend(monkeypatch: pytest.MonkeyPatch, program: str, *fields: str) -> None:
    """Let the program file and the fields of our metadata be these."""
    written = Message()
    for field in fields:
        written[field] = "0.4.7"
    monkeypatch.setattr("importlib.metadata.metadata", lambda name: written)
    monkeypatch.setattr("psutil.Process", lambda: SimpleNamespace(exe=lambda: program))


def test_from_python_it_is_python() -> None:
    assert app_launcher() is None
    assert module_command("conceptwriter.engine.child", "a") == [
        sys.executable,
        "-P",
        "-m",
        "conceptwriter.engine.child",
        "a",
    ]


@pytest.mark.parametrize(
    "program",
    [
        "/usr/bin/conceptwriter",
        "/Applications/ConceptWriter.app/Contents/MacOS/ConceptWriter",
        r"C:\Programs\ConceptWriter.exe",
    ],
)
def test_from_a_packaged_app_it_is_the_app(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, program, "Briefcase-Version")
    assert module_command("conceptwriter.engine.child", "a") == [
        program,
        RUN_MODULE,
        "conceptwriter.engine.child",
        "a",
    ]


def test_briefcase_in_development_runs_python(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "/usr/bin/python3.11", "Briefcase-Version")
    assert app_launcher() is None


def test_a_program_that_briefcase_did_not_make_is_no_packaged_app(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "/usr/bin/conceptwriter")
    assert app_launcher() is None


def test_the_child_finds_this_package_before_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    environment = module_environment({"MORE": "1"})
    assert environment["PYTHONPATH"].split(os.pathsep) == [str(ROOT), "elsewhere"]
    assert environment["MORE"] == "1"


def test_the_program_runs_a_module_when_it_is_asked_to(tmp_path: Path) -> None:
    """What the launcher of a packaged app does, done by `python -m conceptwriter`."""
    (tmp_path / "shows.py").write_text(SHOWS, encoding="ascii")
    done = subprocess.run(
        [sys.executable, "-m", "conceptwriter", RUN_MODULE, "shows", "--json", "x"],
        capture_output=True,
        encoding="utf-8",
        env=module_environment({"PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"}),
        check=True,
    )
    assert json.loads(done.stdout) == ["__main__", [str(tmp_path / "shows.py"), "--json", "x"]]


def test_nobody_else_starts_python_to_run_a_module() -> None:
    """`sys.executable -m` would open a second window from a packaged app."""
    allowed = {
        "child_process.py",
        "cli/desktop.py",  # a menu entry, where no launcher is there
        "training/starter_run.py",  # torch's own launcher, never in a packaged app
        "training/sonar/parity.py",  # a tool of a checkout
    }
    package = ROOT / "conceptwriter"
    using = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if "sys.executable" in path.read_text(encoding="utf-8")
    }
    assert {name.replace("\\", "/") for name in using} == allowed
