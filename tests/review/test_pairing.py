"""Brackets and quotation marks without a partner."""

from __future__ import annotations

import pytest

from conceptwriter.assistant.findings import Finding
from conceptwriter.review.pairing import check_brackets, check_quotation


def quotation(source: str, text: str) -> Finding | None:
    return check_quotation(source, "eng_Latn", text, "deu_Latn")


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
    assert quotation("She said “good night” and left.", text) is not None
    assert quotation("She said “good night and left.", text) is None, "the source goes on"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("deu_Latn", "Sie sagte „gute Nacht“ und ging."),
        ("deu_Latn", "Sie sagte »gute Nacht« und ging."),
        ("deu_Latn", "Das „iPad 4“ und ein Schirm von 27\" und 5'' dazu"),
        ("deu_Latn", "Rock 'n' Roll, l'heure, James’ Haus"),
        ("fra_Latn", "Elle dit « bonne nuit » et partit."),
        ("fra_Latn", 'Elle dit " bonne nuit " et partit.'),
        ("ita_Latn", 'Disse «buona “notte”» e uscì; l’"idiota".'),
        ("tur_Latn", '"Rüzgar gibi geçti"yi okuyorum.'),
        ("swe_Latn", "Hon sade ”god natt” och gick."),
        ("swe_Latn", "Hon sade »god natt» och gick."),
        ("dan_Latn", "Hun sagde »godnat« og gik."),
        ("hun_Latn", "Azt mondta, „jó »szép« éjt”, és elment."),
        ("arb_Arab", "قالت ”تصبح على خير“ وغادرت."),
        ("heb_Hebr", 'היא אמרה ”לילה טוב” והלכה לצה"ל.'),
        ("zho_Hans", "她说“晚安”。"),
        ("zho_Hans", '"几点了?""10点半了。"'),
        ("jpn_Jpan", "「『おやすみ』と」言った。"),
    ],
)
def test_quotation_marks_that_are_right(language: str, text: str) -> None:
    assert check_quotation("She said “good night” and left.", "eng_Latn", text, language) is None


@pytest.mark.parametrize(
    ("language", "text", "reason"),
    [
        ("deu_Latn", "Sie sagte “gute Nacht” und ging.", "has “…”; German has „…“"),
        ("eng_Latn", "She said «good night» and left.", "has «…»; English has “…”"),
        ("fra_Latn", "Elle dit „bonne nuit“.", "has „…“; French has «\u202f…\u202f»"),
    ],
)
def test_marks_of_another_language(language: str, text: str, reason: str) -> None:
    found = check_quotation("“Good night.”", "eng_Latn", text, language)
    assert found is not None
    assert found.reason == reason


def test_straight_marks_are_right_in_every_language() -> None:
    assert quotation("“Good night.”", '"Gute Nacht."') is None
