from __future__ import annotations

from pathlib import Path

from conceptwriter.glossary import Entry, Glossary, Term
from conceptwriter.glossary.places import glossaries_for, project_glossary

HARBOUR = Entry((Term("harbour", "eng_Latn"), Term("Hafen", "deu_Latn")), id="1")
BOAT = Entry((Term("boat", "eng_Latn"), Term("Boot", "deu_Latn")), id="1")


def test_the_glossary_of_a_project_comes_before_those_of_the_user(tmp_path: Path) -> None:
    project, own = tmp_path / "story.concept", tmp_path / "own"
    assert glossaries_for(project, own) == [], "there need not be any"
    own.mkdir()
    for name in ("terms.tbx", "b.csv", "notes.docx"):
        (own / name).write_text("x")
    assert [path.name for path in glossaries_for(project, own)] == ["b.csv", "terms.tbx"]
    project_glossary(project).write_text("x")
    assert [path.name for path in glossaries_for(project, own)] == [
        "story.glossary.csv",
        "b.csv",
        "terms.tbx",
    ]


def test_more_entries_never_share_an_id_with_another_concept() -> None:
    both = Glossary((HARBOUR,)).extended([BOAT])
    assert [entry.id for entry in both.entries] == ["1", ""]
    assert both.entries[1].terms == BOAT.terms


def test_an_entry_with_the_same_terms_is_there_once() -> None:
    assert Glossary((HARBOUR,)).extended([HARBOUR, BOAT, BOAT]).entries[2:] == ()
