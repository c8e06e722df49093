"""Words that the pairs do not have, by way of related forms and of CLDR."""

from __future__ import annotations

import pytest

from conceptwriter.evaluation.held_out.corpora import CorpusSentence
from conceptwriter.training.codec.lexicons import lexicon_of, names_of_countries
from conceptwriter.training.codec.related_forms import english_forms
from conceptwriter.training.codec.word_tables import words_of_english

ENGLISH, GERMAN, FRENCH = "eng_Latn", "deu_Latn", "fra_Latn"


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("harbour", "harbor"),
        ("color", "colour"),
        ("realised", "realized"),
        ("organizing", "organising"),
        ("centre", "center"),
        ("traveller", "traveler"),
        ("traveled", "travelled"),
        ("grey", "gray"),
        ("defence", "defense"),
        ("hares", "hare"),
        ("foxes", "fox"),
        ("fireflies", "firefly"),
        ("glittering", "glitter"),
        ("hopping", "hop"),
        ("admired", "admire"),
        ("softly", "soft"),
    ],
)
def test_a_form_leads_to_its_base(word: str, base: str) -> None:
    assert base in list(english_forms(word))


@pytest.mark.parametrize("word", ["", "is", "bus", "ing", "sky"])
def test_short_words_have_no_other_form_that_is_too_short(word: str) -> None:
    assert all(len(form) >= 3 for form in english_forms(word))
    assert word not in english_forms(word)


def test_words_that_are_not_in_the_pairs_are_translated_by_their_base() -> None:
    pairs = [
        (CorpusSentence(english, ENGLISH), CorpusSentence(german, GERMAN))
        for english, german in [
            ("The harbor is old.", "Der Hafen ist alt."),
            ("The harbor sleeps.", "Der Hafen schläft."),
            ("A harbor", "Ein Hafen"),
        ]
    ]
    lexicon, _ = lexicon_of(pairs, further=["harbour", "harbors", "lighthouse", "old"])
    table = lexicon.tables[ENGLISH, GERMAN]
    assert table["harbour"] == table["harbors"] == "Hafen"
    assert "lighthouse" not in table
    plain, _ = lexicon_of(pairs)
    assert "harbour" not in plain.tables[ENGLISH, GERMAN]
    assert plain.tables[ENGLISH, GERMAN]["spain"] == "Spanien"


def test_countries_of_one_word() -> None:
    found = names_of_countries(ENGLISH, FRENCH)
    assert found["germany"][0] == "Allemagne"
    assert all(" " not in word and " " not in name for word, (name, _) in found.items())
    assert names_of_countries(ENGLISH, "xyz_Latn") == {}


def test_names_are_no_words() -> None:
    texts = ["James saw hares.", "The hares saw James; hares do.", "Mr james", "Une fois, hares hares"]
    sentences = [CorpusSentence(text, ENGLISH) for text in texts[:3]] + [CorpusSentence(texts[3], FRENCH)]
    assert words_of_english(sentences) == ["hares", "saw"]
