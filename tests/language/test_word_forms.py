"""Words that a language has, and words that a model made up or carried over from another."""

from __future__ import annotations

import pytest

from conceptwriter.language.word_forms import forms_in, has_unknown_words, word_forms


def test_forms_are_runs_of_letters_in_small_ones() -> None:
    assert forms_in("L'été, 3 Dinge: DREI!") == ["l", "été", "dinge", "drei"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("L'homme était très heureux.", "fra_Latn"),
        ("Der alte Mann wusste nicht, was er sagen sollte.", "deu_Latn"),
        ("El viejo no sabía qué decir.", "spa_Latn"),
        ("Il vecchio non sapeva che cosa dire.", "ita_Latn"),
        ("O velho não sabia o que dizer.", "por_Latn"),
        ("The old man did not know what to say.", "eng_Latn"),
    ],
)
def test_plain_sentences_have_known_words_only(text: str, language: str) -> None:
    assert not has_unknown_words(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("La violette est à communicate avec des gens.", "fra_Latn"),
        ("Ils sont très talenté.", "fra_Latn"),
        ("Il avait une bowl de pain.", "fra_Latn"),
        ("Ich bin eine nurse.", "deu_Latn"),
        ("Estaba debajo de la blanketa.", "spa_Latn"),
    ],
)
def test_what_a_codec_left_in_english_or_made_up_is_unknown(text: str, language: str) -> None:
    assert has_unknown_words(text, language)


def test_names_may_be_excused() -> None:
    assert has_unknown_words("Ndiwa était là.", "fra_Latn")
    assert not has_unknown_words("Ndiwa était là.", "fra_Latn", {"ndiwa"})


def test_of_other_languages_nothing_can_be_known() -> None:
    assert word_forms("swh_Latn") is None
    assert not has_unknown_words("Kjxq wvzz.", "swh_Latn")
