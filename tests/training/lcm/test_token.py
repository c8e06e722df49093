from __future__ import annotations

from dataclasses import replace

import torch

from conceptwriter.training.codec.losses import ranking_loss
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.lcm.config import TokenConfig
from conceptwriter.training.lcm.data import EmbeddedDocuments, windows
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.token import TokenLcm, choice_loss, distances, next_of_many_loss
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


def test_the_next_sentence_is_told_from_others_of_the_corpus() -> None:
    torch.manual_seed(2)
    truth = torch.randn(6, 16)
    towards = torch.nn.functional.normalize(truth + 0.5 * torch.randn(6, 16), dim=1)
    none = next_of_many_loss(towards, truth, torch.zeros(0, 16))
    assert none.item() == ranking_loss(towards, truth, 0.07).item()
    far = next_of_many_loss(towards, truth, -towards)
    near = next_of_many_loss(towards, truth, towards + 0.1 * torch.randn(6, 16))
    assert none <= far < near
    # By hand, for the first of them.
    others = torch.randn(3, 16)
    unit = [torch.nn.functional.normalize(part, dim=1) for part in (truth, others)]
    scores = torch.cat([towards @ unit[0].T, towards @ unit[1].T], dim=1) / 0.07
    forwards = -scores.log_softmax(dim=1)[range(6), range(6)].mean()
    backwards = -(towards @ unit[0].T / 0.07).log_softmax(dim=0)[range(6), range(6)].mean()
    assert torch.allclose(next_of_many_loss(towards, truth, others), (forwards + backwards) / 2, atol=1e-5)


def test_a_sentence_that_comes_twice_is_no_wrong_answer() -> None:
    truth = torch.eye(4, 16)
    towards = torch.nn.functional.normalize(truth + 0.3, dim=1)
    alone = next_of_many_loss(towards, truth, torch.zeros(1, 16))
    assert torch.allclose(
        next_of_many_loss(towards[:1], truth[:1], truth[:1] * 3), torch.zeros(()), atol=1e-6
    )
    assert next_of_many_loss(towards, truth, torch.roll(truth, 1, 1)[3:] * 2) > alone - 1e-6


def test_others_are_drawn_from_the_documents(rounds: EmbeddedDocuments, codec: CodecModel) -> None:
    teacher = Teacher(rounds, codec)
    batch = next(windows(rounds, 16, 4, seed=1))
    losses: list[float] = []
    for count in (0, 5):
        torch.manual_seed(3)
        assert isinstance(TOY, TokenConfig)
        model = TokenLcm(replace(TOY, others=count))
        losses.append(model.loss(batch, teacher, torch.Generator().manual_seed(1))[1]["ranking"])
    assert losses[1] > losses[0] > 0


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
