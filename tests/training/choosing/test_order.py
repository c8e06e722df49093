"""A model of sentence order learns an order, and its file gives the same scores without PyTorch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from conceptwriter.language.sentence_order import LAST, SentenceOrder, before_in_parts, parts_of
from conceptwriter.training.choosing.order import OrderRecipe, train_order

SMALL = OrderRecipe(size=512, width=16, inner=32, space=16, others=3, batch=32, steps=150, rate=1e-2)
NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
COUNTING = [f"Then came {number}." for number in NUMBERS]


def test_an_order_is_learned_and_stored(tmp_path: Path) -> None:
    losses: list[float] = []
    network = train_order([COUNTING], SMALL, lambda _, loss: losses.append(loss))
    network.save(tmp_path / "order.npz")
    order = SentenceOrder(tmp_path / "order.npz")
    right = 0
    for place in range(1, len(COUNTING) - 3):
        candidates = [COUNTING[place], *COUNTING[place + 1 : place + 4]]
        scores = order.scores(COUNTING[:place], candidates)
        right += int(scores.argmax() == 0)
        texts = [*before_in_parts(COUNTING[:place]), *candidates]
        rows = [parts_of(text, SMALL.size) for text in texts]
        starts = np.cumsum([0, *(len(row) for row in rows[:-1])])
        with torch.no_grad():
            exact = network(torch.from_numpy(np.concatenate(rows)), torch.from_numpy(starts), 1)[0].numpy()
        assert np.allclose(scores, exact, rtol=0.02, atol=0.3)
    assert right >= 6  # of eight
    assert losses[-1] < losses[0]


def test_short_documents_are_reported() -> None:
    with pytest.raises(ValueError, match="more than 5 sentences"):
        train_order([COUNTING[:4]], SMALL, lambda *_: None)


def test_the_last_sentences_are_read_one_by_one() -> None:
    parts = before_in_parts(COUNTING)
    assert parts[:LAST] == COUNTING[-1 : -LAST - 1 : -1]
    assert parts[LAST].startswith("Then came one.")
    assert before_in_parts(["Only one."]) == ["Only one.", "", "", "", ""]
