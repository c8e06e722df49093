"""Brackets and quotation marks without a partner."""

from __future__ import annotations

import pytest

from conceptwriter.review.pairing import check_brackets, check_quotation


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Er legte es (leise hin.", "“(” is not closed"),
        ("Er legte es leise) hin.", "“)” was not opened"),
        ("Er [sah (das].", "“]” was not opened"),
        ("他（说。", "“(” is not closed"),
        ("他读《红楼梦。", "“《” is not closed"),
        ("a) eins (zwei", "“(” is not closed"),
    ],
)
def test_a_bracket_alone(text: str, reason: str) -> None:
    found = check_brackets("He put it (quietly) there.", text)
    assert found is not None
    assert found.reason == reason


@pytest.mark.parametrize(
    "text",
    [
        "Er legte es (leise) hin.",
        "他（说)。",
        "a) eins, b) zwei",
        "iii) drei",
        "Schön :-) und ;)",
        "Schön:) und schade:(",
        "Nein (rief er unter Tränen); doch (sagte sie): ja.",
        "Das (siehe Abb. x) und das (Kap. 8) sind gut.",
        "Хорошо ))",
        "Das Intervall [0, 1) ist halboffen.",
        "John Locke (1632–1704) und George Orwell (1903–1988).",
        "Wie (oder wie nicht) es geht.",
    ],
)
def test_brackets_that_are_right(text: str) -> None:
    assert check_brackets("It is so.", text) is None


def test_where_the_source_has_one_too() -> None:
    assert check_brackets("(It is so.", "(Es ist so.") is None


@pytest.mark.parametrize(
    "text", ["Sie sagte „gute Nacht und ging.", 'Sie sagte "gute Nacht und ging.', "Ja.”"]
)
def test_a_quotation_mark_alone(text: str) -> None:
    assert check_quotation("She said “good night” and left.", text) is not None
    assert check_quotation("She said “good night and left.", text) is None, "the source goes on"


@pytest.mark.parametrize(
    "text",
    [
        "Sie sagte „gute Nacht“ und ging.",
        "Sie sagte »gute Nacht« und ging.",
        "Elle dit « bonne nuit » et partit.",
        "她说“晚安”。",
        "「おやすみ」と言った。",
        "Rock 'n' Roll, l'heure, James’ Haus",
        "Ein Schirm von 27\" und 5'' dazu",
    ],
)
def test_quotation_marks_that_are_right(text: str) -> None:
    assert check_quotation("She said “good night” and left.", text) is None
