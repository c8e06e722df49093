"""The trigram model against numbers worked out by hand, and what it is for."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import pytest

from conceptwriter.evaluation.held_out.corpora import CorpusError
from conceptwriter.evaluation.systems.word_ngrams import WordNgrams, plain_words, training_words
from tests.evaluation.systems.stand_ins import record, write_documents

TOLD = ["the cat sat", "the cat ran", "the dog sat", "a bird sang"]


@pytest.fixture
def model() -> WordNgrams:
    return WordNgrams([text.split() for text in TOLD])


def test_words_that_come_once_are_not_known(model: WordNgrams) -> None:
    assert model.known == {"the", "cat", "sat"}


def test_probabilities_worked_out_by_hand() -> None:
    model = WordNgrams([["b", "b"], ["b", "b"]])
    # What can come is b, an unknown word and the end. Pairs: start-b, b-b, b-end; so b comes after two
    # different words and the end after one: one count of one, one of two, a discount of 1 / (1 + 2).
    third = 1 / 3
    alone_b = (2 - third + third * 2 / 3) / 3
    alone_end = (1 - third + third * 2 / 3) / 3
    assert model.probability(["x", "y"], "z") == pytest.approx(third * 2 / 3 / 3)
    # After b stand b and the end, each after one different word; no pair has two: a discount of 1/2.
    pair_b = (1 - 0.5 + 0.5 * 2 * alone_b) / 2
    pair_end = (1 - 0.5 + 0.5 * 2 * alone_end) / 2
    assert model.probability(["x", "b"], "b") == pytest.approx(pair_b)
    assert model.probability(["x", "b"], None) == pytest.approx(pair_end)
    # "b b" goes on twice, both times with the end.
    assert model.probability(["b", "b"], None) == pytest.approx((2 - 0.5 + 0.5 * pair_end) / 2)


def test_what_can_come_sums_to_one(model: WordNgrams) -> None:
    outcomes = [*model.known, None, "something new"]
    for before in itertools.product(["the", "cat", "sat", "unheard"], repeat=2):
        assert sum(model.probability(before, word) for word in outcomes) == pytest.approx(1.0)


def test_an_unknown_word_is_one_of_many(model: WordNgrams) -> None:
    known, count = model.bits("the cat")
    strange, same = model.bits("the zebra")
    assert count == same == 3
    rare = 5  # a, bird, dog, ran, sang
    end_after_strange = model.probability(["the", "zebra"], None)
    expected = -sum(
        math.log2(each)
        for each in (
            model.probability([], "the"),
            model.probability(["the"], "zebra") / rare,
            end_after_strange,
        )
    )
    assert strange == pytest.approx(expected)
    assert strange > known


def test_what_was_read_is_more_fluent_than_its_words_in_disorder(model: WordNgrams) -> None:
    assert model.bits("The cat sat.")[0] < model.bits("Sat the cat.")[0] < model.bits("Sat zebra zebra.")[0]


def test_apostrophes_are_all_alike() -> None:
    assert plain_words("It’s Anna's") == ["it's", "anna's"]


def test_nothing_to_learn_from() -> None:
    with pytest.raises(ValueError, match="no word comes 2 times"):
        WordNgrams([["once"]])


def test_training_documents_are_read_in_one_language(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    french = {**record("fr", 1), "lang": "fra_Latn", "paragraphs": [["Bonjour bonjour."]]}
    write_documents(tmp_path / "documents" / "mine.jsonl.gz", [record("mine", 0), french])
    assert {"box", "house"} <= training_words(tmp_path, "eng_Latn").known
    assert training_words(tmp_path, "fra_Latn").known == {"bonjour"}
    with pytest.raises(CorpusError, match="no training documents in deu_Latn"):
        training_words(tmp_path, "deu_Latn")
