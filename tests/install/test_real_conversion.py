"""The whole way with the real converter: toy SONAR checkpoints from a bad server to a codec that works."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conceptwriter.bundles import verify
from conceptwriter.bundles.lcm_part import CodecName
from conceptwriter.bundles.manifest import Manifest
from conceptwriter.codec import DecodeOptions
from conceptwriter.codec.runtime import Codec
from conceptwriter.convert.sonar.checks import read_checks
from conceptwriter.install.catalogue import CatalogueEntry, catalogue_folder, load_catalogue, read_catalogue
from conceptwriter.install.installing import ConversionFailed, InstallFolders, InstallStep, install, remove
from conceptwriter.install.transfer import Patience
from tests.install.hostile_server import HostileServer, Reply, hostile_server
from tests.published_toy import save_toy_checkpoint, toy_config

GOLDEN = Path(__file__).resolve().parent.parent / "convert" / "sonar" / "golden"
FILES = ("encoder.pt", "decoder.pt", "sentencepiece.model")
HURRY = Patience(connect_seconds=5, stall_seconds=5, pauses=(0, 0, 0))
CHECKS = {"sentences": [["eng_Latn", "The boats came in."]], "compared": 1, "maximum_tokens": 8}


class Stop(Exception):
    """What a person's wish to stop raises."""


def entry_for(folder: Path, name: str, conversion: dict[str, Any], files: dict[str, str]) -> CatalogueEntry:
    """A catalogue entry like SONAR's and Mimir's own; `files`: name -> address."""
    kind = "codec" if conversion["kind"] == "sonar" else "lcm"
    entry = {
        "id": name,
        "title": name.title(),
        "summary": "",
        "version": "1.0",
        "kinds": [kind],
        "space": "sonar-1",
        "languages": [],
        "licences": [{"spdx": "CC-BY-NC-4.0", "title": "", "file": "terms.txt", "concerns": "the weights"}],
        "files": [{"name": file, "url": url} for file, url in files.items()],
        "conversion": conversion,
        "installed_bytes": 1_000_000,
        "memory_bytes": 1_000_000,
        "speed": "fast",
    }
    (folder / "terms.txt").write_text("Not for commercial use.\n", encoding="utf-8")
    file = folder / f"{name}.json"
    file.write_text(json.dumps({"catalogue_version": "1.0", "entries": [entry]}), encoding="utf-8")
    return read_catalogue(file)[0]


def toy_sonar(server: HostileServer, folder: Path, **checks: Any) -> CatalogueEntry:
    """SONAR, of checkpoints a thousandth its size."""
    conversion = {
        "kind": "sonar",
        "arguments": {
            "encoder": "encoder.pt",
            "decoder": "decoder.pt",
            "tokenizer": "sentencepiece.model",
            "name": "toy-sonar",
        },
        "options": {"precision": "int8", "heads": "4"},
        "checks": CHECKS | checks,
    }
    return entry_for(folder, "toy-sonar", conversion, {name: server.url(name) for name in FILES})


def test_from_a_bad_server_to_a_working_codec(tmp_path: Path) -> None:
    places = InstallFolders(tmp_path / "downloads", tmp_path / "models", tmp_path / "pins.json")
    steps: list[InstallStep] = []
    with hostile_server() as server:
        server.files = {f"/{name}": (GOLDEN / name).read_bytes() for name in FILES}
        server.script = {"/encoder.pt": [Reply(drop_after=100_000)], "/decoder.pt": [Reply(status=503)]}
        entry = toy_sonar(server, tmp_path)

        def stopping(step: InstallStep) -> None:
            if step.stage == "convert" and step.done > 3:
                raise Stop

        def again(on_progress: Any) -> Any:
            return install(
                entry, accepted={"CC-BY-NC-4.0"}, on_progress=on_progress, places=places, patience=HURRY
            )

        with pytest.raises(Stop):
            again(stopping)
        found = again(steps.append)
    assert verify(found.folder) == []
    assert (found.folder / "LICENSE.txt").read_text() == "Not for commercial use.\n"
    assert {"convert", "check"} <= {step.stage for step in steps}
    record = json.loads((found.folder / "installed.json").read_bytes())
    assert record["self_check"]
    assert found.manifest is not None
    codec = Codec(found.folder, found.manifest)
    vectors = codec.encode(["The boats came in."], "eng_Latn")
    assert np.isfinite(vectors).all()
    assert codec.decode(vectors, "swh_Latn", DecodeOptions(maximum_tokens=6))
    assert found.manifest.dimension == vectors.shape[1]
    _install_an_lcm_for(found.manifest, places, tmp_path)
    remove("toy-sonar", places)


def _install_an_lcm_for(codec: Manifest, places: InstallFolders, folder: Path) -> None:
    """Mimir the same way, which asks a codec of its space for the vector of its last sentence."""
    conversion = {
        "kind": "lcm",
        "arguments": {"model": "model.pt", "codec-bundle": "bundle:sonar", "name": "toy-mimir"},
        "options": {"precision": "int8"},
    }
    entry = entry_for(folder, "toy-mimir", conversion, {"model.pt": "https://models.example/model.pt"})
    save_toy_checkpoint(folder / "model.pt", toy_config(codec.dimension))
    found = install(
        entry,
        accepted={"CC-BY-NC-4.0"},
        on_progress=lambda step: None,
        places=places,
        from_folder=folder,
    )
    assert found.manifest is not None
    assert found.manifest.lcm is not None
    assert found.manifest.lcm.codec == CodecName("toy-sonar", "1.0")
    assert found.manifest.lcm.vector_space == codec.vector_space
    assert found.manifest.lcm.end_cosine > 0


def test_a_bundle_that_misses_a_floor_is_not_installed(tmp_path: Path) -> None:
    """Random weights cannot speak: asked for good sentences, the self-check refuses them."""
    places = InstallFolders(tmp_path / "downloads", tmp_path / "models", tmp_path / "pins.json")
    with hostile_server() as server:
        entry = toy_sonar(server, tmp_path, least_bleu=50)
        with pytest.raises(ConversionFailed, match="failed its self-check"):
            install(
                entry,
                accepted={"CC-BY-NC-4.0"},
                on_progress=lambda step: None,
                places=places,
                from_folder=GOLDEN,
            )
    assert not (places.models / "toy-sonar").exists()


def test_the_checks_of_the_catalogue_are_checks_the_converter_knows(tmp_path: Path) -> None:
    for entry in load_catalogue([catalogue_folder()]).entries:
        if entry.conversion is not None and entry.conversion.checks is not None:
            (tmp_path / "checks.json").write_text(json.dumps(entry.conversion.checks), encoding="utf-8")
            assert read_checks(tmp_path / "checks.json").least_bleu == 55
