"""Fails when a module loses full coverage by the tests of its own package.

    python tools/coverage_floor.py

Runs the tests of the packages below under coverage.py, without those that kill programs hundreds of times:
what they run in other processes is not measured. Fails when a module of full_coverage.txt has a line or a
branch that no test runs, and says which other modules could be added. Examples are drawn from one seed, so
that the result depends only on the code.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LISTED = ROOT / "tools" / "full_coverage.txt"
PACKAGES = ("outline", "storage", "interchange", "install")
LEFT_OUT = (
    "tests/storage/test_ordeals.py",
    "tests/storage/test_backups_killed.py",
    "tests/storage/test_killed.py",
)


def measured(folder: Path) -> dict[str, dict[str, Any]] | None:
    """Coverage.py's result for each module of the packages; None when a test fails."""
    environment = {
        **os.environ,
        "CI": "1",
        "COVERAGE_FILE": str(folder / "data"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    python = (sys.executable, "-m")
    source = ",".join(f"conceptwriter.{package}" for package in PACKAGES)
    tests = [f"tests/{package}" for package in PACKAGES]
    tests += [f"--ignore={file}" for file in LEFT_OUT]
    run = [
        *python,
        "coverage",
        "run",
        "--branch",
        f"--source={source}",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:randomly",
    ]
    if subprocess.run(
        [*run, "--hypothesis-seed=0", *tests], cwd=ROOT, env=environment, check=False
    ).returncode:
        return None
    report = folder / "report.json"
    subprocess.run(
        [*python, "coverage", "json", "-q", "-o", str(report)], cwd=ROOT, env=environment, check=True
    )
    found: dict[str, dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["files"]
    return {Path(name).as_posix(): entry for name, entry in found.items()}


def gaps(entry: dict[str, Any]) -> list[str]:
    """The lines and branches of a module that no test runs."""
    lines = [f"line {line}" for line in entry["missing_lines"]]
    return lines + [f"branch {start} to {end}" for start, end in entry["missing_branches"]]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder))
    if found is None:
        return 1
    listed = LISTED.read_text(encoding="utf-8").split()
    lost = {name: gaps(found[name]) if name in found else ["is gone"] for name in listed}
    for name, missing in lost.items():
        if missing:
            print(f"{name}: {', '.join(missing)}")
    full = [name for name, entry in found.items() if not gaps(entry)]
    for name in sorted(set(full) - set(listed)):
        print(f"{name} is fully covered now: add it to {LISTED.relative_to(ROOT)}")
    print(
        f"{sum(not missing for missing in lost.values())} of {len(listed)} listed modules are fully covered"
    )
    return 1 if any(lost.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
