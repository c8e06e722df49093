"""The manifest: kept, refused, and clear about why."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.bundles import BundleError, load_manifest, save_manifest
from conceptwriter.bundles.manifest import MANIFEST_NAME, TokenStatesPart, files_with_a_role


@pytest.fixture
def copy(toy_bundle: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(toy_bundle, tmp_path / "copy"))


def edit(bundle: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    file = bundle / MANIFEST_NAME
    data = json.loads(file.read_text(encoding="utf-8"))
    change(data)
    file.write_text(json.dumps(data), encoding="utf-8")
    return bundle


def test_reads_folder_or_file(toy_bundle: Path) -> None:
    manifest = load_manifest(toy_bundle)
    assert manifest == load_manifest(toy_bundle / MANIFEST_NAME)
    assert manifest.kinds == ["codec", "lcm"]
    assert manifest.languages == ["eng_Latn", "fra_Latn", "deu_Latn", "spa_Latn"]
    assert manifest.licence.spdx == "Apache-2.0"


def test_unknown_keys_survive_a_round_trip(copy: Path) -> None:
    def add(data: dict[str, Any]) -> None:
        data["colour"] = {"of the cover": "blue"}

    manifest = load_manifest(edit(copy, add))
    assert manifest.extra == {"colour": {"of the cover": "blue"}}
    save_manifest(manifest, copy)
    assert json.loads((copy / MANIFEST_NAME).read_text(encoding="utf-8"))["colour"] == {
        "of the cover": "blue"
    }
    assert load_manifest(copy) == manifest


def test_token_states_are_named_only_where_there_are_some(
    copy: Path, reading_bundle: Path, tmp_path: Path
) -> None:
    save_manifest(load_manifest(copy), copy)
    assert "token_states" not in json.loads((copy / MANIFEST_NAME).read_text(encoding="utf-8"))["codec"]
    manifest = load_manifest(reading_bundle)
    assert manifest.codec is not None
    assert manifest.codec.token_states == TokenStatesPart(version=1)
    save_manifest(manifest, tmp_path)
    stored = json.loads((tmp_path / MANIFEST_NAME).read_text(encoding="utf-8"))
    assert stored["codec"]["token_states"] == {"version": 1}
    assert not manifest.codec.token_states.copies
    edit(tmp_path, lambda data: data["codec"]["token_states"].update(version=2))
    part = load_manifest(tmp_path).codec
    assert part is not None
    assert part.token_states is not None
    assert part.token_states.copies


def test_token_states_of_another_version_are_refused(reading_bundle: Path, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(reading_bundle, tmp_path / "copied"))
    edit(copied, lambda data: data["codec"]["token_states"].update(version=3))
    with pytest.raises(BundleError, match=r"of version 3; .* versions 1 and 2\. Update ConceptWriter"):
        load_manifest(copied)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("manifest_version", "2.0", "manifest version 2.0"),
        ("manifest_version", 1, "manifest_version"),
        ("manifest_version", None, "manifest_version"),
        ("minimum_app_version", "99.0.0", "needs ConceptWriter 99.0.0"),
        ("dimension", "wide", "dimension"),
        ("dimension", 0, "dimension"),
        ("kinds", ["codec"], "lcm"),
        ("kinds", ["lcm"], "codec"),
        ("files", [], "not in the list of files"),
        ("licence", "MIT", "licence"),
        ("files", [{"path": "../outside", "size": 1, "sha256": "0"}], "outside"),
        ("files", [{"path": "/etc/passwd", "size": 1, "sha256": "0"}], "/etc/passwd"),
        ("files", [{"path": "C:\\x", "size": 1, "sha256": "0"}], "outside the model folder"),
    ],
)
def test_refuses(copy: Path, key: str, value: Any, says: str) -> None:
    edit(copy, lambda data: data.__setitem__(key, value))
    with pytest.raises(BundleError) as caught:
        load_manifest(copy)
    assert says in str(caught.value)
    assert MANIFEST_NAME in str(caught.value)


def test_a_later_minor_version_is_read(copy: Path) -> None:
    edit(copy, lambda data: data.__setitem__("manifest_version", "1.7"))
    assert load_manifest(copy).name == "toy"


def test_a_folder_without_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="is not a model folder"):
        load_manifest(tmp_path)


@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=200) | st.text(max_size=80).map(str.encode))
def test_any_bytes_are_refused_politely(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("noise")
    (folder / MANIFEST_NAME).write_bytes(content)
    with pytest.raises(BundleError):
        load_manifest(folder)


def test_a_deeply_nested_manifest_is_refused(tmp_path: Path) -> None:
    (tmp_path / MANIFEST_NAME).write_text("[" * 100_000)
    with pytest.raises(BundleError):
        load_manifest(tmp_path)


def test_several_lcms_are_kept(toy_bundle: Path) -> None:
    manifest = load_manifest(toy_bundle)
    assert [lcm.name for lcm in manifest.all_lcms] == [
        "token",
        "base",
        "one_tower",
        "two_tower",
        "quant",
        "quant_continuous",
        "energy",
    ]
    two_tower = manifest.all_lcms[3]
    assert two_tower.diffusion is not None
    assert (two_tower.diffusion.schedule, two_tower.diffusion.training_steps) == ("cosine", 20)
    roles = files_with_a_role(manifest)
    assert {"lcm-token.onnx", "lcm-two_tower-head.onnx", "lcm-quant.npz", "lcm-energy-head.onnx"} <= roles
    assert "lcm-token-head.onnx" not in roles


def test_a_bundle_from_before_the_variants_is_read(copy: Path) -> None:
    def as_it_was(data: dict[str, Any]) -> None:
        del data["lcm_variants"]
        kept = ("graph", "codec", "residual_scale", "maximum_context", "end_threshold", "vector_length")
        data["lcm"] = {name: data["lcm"][name] for name in kept}

    manifest = load_manifest(edit(copy, as_it_was))
    assert manifest.lcm is not None
    assert (manifest.lcm.variant, manifest.lcm.name, manifest.lcm_variants) == ("token", "standard", [])
    assert manifest.lcm.head is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: data["lcm_variants"][0].update(name="token"), "two concept models are called 'token'"),
        (lambda data: data["lcm_variants"][2].update(head=None), "'two_tower' .two_tower. needs head"),
        (lambda data: data["lcm_variants"][3].update(arrays=None), "needs head, arrays and quant"),
        (lambda data: data["lcm_variants"][0]["codec"].update(version="9"), "another codec"),
        (lambda data: data["lcm_variants"][2].update(head="lost.onnx"), "lost.onnx has a role"),
        (lambda data: data["lcm_variants"][2]["diffusion"].update(target="x1"), "x1"),
        (lambda data: data.update(lcm=None, kinds=["codec"]), "lcm_variants but no lcm"),
    ],
)
def test_refuses_unsound_variants(copy: Path, change: Callable[[dict[str, Any]], None], says: str) -> None:
    edit(copy, change)
    with pytest.raises(BundleError, match=says):
        load_manifest(copy)


def test_a_variant_of_a_later_version_does_not_spoil_the_others(copy: Path) -> None:
    edit(copy, lambda data: data["lcm_variants"][0].update(variant="flow"))
    assert load_manifest(copy).lcm_variants[0].variant == "flow"
