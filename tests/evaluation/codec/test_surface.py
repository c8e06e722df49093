from __future__ import annotations

import pytest

from conceptwriter.evaluation.codec.surface import broken, degenerate, names


def test_names_are_capitals_inside_a_sentence() -> None:
    found = names('Then Anna said: "Look, Peter and I saw London. He came.', "eng_Latn")
    assert set(found) == {"Anna", "Peter", "London"}
    assert not names("Der Hund sah die Katze.", "deu_Latn")
    assert not names("Анна видела Петра.", "rus_Cyrl")


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
