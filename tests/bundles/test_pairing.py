"""Which codec goes with which LCM."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from conceptwriter.bundles import FoundBundle, lcm_for, load_manifest, usable_pair


@pytest.fixture
def both(toy_bundle: Path) -> FoundBundle:
    return FoundBundle(toy_bundle, False, load_manifest(toy_bundle), None)


def without(bundle: FoundBundle, part: str, **changes: str) -> FoundBundle:
    """The bundle with one of its parts taken away, under another folder and perhaps another name."""
    assert bundle.manifest is not None
    kinds = [kind for kind in bundle.manifest.kinds if kind != part]
    manifest = msgspec.structs.replace(bundle.manifest, kinds=kinds, **{part: None}, **changes)
    return FoundBundle(bundle.folder / f"without {part}", False, manifest, None)


def test_a_bundle_with_both_goes_with_itself(both: FoundBundle) -> None:
    assert usable_pair([both]) == (both, both)


def test_parts_in_two_folders_find_each_other(both: FoundBundle) -> None:
    codec, lcm = without(both, "lcm"), without(both, "codec", name="a concept model")
    assert usable_pair([lcm, codec]) == (codec, lcm)
    assert lcm_for(codec, [lcm]) == lcm


def test_a_codec_with_an_lcm_comes_before_one_without(both: FoundBundle) -> None:
    alone = without(both, "lcm", name="translator")
    assert usable_pair([alone, both]) == (both, both)
    assert usable_pair([alone]) == (alone, None)


def test_an_lcm_of_another_codec_is_not_used(both: FoundBundle) -> None:
    newer = without(both, "lcm", version="9.9")
    assert usable_pair([newer, without(both, "codec")]) == (newer, None)


def test_nothing_usable(both: FoundBundle) -> None:
    damaged = FoundBundle(both.folder, False, None, "damaged")
    assert usable_pair([damaged, without(both, "codec")]) is None
    assert lcm_for(damaged, [both]) is None
