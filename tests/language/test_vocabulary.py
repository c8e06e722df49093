"""Which words of English are known, and by what they are made of."""

from __future__ import annotations

import pytest

from conceptwriter.language.vocabulary import is_derived, vocabulary


@pytest.mark.parametrize(
    "word",
    [
        "harbour",
        "harbor",
        "mice",
        "carried",
        "hopped",
        "hoped",
        "boxes",
        "knives",
        "unhappily",
        "happiness",
        "quietness",
        "washerwoman",
        "don't",
        "captain's",
        "walkin'",
        "sooo",
        "reddish",
        "tying",
        "Lighthouse",
        "afternoon",
        "ourselves",
        "determined",
    ],
)
def test_words_and_what_is_made_from_them_are_known(word: str) -> None:
    words = vocabulary("eng_Latn")
    assert words is not None
    assert words.knows(word)


@pytest.mark.parametrize(
    "word",
    [
        "recieve",
        "carryed",
        "hopeing",
        "happyness",
        "beautifull",
        "thatwas",
        "withthe",
        "goverment",
        "zorvel",
        "qwxt",
        "foxs",
    ],
)
def test_slips_and_inventions_are_not(word: str) -> None:
    words = vocabulary("eng_Latn")
    assert words is not None
    assert not words.knows(word)


def test_further_words_are_known_with_their_endings() -> None:
    words = vocabulary("eng_Latn")
    assert words is not None
    assert words.knows("zorvels", {"zorvel"})


def test_names_that_are_words_too_are_distinguished() -> None:
    words = vocabulary("eng_Latn")
    assert words is not None
    assert "jack" in words.names
    assert not {"the", "river", "house"} & words.names


def test_a_language_without_a_list_has_none() -> None:
    assert vocabulary("fra_Latn") is None
    assert vocabulary("no_such") is None


def test_a_word_is_not_made_from_nothing() -> None:
    assert not is_derived("", lambda _: False)
    assert not is_derived("ing", lambda word: word == "")
