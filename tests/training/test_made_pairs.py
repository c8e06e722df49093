"""Pairs made of other pairs: joined, and with other names and numbers."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from conceptwriter.codec.pieces import load_tokenizer
from conceptwriter.evaluation.held_out.corpora import CorpusSentence
from conceptwriter.training.codec.made_pairs import Pair, joined_pairs, names_of, renamed_pairs
from conceptwriter.training.codec.prepare import PrepareConfig, prepare
from tests.training.conftest import PAIRS


def pair(first: str, second: str, languages: tuple[str, str] = ("eng_Latn", "deu_Latn")) -> Pair:
    return CorpusSentence(first, languages[0]), CorpusSentence(second, languages[1])


def test_pairs_are_joined_within_their_languages() -> None:
    pairs = [pair("One.", "Eins."), pair("Two.", "Zwei."), pair("One.", "Un.", ("eng_Latn", "fra_Latn"))]
    made = joined_pairs(pairs, 60, 250, random.Random(1))
    assert len(made) == 60
    number = {"One.": "Eins.", "Two.": "Zwei."}
    for first, second in made:
        words = first.text.split(" ")
        assert len(words) in {2, 3}
        wanted = ["Un." if second.language == "fra_Latn" else number[word] for word in words]
        assert second.text.split(" ") == wanted
    assert {second.language for _, second in made} == {"deu_Latn", "fra_Latn"}


def test_what_is_too_long_is_not_joined() -> None:
    pairs = [pair("a" * 10, "b" * 10)]
    assert {len(first.text) for first, _ in joined_pairs(pairs, 40, 25, random.Random(1))} == {21}
    assert joined_pairs(pairs, 40, 20, random.Random(1)) == []
    assert joined_pairs([], 40, 20, random.Random(1)) == []


def test_names_are_capitalised_within_sentences() -> None:
    texts = ["Once Tom saw the Will of Mary."] * 3 + [
        "We will. Often they came. Then Anna came to PARIS."
    ] * 3
    # What is often small, begins a sentence or is in capitals is no name.
    assert names_of(texts) == ["Anna", "Mary", "Tom"]
    assert names_of(texts[:2]) == []


def test_names_that_are_translated_are_left_out() -> None:
    texts = ["He went from Vienna to Boston."] * 3
    assert names_of(texts) == ["Boston", "Vienna"]
    pairs = [pair("I love Vienna and Boston.", "Ich liebe Wien und Boston.")]
    assert names_of(texts, pairs) == ["Boston"]


def test_names_and_numbers_are_exchanged_on_both_sides() -> None:
    pairs = [pair("Tom has 17 dogs.", "Tom hat 17 Hunde.")]
    for seed in range(30):
        ((first, second),) = renamed_pairs(pairs, ["Marcel", "Tom"], 5, random.Random(seed))
        name, _, count, _ = first.text.split(" ")
        assert second.text == f"{name} hat {count} Hunde."
        assert count.isdecimal()
        assert name[:2] in {"Ma", "To"}
        assert (first.language, second.language) == ("eng_Latn", "deu_Latn")


def test_years_stay_years_and_digits_digits() -> None:
    pairs = [pair("It was 1950.", "Es war 1950."), pair("Give me 5.", "Gib mir 5.")]
    for seed in range(20):
        made = renamed_pairs(pairs, [], 9, random.Random(seed))
        numbers = {second.text.split(" ")[0]: int(second.text.split(" ")[2][:-1]) for _, second in made}
        assert 1400 <= numbers["Es"] <= 2099
        assert 2 <= numbers["Gib"] <= 99


def test_what_only_one_side_has_stays() -> None:
    unlike = [
        pair("Tom's dog is old.", "Toms Hund ist alt."),
        pair("Tom likes Tom.", "Tom mag sich."),
        pair("It is 3.5 metres.", "Es sind 3,5 Meter."),
        pair("The dog is old.", "Der Hund ist alt."),
        pair("I have two.", "Ich habe 2."),
    ]
    assert renamed_pairs(unlike, ["Tom", "Mary"], 9, random.Random(1)) == []


def test_a_pack_gets_the_pairs_that_are_asked_for(data_folder: Path, tmp_path: Path) -> None:
    config = PrepareConfig(vocabulary=330)
    plain = prepare(data_folder, tmp_path / "plain", config)
    made = prepare(data_folder, tmp_path / "made", replace(config, joined=15, renamed=4))
    assert len(plain.pairs) == 12 * len(PAIRS)
    assert len(made.pairs) > len(plain.pairs) + 10
    tokenizer = load_tokenizer(tmp_path / "made" / "tokenizer.model")
    texts = {tokenizer.decode(made.sentence(int(number)).tolist()) for number in made.pairs[-1]}
    known = {text for pair in PAIRS for text in pair}
    assert all(any(part in text for part in known) for text in texts)
