"""Which word translates which: IBM Model 1."""

from __future__ import annotations

import numpy as np
import pytest

from conceptwriter.codec.word_statistics import NO_WORD
from conceptwriter.training.codec.word_alignment import MOST_WORDS, Alignment, Chances, align

PAIRS = [
    ("the house", "das Haus"),
    ("the book", "das Buch"),
    ("a book", "ein Buch"),
    ("The heart attack!", "Der Herzinfarkt!"),
    ("an attack", "ein Angriff"),
    ("the attack", "der Angriff"),
]


def chance(alignment: Alignment, chances: Chances, source: str, target: str, side: int = 0) -> float:
    here, there = alignment.words[side].index(source), alignment.words[1 - side].index(target)
    found = chances.chance[(chances.source == here) & (chances.target == there)]
    return float(found[0]) if len(found) else 0.0


@pytest.fixture(scope="module")
def alignment() -> Alignment:
    found = align(PAIRS)
    assert found is not None
    return found


def test_words_that_keep_company_are_told_apart(alignment: Alignment) -> None:
    forth, back = alignment.forth, alignment.back
    assert chance(alignment, forth, "book", "buch") > chance(alignment, forth, "book", "das")
    assert chance(alignment, forth, "house", "haus") > chance(alignment, forth, "house", "das")
    assert chance(alignment, forth, "attack", "angriff") > chance(alignment, forth, "attack", "herzinfarkt")
    assert chance(alignment, back, "buch", "book", 1) > chance(alignment, back, "buch", "the", 1)


def test_chances_of_a_word_add_up(alignment: Alignment) -> None:
    for chances in (alignment.forth, alignment.back):
        sums = np.bincount(chances.source, chances.chance)
        assert sums == pytest.approx(np.ones(len(sums)))
        keys = list(zip(chances.source.tolist(), chances.target.tolist(), strict=True))
        assert keys == sorted(set(keys))
        assert (chances.target > 0).all(), "only words are translations"
        assert (chances.source == 0).any(), "but they may come from no word"


def test_every_target_word_comes_from_somewhere(alignment: Alignment) -> None:
    words = sum(len(target.split()) for _, target in PAIRS)
    assert alignment.forth.times.sum() == pytest.approx(words)
    assert alignment.words[0][0] == alignment.words[1][0] == NO_WORD
    assert alignment.often[0][alignment.words[0].index("the")] == 4


def test_what_has_no_words_or_too_many_is_left_out() -> None:
    assert align([("12", "zwölf"), ("", ""), ("word " * (MOST_WORDS + 1), "Wort")]) is None
    assert align([]) is None
    found = align([("12", "zwölf"), ("yes", "ja")])
    assert found is not None
    assert found.words == ([NO_WORD, "yes"], [NO_WORD, "ja"])
