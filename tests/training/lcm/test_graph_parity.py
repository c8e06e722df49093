"""Every graph of every LCM variant against the PyTorch module it stands for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch

from conceptwriter.lcm.contract import ItemKind
from conceptwriter.lcm.variants import VARIANTS
from conceptwriter.runtime.sessions import Graph, empty_past
from conceptwriter.training.lcm.base import BaseLcm
from conceptwriter.training.lcm.blocks import Reading
from conceptwriter.training.lcm.context_graph import write_context_graph
from conceptwriter.training.lcm.energy import EnergyLcm
from conceptwriter.training.lcm.factory import build
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.noising import DiffusionLcm
from conceptwriter.training.lcm.quant import QuantContinuousLcm, QuantLcm
from conceptwriter.training.lcm.token import TokenLcm
from conceptwriter.training.lcm.two_tower import TwoTowerLcm
from conceptwriter.training.lcm.variant import LcmVariant

# float32 must agree to rounding; int8 keeps seven bits of a weight, so random toy models differ visibly.
TOLERANCE = {"float32": 1e-4, "int8": 0.25}
PRECISION = pytest.mark.parametrize("precision", ["float32", "int8"])
ITEMS = 12
DIFFUSION = [name for name, spec in VARIANTS.items() if "diffusion" in spec.needs]
Array = npt.NDArray[Any]


@torch.no_grad()
def unlike_any_default(variant: str) -> LcmVariant:
    """Biases, norms and gates are 0 and 1 at first: make all of them count."""
    torch.manual_seed(4)
    model = build(variant, FAMILY[variant].toy).eval()
    for parameter in model.parameters():
        parameter.add_(torch.randn_like(parameter) * 0.08)
    model.fit_statistics((torch.randn(80, FAMILY[variant].toy.dimension) * 2 + 0.5).numpy())
    return model


@torch.no_grad()
def document(model: LcmVariant) -> tuple[torch.Tensor, torch.Tensor, Reading]:
    """Vectors and kinds of twelve items, and what the model reads from them."""
    torch.manual_seed(5)
    vectors, kinds = torch.randn(1, ITEMS, model.context.config.dimension), torch.randint(0, 3, (1, ITEMS))
    kinds[0, 4], kinds[0, -1] = ItemKind.BREAK, ItemKind.END
    vectors[kinds >= ItemKind.BREAK] = 0
    return vectors, kinds, model.read(vectors, kinds, *model.empty_past(1))


def what_the_head_reads(model: LcmVariant, reading: Reading) -> torch.Tensor:
    """States as they are; of the two-tower variant, keys and values of its denoiser's layers."""
    if not isinstance(model, TwoTowerLcm):
        return reading.hidden
    return torch.cat([layer.key_value(reading.hidden) for layer in model.denoiser.blocks()], dim=-1)


def alike(found: Array, wanted: torch.Tensor, precision: str) -> None:
    np.testing.assert_allclose(found, wanted.numpy(), atol=TOLERANCE[precision])


@PRECISION
@pytest.mark.parametrize("variant", VARIANTS)
@torch.no_grad()
def test_context_whole_and_in_parts(variant: str, precision: str, tmp_path: Path) -> None:
    model = unlike_any_default(variant)
    write_context_graph(model, FAMILY[variant].what_follows, tmp_path / "lcm.onnx", precision)
    graph = Graph(tmp_path / "lcm.onnx")
    vectors, kinds, wanted = document(model)
    past_key, past_value = empty_past(graph, 1)
    parts = []
    for begin, end in ((0, 7), (7, 8), (8, ITEMS)):
        feeds = {"vectors": vectors.numpy()[:, begin:end], "kinds": kinds.numpy()[:, begin:end]}
        parts.append(graph.run({**feeds, "past_key": past_key, "past_value": past_value}))
        past_key, past_value = parts[-1]["present_key"], parts[-1]["present_value"]

    def joined(name: str) -> Array:
        return np.concatenate([part[name] for part in parts], axis=1)

    alike(joined("end"), wanted.end, precision)
    alike(joined("document_end"), wanted.document_end, precision)
    alike(past_key, wanted.key, precision)
    alike(past_value, wanted.value, precision)
    if isinstance(model, BaseLcm | TokenLcm):
        candidates, weights = model.propose(wanted.hidden)
        alike(joined("candidates"), candidates, precision)
        alike(joined("weights"), weights, precision)
        assert "hidden" not in graph.outputs
    else:
        alike(joined("hidden"), what_the_head_reads(model, wanted), precision)
        assert "candidates" not in graph.outputs


@PRECISION
@pytest.mark.parametrize("variant", DIFFUSION)
@torch.no_grad()
def test_denoising_head(variant: str, precision: str, tmp_path: Path) -> None:
    model = unlike_any_default(variant)
    assert isinstance(model, DiffusionLcm)
    write_head = FAMILY[variant].write_head
    assert write_head is not None
    write_head(model, tmp_path / "head.onnx", precision)
    _, _, reading = document(model)
    noisy = torch.randn(6, model.context.config.dimension)
    steps = torch.tensor([0, 3, 7, 19, 19, 3])
    use_context = torch.tensor([1.0, 1.0, 0.0, 1.0, 0.0, 0.0])
    context = {"states": what_the_head_reads(model, reading)}
    if variant == "one_tower":
        context = {"past_key": reading.key, "past_value": reading.value}
    given = {"noisy": noisy, "step": steps, "use_context": use_context, **context}
    found = Graph(tmp_path / "head.onnx").run({name: value.numpy() for name, value in given.items()})
    wanted = model.denoise(noisy, steps, reading, use_context)
    alike(found["prediction"], wanted, precision)
    with_context = model.denoise(noisy, steps, reading, torch.ones(6))
    assert (with_context - wanted)[use_context == 0].abs().max() > 0.01  # so that the mask is seen to work


@PRECISION
@pytest.mark.parametrize("variant", ["quant", "quant_continuous"])
@torch.no_grad()
def test_quantised_head(variant: str, precision: str, tmp_path: Path) -> None:
    model = unlike_any_default(variant)
    assert isinstance(model, QuantLcm | QuantContinuousLcm)
    write_head = FAMILY[variant].write_head
    assert write_head is not None
    write_head(model, tmp_path / "head.onnx", precision)
    hidden = torch.randn(6, model.config.width)
    partial = torch.randn(6, model.config.dimension)
    level = torch.tensor([0, 1, 2, 3, 3, 0])
    given = {"hidden": hidden.numpy(), "partial": partial.numpy(), "level": level.numpy()}
    found = Graph(tmp_path / "head.onnx").run(given)
    if isinstance(model, QuantLcm):
        alike(found["logits"], model.logits(hidden, partial, level), precision)
    else:
        alike(found["residual"], model.residual(hidden, partial, level), precision)


@PRECISION
@torch.no_grad()
def test_energy_head(precision: str, tmp_path: Path) -> None:
    model = unlike_any_default("energy")
    assert isinstance(model, EnergyLcm)
    write_head = FAMILY["energy"].write_head
    assert write_head is not None
    write_head(model, tmp_path / "head.onnx", precision)
    graph = Graph(tmp_path / "head.onnx")
    noise, hidden = torch.rand(6, model.config.noise) - 0.5, torch.randn(1, model.config.width)

    def found(rows: slice) -> Array:
        return graph.run({"noise": noise[rows].numpy(), "hidden": hidden.numpy()})["sample"]

    alike(found(slice(6)), model.generate(noise, hidden), precision)
    np.testing.assert_allclose(found(slice(2, 3)), found(slice(6))[2:3], atol=1e-5)
