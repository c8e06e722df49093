"""Dates that a translation left as the source writes them."""

from __future__ import annotations

import pytest

from conceptwriter.assistant.dates import with_translated_dates

ENGLISH, FRENCH, GERMAN, SPANISH = "eng_Latn", "fra_Latn", "deu_Latn", "spa_Latn"


@pytest.mark.parametrize(
    ("text", "translation", "language", "wanted"),
    [
        ("On 14 May 1998 John came.", "Le 14 May 1998 John vint.", FRENCH, "Le 14 mai 1998 John vint."),
        ("On May 14, 1998 he came.", "Am May 14, 1998 kam er.", GERMAN, "Am 14. Mai 1998 kam er."),
        ("It was 3 October.", "Era 3 October.", SPANISH, "Era 3 de octubre."),
        ("On 14 May and 15 June", "Le 14 May et 15 June", FRENCH, "Le 14 mai et 15 juin"),
        ("On 14 May 1998", "Le 14 mai 1998", FRENCH, "Le 14 mai 1998"),
        ("On 14 April", "Am 14 April", GERMAN, "Am 14 April"),
        ("He came.", "Il vint le 14 May.", FRENCH, "Il vint le 14 May."),
        ("On 14 May", "Le 15 May", FRENCH, "Le 15 May"),
        ("", "", FRENCH, ""),
    ],
)
def test_dates_of_the_source_are_written_as_the_language_does(
    text: str, translation: str, language: str, wanted: str
) -> None:
    assert with_translated_dates(translation, text, ENGLISH, language) == wanted


def test_within_a_language_nothing_changes() -> None:
    assert with_translated_dates("On May 14", "On 14 May", ENGLISH, ENGLISH) == "On May 14"
