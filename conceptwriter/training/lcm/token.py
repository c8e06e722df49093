"""The token-trained LCM: alternatives that the frozen decoder must be able to decode.

Two objectives together. Several alternatives by multiple choice learning (Guzman-Rivera et al. 2012): at
this size one mean vector decodes to nothing in particular, and a writer wants different ideas rather than
one idea with noise. And the cross-entropy of the next sentence's tokens through the frozen decoder
(SONAR-LLM, 2508.05305), the best published objective at small scale: it optimises for the decoder, not for
distance. One alternative and the token loss alone is SONAR-LLM itself.

A third map predicts in which *direction* from the mean of all sentences the next one lies. It is trained to
tell the next sentence from the others of the batch (InfoNCE, van den Oord et al. 2018) and ranks what was
decoded. Training the alternatives themselves for that drove one of them away from everything decodable: the
component that all sentences share does not help ranking, but without it nothing decodes.

It works in raw space: the decoder reads raw vectors, so only their mean is fitted.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from conceptwriter.codec.pieces import PAD
from conceptwriter.training.codec.crossentropy import chunked_cross_entropy
from conceptwriter.training.codec.losses import hide, ranking_loss
from conceptwriter.training.lcm.blocks import initialise
from conceptwriter.training.lcm.config import TokenConfig
from conceptwriter.training.lcm.data import Windows, token_matrix
from conceptwriter.training.lcm.variant import MixtureLcm, Teacher, at_rows

RANKING_TEMPERATURE = 0.07
SAME = 0.99
"""Cosine from which two sentences are taken to be the same."""
APART = 0.15
"""Deviation between alternatives at the start. With much more, those farthest from the mean of all sentences
never win any."""


def distances(candidates: Tensor, truth: Tensor) -> Tensor:
    """Mean squared distance of every alternative (r, k, d) to the truth (r, d): (r, k)."""
    return (candidates - truth[:, None]).square().mean(dim=-1)


def choice_loss(
    distance: Tensor, weights: Tensor, spread: float, softness: float = 0.0
) -> tuple[Tensor, Tensor]:
    """The nearest alternatives are trained, and the weights learn to predict them.

    A mixture density was tried first: one head became the mean of everything, took 85 % of the weight, and
    decoded to nothing. Training only the nearest left two of eight alive: those that won early
    always won. So alternatives that are nearly as near are trained too (annealed multiple choice learning,
    Perera et al. 2024, at one temperature).

    Args:
        distance: (r, k) mean squared distances.
        weights: (r, k) log weights.
        spread: share of the gradient that goes evenly to all alternatives.
        softness: temperature of the shares; 0 gives all to the nearest.

    Returns:
        the distance of those that learn, and the cross-entropy of the weights.
    """
    if softness > 0:
        shares = (-distance.detach() / softness).softmax(dim=-1)
    else:
        shares = functional.one_hot(distance.argmin(dim=-1), distance.shape[-1]).to(distance.dtype)
    near = (shares * distance).sum(dim=-1).mean()
    named = -(shares * weights).sum(dim=-1).mean()
    return near * (1 - spread) + spread * distance.mean(), named


def next_of_many_loss(towards: Tensor, truth: Tensor, others: Tensor) -> Tensor:
    """InfoNCE in both directions within the batch, and from each state to ``others`` as well.

    Args:
        towards: (r, d) unit vectors.
        truth: (r, d) what follows, from the mean of all sentences.
        others: (o, d) what does not. Those that say what follows ("Yes.") are no wrong answers.
    """
    if not len(others):
        return ranking_loss(towards, truth, RANKING_TEMPERATURE)
    truth, others = (functional.normalize(part, dim=1) for part in (truth, others))
    scores = towards @ truth.T / RANKING_TEMPERATURE
    right = torch.arange(len(scores), device=scores.device)
    further = (towards @ others.T / RANKING_TEMPERATURE).masked_fill(truth @ others.T > SAME, -torch.inf)
    forwards = functional.cross_entropy(torch.cat([scores, further], dim=1), right)
    return (forwards + functional.cross_entropy(scores.T, right)) / 2


class TokenLcm(MixtureLcm):
    """Context Transformer, k alternatives, how likely each is to be the one, and the direction."""

    needs_codec: ClassVar[bool] = True
    centre: Tensor

    def __init__(self, config: TokenConfig) -> None:
        super().__init__(config)
        self.config = config
        self.candidates = nn.Linear(config.width, config.alternatives * config.dimension)
        self.weights = nn.Linear(config.width, config.alternatives)
        for part in (self.candidates, self.weights):
            initialise(part)
        # Alternatives start apart, or they would all learn the same mean.
        nn.init.normal_(self.candidates.bias, std=APART)
        self.direction = nn.Linear(config.width, config.dimension)
        self.register_buffer("centre", torch.zeros(config.dimension))
        with torch.no_grad():
            # Starts as "about the same as the last sentence", the best guess without training.
            self.direction.weight.copy_(self.context.input_proj.weight.T)
            self.direction.bias.zero_()

    def fit_statistics(self, vectors: Any) -> None:
        """The mean of raw vectors (n, d), where alternatives then begin.

        The decoder reads raw vectors, so that nothing is normalised.
        """
        self.centre.copy_(torch.from_numpy(np.asarray(vectors, dtype=np.float32).mean(axis=0)))
        with torch.no_grad():
            self.candidates.bias.add_(self.centre.repeat(self.config.alternatives))

    def towards(self, hidden: Tensor) -> Tensor:
        """States (..., w) -> unit vectors (..., d) that point from the mean to the next sentence."""
        return functional.normalize(self.direction(hidden).float(), dim=-1)

    def propose(self, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """States (..., w) -> candidates (..., k, d) and log weights (..., k)."""
        shape = (*hidden.shape[:-1], self.config.alternatives, self.config.dimension)
        return self.candidates(hidden).view(shape), self.weights(hidden).log_softmax(dim=-1)

    def loss(self, batch: Windows, teacher: Teacher, draw: Generator) -> tuple[Tensor, dict[str, float]]:
        config = self.config
        reading = self.read_batch(batch, draw)
        rows = batch.rows()
        hidden = at_rows(reading.hidden, rows)
        candidates, weights = self.propose(hidden)
        candidates, weights = candidates.float(), weights.float()
        truth = at_rows(batch.targets, rows)
        distance = distances(candidates, truth)
        nearest, choice = choice_loss(distance, weights, config.spread, config.softness)
        expected = (weights.exp()[..., None] * candidates).sum(dim=1)
        others = self._others(teacher, draw).to(truth)
        ranking = next_of_many_loss(self.towards(hidden), truth - self.centre, others - self.centre)
        tokens = self._token_loss(teacher, batch, candidates, distance, draw)
        ending, parts = self.ending_loss(reading, batch)
        parts |= {
            "nearest": nearest.item(),
            "choice": choice.item(),
            "mean_distance": functional.mse_loss(expected, truth).item(),
            "ranking": ranking.item(),
            "tokens": tokens.item(),
        }
        total = config.nearest * nearest + config.choice * choice + config.tokens * tokens
        return total + config.ranking * ranking + ending, parts

    def _others(self, teacher: Teacher, draw: Generator) -> Tensor:
        """Sentences (o, d) of any documents, raw."""
        drawn = torch.randint(
            1, len(teacher.data.vectors), (self.config.others,), generator=draw, device=draw.device
        )
        return torch.from_numpy(teacher.data.vectors[drawn.cpu().numpy()])

    def _token_loss(
        self, teacher: Teacher, batch: Windows, candidates: Tensor, distance: Tensor, draw: Generator
    ) -> Tensor:
        picked = torch.randperm(len(candidates), generator=draw, device=draw.device)
        picked = picked[: self.config.token_rows].to(candidates.device)
        following = batch.target_items.reshape(-1)[batch.rows()[picked].cpu().numpy()]
        ids = token_matrix(teacher.data, following)
        vectors = candidates[picked, distance[picked].argmin(dim=1)]
        prompt = hide(ids[:, :-1], self.config.drop_prompt, draw).to(vectors.device)
        codec = teacher.asked()
        states = codec.decoder(vectors, prompt)
        targets = ids[:, 1:].to(vectors.device)
        real = targets != PAD
        return chunked_cross_entropy(states[real], codec.embedding.weight, targets[real])
