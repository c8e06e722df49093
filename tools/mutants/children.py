"""The processes of a mutation run: each has its own group, its own temporary files and a limit of work."""

from __future__ import annotations

import os
import resource
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

ROOT = Path(__file__).resolve().parent.parent.parent
MEMORY = 8 << 30


def alone(place: Path, seconds: int = resource.RLIM_INFINITY) -> None:
    """Set a child apart: its own process group and temporary files, nothing printed, limited work."""
    place.mkdir(parents=True, exist_ok=True)
    os.setsid()
    quiet = os.open(place.with_suffix(".log"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    os.environ["TMPDIR"] = tempfile.tempdir = str(place)


def run_pytest(arguments: Sequence[str], plugin: object) -> int:
    """Pytest with the same examples each time, and without looking for the smallest that fails."""
    settings.register_profile(
        "mutants",
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    plain = ("-q", "--assert=plain", "-p", "no:randomly", "-p", "no:cacheprovider")
    os.chdir(ROOT)
    return int(
        pytest.main(
            [*plain, "--hypothesis-profile=mutants", "--hypothesis-seed=0", *arguments], plugins=[plugin]
        )
    )
