from __future__ import annotations

import pytest

from conceptwriter.language import STARTER_LANGUAGES, SURE, evidence_for, identify_language
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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Добрий вечір, де моя книга?", "ukr_Cyrl"),
        ("Гэта мая кніга, яна ўжо тут.", "bel_Cyrl"),
        ("Како сте? Ја ћу доћи сутра.", "srp_Cyrl"),
        ("Што правиш? Ќе дојдам утре.", "mkd_Cyrl"),
        ("ئەم کتێبە هی منە، ڕۆژ باش.", "ckb_Arab"),
        ("دا زما کتاب دی، ته څنګه یې؟", "pbt_Arab"),
        ("یہ میری کتاب ہے۔", "urd_Arab"),
        ("هي منهنجو ڪتاب آهي.", "snd_Arab"),
        ("דאָס איז מײַן בוך, און דאָס איז דײַנס.", "ydd_Hebr"),
        ("זה הספר שלי.", "heb_Hebr"),
        ("हे माझे पुस्तक आहे आणि ते जुने आहे.", "mar_Deva"),
        ("यो मेरो किताब हो र पुरानो छ।", "npi_Deva"),
        ("এইখন মোৰ কিতাপ।", "asm_Beng"),
        ("佢哋去咗邊度？我唔知。", "yue_Hant"),
        ("ངའི་མིང་ལ་བསོད་ནམས་ཟེར།", "bod_Tibt"),
    ],
)
def test_neighbours_in_one_script_are_distinguished(text: str, code: str) -> None:
    assert identify_language(text).code == code


@pytest.mark.parametrize("text", ["OK", "Hi.", "x", "Tokyo", "qwrt zxcv plmk"])
def test_too_little_is_said_to_be_a_guess(text: str) -> None:
    assert identify_language(text).confidence < SURE


def test_nothing_to_tell_by_is_taken_for_the_first_language() -> None:
    assert identify_language("Hm.").code == "eng_Latn"


def test_a_language_without_a_code_is_no_certainty() -> None:
    latin = "Arma virumque cano, Troiae qui primus ab oris Italiam fato profugus Laviniaque venit litora."
    assert identify_language(latin).confidence < SURE
