"""Trains the model of sentence order: which of several sentences of a document comes next.

Recipe: a place at random in a document drawn by its length; the true next sentence against `others` later
sentences of that document; cross-entropy; AdamW whose rate falls to nothing over the last three quarters of
the steps.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from conceptwriter.language.sentence_order import LAST, before_in_parts, parts_of

Sentences = Sequence[str]
Report = Callable[[int, float], None]
"""Called periodically with the step and the loss."""


@dataclass(frozen=True, slots=True)
class OrderRecipe:
    """Training settings; the defaults produced the shipped model."""

    size: int = 1 << 15
    """Hashed vectors."""
    width: int = 64
    inner: int = 256
    space: int = 128
    others: int = 8
    batch: int = 128
    steps: int = 4000
    rate: float = 2e-3
    seed: int = 0


class OrderNetwork(nn.Module):
    """The same sums as `language.sentence_order`, to be trained."""

    def __init__(self, recipe: OrderRecipe) -> None:
        super().__init__()
        width = recipe.width
        self.vectors = nn.EmbeddingBag(recipe.size, width, mode="mean")
        nn.init.normal_(self.vectors.weight, std=0.1)
        self.query = _network(width * (LAST + 1), recipe.inner, recipe.space)
        self.key = _network(width, recipe.inner, recipe.space)
        self.meeting = _network(width * LAST, width, 1)
        self.weight = nn.Parameter(torch.tensor(1.0))
        self._width = width

    def forward(self, rows: torch.Tensor, starts: torch.Tensor, places: int) -> torch.Tensor:
        """The scores (places, candidates).

        `rows` and `starts` as EmbeddingBag has them: for each place the parts of the text before it, then the
        candidates.
        """
        found = self.vectors(rows, starts).view(places, -1, self._width)
        context, candidates = found[:, : LAST + 1], found[:, LAST + 1 :]
        key = self.key(candidates)
        fit = torch.einsum("bd,bcd->bc", self.query(context.flatten(1)), key) / key.shape[-1] ** 0.5
        meeting = (candidates[:, :, None] * context[:, None, :LAST]).flatten(2) * 10
        answer: torch.Tensor = fit * self.weight + self.meeting(meeting)[..., 0]
        return answer

    def save(self, path: Path) -> None:
        """As `SentenceOrder` reads it: vectors as integers with one scale each."""
        vectors = self.vectors.weight.detach().numpy()
        scales = np.maximum(np.abs(vectors).max(axis=1), 1e-8) / 127
        stored: dict[str, Any] = {
            "vectors": np.round(vectors / scales[:, None]).astype(np.int8),
            "scales": scales.astype(np.float16),
            "weight": np.float32(self.weight.item()),
        }
        for name in ("query", "key", "meeting"):
            network = getattr(self, name)
            for part, layer in enumerate((network[0], network[2])):
                stored[f"{name}.w{part}"] = layer.weight.detach().numpy().astype(np.float16)
                stored[f"{name}.b{part}"] = layer.bias.detach().numpy().astype(np.float16)
        np.savez_compressed(path, **stored)


def _network(size: int, inner: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(size, inner), nn.GELU(approximate="tanh"), nn.Linear(inner, out))


def train_order(documents: Sequence[Sentences], recipe: OrderRecipe, report: Report) -> OrderNetwork:
    """Raises ValueError where no document has enough sentences."""
    fit = [each for each in documents if len(each) > recipe.others + 2]
    if not fit:
        raise ValueError(f"No document has more than {recipe.others + 2} sentences.")
    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)
    network = OrderNetwork(recipe)
    optimiser = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, 1.3 * (1 - step / recipe.steps))
    )
    rows_of = lru_cache(maxsize=1 << 19)(lambda text: parts_of(text, recipe.size))
    lengths = [len(each) for each in fit]
    truth = torch.zeros(recipe.batch, dtype=torch.long)
    for step in range(recipe.steps):
        places = [
            _place(document, recipe.others, chance)
            for document in chance.choices(fit, lengths, k=recipe.batch)
        ]
        rows, starts = _packed([rows_of(text) for texts in places for text in texts])
        loss = nn.functional.cross_entropy(network(rows, starts, recipe.batch), truth)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % 100 == 0:
            report(step, loss.item())
    return network


def _place(document: Sentences, others: int, chance: random.Random) -> list[str]:
    """The text before a place, the true next sentence, and later sentences."""
    here = chance.randrange(1, len(document) - others)
    later = chance.sample(range(here + 1, len(document)), others)
    return [*before_in_parts(document[:here]), document[here], *(document[place] for place in later)]


def _packed(parts: Sequence[npt.NDArray[np.int64]]) -> tuple[torch.Tensor, torch.Tensor]:
    starts = np.cumsum([0, *(len(part) for part in parts[:-1])])
    return torch.from_numpy(np.concatenate(parts)), torch.from_numpy(starts)
