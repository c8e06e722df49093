"""A server, a stand-in for the converter, and the folders of an installation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.bundles.places import FoundBundle, find_bundles
from conceptwriter.install.catalogue import CatalogueEntry, read_catalogue
from conceptwriter.install.installing import InstallFolders, InstallStep, install
from conceptwriter.install.transfer import Patience
from tests.install.hostile_server import HostileServer, hostile_server

ROOT = Path(__file__).resolve().parents[3]
CONVERTER = "tests.install.stand_in_converter"
HURRY = Patience(connect_seconds=5, stall_seconds=5, pauses=())
TUESDAY = "LicenseRef-Tuesday"
TERMS = "You may use this on Tuesdays.\n"


class Stop(Exception):
    """What a person's wish to stop raises."""


class Crash(BaseException):
    """The program ends in the middle of something."""


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child process finds the converter of the tests."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with hostile_server() as running:
        yield running


@dataclass
class Bench:
    """An entry "toy" in a catalogue, its server, and folders of its own."""

    server: HostileServer
    folder: Path
    steps: list[InstallStep] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places = InstallFolders(
            self.folder / "downloads", self.folder / "models", self.folder / "pins.json"
        )
        self.wish("make")
        self.server.files["/tokens"] = b"tokens" * 100

    def wish(self, what: str) -> None:
        """What the converter will do."""
        self.server.files["/encoder"] = json.dumps({"do": what}).encode()

    def entry(self, **changes: Any) -> CatalogueEntry:
        entry = {
            "id": "toy",
            "title": "Toy",
            "summary": "",
            "version": "1.0",
            "kinds": ["codec"],
            "space": "toy-1",
            "languages": ["eng_Latn", "fra_Latn"],
            "licences": [
                {
                    "spdx": "LicenseRef-Tuesday",
                    "title": "Tuesdays",
                    "file": "t.txt",
                    "concerns": "the weights",
                }
            ],
            "files": [
                {"name": "encoder.pt", "url": self.server.url("encoder"), "size": None, "sha256": None},
                {"name": "tokens.model", "url": self.server.url("tokens"), "size": None, "sha256": None},
            ],
            "conversion": {
                "kind": "sonar",
                "arguments": {"encoder": "encoder.pt", "tokenizer": "tokens.model", "name": "toy"},
                "options": {"precision": "int8"},
            },
            "installed_bytes": 1000,
            "memory_bytes": 1000,
            "speed": "fast",
            **changes,
        }
        place = self.folder / "catalogue"
        place.mkdir(exist_ok=True)
        (place / "t.txt").write_text(TERMS, encoding="utf-8")
        (place / "c.json").write_text(json.dumps({"catalogue_version": "1.0", "entries": [entry]}))
        return read_catalogue(place / "c.json")[0]

    def install(
        self,
        entry: CatalogueEntry | None = None,
        *,
        on_progress: Callable[[InstallStep], None] | None = None,
        accepted: tuple[str, ...] = (TUESDAY,),
        **options: Any,
    ) -> FoundBundle:
        return install(
            entry or self.entry(),
            accepted=accepted,
            on_progress=on_progress or self.steps.append,
            places=self.places,
            patience=HURRY,
            converter=CONVERTER,
            **options,
        )

    def content(self) -> bytes:
        return (self.places.models / "toy" / "whole.bin").read_bytes()

    def found(self) -> list[str]:
        return [
            bundle.manifest.name
            for bundle in find_bundles([self.places.models])
            if bundle.manifest is not None
        ]

    def record(self) -> Any:
        return json.loads((self.places.models / "toy" / "installed.json").read_bytes())


@pytest.fixture
def bench(server: HostileServer, tmp_path: Path) -> Bench:
    return Bench(server, tmp_path)


def stop_when(words: str) -> Callable[[InstallStep], None]:
    def on_progress(step: InstallStep) -> None:
        if words in step.what:
            raise Stop

    return on_progress
