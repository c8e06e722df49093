"""A client and a server that does what it is told, however wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from conceptwriter.install.catalogue import RemoteFile
from conceptwriter.install.download import fetch
from conceptwriter.install.steps import InstallStep
from conceptwriter.install.transfer import Patience
from tests.install.hostile_server import HostileServer, hostile_server

CONTENT = bytes(range(256)) * 1200
"""300 kB that look like nothing else."""
SHA = hashlib.sha256(CONTENT).hexdigest()
HURRY = Patience(connect_seconds=5, stall_seconds=5, pauses=(0, 0, 0), worthwhile_bytes=1 << 30)


class Stop(Exception):
    """What a person's wish to stop raises."""


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with hostile_server() as running:
        running.files["/model.pt"] = CONTENT
        yield running


class Client:
    """Fetches model.pt again and again, keeping what it was told."""

    def __init__(self, server: HostileServer, folder: Path) -> None:
        self.server, self.folder = server, folder
        self.file = RemoteFile("model.pt", server.url("model.pt"))
        self.steps: list[InstallStep] = []

    def fetch(
        self, *, expected: str | None = SHA, patience: Patience = HURRY, stop_at: int | None = None
    ) -> str:
        def on_progress(step: InstallStep) -> None:
            self.steps.append(step)
            if stop_at is not None and step.done >= stop_at and step.what.startswith("Downloading"):
                raise Stop

        return fetch(self.file, self.folder, expected=expected, on_progress=on_progress, patience=patience)

    @property
    def whole(self) -> bytes:
        return (self.folder / "model.pt").read_bytes()

    @property
    def part(self) -> bytes:
        return (self.folder / "model.pt.part").read_bytes()

    def ranges(self) -> list[str | None]:
        return [seen.headers.get("range") for seen in self.server.seen]


@pytest.fixture
def client(server: HostileServer, tmp_path: Path) -> Client:
    return Client(server, tmp_path / "downloads")
