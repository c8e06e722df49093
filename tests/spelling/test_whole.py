"""A whole document, in all its languages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from conceptwriter.outline import ROOT, Document, Draft, Kind
from conceptwriter.outline.edits import set_rendition
from conceptwriter.spelling import add_document_word
from conceptwriter.spelling.whole import misspellings
from tests.editor.desks import node_saying, paragraph, section

RIGHT = {"eng_Latn": {"the", "well", "came", "letter"}, "deu_Latn": {"das", "Haus"}}


class Asked:
    def __init__(self) -> None:
        self.words: list[str] = []

    def check(self, language: str, words: Sequence[str]) -> list[bool]:
        self.words += words
        return [word in RIGHT[language] or word.lower() in RIGHT[language] for word in words]


def story() -> Document:
    return Document.from_draft(
        section(
            "The lettre",
            paragraph("The lettre came.", "The well-lettre came."),
            Draft(
                Kind.PARAGRAPH, "", children=[Draft(Kind.CONCEPT, "teh code", attributes={"verbatim": "1"})]
            ),
        ),
        language="eng_Latn",
    )


def test_each_text_in_its_own_language() -> None:
    document, asked = story(), Asked()
    first = node_saying(document, "The lettre came.")
    document.apply(set_rendition(document, first, "deu_Latn", "Das Hauss"))
    found = misspellings(document, ROOT, ["eng_Latn", "deu_Latn"], asked.check)
    assert [(document.text(one.node, one.language)[one.start : one.end], one.language) for one in found] == [
        ("lettre", "eng_Latn"),
        ("Hauss", "deu_Latn"),
        ("lettre", "eng_Latn"),
        ("lettre", "eng_Latn"),
    ]
    assert [one.node for one in found[1:3]] == [first, first]
    assert all(one.written == one.word for one in found)
    assert len(asked.words) == len(set(asked.words)), "each word is asked for once"
    assert "teh" not in asked.words, "code"
    assert [one.language for one in misspellings(document, first, ["deu_Latn"], asked.check)] == ["deu_Latn"]


def test_apostrophes_where_letters_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RIGHT, "eng_Latn", {"the", "'tis", "singing", "letter"})
    text = "’Tis the singin’ letter’ll, letter's and ‘teh’ tis singin."
    document = Document.from_draft(section("The letter", paragraph(text)), language="eng_Latn")
    found = misspellings(document, ROOT, ["eng_Latn"], Asked().check)
    assert [one.written for one in found] == ["and", "teh", "tis", "singin"]


def test_words_that_are_right() -> None:
    document = story()
    assert misspellings(document, ROOT, ["eng_Latn"], Asked().check, {"eng_Latn": ["lettre"]}) == []
    document.apply(add_document_word(document, "eng_Latn", "lettre"))
    assert misspellings(document, ROOT, ["eng_Latn"], Asked().check) == []
    assert misspellings(document, ROOT, [], Asked().check) == []
