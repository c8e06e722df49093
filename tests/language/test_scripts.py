"""One knowledge of scripts: what the places that need it say of the same characters."""

from __future__ import annotations

import unicodedata

import pytest
import regex

from conceptwriter.assistant.comparison import is_unspaced, tokens, weighted_length
from conceptwriter.assistant.findings import Limits
from conceptwriter.assistant.mark_places import _tokens
from conceptwriter.assistant.text_checks import check_script
from conceptwriter.convert.sonar.bleu import tokens_of
from conceptwriter.language import Segmenter
from conceptwriter.language.detect import script_share
from conceptwriter.language.list_marks import may_list
from conceptwriter.language.scripts import (
    SHARED,
    UNKNOWN,
    counted_letter,
    is_dense,
    is_wide,
    script_of,
    scripts_of,
    unspaced_letter,
)
from conceptwriter.language.table import all_languages, sentence_gap
from conceptwriter.outline.equal_text import PlainSearch
from conceptwriter.outline.statistics import count_words

EAST_ASIAN = ["漢", "㐀", "豈", "𠀀", "𰀀", "々", "あ", "ア", "ｱ", "ー", "ㄅ"]
"""Among them: extensions of Han, compatibility forms, half width, the sign that lengthens a vowel."""
SOUTH_EAST_ASIAN = ["ก", "ກ", "က", "ၵ", "ក"]
SPACED = ["a", "é", "я", "α", "ا", "א", "क", "한", "ა", "ʼ", "ª", "1"]


@pytest.mark.parametrize("letter", EAST_ASIAN)
def test_every_place_knows_han_and_kana(letter: str) -> None:
    assert is_wide(letter)
    assert Segmenter().sentences(f"He left.{letter} came.", "eng_Latn")[0] == "He left."
    assert is_dense(letter)
    assert unspaced_letter().match(letter)
    assert counted_letter().match(letter)
    assert count_words(letter * 3) == 3
    assert tokens("漢" + letter) == ["漢", letter]
    assert is_unspaced(letter)
    assert weighted_length(letter) == 2.5
    assert len(_tokens("漢" + letter + "漢")) == 3
    assert len(tokens_of("漢" + letter + "漢")) == 3
    assert sentence_gap(letter, letter, "eng_Latn") == ""
    assert may_list(f"1.{letter} 2.{letter}")
    assert script_share("jpn_Jpan" if script_of(letter) in {"Hira", "Kana"} else "zho_Hant", letter) == 1


@pytest.mark.parametrize("letter", SOUTH_EAST_ASIAN)
def test_every_place_knows_the_scripts_of_south_east_asia(letter: str) -> None:
    assert unspaced_letter().match(letter)
    assert counted_letter().match(letter)
    assert count_words(letter * 3) == 3
    assert tokens(letter * 2) == [letter, letter]
    assert is_unspaced(letter)
    assert tokens_of(letter * 2) == [letter, letter]
    assert [found.span() for found in PlainSearch(letter, whole_words=True).finditer(letter * 2)] == [
        (0, 1),
        (1, 2),
    ]
    assert not is_wide(letter), "they write spaces between sentences"
    assert not is_dense(letter)


@pytest.mark.parametrize("letter", SPACED)
def test_every_place_knows_what_writes_spaces(letter: str) -> None:
    assert not is_wide(letter)
    assert not unspaced_letter().match(letter)
    assert not counted_letter().match(letter)
    assert count_words(f"x{letter}x") == 1
    assert tokens(f"x{letter}x") == [f"x{letter}x"]
    assert not is_unspaced(letter)
    assert sentence_gap(letter, letter, "eng_Latn") == " "
    assert not may_list(f"1.{letter} 2.{letter}")


@pytest.mark.parametrize("sign", "。、「」！？（）ＡＺ０～")
def test_signs_among_han_are_wide(sign: str) -> None:
    assert is_wide(sign)
    assert not unspaced_letter().match(sign)


@pytest.mark.parametrize("sign", [".", "·", "“", "…", "—", " ", "\u3000", "🙂", "🀄", "₩"])
def test_signs_of_every_text_are_not(sign: str) -> None:
    assert not is_wide(sign)
    assert script_of(sign) == SHARED


def test_korean_is_dense_and_spaced() -> None:
    assert is_dense("한")
    assert not is_wide("한")
    assert count_words("한국어 문장") == 2


def test_vowel_signs_next_to_one_another_count_once() -> None:
    assert count_words("เข้าใจ") == 4
    assert not counted_letter().search("เแโใไะาำ")


def test_a_name_keeps_its_apostrophe_that_is_a_letter() -> None:
    assert count_words("Памʼять Hawaiʼi") == 2


def test_every_language_is_written_in_scripts_that_are_known() -> None:
    for language in all_languages():
        assert scripts_of(language.script), language.code
        name = language.native_name
        letters = {script_of(letter) for letter in name if letter.isalpha()} - {SHARED}
        assert UNKNOWN not in letters, name
    assert scripts_of("Qaaa") == ()


def test_the_codes_are_those_of_unicode() -> None:
    for number in range(0x3000):
        character = chr(number)
        if unicodedata.category(character)[0] == "L" and script_of(character) not in {
            SHARED,
            UNKNOWN,
            "Kana",
        }:
            assert regex.match(rf"\p{{Script={script_of(character)}}}", character)


@pytest.mark.parametrize(
    ("language", "text", "passes"),
    [
        ("jpn_Jpan", "コーヒーを飲む", True),
        ("jpn_Jpan", "𠮟られる", True),
        ("zho_Hans", "他喝了一杯咖啡々", True),
        ("zho_Hant", "ㄅㄆㄇ是注音", True),
        ("kor_Hang", "그는 大學에 갔다", True),
        ("ukr_Cyrl", "памʼять", True),
        ("eng_Latn", "ＦＵＬＬ width", True),
        ("eng_Latn", "он пришёл", False),
        ("sat_Olck", "He came home", False),
        ("deu_Latn", "ᎠᎡᎢ", False),
    ],
)
def test_a_text_is_in_the_script_of_its_language(language: str, text: str, passes: bool) -> None:
    assert (check_script(text, language, Limits()) is None) is passes
