"""Checks of a text against its source in another language; texts written for these tests."""

from __future__ import annotations

import pytest

from conceptwriter.assistant.checks import check_rendering
from conceptwriter.assistant.findings import Flag, Limits
from conceptwriter.assistant.kept import lost_addresses, lost_placeholders
from conceptwriter.assistant.names import is_title_case
from conceptwriter.assistant.numerals import missing_numbers, numbers
from conceptwriter.assistant.rendering_checks import (
    check_language,
    check_names,
    check_numbers,
    check_repeated_word,
    check_untranslated,
    check_variant,
)

LIMITS = Limits()


@pytest.mark.parametrize(
    ("source", "text", "language", "kept"),
    [
        ("She is 34.", "她三十四岁。", "zho_Hans", True),
        ("It was in 1987.", "那是一九八七年。", "zho_Hans", True),
        ("It starts at 8:15.", "Ça commence à 8 h 15.", "fra_Latn", True),
        ("It starts at 8:15 pm.", "Es beginnt um 20.15 Uhr.", "deu_Latn", True),
        ("He came at 7:30.", "Er kam um halb acht, um 7 genau.", "deu_Latn", True),
        ("He came at 7:30.", "Er kam um 7 Uhr.", "deu_Latn", False),
        ("The 3rd door.", "Die dritte Tür.", "deu_Latn", True),
        ("The 2nd floor.", "Le deuxième étage.", "fra_Latn", True),
        ("It weighs 2.5 kg.", "Es wiegt 25 kg.", "deu_Latn", False),
        ("It weighs 2.5 kg.", "Es wiegt 2,5 kg.", "deu_Latn", True),
        ("Version 1.2.3 of 14/05/1998.", "Version 1.2.3 vom 14.05.1998.", "deu_Latn", True),
        ("12,34,567 rupees.", "1.234.567 Rupien.", "deu_Latn", True),
        ("Chapter 21 begins.", "Das einundzwanzigste Kapitel beginnt.", "deu_Latn", True),
        ("Chapter 21 begins.", "Das zwölfte Kapitel beginnt.", "deu_Latn", False),
        ("Room 19.", "Ondokuzuncu oda.", "tur_Latn", True),
    ],
)
def test_numbers_are_compared_by_value(source: str, text: str, language: str, kept: bool) -> None:
    assert (check_numbers(source, "eng_Latn", text, language) is None) is kept


def test_a_lost_number_is_reported_as_it_is_written() -> None:
    assert missing_numbers("From 1,250.75 to 8.", "Von 8.", "deu_Latn") == ["1,250.75"]
    assert [number.written for number in numbers("a 5, b 6.")] == ["5", "6"]


@pytest.mark.parametrize(
    ("source", "text", "language", "kept"),
    [
        ("We flew to Spain.", "Wir flogen nach Spanien.", "deu_Latn", True),
        ("We flew to Germany.", "Nous avons volé vers l’Allemagne.", "fra_Latn", True),
        ("We flew to Germany.", "Nous avons volé loin.", "fra_Latn", False),
        ("Then Charles came from Cologne.", "Dann kam Karl aus Köln.", "deu_Latn", True),
        ("I saw Clara's dog.", "Ich sah Claras Hund.", "deu_Latn", True),
        ("They met in May.", "Ils se sont vus en mai.", "fra_Latn", True),
        ("The Song of the River", "La chanson du fleuve", "fra_Latn", True),
        ("WE LOST EVERYTHING", "NOUS AVONS TOUT PERDU", "fra_Latn", True),
    ],
)
def test_names_may_have_another_form(source: str, text: str, language: str, kept: bool) -> None:
    assert (check_names(source, "eng_Latn", text, language) is None) is kept


def test_a_sentence_is_no_title() -> None:
    assert is_title_case("The Song of the River", "eng_Latn")
    assert not is_title_case("Clara met Bruno.", "eng_Latn")
    assert not is_title_case("Clara saw the river", "eng_Latn")


def test_what_must_be_kept_letter_by_letter() -> None:
    source = "Dear {name}, you have %d of %(all)s left.<br>See https://a.example/x?y=1, or ask me@b.example."
    assert lost_placeholders(source, source) == []
    assert lost_addresses(source, source) == []
    assert lost_placeholders(source, "Cher {name}, %d.") == ["%(all)s", "<br>"]
    assert lost_addresses(source, "https://a.example/x") == ["https://a.example/x?y=1", "me@b.example"]
    assert lost_placeholders("It grew by 5 % since then.", "Plus 5 %.") == []


def test_a_list_of_names_needs_no_translation_but_a_sentence_does() -> None:
    names = "Mira, Jonas, Petra and Ilse."
    assert check_untranslated(names, "eng_Latn", "Mira, Jonas, Petra und Ilse.", "deu_Latn") is None
    source = "Who rang? Somebody was standing at the old door with a lantern."
    half = "Wer läutete? Somebody was standing at the old door with a lantern."
    found = check_untranslated(source, "eng_Latn", half, "deu_Latn")
    assert found is not None
    assert "Somebody was standing" in found.reason


def test_a_word_three_times_where_the_source_says_it_once() -> None:
    assert check_repeated_word("Good evening.", "Guten guten guten Abend.") is not None
    assert check_repeated_word("No, no, no!", "Nein, nein, nein!") is None


def test_the_wrong_language_and_the_wrong_characters() -> None:
    assert check_language("La barca è tornata senza nessuno a bordo.", "fra_Latn") is not None
    assert check_language("Le bateau est revenu sans personne à bord.", "fra_Latn") is None
    assert check_variant("我們還沒來。", "zho_Hans") is not None
    assert check_variant("我们还没来。", "zho_Hans") is None
    assert check_variant("我們還沒來。", "jpn_Jpan") is None


def test_a_rendering_has_each_fault_once() -> None:
    found = check_rendering(
        "Ask {name} at 9:30.", "eng_Latn", "Frag jemanden um 8.30 Uhr.", "deu_Latn", LIMITS
    )
    assert {finding.flag for finding in found} == {Flag.NUMBERS, Flag.PLACEHOLDERS}


@pytest.mark.parametrize(
    ("source", "source_language", "text", "language"),
    [
        ("我出生于1950年4月3日。", "zho_Hans", "I was born on April 3, 1950.", "eng_Latn"),
        ("I was born on Apr. 3, 1950.", "eng_Latn", "私は１９５０年４月３日に生まれた。", "jpn_Jpan"),
        ("夫の年収は10万ドルです。", "jpn_Jpan", "My husband earns $100,000 a year.", "eng_Latn"),
        ("3억 명이 산다.", "kor_Hang", "300,000,000 people live there.", "eng_Latn"),
        ("私に水を１杯下さい。", "jpn_Jpan", "Please give me a glass of water.", "eng_Latn"),
        ("Tom got up at 7:00.", "eng_Latn", "Tom stond om zeven uur op.", "nld_Latn"),
        ("Tom got up at 7:00.", "eng_Latn", "Tom stond om 7 uur op.", "nld_Latn"),
    ],
)
def test_months_counters_and_full_hours(source: str, source_language: str, text: str, language: str) -> None:
    assert check_numbers(source, source_language, text, language) is None
    assert check_numbers(text, language, source, source_language) is None


@pytest.mark.parametrize(
    ("source", "source_language", "text"),
    [
        ("我出生于1950年4月3日。", "zho_Hans", "I was born on May 3, 1950."),
        ("夫の年収は10万ドルです。", "jpn_Jpan", "My husband earns $10,000 a year."),
        ("私に水を２杯下さい。", "jpn_Jpan", "Please give me a glass of water."),
        ("Tom stond om 7:30 op.", "nld_Latn", "Tom got up at 7:00."),
    ],
)
def test_another_month_multiple_or_minute(source: str, source_language: str, text: str) -> None:
    assert check_numbers(source, source_language, text, "eng_Latn") is not None


@pytest.mark.parametrize(
    ("source", "text", "language"),
    [
        ("It is hard to find work in the US.", "É difícil encontrar emprego nos EUA.", "por_Latn"),
        ("Let us put the Christmas tree here.", "Vamos colocar a árvore de Natal aqui.", "por_Latn"),
        ("I saw you on TV.", "Ich sah dich im Fernsehen.", "deu_Latn"),
    ],
)
def test_capitals_that_are_translated(source: str, text: str, language: str) -> None:
    assert check_names(source, "eng_Latn", text, language) is None
    assert check_names(text, language, source, "eng_Latn") is None
