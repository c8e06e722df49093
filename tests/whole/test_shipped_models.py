"""The models that are shipped really work: sentences survive the way through a vector, nothing is canned.

These tests do not say how good the models are (the model card does), only that they are models.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest

from conceptwriter.engine import Decode, Encode, Engine

WAIT = 120.0
SENTENCES = (
    "The old man opened the door.",
    "She went home because it was raining.",
    "The children played in the garden.",
    "He asked her if she wanted some tea.",
    "There was a small house near the river.",
)
NONSENSE = ("Blorf zintle quam drupsy fnord.", "Wex ogled the harp of seven porridges, mimsily.")
OTHERS = ("fra_Latn", "deu_Latn", "spa_Latn")


@pytest.fixture(scope="module")
def engine(shipped: Path) -> Iterator[Engine]:
    with Engine(shipped, device="cpu", threads=2) as started:
        yield started


def vectors_of(engine: Engine, texts: tuple[str, ...]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    vectors = engine.submit(Encode(texts, "eng_Latn")).result(WAIT)
    assert vectors.dtype == np.float32
    assert len(vectors) == len(texts)
    assert np.isfinite(vectors).all()
    return vectors


def through(engine: Engine, texts: tuple[str, ...], language: str = "eng_Latn") -> list[str]:
    """The texts, encoded from English and decoded into a language."""
    answers = engine.submit(Decode(vectors_of(engine, texts), language)).result(WAIT)
    return [answer.text for answer in answers]


def likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower(), other.lower(), autojunk=False).ratio()


def mean_likeness(ones: tuple[str, ...], others: list[str]) -> float:
    return sum(map(likeness, ones, others)) / len(ones)


def fresh_sentences() -> tuple[str, ...]:
    """Sentences nobody can have foreseen: other common words in every run."""
    chance = random.SystemRandom()
    who = ("The old man", "My sister", "A small dog", "The teacher", "Anna", "The young woman")
    does = ("found", "opened", "bought", "looked at", "painted", "forgot")
    what = ("the letter", "a red boat", "the door", "two books", "the garden", "an old clock")
    where = ("in the morning", "at the station", "near the river", "yesterday", "after the war")
    return tuple(" ".join(map(chance.choice, (who, does, what, where))) + "." for _ in range(12))


def test_simple_sentences_come_back(engine: Engine) -> None:
    back = through(engine, SENTENCES)
    assert mean_likeness(SENTENCES, back) > 0.6, back


def test_sentences_nobody_could_have_foreseen_come_back(engine: Engine) -> None:
    texts = fresh_sentences()
    back = through(engine, texts)
    assert mean_likeness(texts, back) > 0.6, list(zip(texts, back, strict=True))
    others = [likeness(text, other) for text in texts for other in back if other != text]
    assert mean_likeness(texts, back) > sum(others) / len(others) + 0.2


@pytest.mark.parametrize("language", OTHERS)
def test_translations_are_no_copies_and_differ_from_each_other(engine: Engine, language: str) -> None:
    translated = through(engine, SENTENCES, language)
    assert all(translated)
    assert len(set(translated)) == len(SENTENCES)
    for source, text in zip(SENTENCES, translated, strict=True):
        assert likeness(source, text) < 0.9, (source, text)


def test_a_translation_means_what_its_source_means(engine: Engine) -> None:
    """The vector of a French text, made by the model itself, lies nearest to that of its English source."""
    english = vectors_of(engine, SENTENCES)
    french = engine.submit(Encode(tuple(through(engine, SENTENCES, "fra_Latn")), "fra_Latn")).result(WAIT)
    cosines = _unit(english) @ _unit(french).T
    assert (cosines.argmax(axis=1) == np.arange(len(SENTENCES))).mean() >= 0.8


def _unit(
    vectors: np.ndarray[tuple[int, int], np.dtype[np.float32]],
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    unit: np.ndarray[tuple[int, int], np.dtype[np.float32]] = vectors / np.linalg.norm(
        vectors, axis=1, keepdims=True
    )
    return unit


def test_nonsense_is_answered_with_nothing_fixed(engine: Engine) -> None:
    answers = through(engine, NONSENSE)
    assert answers[0] != answers[1]
    assert not set(answers) & set(through(engine, SENTENCES))
    assert not set(through(engine, NONSENSE, "fra_Latn")) & set(answers)


def test_a_vector_moved_a_little_still_says_the_same_and_moved_far_does_not(engine: Engine) -> None:
    """What is decoded comes from the vector: there is no text that travels beside it."""
    vectors = vectors_of(engine, SENTENCES)
    noise = np.random.default_rng(5).standard_normal(vectors.shape).astype(np.float32)
    noise *= np.linalg.norm(vectors, axis=1, keepdims=True) / np.linalg.norm(noise, axis=1, keepdims=True)

    def decoded(strength: float) -> list[str]:
        moved = vectors + np.float32(strength) * noise
        return [answer.text for answer in engine.submit(Decode(moved, "eng_Latn")).result(WAIT)]

    near, far = mean_likeness(SENTENCES, decoded(0.05)), mean_likeness(SENTENCES, decoded(3.0))
    assert near > 0.6
    assert far < near
    swapped = engine.submit(Decode(vectors[::-1], "eng_Latn")).result(WAIT)
    assert [answer.text for answer in swapped] == through(engine, SENTENCES)[::-1]


def test_no_file_of_the_bundle_holds_the_sentences(engine: Engine, shipped: Path) -> None:
    """No table of answers hides among the weights."""
    answers = [*SENTENCES, *through(engine, SENTENCES, "fra_Latn")]
    content = b"".join(file.read_bytes() for file in sorted(shipped.iterdir()))
    found = [text for text in answers if text.encode() in content or text.encode("utf-16-le") in content]
    assert found == []
