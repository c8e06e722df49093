from __future__ import annotations

from dataclasses import replace

import torch

from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.lcm.config import TokenConfig
from conceptwriter.training.lcm.data import EmbeddedDocuments, windows
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.token import TokenLcm, choice_loss, distances
from conceptwriter.training.lcm.variant import Teacher

TOY = FAMILY["token"].toy


def test_only_the_nearest_alternative_counts_and_the_weights_must_name_it() -> None:
    truth = torch.randn(3, 16)
    alternatives = truth[:, None] + torch.randn(3, 4, 16)
    alternatives[:, 2] = truth
    knowing = torch.full((3, 4), -9.0).index_fill(1, torch.tensor([2]), 0.0)
    mistaken = torch.full((3, 4), -9.0).index_fill(1, torch.tensor([1]), 0.0)
    nearest, right = choice_loss(distances(alternatives, truth), knowing, 0.0)
    _, wrong = choice_loss(distances(alternatives, truth), mistaken, 0.0)
    assert nearest.item() == 0
    assert right.item() == 0
    assert wrong.item() == 9


def test_softness_lets_those_nearly_as_near_learn_too() -> None:
    """An alternative that never wins gets no gradient, and so never will."""
    truth = torch.zeros(1, 16)
    alternatives = torch.zeros(1, 3, 16)
    alternatives[0, 0], alternatives[0, 1], alternatives[0, 2] = 0.1, 0.15, 3.0
    alternatives.requires_grad_()
    weights = torch.full((1, 3), 1 / 3).log()
    hard, _ = choice_loss(distances(alternatives, truth), weights, 0.0)
    (only,) = torch.autograd.grad(hard, alternatives)
    assert only[0, 0].any()
    assert not only[0, 1:].any()
    soft, _ = choice_loss(distances(alternatives, truth), weights, 0.0, softness=0.02)
    (several,) = torch.autograd.grad(soft, alternatives)
    assert several[0, 0].any()
    assert several[0, 1].any()
    assert several[0, 2].abs().max() < 1e-6


def test_alternatives_begin_apart() -> None:
    torch.manual_seed(1)
    assert isinstance(TOY, TokenConfig)
    candidates, _ = TokenLcm(TOY).propose(torch.randn(5, 32))
    between = (candidates[:, 0] - candidates[:, 1]).square().mean()
    within = candidates[:, 0].var(dim=0).mean()
    assert between > within


def test_one_alternative_and_the_token_loss_alone_is_sonar_llm(
    rounds: EmbeddedDocuments, codec: CodecModel
) -> None:
    """What is left is the decoder's cross-entropy of the next sentence, and its gradient."""
    assert isinstance(TOY, TokenConfig)
    alone = replace(
        TOY, alternatives=1, nearest=0.0, choice=0.0, ranking=0.0, end=0.0, tokens=1.0, drop_prompt=0.0
    )
    torch.manual_seed(1)
    model = TokenLcm(alone)
    batch = next(windows(rounds, 9, 4, seed=1))
    loss, parts = model(batch, Teacher(rounds, codec), torch.Generator().manual_seed(1))
    assert loss.item() == parts["tokens"]
    loss.backward()
    gradient = model.candidates.weight.grad
    assert gradient is not None
    assert gradient.abs().sum() > 0


def test_the_token_loss_knows_which_sentence_follows(rounds: EmbeddedDocuments, codec: CodecModel) -> None:
    """Other ids for the sentences that follow: another token loss, and nothing else."""
    torch.manual_seed(1)
    assert isinstance(TOY, TokenConfig)
    model = TokenLcm(TOY)
    batch = next(windows(rounds, 9, 4, seed=1))
    other = replace(rounds, ids=rounds.ids[::-1].copy())
    _, first = model(batch, Teacher(rounds, codec), torch.Generator().manual_seed(1))
    _, second = model(batch, Teacher(other, codec), torch.Generator().manual_seed(1))
    assert first["tokens"] != second["tokens"]
    assert {k: v for k, v in first.items() if k != "tokens"} == {
        k: v for k, v in second.items() if k != "tokens"
    }


def test_only_the_mean_is_fitted_because_the_decoder_reads_raw_vectors(rounds: EmbeddedDocuments) -> None:
    assert isinstance(TOY, TokenConfig)
    model = TokenLcm(TOY)
    model.fit_statistics(rounds.sentences())
    assert torch.allclose(model.centre, torch.from_numpy(rounds.sentences().astype("float32").mean(axis=0)))
    assert not model.context.normaliser.centre.any()
    assert (model.context.normaliser.scale == 1).all()


def test_ranking_leaves_the_alternatives_alone(rounds: EmbeddedDocuments, codec: CodecModel) -> None:
    """Asked of the alternatives' mean, it bent one of them away from everything that can be spoken."""
    assert isinstance(TOY, TokenConfig)
    alone = replace(TOY, nearest=0.0, choice=0.0, tokens=0.0, end=0.0, ranking=1.0)
    model = TokenLcm(alone)
    model.fit_statistics(rounds.sentences())
    batch = next(windows(rounds, 9, 4, seed=1))
    loss, _ = model(batch, Teacher(rounds, codec), torch.Generator().manual_seed(1))
    loss.backward()
    assert model.candidates.weight.grad is not None
    assert not model.candidates.weight.grad.any()
    assert model.direction.weight.grad is not None
    assert model.direction.weight.grad.abs().sum() > 0


def test_untrained_it_expects_something_like_the_last_sentence() -> None:
    torch.manual_seed(1)
    assert isinstance(TOY, TokenConfig)
    model = TokenLcm(replace(TOY, dimension=256, width=256, inner=128, heads=2))
    vectors = torch.randn(1, 5, 256)
    reading = model.read(vectors, torch.zeros(1, 5, dtype=torch.long), *model.empty_past(1))
    towards = model.towards(reading.hidden[0])
    assert ((towards @ vectors[0].T).argmax(dim=1) == torch.arange(5)).all()
