"""Nothing is lost in the folds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
import torch

from conceptwriter.convert.lcm import folds
from conceptwriter.convert.lcm.config import TWO_TOWER_TOY as TOY
from conceptwriter.training.lcm.published.model import (
    PublishedDenoiserLayer,
    PublishedTwoTower,
    load_arrays,
    turned,
)
from conceptwriter.training.lcm.published.model import rotary_turns as turns
from conceptwriter.training.lcm.published.stand_in import stand_in_weights


class Weights:
    """Arrays by name."""

    def __init__(self, arrays: Mapping[str, folds.Array]) -> None:
        self.arrays = arrays

    def get(self, name: str) -> folds.Array:
        return self.arrays[name]


WEIGHTS = Weights(stand_in_weights(TOY))


@pytest.fixture(scope="module")
def model() -> PublishedTwoTower:
    found = PublishedTwoTower(TOY)
    load_arrays(found, WEIGHTS.arrays)
    return found.eval()


def layer_of(model: PublishedTwoTower, number: int) -> PublishedDenoiserLayer:
    found = model.denoiser.layers[number]
    assert isinstance(found, PublishedDenoiserLayer)
    return found


@torch.no_grad()
@pytest.mark.parametrize("layer", [0, 1])
def test_self_attention_to_oneself_is_one_matrix(model: PublishedTwoTower, layer: int) -> None:
    x = torch.randn(1, 5, TOY.width, generator=torch.Generator().manual_seed(1))
    attention = layer_of(model, layer).self_attn
    visible = torch.eye(5, dtype=torch.bool)
    wanted = attention.attend(attention.queries(x), *attention.keys_values(x), visible)
    weight, bias = folds.self_attention_map(WEIGHTS, layer)
    np.testing.assert_allclose(x.numpy() @ weight.T + bias, wanted.numpy(), atol=2e-5)


@torch.no_grad()
@pytest.mark.parametrize("layer", [0, 1])
def test_modulations_are_a_table(model: PublishedTwoTower, layer: int) -> None:
    conditioning = folds.step_conditioning(WEIGHTS, TOY)
    table = folds.modulation_table(WEIGHTS, conditioning, layer)
    steps = torch.arange(TOY.training_steps)
    embedded = torch.nn.functional.silu(model.denoiser.embed_time(steps))
    np.testing.assert_allclose(conditioning, embedded.numpy(), atol=1e-5)
    block = layer_of(model, layer)
    parts = list(block.modulator(embedded).chunk(9, dim=-1))
    for place, norm in (
        (1, block.self_attn_layer_norm),
        (4, block.cross_attention_layer_norm),
        (7, block.ffn_layer_norm),
    ):
        parts[place] = (1 + parts[place]) * norm.weight
    np.testing.assert_allclose(table, torch.cat(parts, dim=-1).numpy(), atol=2e-5)


def test_pairs_may_be_halves() -> None:
    """Products of queries and keys are the same, whichever pairs are turned, if both are reordered."""
    draw = np.random.default_rng(3)
    query, key = draw.standard_normal((2, 9, TOY.width)).astype(np.float32)

    def products(by_pairs: bool) -> folds.Array:
        found = []
        for x in (query, key):
            if by_pairs:
                heads = torch.from_numpy(x).reshape(9, TOY.heads, -1).transpose(0, 1)[None]
                found.append(turned(heads, turns(TOY.head_size, 0, 9))[0].numpy())
                continue
            cosine, sine = folds.rotary_tables(TOY, 9)
            ordered = x[:, folds.half_order(TOY)].reshape(9, TOY.heads, TOY.head_size).transpose(1, 0, 2)
            first, second = np.split(ordered, 2, axis=-1)
            found.append(
                np.concatenate([first * cosine - second * sine, first * sine + second * cosine], axis=-1)
            )
        scores: folds.Array = found[0] @ found[1].transpose(0, 2, 1)
        return scores

    np.testing.assert_allclose(products(by_pairs=False), products(by_pairs=True), atol=1e-4)
