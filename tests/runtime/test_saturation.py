"""Weights that this processor multiplies wrongly are refused, not computed with."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from conceptwriter.bundles import BundleError, load_manifest
from conceptwriter.codec.runtime import Codec
from conceptwriter.lcm.runtime import Lcm
from conceptwriter.runtime import saturation
from conceptwriter.runtime.saturation import ALL_LEVELS, SAFE_LEVELS, weight_levels


@pytest.fixture
def weak(monkeypatch: pytest.MonkeyPatch) -> None:
    """A processor that saturates, whatever this one does."""
    monkeypatch.setattr(saturation, "weight_levels", lambda: SAFE_LEVELS)


def test_the_runtime_is_asked() -> None:
    assert weight_levels() in (SAFE_LEVELS, ALL_LEVELS)


def test_a_product_of_safe_levels_is_exact_everywhere() -> None:
    """What the smaller number of levels promises, on the very product that is asked for."""
    import numpy as np

    from conceptwriter.runtime.sessions import run_once

    feeds = {"a": np.full((1, 64), 255, np.uint8), "b": np.full((64, 32), SAFE_LEVELS, np.int8)}
    assert np.all(run_once(saturation._ONE_PRODUCT, feeds) == 64 * 255 * SAFE_LEVELS)


@pytest.mark.parametrize("model", [Codec, Lcm])
def test_weights_of_all_levels_are_refused(model: type[Codec | Lcm], toy_bundle: Path, weak: None) -> None:
    manifest = msgspec.structs.replace(load_manifest(toy_bundle), weight_levels=ALL_LEVELS)
    with pytest.raises(BundleError, match="another processor"):
        model(toy_bundle, manifest)


@pytest.mark.parametrize("levels", [0, SAFE_LEVELS])
def test_all_others_are_loaded(levels: int, toy_bundle: Path, weak: None) -> None:
    Codec(toy_bundle, msgspec.structs.replace(load_manifest(toy_bundle), weight_levels=levels))
