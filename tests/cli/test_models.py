"""`models`: what is listed, told and verified."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Runner


@pytest.fixture
def installed(toy_bundle: Path, own_home: Path) -> Path:
    """A copy of the toy bundle in the user's models."""
    models = Path(os.environ["XDG_DATA_HOME"]) / "conceptwriter" / "models"
    models.mkdir(parents=True)
    return Path(shutil.copytree(toy_bundle, models / "toy"))


def test_list_has_languages_and_size(run: Runner, installed: Path) -> None:
    listed = run("models", "list", "--json").json
    toy = next(row for row in listed if row["name"] == "toy")
    assert toy["kinds"] == ["codec", "lcm"]
    assert "fra_Latn" in toy["languages"]
    assert toy["bytes"] > 0
    assert "toy 0.0.1" in run("models", "list").out


def test_info_names_every_file(run: Runner, installed: Path) -> None:
    report = run("models", "info", "toy", "--json").json
    assert "encoder.onnx" in {file["path"] for file in report["files"]}
    assert "encoder.onnx" in run("models", "info", "toy").out


def test_verify_finds_what_was_changed_cut_or_lost(run: Runner, installed: Path) -> None:
    assert run("models", "verify", "toy").code == 0
    (installed / "lcm-token.onnx").write_bytes((installed / "lcm-token.onnx").read_bytes()[:-10])
    (installed / "condition.onnx").unlink()
    changed = bytearray((installed / "encoder.onnx").read_bytes())
    changed[100] ^= 1
    (installed / "encoder.onnx").write_bytes(bytes(changed))
    ended = run("models", "verify", "toy")
    assert ended.code == 1
    for name in ("lcm-token.onnx", "condition.onnx", "encoder.onnx"):
        assert name in ended.out


@pytest.mark.parametrize("manifest", [b"", b"{", b"[]", b"\xff\x00", b'{"manifest_version": "9.0"}'])
def test_a_broken_manifest_is_listed_as_such(run: Runner, installed: Path, manifest: bytes) -> None:
    (installed / "bundle.json").write_bytes(manifest)
    assert "damaged" in run("models", "list").out
    assert run("models", "verify").code == 1
    ended = run("models", "info", "toy")
    assert ended.code == 1
    assert "toy" in ended.err


def test_unknown_name(run: Runner) -> None:
    ended = run("models", "info", "nothing")
    assert ended.code == 1
    assert "nothing" in ended.err
