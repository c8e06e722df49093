from __future__ import annotations

import pytest

from conceptwriter.language import STARTER_LANGUAGES, evidence_for, identify_language
from tests.language.gold import GOLD


@pytest.mark.parametrize("code", STARTER_LANGUAGES)
def test_gold_paragraphs_are_identified_among_all_languages(code: str) -> None:
    found = identify_language(" ".join(GOLD[code]))
    assert found.code == code
    assert found.confidence > 0.8


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hello world.", "eng_Latn"),
        ("우리는 바다로 갔다.", "kor_Hang"),
        ("کتاب روی میز بود و کسی آن را نمی‌خواند.", "pes_Arab"),
        ("Човни повернулися вночі.", "ukr_Cyrl"),
        ("Łódki wróciły w nocy.", "pol_Latn"),
        ("Οι βάρκες γύρισαν.", "ell_Grek"),
        ("Båtarna kom tillbaka på natten.", "swe_Latn"),
        ("เรือกลับมาแล้ว", "tha_Thai"),
    ],
)
def test_a_short_text_in_one_of_the_other_languages(text: str, code: str) -> None:
    assert identify_language(text).code == code


@pytest.mark.parametrize("text", ["", "12 + 7", "…", "🙂"])
def test_without_letters_nothing_is_known(text: str) -> None:
    assert identify_language(text).confidence == 0.0


def test_two_letters_are_no_certainty() -> None:
    assert identify_language("Ko").confidence < 0.5


def test_evidence_is_given_only_for_languages_of_the_model() -> None:
    evidence = evidence_for("The boat is back.", ["eng_Latn", "fra_Latn", "nqo_Nkoo"])
    assert set(evidence) == {"eng_Latn", "fra_Latn"}
    assert evidence["eng_Latn"] > evidence["fra_Latn"]
