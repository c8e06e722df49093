"""Words and names that the text does not know."""

from __future__ import annotations

import pytest

from conceptwriter.assistant.findings import DEGENERATE, MILD, Flag
from tests.assistant.draft_checks.sample_texts import STORY, checks, flags, reasons


def test_an_unknown_word_is_named() -> None:
    assert reasons("Ilse was recieveing the letter.") == ["unknown word: recieveing"]
    assert Flag.SPELLING in DEGENERATE


@pytest.mark.parametrize(
    "text",
    [
        "She walked unhurriedly between the washerwomen.",
        "He hopped, stopped, carried and untied things.",
        "They weren't sure the captain's boots had dried.",
        "Sooooo tired, he thought, and hummed: hmmm.",
        "The half-frozen deckhand was re-tying the ropes.",
        "The lawbreakers' phenomenological arguments were unbearably long.",
    ],
)
def test_inflected_derived_and_joined_words_are_known(text: str) -> None:
    assert Flag.SPELLING not in flags(text)


def test_a_word_of_the_writers_own_is_known_with_its_endings() -> None:
    text = (*STORY, ("A zorvel sat on the mast.",))
    assert Flag.SPELLING in flags("Two zorvels watched her.")
    assert Flag.SPELLING not in flags("Two zorvels watched her.", text)


def test_a_new_name_is_named_and_takes_little() -> None:
    assert reasons("Then Thaddeus came up from below.") == ["new name: Thaddeus"]
    assert reasons("Thaddeus came up from below with Morwenna.") == ["new names: Thaddeus, Morwenna"]
    assert Flag.NEW_NAME in MILD


@pytest.mark.parametrize(
    "text",
    [
        "Ilse's hands were cold.",
        "On Tuesday in March the ferry was late.",
        "The letter came from London, or from Italy.",
        "Mr. Captain, they called him.",
        "Her English aunt believed in God.",
        "Perhaps Grandmother knew.",
        "The Lighthouse was what they called the inn.",
        "I'm sure, she thought, and I'll wait.",
    ],
)
def test_what_is_written_with_a_capital_is_not_always_a_new_name(text: str) -> None:
    assert Flag.NEW_NAME not in flags(text)


def test_names_of_headings_and_wish_are_no_news() -> None:
    assert Flag.NEW_NAME not in flags("Then Thaddeus came up.", headings=("Thaddeus at sea",))
    assert Flag.NEW_NAME not in flags("Then Thaddeus came up.", wish="Let Thaddeus find the letter.")


def test_a_long_word_in_capitals_has_to_be_known_too() -> None:
    assert Flag.SPELLING in {each.flag for each in checks()("She read BIGGABIGBAL on the crate.")}
    assert Flag.SPELLING not in {each.flag for each in checks()("She read DANGEROUS on the crate.")}
    assert Flag.SPELLING not in {each.flag for each in checks()("She read UNESCO on the crate.")}
