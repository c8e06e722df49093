"""Starting another process of this program.

From a checkout or an installed wheel that is `python -m MODULE`. A packaged app (Briefcase) has no `python`:
it runs the app's own launcher, which always starts `conceptwriter.__main__`. So the launcher is started again
with RUN_MODULE and the module's name, and `conceptwriter.__main__` runs that module.
"""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess  # used by those only that start a child: every start of the program imports this file

RUN_MODULE = "--run-module"
"""First argument of `conceptwriter`: run the module named next, and nothing else."""
_BRIEFCASE = "Briefcase-Version"
"""Briefcase writes this field into the metadata of the apps it makes."""
_GRACE_SECONDS = 2.0


def module_command(module: str, *words: str) -> list[str]:
    """The command that runs this module, ours or another package's, with these arguments."""
    launcher = app_launcher()
    if launcher is not None:
        return [launcher, RUN_MODULE, module, *words]
    return [sys.executable, "-P", "-m", module, *words]


def module_environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment in which the child imports this package, even from a checkout that is not installed."""
    inherited = os.environ.get("PYTHONPATH")
    parent = str(Path(__file__).resolve().parent.parent)
    path = parent if not inherited else os.pathsep.join((parent, inherited))
    return {**os.environ, "PYTHONPATH": path, **(changes or {})}


# Children that answer one line for each line they are sent


def start_answering(command: Sequence[str], errors: IO[bytes]) -> subprocess.Popen[str]:
    """Start it; what it reports as errors goes into this file. Raises OSError."""
    import subprocess

    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        encoding="ascii",
        env=module_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def answer_of(process: subprocess.Popen[str], line: str) -> str:
    """The line it answers; empty if it has ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(line + "\n")
        process.stdin.flush()
        return process.stdout.readline()
    except (OSError, ValueError):  # the pipe is closed
        return ""


def end_answering(process: subprocess.Popen[str]) -> int:
    """Let it end, or end it; its exit code."""
    import subprocess

    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.close()
    except OSError:
        pass
    try:
        process.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()
    return process.returncode


def last_words(errors: IO[bytes] | None) -> str:
    """The last line of what a child reported as errors; empty for none."""
    if errors is None:
        return ""
    errors.seek(0)
    lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip() if lines else ""


def run_module(words: Sequence[str]) -> None:
    """Run in the child: handle the arguments after RUN_MODULE. Raises whatever the module raises."""
    module, *rest = words
    sys.argv = [module, *rest]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


@cache
def app_launcher() -> str | None:
    """The executable of the packaged app this process runs in; None where Python itself runs us."""
    from importlib import metadata  # here, because it costs every start a few milliseconds

    try:
        made_by_briefcase = _BRIEFCASE in metadata.metadata("conceptwriter")
    except metadata.PackageNotFoundError:
        return None  # a checkout that is on the path, not installed
    if not made_by_briefcase:
        return None
    import psutil

    # Not sys.executable: an embedded interpreter may put anything there. And `briefcase dev`, which runs
    # Python itself, writes the metadata too.
    running = psutil.Process().exe()
    return None if Path(running).stem.lower().startswith("python") else running
