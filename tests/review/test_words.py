"""Double words and spaces, and what was not translated."""

from __future__ import annotations

import pytest

from conceptwriter.review.words import (
    check_double_word,
    check_half_translated,
    check_spaces,
    check_unchanged,
)

ENGLISH, GERMAN, FRENCH, RUSSIAN = "eng_Latn", "deu_Latn", "fra_Latn", "rus_Cyrl"


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("He saw the the house.", ENGLISH, "the the"),
        ("The the house.", ENGLISH, "The the"),
        ("Der Hund bellte bellte.", GERMAN, "bellte bellte"),
        ("Il est est là.", FRENCH, "est est"),
        ("Он был был там.", RUSSIAN, "был был"),
    ],
)
def test_a_word_twice(text: str, language: str, words: str) -> None:
    found = check_double_word("It is so.", text, language)
    assert found is not None
    assert found.reason == f"has “{words}”"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("All that he had had was gone; I know that that is so.", ENGLISH),
        ("Nous nous levons, vous vous couchez.", FRENCH),
        ("Die Frau, die die Tür schloss, sah sie sie?", GERMAN),
        ("He saw New York, York was far.", ENGLISH),
        ("Duran Duran sang.", ENGLISH),
        ("the theme", ENGLISH),
        ("no-no no", ENGLISH),
        ("Yavaş yavaş yürüdü.", "tur_Latn"),
        ("वह धीरे धीरे चला।", "hin_Deva"),
        ("Anak anak bermain.", "ind_Latn"),
    ],
)
def test_words_that_may_stand_twice(text: str, language: str) -> None:
    assert check_double_word("It is so.", text, language) is None


def test_a_source_that_does_the_same() -> None:
    assert check_double_word("A long long way.", "Ein weiter weiter Weg.", GERMAN) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Es  regnet.", "has two spaces in a row"),
        ("Es regnet. ", "ends in a space"),
        (" Es regnet.", "begins with a space"),
        ("Es\tregnet.", "has a tab"),
    ],
)
def test_spaces_too_many(text: str, said: str) -> None:
    found = check_spaces("It rains.", text)
    assert found is not None
    assert found.reason == said


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("It rains.", "Es regnet."),
        ("It  rains.", "Es  regnet."),
        (" It rains. ", " Es regnet. "),
        ("It rains.", "Es regnet  \nheute."),
        ("See `a  b`.", "Siehe `a  b`."),
        ("Il dit : oui", "Il dit\u00a0: oui"),
    ],
)
def test_spaces_that_are_right(source: str, text: str) -> None:
    assert check_spaces(source, text) is None


def test_a_text_that_is_its_source() -> None:
    assert check_unchanged("Good morning", ENGLISH, "Good morning", GERMAN) is not None
    assert check_unchanged("The house", ENGLISH, "the  HOUSE", GERMAN) is not None


@pytest.mark.parametrize(
    "text", ["Tom", "New York", "42", "Anna Karenina", "iPhone 12", "Berlin (2024)", "Hotel"]
)
def test_names_and_numbers_are_the_same_in_every_language(text: str) -> None:
    assert check_unchanged(text, ENGLISH, text, GERMAN) is None
    assert check_unchanged("Good morning", ENGLISH, "Good morning", ENGLISH) is None


@pytest.mark.parametrize(
    ("source", "text", "language", "left"),
    [
        (
            "Close the door behind you and turn off the light.",
            "Schließ die Tür behind you and mach das Licht aus.",
            GERMAN,
            "behind you and",
        ),
        ("Close the door behind you.", "Закрой дверь behind you.", RUSSIAN, "behind you"),
        ("Close the Red Door.", "Закрой Red Door.", RUSSIAN, ""),
        ("He was in the garden of the house.", "Он был in the garden of дома.", RUSSIAN, "in the garden of"),
    ],
)
def test_words_of_the_source(source: str, text: str, language: str, left: str) -> None:
    found = check_half_translated(source, ENGLISH, text, language)
    assert (found.reason if found else "") == (f"“{left}” was not translated" if left else "")


@pytest.mark.parametrize(
    ("source", "text", "language"),
    [
        ("I read The Lord of the Rings.", "Ich las The Lord of the Rings.", GERMAN),
        ("Ludwig van Beethoven was deaf.", "Ludwig van Beethoven war taub.", GERMAN),
        ("It is in Den Haag in Holland.", "Het is in Den Haag in Holland.", "nld_Latn"),
        ("The film was in 3D in Berlin.", "Der Film war in 3D in Berlin.", GERMAN),
        ("He wrote rock and roll.", "Он играл rock and roll.", RUSSIAN),
    ],
)
def test_what_is_the_same_in_both(source: str, text: str, language: str) -> None:
    assert check_half_translated(source, ENGLISH, text, language) is None
