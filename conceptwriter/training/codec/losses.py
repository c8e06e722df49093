"""What a codec is trained for: translation, denoising auto-encoding, aligned vectors, noisy vectors.

A codec with token states learns to decode from the vector, from the vector and the token states, and from the
token states alone, one way a batch. Without the last it would leave the token states unread beside a vector
that already says most. If it can copy, a target may be copied wherever token states are attended to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import torch
from torch import Tensor
from torch.nn import functional

from conceptwriter.codec.pieces import PAD, UNKNOWN
from conceptwriter.training.codec.batches import Batch
from conceptwriter.training.codec.crossentropy import chunked_cross_entropy
from conceptwriter.training.codec.model import CodecModel, Memory
from conceptwriter.training.codec.teaching import TeachingWeights, teaching_loss


class Attended(StrEnum):
    """What the decoder attends to in one batch."""

    VECTOR = "vector"
    BOTH = "both"
    STATES = "states"


@dataclass(frozen=True, slots=True)
class LossConfig:
    """Weights and noise levels."""

    translate: float = 0.75
    """Probability that a target is decoded from its translation's vector rather than from its own."""
    distance: float = 0.5
    """Weight of the mean squared distance between the vectors of translations."""
    contrast: float = 0.1
    """Weight of translation ranking within the batch (InfoNCE, both directions)."""
    contrast_temperature: float = 0.07
    drop_input: float = 0.05
    """Share of encoder pieces hidden (denoising)."""
    drop_prompt: float = 0.15
    """Share of decoder input pieces hidden, so that the decoder must read the vector."""
    noise: float = 0.5
    """Largest standard deviation of the noise on the vector, whose own is 1."""
    from_vector: float = 0.4
    """Share of the batches decoded from the vector alone, by a codec with token states."""
    from_states: float = 0.3
    """Share of those decoded from the token states alone; the rest is decoded from both."""
    sampled_pieces: int = 0
    """Pieces besides a batch's own that the vocabulary's sum is estimated from; 0: all are summed."""
    teaching: TeachingWeights = field(default_factory=TeachingWeights)
    """Of what a teacher says that the texts mean, where there is one."""

    def __post_init__(self) -> None:
        if min(self.from_vector, self.from_states) < 0 or self.from_vector + self.from_states > 1:
            raise ValueError("The shares decoded from vectors and from token states add up to more than 1.")


def uniform(shape: Sequence[int], draw: torch.Generator) -> Tensor:
    """Numbers from 0 to 1, on the generator's device."""
    return torch.rand(tuple(shape), generator=draw, device=draw.device)


def normal(shape: Sequence[int], draw: torch.Generator) -> Tensor:
    """Normally distributed numbers, on the generator's device."""
    return torch.randn(tuple(shape), generator=draw, device=draw.device)


def hide(ids: Tensor, share: float, draw: torch.Generator) -> Tensor:
    """Replace a share of the pieces (never the tag or padding) by the unknown piece."""
    if share <= 0:
        return ids
    hidden = uniform(ids.shape, draw).to(ids.device) < share
    hidden[:, 0] = False
    return torch.where(hidden & (ids > 3), torch.full_like(ids, UNKNOWN), ids)


def pad_together(first: Tensor, second: Tensor) -> Tensor:
    """Stack two padded matrices on top of each other."""
    width = max(first.shape[1], second.shape[1])
    return torch.cat([functional.pad(m, (0, width - m.shape[1]), value=PAD) for m in (first, second)])


def ranking_loss(first: Tensor, second: Tensor, temperature: float) -> Tensor:
    """InfoNCE over cosines, in both directions (van den Oord et al. 2018)."""
    scores = functional.normalize(first, dim=1) @ functional.normalize(second, dim=1).T / temperature
    truth = torch.arange(len(scores), device=scores.device)
    return (functional.cross_entropy(scores, truth) + functional.cross_entropy(scores.T, truth)) / 2


def draw_attended(config: LossConfig, draw: torch.Generator) -> Attended:
    """What a codec with token states decodes a batch from."""
    place = float(uniform((1,), draw))
    if place < config.from_vector:
        return Attended.VECTOR
    return Attended.STATES if place < config.from_vector + config.from_states else Attended.BOTH


def token_loss(
    model: CodecModel,
    vectors: Tensor | None,
    text: Memory | None,
    ids: Tensor,
    config: LossConfig,
    draw: torch.Generator,
) -> Tensor:
    """Mean cross-entropy of the pieces and end tokens of ``ids``, decoded from vectors, a text or both."""
    prompt = hide(ids[:, :-1], config.drop_prompt, draw)
    states, copied = model.decoder.states_and_copies(vectors, prompt, text)
    targets = ids[:, 1:]
    real = targets != PAD
    odds = None if copied is None else copied.log_odds(targets)[real]
    loss = chunked_cross_entropy(
        states[real], model.embedding.weight, targets[real], config.sampled_pieces, draw, odds
    )
    return loss if copied is None else loss + copied.mass()[real].mean()


def codec_loss(
    model: CodecModel, batch: Batch, config: LossConfig, noise_scale: float, draw: torch.Generator
) -> tuple[Tensor, dict[str, float]]:
    """Loss of one batch and its parts for the log.

    Args:
        model: the codec.
        batch: pairs or singles.
        config: weights.
        noise_scale: 0 to 1, how much of the noise is in force yet.
        draw: the random numbers of this step.
    """
    ids = batch.first if batch.second is None else pad_together(batch.first, batch.second)
    read = ids if batch.read is None else pad_together(*batch.read)
    with torch.set_grad_enabled(not model.keeps_space):
        states = model.encoder.states(hide(read, config.drop_input, draw))
        vectors = model.encoder.pool(states)
    extra, parts = space_losses(model, batch, vectors, config)
    rows = torch.arange(len(ids), device=ids.device)
    if batch.second is not None:
        share = config.translate if batch.read is None else 1.0
        swap = uniform((len(vectors), 1), draw).to(ids.device)[:, 0] < share
        rows = torch.where(swap, rows.roll(len(batch.first)), rows)
    sources = vectors[rows]
    levels = uniform((len(sources), 1), draw) ** 2 * (config.noise * noise_scale)
    sources = sources + (levels * normal(sources.shape, draw)).to(ids.device)
    kind = "pair_tokens" if batch.second is not None else "single_tokens"
    attended, text = Attended.VECTOR, None
    if model.token_states is not None:
        attended = draw_attended(config, draw)
    if batch.read is not None:
        kind = "hinted_tokens"
        attended = Attended.BOTH if attended is Attended.VECTOR else attended
    if model.token_states is not None and attended is not Attended.VECTOR:
        text = model.token_states(states.of(rows))
        kind = f"{kind}_{attended}"
    tokens = token_loss(model, None if attended is Attended.STATES else sources, text, ids, config, draw)
    parts[kind] = tokens.item()
    return tokens + extra, parts


def space_losses(
    model: CodecModel, batch: Batch, vectors: Tensor, config: LossConfig
) -> tuple[Tensor, dict[str, float]]:
    """What is asked of the vectors themselves, and its parts: nothing where they stay as they are."""
    total, parts = torch.zeros((), device=vectors.device), dict[str, float]()
    if model.keeps_space or batch.read is not None:
        return total, parts
    if batch.second is not None:
        first, second = vectors.chunk(2)
        distance = functional.mse_loss(first, second)
        contrast = ranking_loss(first, second, config.contrast_temperature)
        total = config.distance * distance + config.contrast * contrast
        parts |= {"distance": distance.item(), "contrast": contrast.item()}
    if batch.meaning is not None and model.teacher_map is not None:
        taught, figures = teaching_loss(
            model.teacher_map, vectors, batch.meaning, config.teaching, is_pairs=batch.second is not None
        )
        total = total + taught
        parts |= figures
    return total, parts
