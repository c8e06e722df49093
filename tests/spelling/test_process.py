"""Hunspell in another process, with dictionaries that are right, broken or hostile."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conceptwriter.spelling import (
    DictionaryError,
    SpellingFailed,
    chosen_dictionaries,
    find_dictionaries,
    process,
)
from conceptwriter.spelling import engine as engine_module
from conceptwriter.spelling.engine import Speller
from conceptwriter.spelling.process import SpellingProcess
from tests.spelling.made_up import AFFIXES, ENGLISH, make_dictionary, two_dictionaries


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return two_dictionaries(tmp_path / "dictionaries")


@pytest.fixture
def spelling(folder: Path) -> Iterator[SpellingProcess]:
    with SpellingProcess(folders=[folder]) as made:
        made.use(chosen_dictionaries(made.find_dictionaries()))
        yield made


def test_words_of_two_languages(spelling: SpellingProcess) -> None:
    words = ["boat", "boats", "Boat", "BOATS", "boast", "receive", "recieve", "don't", "brother-in-law"]
    right = [True, True, True, True, False, True, False, True, True]
    assert spelling.check("eng_Latn", words) == right
    assert spelling.check("deu_Latn", ["Haus", "haus", "Straßenbahn", "Strasenbahn"]) == [
        True,
        False,
        True,
        False,
    ]
    assert spelling.check("eng_Latn", []) == []
    assert "receive" in spelling.suggest("eng_Latn", "recieve")
    assert spelling.suggest("deu_Latn", "Strasenbahn")[0] == "Straßenbahn"
    assert spelling.suggest("eng_Latn", "x" * 60) == []


def test_letters_that_the_encoding_lacks_and_odd_apostrophes(tmp_path: Path) -> None:
    affixes = AFFIXES.replace("UTF-8", "ISO8859-1")
    dic = make_dictionary(tmp_path / "ü ö", "fr", ["été", "aujourd'hui"], affixes, "latin-1")
    speller = Speller(dic.with_suffix(".aff"), dic)
    assert speller.is_right("été")
    assert not speller.is_right("Łódź")
    assert not speller.is_right("\ud83c")
    assert speller.suggest("Łódź") == []
    windows = make_dictionary(
        tmp_path, "bg_BG", ["дума"], AFFIXES.replace("UTF-8", "microsoft-cp1251"), "cp1251"
    )
    bulgarian = Speller(windows.with_suffix(".aff"), windows)
    assert bulgarian.is_right("дума")
    assert bulgarian.suggest("дулма") == ["дума"]
    curly = make_dictionary(tmp_path, "uk", ["об’єкт"])
    assert Speller(curly.with_suffix(".aff"), curly).is_right("об'єкт")


@pytest.mark.parametrize(
    ("aff", "dic", "why"),
    [
        (b"\0\1\2", b"1\nboat\n", "en.aff is not an affix file"),
        (b"# x\nSET KLINGON-8\n", b"1\nboat\n", r"en.aff, line 2: the encoding 'KLINGON-8'"),
        (b"SET \xff\n", b"1\nboat\n", r"en.aff, line 1: the encoding"),
        (b"SET UTF-8\n", b"boat\n", r"en.dic, line 1: a dictionary of Hunspell begins with the number"),
        (b"SET UTF-8\n", b"", r"en.dic, line 1"),
        (b"SET UTF-8\n", b"1\n\0\0\0", r"en.dic, line 1"),
        (b"", b"x" * 5000, r"en.dic has 0 MiB; at most"),
    ],
)
def test_broken_files_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, aff: bytes, dic: bytes, why: str
) -> None:
    if len(dic) > 4000:
        monkeypatch.setattr(engine_module, "LARGEST_DIC", 4000)
    (tmp_path / "en.aff").write_bytes(aff)
    (tmp_path / "en.dic").write_bytes(dic)
    with pytest.raises(DictionaryError, match=why):
        Speller(tmp_path / "en.aff", tmp_path / "en.dic")
    (tmp_path / "en.dic").unlink()
    with pytest.raises(DictionaryError, match=r"en\.(aff|dic)"):
        Speller(tmp_path / "en.aff", tmp_path / "en.dic")


def test_a_mark_of_utf8_and_a_count_with_more_are_taken(tmp_path: Path) -> None:
    (tmp_path / "en.aff").write_bytes(b"\xef\xbb\xbfSET UTF-8\n")
    (tmp_path / "en.dic").write_bytes(b"\xef\xbb\xbf1 words\nboat\n")
    assert Speller(tmp_path / "en.aff", tmp_path / "en.dic").is_right("boat")


def test_a_broken_dictionary_is_tried_once_and_the_others_go_on(folder: Path) -> None:
    (folder / "de_DE.dic").write_text("Boot\n", encoding="utf-8")
    with SpellingProcess(chosen_dictionaries(find_dictionaries([folder]))) as spelling:
        for _ in range(2):
            with pytest.raises(DictionaryError, match=r"de_DE\.dic, line 1"):
                spelling.check("deu_Latn", ["Boot"])
        assert spelling.check("eng_Latn", ["boat"]) == [True]
        with pytest.raises(DictionaryError, match="no dictionary for fra_Latn"):
            spelling.check("fra_Latn", ["mot"])


PLAYED = """
import json, os, sys, time
for line in sys.stdin:
    request = json.loads(line)
    if "deu_Latn" in request.values():
        {act}
    print(json.dumps({{"right": [True] * len(request.get("words", []))}}), flush=True)
"""


def play(monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    command = [sys.executable, "-c", PLAYED.format(act=act)]
    monkeypatch.setattr(process, "module_command", lambda _module: command)


def test_one_that_crashes_the_library(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, "sys.exit('no memory')")
    with SpellingProcess(chosen_dictionaries(find_dictionaries([folder]))) as spelling:
        assert spelling.check("eng_Latn", ["boat"]) == [True]
        with pytest.raises(DictionaryError, match=r"de_DE\.dic is not used: .*exit code 1\): no memory"):
            spelling.check("deu_Latn", ["Boot"])
        assert spelling.check("eng_Latn", ["boat"]) == [True], "in a new process"
        with pytest.raises(DictionaryError, match=r"de_DE\.dic is not used"):
            spelling.check("deu_Latn", ["Boot"])


def test_one_that_never_ends(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, "time.sleep(1000)")
    chosen = chosen_dictionaries(find_dictionaries([folder]))
    late = pytest.raises(DictionaryError, match=r"de_DE\.dic is not used: it took more than 0.2 seconds")
    with SpellingProcess(chosen, most_seconds=0.2) as spelling, late:
        spelling.check("deu_Latn", ["Boot"])


def test_it_survives_its_death(spelling: SpellingProcess) -> None:
    assert spelling.check("eng_Latn", ["boat"]) == [True]
    spelling.kill()
    with pytest.raises(SpellingFailed, match="was ended"):
        spelling.check("eng_Latn", ["boat"])
    assert spelling.check("eng_Latn", ["boat"]) == [True], (
        "another one was started; no dictionary is to blame"
    )
    spelling.close()
    spelling.close()


def test_what_cannot_be_started_is_said(spelling: SpellingProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "module_command", lambda _module: ["/nowhere/python"])
    with pytest.raises(SpellingFailed, match="could not be started"):
        spelling.check("eng_Latn", ENGLISH)


def test_another_dictionary_for_the_same_language(spelling: SpellingProcess, folder: Path) -> None:
    assert spelling.check("eng_Latn", ["harbour"]) == [False]
    make_dictionary(folder, "en_GB", ["harbour"])
    found = spelling.find_dictionaries()
    spelling.use(chosen_dictionaries(found, {"eng_Latn": "en_GB"}))
    assert spelling.check("eng_Latn", ["harbour", "boat"]) == [True, False]
