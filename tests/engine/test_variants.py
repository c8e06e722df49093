"""What a manifest tells of its LCMs, before any of them is loaded."""

from __future__ import annotations

from pathlib import Path

import msgspec

from conceptwriter.bundles import load_manifest
from conceptwriter.bundles.manifest import BundleFile
from conceptwriter.engine import Describe, Engine, variants_in
from conceptwriter.lcm.variants import VARIANTS


def test_it_is_what_the_engine_tells(toy_bundle: Path, shared_engine: Engine) -> None:
    status = shared_engine.submit(Describe()).result()
    assert status.lcm is not None
    assert variants_in(load_manifest(toy_bundle)) == status.lcm.variants


def test_sizes_are_those_of_a_variants_own_files(toy_bundle: Path) -> None:
    manifest = load_manifest(toy_bundle)
    sizes = {variant.name: variant.size for variant in variants_in(manifest)}
    for part in manifest.all_lcms:
        own = [toy_bundle / name for name in (part.graph, part.head, part.arrays) if name is not None]
        assert sizes[part.name] == sum(path.stat().st_size for path in own)
    assert set(sizes) == set(VARIANTS)


def test_a_variant_of_a_newer_program_is_left_out(toy_bundle: Path) -> None:
    manifest = load_manifest(toy_bundle)
    strange = msgspec.structs.replace(manifest.lcm_variants[0], variant="three_tower", name="tomorrow")
    newer = msgspec.structs.replace(manifest, lcm_variants=[strange, *manifest.lcm_variants[1:]])
    names = [variant.name for variant in variants_in(newer)]
    assert "tomorrow" not in names
    assert names[0] == manifest.all_lcms[0].name, "the default comes first"


def test_a_variant_without_what_it_needs_is_left_out(toy_bundle: Path) -> None:
    manifest = load_manifest(toy_bundle)
    broken = [msgspec.structs.replace(part, diffusion=None) for part in manifest.lcm_variants]
    names = {variant.name for variant in variants_in(msgspec.structs.replace(manifest, lcm_variants=broken))}
    assert names == set(VARIANTS) - {"one_tower", "two_tower"}


def test_without_an_lcm_there_are_none(toy_bundle: Path) -> None:
    manifest = load_manifest(toy_bundle)
    assert variants_in(msgspec.structs.replace(manifest, lcm=None, lcm_variants=[])) == ()


def test_weights_next_to_a_graph_count(toy_bundle: Path) -> None:
    """A converted LCM is small graphs with gigabytes beside them."""
    manifest = load_manifest(toy_bundle)
    before = variants_in(manifest)[0]
    assert manifest.lcm is not None
    weights = [BundleFile(name, 1000, "") for name in (f"{manifest.lcm.graph}.data", "encoder.onnx.data")]
    found = variants_in(msgspec.structs.replace(manifest, files=[*manifest.files, *weights]))[0]
    assert found.size == before.size + 1000
