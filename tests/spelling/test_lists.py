"""Words that are right whatever the dictionary says."""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.outline import ROOT
from conceptwriter.outline.edits import set_attributes
from conceptwriter.spelling import (
    KnownWords,
    Names,
    SpellingError,
    add_document_word,
    add_personal_word,
    document_words,
    forms_of,
    personal,
    personal_words,
    remove_document_word,
    remove_personal_word,
    words_of,
)
from conceptwriter.spelling.places import words_folder
from tests.editor.desks import harbour

ENGLISH, GERMAN, FRENCH = "eng_Latn", "deu_Latn", "fra_Latn"


@pytest.mark.parametrize(
    ("word", "language", "forms"),
    [
        ("Fahima's", ENGLISH, ["Fahima's", "Fahima"]),
        ("Fahimas", ENGLISH, ["Fahimas"]),
        ("Fahimas", GERMAN, ["Fahimas", "Fahima"]),
        ("d'Ingmar", FRENCH, ["d'Ingmar", "Ingmar"]),
        ("Qu'Ingmar", FRENCH, ["Qu'Ingmar", "Ingmar"]),
        ("d'Ingmar", ENGLISH, ["d'Ingmar"]),
        ("s", GERMAN, ["s"]),
        ("Fahima'll", ENGLISH, ["Fahima'll", "Fahima"]),
        ("Fahima'll", GERMAN, ["Fahima'll"]),
    ],
)
def test_forms(word: str, language: str, forms: list[str]) -> None:
    assert list(forms_of(word, language)) == forms


def test_capitals_of_known_words() -> None:
    known = KnownWords(["Polish", "teh"], lambda word: word == "Anna")
    assert known.knows("teh", ENGLISH)
    assert known.knows("Teh", ENGLISH), "at the beginning of a sentence"
    assert known.knows("TEH", ENGLISH)
    assert known.knows("Polish", ENGLISH)
    assert not known.knows("polish", ENGLISH)
    assert known.knows("Anna's", ENGLISH)
    assert not known.knows("Bert", ENGLISH)
    assert "teh" in known
    assert 5 not in known


def names_of(language: str, *texts: str) -> Names:
    names = Names()
    for number, text in enumerate(texts):
        names.count(number, [(language, words_of(text, language))])
    return names


def test_a_name_is_met_twice_inside_sentences() -> None:
    once = "Then Mirabolan left."
    assert not names_of(ENGLISH, once).has("Mirabolan")
    twice = names_of(ENGLISH, once, "We saw Mirabolan’s boat.")
    assert twice.has("Mirabolan")
    assert not twice.has("mirabolan")
    assert not names_of(ENGLISH, "Mirabolan left.", "Mirabolan came.").has("Mirabolan"), "sentences begin so"
    assert not names_of(ENGLISH, once, once, "A mirabolan is a plum.").has("Mirabolan")


def test_german_nouns_are_no_names() -> None:
    thrice = ["Dann sah Mirabolan ihn.", "Und Mirabolan ging.", "Ob Mirabolan kommt?"]
    assert names_of(GERMAN, *thrice).has("Mirabolan")
    assert not names_of(GERMAN, *thrice[:2]).has("Mirabolan")
    noun = ["Er hat Rythmus und", "ohne Rythmus geht", "mit Rythmus im", "Der Rythmus ist"]
    assert names_of(GERMAN, *noun[:3]).has("Rythmus")
    assert not names_of(GERMAN, *noun, "dass der Rythmus fehlt").has("Rythmus")


def test_names_follow_the_texts() -> None:
    names = names_of(ENGLISH, "Then Mirabolan left.", "So Mirabolan came.")
    words = [(ENGLISH, words_of("So Mirabolan went.", ENGLISH))]
    assert names.count(1, words), "other words"
    assert not names.count(1, words), "the same again"
    assert names.has("Mirabolan")
    names.forget(0)
    names.forget(7)
    assert not names.has("Mirabolan")


def test_personal_words_are_a_text_file(tmp_path: Path) -> None:
    assert personal_words(ENGLISH, tmp_path) == []
    add_personal_word(ENGLISH, "teh", tmp_path)
    add_personal_word(ENGLISH, "hous", tmp_path)
    add_personal_word(ENGLISH, "teh", tmp_path)
    assert personal_words(ENGLISH, tmp_path) == ["teh", "hous"]
    path = tmp_path / "eng_Latn.txt"
    path.write_text("# mine\n\n  Ärger \nteh\n", encoding="utf-8-sig")
    assert personal_words(ENGLISH, tmp_path) == ["Ärger", "teh"]
    remove_personal_word(ENGLISH, "teh", tmp_path)
    remove_personal_word(ENGLISH, "never there", tmp_path)
    assert path.read_text(encoding="utf-8").startswith("# mine"), "what the user wrote stays"
    assert personal_words(ENGLISH, tmp_path) == ["Ärger"]
    add_personal_word(GERMAN, "Haus")
    assert (words_folder() / "deu_Latn.txt").is_file()


def test_a_list_that_cannot_be_used_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "eng_Latn.txt"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SpellingError, match=r"eng_Latn\.txt cannot be read: it is not UTF-8"):
        personal_words(ENGLISH, tmp_path)
    monkeypatch.setattr(personal, "MOST_BYTES", 1)
    with pytest.raises(SpellingError, match=r"eng_Latn\.txt is larger"):
        personal_words(ENGLISH, tmp_path)
    with pytest.raises(SpellingError, match="no language"):
        add_personal_word("../../etc", "x", tmp_path)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SpellingError, match=r"deu_Latn\.txt cannot be"):
        add_personal_word(GERMAN, "Haus", tmp_path / "file")


def test_words_of_a_document_are_undone() -> None:
    document = harbour()
    document.apply(add_document_word(document, ENGLISH, "Mirabolan"))
    document.apply(add_document_word(document, ENGLISH, "Kyiw"))
    document.apply(add_document_word(document, GERMAN, "Haus"))
    assert document_words(document, ENGLISH) == ["Kyiw", "Mirabolan"]
    document.apply(remove_document_word(document, ENGLISH, "Kyiw"))
    assert document_words(document, ENGLISH) == ["Mirabolan"]
    for _ in range(4):
        document.undo()
    assert document_words(document, ENGLISH) == []
    document.redo()
    assert document.redo_label == "Add to document’s words"


@pytest.mark.parametrize("value", ["{", "5", '{"a": 1}', '["a", 5]'])
def test_what_others_wrote_there_is_skipped(value: str) -> None:
    document = harbour()
    document.apply(set_attributes(document, ROOT, {"words:eng_Latn": value}))
    assert document_words(document, ENGLISH) == (["a"] if "[" in value else [])
