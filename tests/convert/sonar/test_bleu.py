"""BLEU, against sacreBLEU on the same tokens."""

from __future__ import annotations

import pytest
import sacrebleu
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.convert.sonar.bleu import bleu, tokens_of

texts = st.lists(st.sampled_from(["the", "old", "boat", "came", "in", "."]), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=6))
def test_it_is_that_of_sacrebleu(pairs: list[tuple[list[str], list[str]]]) -> None:
    ours = [pair[0] for pair in pairs]
    theirs = [pair[1] for pair in pairs]
    expected = sacrebleu.corpus_bleu(
        [" ".join(text) for text in ours],
        [[" ".join(text) for text in theirs]],
        tokenize="none",
        force=True,
    ).score
    assert bleu(ours, theirs) == pytest.approx(expected, abs=1e-6)


def test_words_and_signs_are_tokens() -> None:
    assert tokens_of("Hello, Paul's dog!") == ["Hello", ",", "Paul", "'", "s", "dog", "!"]


def test_letters_of_scripts_without_spaces_are_tokens() -> None:
    assert tokens_of("火车又，ok") == ["火", "车", "又", ",", "ok"]
