"""Which pieces an output head keeps for which languages."""

from __future__ import annotations

import pytest
import sentencepiece

from conceptwriter.convert.errors import ConversionError
from conceptwriter.convert.sonar.files import tokenizer_for
from conceptwriter.convert.sonar.kept_pieces import kept_pieces
from conceptwriter.convert.sonar.languages import LANGUAGES
from tests.convert.toy_sonar import SOURCES


@pytest.fixture(scope="module")
def model() -> bytes:
    return tokenizer_for(SOURCES, 1006)


def pieces_of(model: bytes, languages: list[str]) -> set[str]:
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model)
    return {pieces.id_to_piece(int(number)) for number in kept_pieces(model, languages)}


def letters_between(first: str, last: str, pieces: set[str]) -> list[str]:
    return [sign for piece in pieces for sign in piece if first <= sign <= last and sign.isalpha()]


def test_letters_of_other_scripts_go(model: bytes) -> None:
    kept = pieces_of(model, ["rus_Cyrl"])
    assert letters_between("\u0400", "\u04ff", kept)
    assert not letters_between("\u0900", "\u097f", kept)
    assert letters_between("\u0900", "\u097f", pieces_of(model, ["hin_Deva"]))


def test_signs_tags_and_single_latin_letters_stay(model: bytes) -> None:
    kept = pieces_of(model, ["jpn_Jpan"])
    assert {"<pad>", "<unk>", "<s>", "</s>", "<fra_Latn>", "<jpn_Jpan>", "a", ".", "▁"} <= kept


def test_more_languages_keep_more(model: bytes) -> None:
    assert pieces_of(model, ["rus_Cyrl"]) < pieces_of(model, ["rus_Cyrl", "ben_Beng", "jpn_Jpan"])


def test_every_script_of_sonar_is_known(model: bytes) -> None:
    numbers = kept_pieces(model, LANGUAGES)
    assert list(numbers) == sorted(set(numbers))
    assert len(numbers) > 900


def test_an_unknown_script_is_named(model: bytes) -> None:
    with pytest.raises(ConversionError, match="Xyzw"):
        kept_pieces(model, ["abc_Xyzw"])
