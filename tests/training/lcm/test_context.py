from __future__ import annotations

import pytest
import torch
from torch import Tensor

from conceptwriter.lcm.contract import ItemKind
from conceptwriter.training.lcm.base import BaseLcm
from conceptwriter.training.lcm.blocks import DocumentContext, TimeEmbedding, with_noise
from conceptwriter.training.lcm.factory import build
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.token import TokenLcm
from tests.training.lcm.conftest import DIMENSION, unit_vectors

KINDS = torch.tensor([[1, 0, 0, 2, 0, 0, 3]] * 2)


def items() -> Tensor:
    vectors = torch.from_numpy(unit_vectors(14, seed=2)).view(2, 7, DIMENSION)
    return vectors * (KINDS < 2)[..., None]


@pytest.mark.parametrize("variant", FAMILY)
def test_reading_item_by_item_is_reading_at_once(variant: str) -> None:
    torch.manual_seed(1)
    model = build(variant, FAMILY[variant].toy)
    vectors = items()
    whole = model.read(vectors, KINDS, *model.empty_past(2))
    past = model.empty_past(2)
    for position in range(7):
        here = slice(position, position + 1)
        one = model.read(vectors[:, here], KINDS[:, here], *past)
        past = one.key, one.value
        assert torch.allclose(one.hidden[:, 0], whole.hidden[:, position], atol=1e-5)
        assert torch.allclose(one.end[:, 0], whole.end[:, position], atol=1e-5)
        assert torch.allclose(one.document_end[:, 0], whole.document_end[:, position], atol=1e-5)
    assert torch.allclose(past[0], whole.key, atol=1e-5)
    assert torch.allclose(past[1], whole.value, atol=1e-5)


def test_what_comes_later_changes_nothing_before() -> None:
    torch.manual_seed(1)
    context = DocumentContext(FAMILY["base"].toy)
    vectors = items()
    changed = vectors.clone()
    changed[:, 4] += 1
    kinds = KINDS.clone()
    kinds[:, 5] = ItemKind.PLAN
    first = context(vectors, KINDS, *context.empty_past(2)).hidden
    second = context(changed, kinds, *context.empty_past(2)).hidden
    assert torch.allclose(first[:, :4], second[:, :4], atol=1e-6)
    assert not torch.allclose(first[:, 4], second[:, 4], atol=1e-3)
    assert not torch.allclose(first[:, 6], second[:, 6], atol=1e-3)


def test_documents_of_a_batch_do_not_see_each_other() -> None:
    torch.manual_seed(1)
    context = DocumentContext(FAMILY["base"].toy)
    vectors = items()
    alone = context(vectors[:1], KINDS[:1], *context.empty_past(1)).hidden
    assert torch.allclose(context(vectors, KINDS, *context.empty_past(2)).hidden[:1], alone, atol=1e-5)


def test_kinds_and_positions_are_distinguished() -> None:
    torch.manual_seed(1)
    context = DocumentContext(FAMILY["base"].toy)
    same = torch.from_numpy(unit_vectors(1, seed=2)).expand(1, 4, DIMENSION)
    concepts = context(same, torch.zeros(1, 4, dtype=torch.int64), *context.empty_past(1)).hidden[0]
    plans = context(same, torch.ones(1, 4, dtype=torch.int64), *context.empty_past(1)).hidden[0]
    assert not torch.allclose(concepts, plans, atol=1e-2)
    assert not torch.allclose(concepts[0], concepts[1], atol=1e-3)


def test_proposals_of_mixtures_are_raw_vectors_with_log_weights() -> None:
    hidden = torch.randn(2, 3, 32)
    token, base = build("token", FAMILY["token"].toy), build("base", FAMILY["base"].toy)
    assert isinstance(token, TokenLcm)
    assert isinstance(base, BaseLcm)
    candidates, weights = token.propose(hidden)
    assert candidates.shape == (2, 3, 4, DIMENSION)
    assert torch.allclose(weights.exp().sum(dim=-1), torch.ones(2, 3))
    base.context.normaliser.centre += 2
    base.context.normaliser.scale *= 3
    candidates, weights = base.propose(hidden)
    assert candidates.shape == (2, 3, 1, DIMENSION)
    assert not weights.any()
    assert torch.allclose(candidates[..., 0, :], base.candidate(hidden) * 3 + 2, atol=1e-5)


def test_only_text_gets_noise() -> None:
    noisy = with_noise(items(), KINDS, 0.5, torch.Generator().manual_seed(1))
    moved = (noisy != items()).any(dim=-1)
    assert torch.equal(moved, (KINDS == ItemKind.CONCEPT) | (KINDS == ItemKind.PLAN))
    assert torch.equal(with_noise(items(), KINDS, 0.0, torch.Generator()), items())


def test_noise_levels_have_different_embeddings() -> None:
    embedded = TimeEmbedding(steps=20, width=32)(torch.arange(20))
    distances = torch.cdist(embedded, embedded) + torch.eye(20) * 9
    assert distances.min() > 0.01
