"""What the LCM is trained for: a mixture density, and the next sentence's tokens through the decoder."""

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

    density: float = 1.0
    """Weight of the mixture density, per dimension."""
    variance: float = 0.9
    """Variance that the density assumes around each alternative (vectors have variance 1)."""
    spread: float = 0.05
    """Share of the density's gradient that goes evenly to all alternatives, so that none dies."""
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


def density_loss(distance: Tensor, weights: Tensor, dimension: int, variance: float, spread: float) -> Tensor:
    """Negative log density of a mixture of Gaussians with one variance, divided by the dimension.

    Args:
        distance: (r, k) mean squared distances.
        weights: (r, k) log weights.
        dimension: d.
        variance: of each Gaussian.
        spread: share of the plain mean distance mixed in.
    """
    logs = weights - distance * (dimension / (2 * variance))
    return -(logs.logsumexp(dim=-1) / dimension).mean() * (1 - spread) + spread * distance.mean()


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
    density = density_loss(distance, logs, model.config.dimension, config.variance, config.spread)
    expected = (logs.exp()[..., None] * chosen).sum(dim=1)
    ranking = ranking_loss(expected, truth, 0.1)
    ended = functional.binary_cross_entropy_with_logits(
        ends[batch.is_sentence].float(), batch.ends[batch.is_sentence]
    )
    tokens = _token_loss(codec, data, batch, chosen, distance, config, draw)
    best = distance.min(dim=1).values.mean()
    parts = {
        "density": density.item(),
        "best_distance": best.item(),
        "mean_distance": functional.mse_loss(expected, truth).item(),
        "ranking": ranking.item(),
        "end": ended.item(),
        "tokens": tokens.item(),
    }
    total = config.density * density + config.ranking * ranking + config.end * ended + config.tokens * tokens
    return total, parts


def _next_items(batch: Windows) -> Tensor:
    """Index of the item after each position where a sentence follows, (r,)."""
    items = torch.from_numpy(batch.items)
    return (items + 1)[batch.next_is_concept]


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
