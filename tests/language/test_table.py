from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conceptwriter.errors import ConceptWriterError
from conceptwriter.language import (
    STARTER_LANGUAGES,
    UnknownLanguage,
    all_languages,
    find_language,
    is_language_code,
    join_sentences,
    sentence_gap,
    starter_languages,
)


def test_the_table_holds_the_202_languages_once_each() -> None:
    languages = all_languages()
    assert len(languages) == 202
    assert len({language.code for language in languages}) == 202
    assert len({language.bcp47.lower() for language in languages}) == 202
    assert all(language.english_name and language.native_name for language in languages)
    assert all(language.code[3] == "_" and len(language.script) == 4 for language in languages)


def test_every_code_tag_and_name_finds_its_own_row() -> None:
    for language in all_languages():
        for name in (language.code, language.bcp47, language.english_name, language.code.lower()):
            assert find_language(name) is language, name


def test_no_two_languages_share_another_name() -> None:
    seen: dict[str, str] = {}
    for language in all_languages():
        for name in language.other_names:
            assert seen.setdefault(name.casefold(), language.code) == language.code
            assert find_language(name) is language


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("fr", "fra_Latn"),
        ("fr-CA", "fra_Latn"),
        ("FRENCH", "fra_Latn"),
        ("français", "fra_Latn"),
        ("franc\u0327ais", "fra_Latn"),
        (" fra_latn ", "fra_Latn"),
        ("fra", "fra_Latn"),
        ("en_US", "eng_Latn"),
        ("zh", "zho_Hans"),
        ("Chinese", "zho_Hans"),
        ("zh-Hant", "zho_Hant"),
        ("zh-Hant-TW", "zho_Hant"),
        ("zh-TW", "zho_Hant"),
        ("sr", "srp_Cyrl"),
        ("Persian", "pes_Arab"),
        ("fil", "tgl_Latn"),
        ("sat_Beng", "sat_Olck"),
        ("日本語", "jpn_Jpan"),
    ],
)
def test_names_from_outside_are_understood(name: str, code: str) -> None:
    assert find_language(name).code == code


@pytest.mark.parametrize("name", ["", "xx", "klingon", "sr-Latn", "fra_Cyrl", "-", "fr--", "ace_"])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(UnknownLanguage):
        find_language(name)


def test_the_refusal_names_near_matches() -> None:
    with pytest.raises(ConceptWriterError, match=r"'Frensh'.*French \(fra_Latn\)"):
        find_language("Frensh")


def test_directions_and_spaces_follow_the_script() -> None:
    right_to_left = {language.code for language in all_languages() if language.direction == "rtl"}
    assert {"arb_Arab", "heb_Hebr", "urd_Arab", "ydd_Hebr"} <= right_to_left
    assert not right_to_left & {"eng_Latn", "hin_Deva", "jpn_Jpan"}
    without = {language.code for language in all_languages() if not language.spaces}
    assert without == {"zho_Hans", "zho_Hant", "yue_Hant", "jpn_Jpan"}


def test_starter_languages_are_in_the_table() -> None:
    assert [language.code for language in starter_languages()] == list(STARTER_LANGUAGES)
    assert len(STARTER_LANGUAGES) == 14


def test_a_code_is_recognised_exactly() -> None:
    assert is_language_code("fra_Latn")
    assert not is_language_code("fr")


def test_joining_follows_the_language() -> None:
    assert join_sentences(["One.", "", "Two."], "eng_Latn") == "One. Two."
    assert join_sentences(["一。", "二。"], "zho_Hans") == "一。二。"
    assert join_sentences(["OK.", "Bye."], "jpn_Jpan") == "OK. Bye."


@pytest.mark.parametrize(
    ("before", "after", "code", "gap"),
    [
        ("One.", "Two.", "eng_Latn", " "),
        ("一。", "二。", "zho_Hans", ""),
        ("一。", "二。", "eng_Latn", ""),
        ("One.", "二。", "eng_Latn", " "),
        ("Fin.", "Élan", "zho_Hant", " "),
        ("Fin.", "二。", "jpn_Jpan", ""),
        ("“一。”", "“二。”", "zho_Hans", ""),
        ("𠀀", "𠀁", "zho_Hans", ""),
        ("하나.", "둘.", "kor_Hang", " "),
        ("หนึ่ง", "สอง", "tha_Thai", " "),
        ("One.", "Two.", "xxx_None", " "),
        ("", "二。", "zho_Hans", ""),
        ("One.", "", "eng_Latn", " "),
    ],
)
def test_the_letters_at_the_place_say_whether_a_space_stands_there(
    before: str, after: str, code: str, gap: str
) -> None:
    assert sentence_gap(before, after, code) == gap
    assert find_language("ja").join(["はい。", "OK."]) == "はい。OK."


def test_cutting_a_text_does_not_import_spacy() -> None:
    command = "import sys; from conceptwriter.language import sentences; sentences('One. Two.', 'en'); "
    command += "sys.exit('spacy' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", command], check=False, cwd=root).returncode == 0
