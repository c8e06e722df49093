from __future__ import annotations

import pytest

from conceptwriter.evaluation.systems.texts import (
    copied_words,
    distinct_bigrams,
    has_new_name,
    is_degenerate,
    is_unfinished,
    unknown_words,
    words_of,
)

ENGLISH = "eng_Latn"
KNOWN = frozenset(["the", "a", "saw", "boat", "and", "he", "didn't", "small"])


@pytest.mark.parametrize(
    "text", ["", "...", "the sea the sea the sea the sea the sea", "ha" * 20, "12 34 56 % 7"]
)
def test_what_nobody_could_use(text: str) -> None:
    assert is_degenerate(text, ENGLISH, (ENGLISH,))


@pytest.mark.parametrize("text", ["And then she said:", "Cher", "He came,", "", "the sea -"])
def test_what_is_not_finished(text: str) -> None:
    assert is_unfinished(text)


@pytest.mark.parametrize("text", ["She came.", '"Who?" ', "“Yes!”", "(It is.)", "And so …"])
def test_what_is_finished(text: str) -> None:
    assert not is_unfinished(text)


def test_a_foreign_text_is_of_no_use() -> None:
    text = "Il n'y avait personne et la porte était là."
    assert is_degenerate(text, ENGLISH, (ENGLISH, "fra_Latn"))
    assert not is_degenerate("There was nobody, and the door was open.", ENGLISH, (ENGLISH, "fra_Latn"))


def test_unknown_words_are_those_that_neither_text_has() -> None:
    # Capitalised words and numbers are not looked at; "wug" stands in the text before.
    assert unknown_words("Anna didn’t saw the wug's blorf 3 times", KNOWN, {"wug"}) == (2, 6)
    assert unknown_words("He saw the boat.", KNOWN, ()) == (0, 3)


def test_a_name_is_new_where_the_text_before_has_it_not() -> None:
    assert has_new_name("Then came Peter.", ENGLISH, {"anna"})
    assert not has_new_name("Then came Anna’s boat.", ENGLISH, {"anna"})
    assert not has_new_name("Peter came.", ENGLISH, {"anna"})  # what begins a sentence may be any word
    assert not has_new_name("And so I'll go, and I'm glad.", ENGLISH, ())


def test_the_longest_run_that_precedes() -> None:
    before = words_of(["The old man saw a boat.", "It was late."])
    assert copied_words("He knew the old man saw it.", before) == 4
    assert copied_words("A boat! It was gone.", before) == 4  # across the end of a sentence
    assert copied_words("Nothing.", before) == 0
    assert copied_words("", before) == 0


def test_distinct_pairs() -> None:
    assert distinct_bigrams(["a b a b", "b a"]) == (2, 4)
