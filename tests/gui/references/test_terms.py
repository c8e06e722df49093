from __future__ import annotations

import os
from pathlib import Path

import pytest

from conceptwriter.glossary import GlossaryError
from conceptwriter.gui.references.terms import TermShelf

TABLE = "en,de,de forbidden,definition\nharbour,Hafen,Port,where boats lie\nboat,Boot,,\nquay,,Kai,\nfog,,,\n"


def test_terms_of_a_sentence_with_what_to_write_and_what_not(tmp_path: Path) -> None:
    (tmp_path / "story.glossary.csv").write_text(TABLE)
    shelf = TermShelf(tmp_path / "none")
    text = "The boats in the harbour, the quay and the fog."
    hints = shelf.hints(tmp_path / "story.concept", text, "eng_Latn", "deu_Latn")
    assert [(hint.written, hint.use, hint.avoid) for hint in hints] == [
        ("boats", ("Boot",), ()),
        ("harbour", ("Hafen",), ("Port",)),
        ("quay", (), ("Kai",)),
    ], "a term without a form in the other language says nothing"
    assert text[hints[1].start : hints[1].end] == "harbour"
    assert hints[1].note == "where boats lie"


def test_the_projects_own_terms_come_before_the_users(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "all.csv").write_text("en,de\nboat,Kahn\nquay,Kai\n")
    (tmp_path / "story.glossary.csv").write_text(TABLE)
    shelf = TermShelf(own)
    hints = shelf.hints(tmp_path / "story.concept", "A boat.", "eng_Latn", "deu_Latn")
    assert [hint.use for hint in hints] == [("Boot",)]
    others = shelf.hints(tmp_path / "other.concept", "A boat.", "eng_Latn", "deu_Latn")
    assert [hint.use for hint in others] == [("Kahn",)]


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    table, project = tmp_path / "story.glossary.csv", tmp_path / "story.concept"
    table.write_text(TABLE)
    shelf = TermShelf(tmp_path / "none")
    assert shelf.hints(project, "A boat.", "eng_Latn", "deu_Latn")[0].use == ("Boot",)
    table.write_text("en,de\nboat,Schiff\n")
    os.utime(table, ns=(1, 1))
    assert shelf.hints(project, "A boat.", "eng_Latn", "deu_Latn")[0].use == ("Schiff",)
    table.unlink()
    assert shelf.hints(project, "A boat.", "eng_Latn", "deu_Latn") == []


def test_a_glossary_that_cannot_be_read_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "story.glossary.csv").write_bytes(b"en,de\nboat,B\xffot\n")
    with pytest.raises(GlossaryError, match=r"story\.glossary\.csv, line 2"):
        TermShelf(tmp_path / "none").hints(tmp_path / "story.concept", "A boat.", "eng_Latn", "deu_Latn")
