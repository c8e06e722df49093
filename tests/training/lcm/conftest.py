"""Small documents as arrays, and models that have learned them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from conceptwriter.lcm.contract import ItemKind
from conceptwriter.training.codec.config import TOY as TOY_CODEC
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.lcm.config import ContextConfig
from conceptwriter.training.lcm.data import EmbeddedDocuments, PlanChances, windows
from conceptwriter.training.lcm.factory import build
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.variant import LcmVariant, Teacher

DIMENSION = 16
SPOKEN = 6
"""Rows 1 to 6 are the sentences of the learned documents, three a paragraph, always in this order."""
LAST_TOKEN = 3


def unit_vectors(count: int, seed: int) -> NDArray[np.float32]:
    """(count, d), each of mean 0 and variance 1, as the codec's."""
    drawn = np.random.default_rng(seed).standard_normal((count, DIMENSION))
    drawn -= drawn.mean(axis=1, keepdims=True)
    result: NDArray[np.float32] = (drawn / drawn.std(axis=1, keepdims=True)).astype(np.float32)
    return result


def documents_of(
    vectors: NDArray[np.float32], sequences: list[list[tuple[ItemKind, int]]], summaries: list[list[int]]
) -> EmbeddedDocuments:
    """Documents of (kind, row) items over given vectors; row 0 is no text."""
    order = [row for items in sequences for _, row in items]
    kinds = [kind for items in sequences for kind, _ in items]
    rows = np.concatenate([np.zeros((1, DIMENSION)), vectors]).astype(np.float16)
    generator = np.random.default_rng(9)
    ids = generator.integers(20, 300, (len(rows), 6)).astype(np.uint16)
    ids[:, 0], ids[:, -1] = 4, LAST_TOKEN
    return EmbeddedDocuments(
        vectors=rows,
        ids=ids.ravel(),
        id_offsets=np.arange(len(rows) + 1, dtype=np.int64) * 6,
        order=np.array(order, dtype=np.int64),
        kinds=np.array(kinds, dtype=np.uint8),
        starts=np.cumsum([0, *map(len, sequences)]).astype(np.int64),
        summaries=np.array([row for rows in summaries for row in rows], dtype=np.int64),
        summary_starts=np.cumsum([0, *map(len, summaries)]).astype(np.int64),
    )


@pytest.fixture(scope="session")
def rounds() -> EmbeddedDocuments:
    """24 documents: a title of its own (rows 7 on), rows 1 to 3, a break, rows 4 to 6, the end."""
    first = [(ItemKind.CONCEPT, row) for row in (1, 2, 3)]
    second = [(ItemKind.CONCEPT, row) for row in (4, 5, 6)]
    sequences = [
        [(ItemKind.PLAN, SPOKEN + 1 + number), *first, (ItemKind.BREAK, 0), *second, (ItemKind.END, 0)]
        for number in range(24)
    ]
    return documents_of(unit_vectors(SPOKEN + 24, seed=4), sequences, [[] for _ in sequences])


@pytest.fixture(scope="session")
def codec() -> CodecModel:
    """A frozen toy codec."""
    torch.manual_seed(3)
    return CodecModel(replace(TOY_CODEC, vocabulary=330)).requires_grad_(False)


@pytest.fixture(scope="session")
def learned(rounds: EmbeddedDocuments, codec: CodecModel) -> Callable[[str], LcmVariant]:
    """A variant that has learned the round, trained when it is first asked for."""
    known: dict[str, LcmVariant] = {}

    def of(variant: str) -> LcmVariant:
        if variant not in known:
            config = replace(
                FAMILY[variant].toy, context_noise=0.02, end=1.0, layers=1, **LEARNING.get(variant, {})
            )
            known[variant] = train_toy(config, rounds, codec, STEPS.get(variant, 120))
        return known[variant]

    return of


LEARNING: dict[str, dict[str, Any]] = {
    "token": {"token_rows": 4, "drop_prompt": 0.0},
    "one_tower": {"draws": 4, "drop_context": 0.1},
    "two_tower": {"draws": 4, "drop_context": 0.1, "denoiser_layers": 1},
    "quant": {"draws": 3},
    "quant_continuous": {"draws": 3, "beta": 0.5},
}


STEPS = {"one_tower": 300, "two_tower": 170}


def train_toy(config: ContextConfig, data: EmbeddedDocuments, codec: CodecModel, steps: int) -> LcmVariant:
    """A new model after so many steps."""
    torch.set_num_threads(1)
    torch.manual_seed(1)
    model = build(config.variant, config)
    model.fit_statistics(data.vectors[data.order[data.kinds != ItemKind.BREAK]])
    optimiser = torch.optim.AdamW(model.parameters(), lr=4e-3, weight_decay=0.0)
    falling = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.05, steps)
    batches = windows(data, 9, 8, seed=1, chances=PlanChances(0, 0))
    for step, batch in zip(range(steps), batches, strict=False):
        loss, _ = model(batch, Teacher(data, codec), torch.Generator().manual_seed(step))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        falling.step()
    return model
