from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conceptwriter import atomic_write
from conceptwriter.outline import Document
from conceptwriter.storage import Project, replacing
from conceptwriter.storage import project as project_file
from tests.outline.drafts import harbour


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Nobody pulls the plug in these tests; those that kill a program run it as it is."""
    if "killed" not in request.node.name:
        monkeypatch.setattr(project_file, "DURABLE", "OFF")
        monkeypatch.setattr(project_file, "QUICK", "OFF")
        monkeypatch.setattr(replacing, "synchronise", lambda path: None)
        monkeypatch.setattr(atomic_write, "synchronise", lambda path: None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "harbour.concept"


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    project = Project.create(path, harbour(), clock=Clock())
    yield project
    project.close(discard=True)


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(entry.name for entry in folder.iterdir())


class Clock:
    """Ten seconds pass between any two looks at it, so that no two steps are one burst of typing."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        self.now += 10.0
        return self.now


def reopened(path: Path) -> Document:
    with Project.open(path, read_only=True) as project:
        return project.document
