"""What the LCM is trained for: several alternatives, and the next sentence's tokens through the decoder."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from conceptwriter.lcm.contract import Kind
from conceptwriter.training.codec.crossentropy import chunked_cross_entropy
from conceptwriter.training.codec.losses import hide, ranking_loss
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.lcm.data import EmbeddedDocuments, Windows, token_matrix
from conceptwriter.training.lcm.model import LcmModel
from conceptwriter.training.tokenizer import PAD


@dataclass(frozen=True, slots=True)
class LcmLossConfig:
    """Weights of the parts."""

    nearest: float = 1.0
    """Weight of the distance between the nearest alternative and the truth."""
    choice: float = 0.1
    """Weight of knowing which alternative that will be."""
    spread: float = 0.05
    """Share of the distance's gradient that goes evenly to all alternatives, so that none dies."""
    tokens: float = 0.5
    """Weight of the token loss of the responsible alternative, frozen decoder (SONAR-LLM, 2508.05305)."""
    token_rows: int = 96
    """Sentences a batch whose tokens are decoded."""
    ranking: float = 0.2
    """Weight of telling the next sentence from the other next sentences of the batch."""
    end: float = 0.2
    context_noise: float = 0.15
    """Noise on the vectors read, as deviation: proposals come from decoded text, not from perfect vectors."""
    drop_prompt: float = 0.15


def distances(candidates: Tensor, truth: Tensor) -> Tensor:
    """Mean squared distance of every alternative (r, k, d) to the truth (r, d): (r, k)."""
    return (candidates - truth[:, None]).square().mean(dim=-1)


def choice_loss(distance: Tensor, weights: Tensor, spread: float) -> tuple[Tensor, Tensor]:
    """Multiple choice learning (Guzman-Rivera et al. 2012): only the nearest alternative learns.

    A mixture density was tried first: one head became the mean of everything, took 85 % of the weight, and
    decoded to nothing. Here the weights learn which alternative will turn out nearest.

    Args:
        distance: (r, k) mean squared distances.
        weights: (r, k) log weights.
        spread: share of the gradient that goes evenly to all alternatives, so that none dies.

    Returns:
        the distance of the nearest with its spread, and the cross-entropy of the weights.
    """
    nearest, choice = distance.min(dim=-1)
    return nearest.mean() * (1 - spread) + spread * distance.mean(), functional.nll_loss(weights, choice)


def lcm_loss(
    model: LcmModel,
    codec: CodecModel,
    data: EmbeddedDocuments,
    batch: Windows,
    config: LcmLossConfig,
    draw: torch.Generator,
) -> tuple[Tensor, dict[str, float]]:
    """Loss of one batch and its parts for the log. The codec's parameters must be frozen."""
    noise = torch.randn(batch.vectors.shape, generator=draw) * config.context_noise
    read = batch.vectors + noise * (batch.kinds != Kind.BREAK)[..., None]
    candidates, weights, ends, _, _ = model(read, batch.kinds, *model.empty_past(len(batch.kinds)))
    rows = batch.next_is_concept
    truth = _next_vectors(data, batch)
    chosen, logs = candidates[rows].float(), weights[rows].float()
    distance = distances(chosen, truth)
    nearest, choice = choice_loss(distance, logs, config.spread)
    expected = (logs.exp()[..., None] * chosen).sum(dim=1)
    ranking = ranking_loss(expected, truth, 0.1)
    ended = functional.binary_cross_entropy_with_logits(
        ends[batch.is_sentence].float(), batch.ends[batch.is_sentence]
    )
    tokens = _token_loss(codec, data, batch, chosen, distance, config, draw)
    parts = {
        "nearest": nearest.item(),
        "choice": choice.item(),
        "mean_distance": functional.mse_loss(expected, truth).item(),
        "ranking": ranking.item(),
        "end": ended.item(),
        "tokens": tokens.item(),
    }
    total = config.nearest * nearest + config.choice * choice + config.tokens * tokens
    return total + config.ranking * ranking + config.end * ended, parts


def _next_items(batch: Windows) -> Tensor:
    """Row of the sentence after each position where one follows, (r,)."""
    return torch.from_numpy(batch.target_items)[batch.next_is_concept]


def _next_vectors(data: EmbeddedDocuments, batch: Windows) -> Tensor:
    return torch.from_numpy(data.vectors[_next_items(batch).numpy()].astype("float32"))


def _token_loss(
    codec: CodecModel,
    data: EmbeddedDocuments,
    batch: Windows,
    chosen: Tensor,
    distance: Tensor,
    config: LcmLossConfig,
    draw: torch.Generator,
) -> Tensor:
    following = _next_items(batch)
    picked = torch.randperm(len(following), generator=draw)[: config.token_rows]
    ids = token_matrix(data, following[picked].numpy())
    best = distance[picked].argmin(dim=1)
    vectors = chosen[picked, best]
    states = codec.decoder(vectors, hide(ids[:, :-1], config.drop_prompt, draw))
    real = ids[:, 1:] != PAD
    return chunked_cross_entropy(states[real], codec.embedding.weight, ids[:, 1:][real])
