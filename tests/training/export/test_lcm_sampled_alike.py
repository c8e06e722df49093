"""A variant draws in the program what it draws in training: graphs, arrays, settings and sampler together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from conceptwriter.bundles import Manifest
from conceptwriter.bundles.lcm_part import CodecName
from conceptwriter.bundles.manifest import Licence
from conceptwriter.lcm import ItemKind, SampleSettings
from conceptwriter.lcm.runtime import Lcm
from conceptwriter.lcm.variants import VARIANTS
from conceptwriter.training.export import LcmSettings, NamedLcm
from conceptwriter.training.export.lcm_parts import write_lcm
from conceptwriter.training.lcm.factory import build
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.torch_lcm import TorchLcm
from conceptwriter.training.lcm.variant import LcmVariant

KINDS = np.array([ItemKind.PLAN, ItemKind.CONCEPT, ItemKind.BREAK, ItemKind.CONCEPT, ItemKind.CONCEPT])
VECTORS = np.random.default_rng(6).standard_normal((5, 16)).astype(np.float32)


def variant_with_weights(variant: str) -> LcmVariant:
    torch.manual_seed(4)
    model = build(variant, FAMILY[variant].toy).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.08)
    model.fit_statistics(np.random.default_rng(7).standard_normal((80, 16)) * 1.5 + 0.3)
    return model


def exported(model: LcmVariant, folder: Path, precision: str) -> Lcm:
    settings = LcmSettings(residual_scale=0.4, guidance=1.7)
    part = write_lcm(NamedLcm("it", model, settings), folder, CodecName("toy", "1"), precision)
    manifest = Manifest("1.0", "toy", "1", ["lcm"], Licence("MIT", "LICENSE"), [], 16, [], lcm=part)
    return Lcm(folder, manifest)


@pytest.mark.parametrize("variant", VARIANTS)
def test_float32_draws_the_same(variant: str, tmp_path: Path) -> None:
    model = variant_with_weights(variant)
    lcm = exported(model, tmp_path, "float32")
    torch_lcm = TorchLcm(model, lcm.part)
    for settings in (SampleSettings(), SampleSettings(temperature=0.8, reroll=2, eta=0.5, top_p=0.8)):
        wanted = torch_lcm.sample(torch_lcm.prepare(VECTORS, KINDS), 4, settings, seed=0)
        found = lcm.sample(lcm.prepare(VECTORS, KINDS), 4, settings, seed=0)
        np.testing.assert_allclose(found.vectors, wanted.vectors, atol=2e-3)
        np.testing.assert_allclose(found.scores, wanted.scores, atol=1e-4)
        assert found.end_probability == pytest.approx(wanted.end_probability, abs=1e-4)
        assert found.document_end_probability == pytest.approx(wanted.document_end_probability, abs=1e-4)
        assert found.ignored == wanted.ignored
        assert (found.direction is None) == (wanted.direction is None) == (variant != "token")
        if found.direction is not None and wanted.direction is not None:
            np.testing.assert_allclose(found.direction, wanted.direction, atol=1e-4)


@pytest.mark.parametrize("variant", ["base", "token", "one_tower", "two_tower", "energy"])
def test_int8_draws_nearly_the_same(variant: str, tmp_path: Path) -> None:
    """Not the quantised variants: a unit that is as likely as another may be drawn instead of it."""
    model = variant_with_weights(variant)
    for precision in ("float32", "int8"):
        (tmp_path / precision).mkdir()
    draws = [
        lcm.sample(lcm.prepare(VECTORS, KINDS), 4, seed=0).vectors
        for lcm in (exported(model, tmp_path / precision, precision) for precision in ("float32", "int8"))
    ]
    whole, small = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True) for vectors in draws)
    assert (whole * small).sum(axis=1).min() > 0.97
