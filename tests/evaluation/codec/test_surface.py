from __future__ import annotations

import pytest

from conceptwriter.evaluation.codec.surface import (
    broken,
    degenerate,
    digit_groups,
    names,
    names_kept,
    numbers_kept,
)


def test_digit_groups_of_every_script() -> None:
    assert digit_groups("1,250 sheep, ٣ dogs and 14 more 14") == {"1": 1, "250": 1, "3": 1, "14": 2}


def test_numbers_are_asked_for_where_a_human_writes_digits() -> None:
    assert numbers_kept(
        "At 8 o'clock, 12 came.", "À huit heures, 12 vinrent.", "À 8 heures, 13 vinrent."
    ) == (0, 1)
    assert numbers_kept("12 came.", "12 vinrent.", "12 vinrent.") == (1, 1)


def test_names_are_capitals_inside_a_sentence() -> None:
    found = names('Then Anna said: "Look, Peter and I saw London. He came.', "eng_Latn")
    assert set(found) == {"Anna", "Peter", "London"}
    assert not names("Der Hund sah die Katze.", "deu_Latn")
    assert not names("Анна видела Петра.", "rus_Cyrl")


def test_translated_names_are_not_asked_for() -> None:
    languages = ("eng_Latn", "fra_Latn")
    source, reference = "I saw Anna in London.", "J'ai vu Anna à Londres."
    assert names_kept(source, reference, "J'ai vu Anna ici.", languages) == (1, 1)
    assert names_kept(source, reference, "J'ai vu Marie à Londres.", languages) == (0, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ... ",
        "the boat the boat the boat the boat",
        "哈船哈船哈船哈船哈船",
        "he ran to the sea, he ran to the sea; he ran to the hill",
    ],
)
def test_loops_and_nothing_are_broken(text: str) -> None:
    assert broken(text)


@pytest.mark.parametrize("text", ["No.", "1000000 boats", "It was very, very, very cold.", "Brrrrr!"])
def test_ordinary_texts_are_not(text: str) -> None:
    assert not broken(text)


def test_what_the_reference_does_is_no_loop() -> None:
    laugh = "Ha ha ha ha ha, he said."
    assert degenerate(laugh, "He laughed.")
    assert not degenerate(laugh, laugh)
