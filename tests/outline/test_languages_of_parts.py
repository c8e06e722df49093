"""In which language a part is shown and typed in, and in which it is said to be written."""

from __future__ import annotations

import pytest

from conceptwriter.outline import ROOT, Document, Draft, Kind, Origin, Rendition, State, edits
from conceptwriter.outline.history import later_key
from conceptwriter.outline.remarks import Remark, remarks_key, remarks_on
from conceptwriter.outline.translatable import has_words, needs_translation
from conceptwriter.outline.tree import LanguageView
from tests.outline.drafts import find, harbour

FRENCH, ENGLISH, ICELANDIC = "fra_Latn", "eng_Latn", "isl_Latn"


def with_a_foreign_passage() -> tuple[Document, int]:
    document = harbour()
    parent = document.parent(find(document, "It rained."))
    assert parent is not None
    motto = Draft(Kind.CONCEPT, "La mer est grise.", FRENCH)
    document.apply(edits.add_subtree(document, parent, None, motto))
    return document, find(document, "La mer est grise.")


def test_a_foreign_passage_is_typed_in_as_it_stands() -> None:
    document, motto = with_a_foreign_passage()
    assert document.effective_language(motto) == ENGLISH
    assert document.typed_language(motto) == FRENCH
    assert not document.shows_source(motto)
    document.apply(edits.edit_text(document, motto, "La mer est noire."))
    assert document.source_text(motto) == "La mer est noire."
    assert document.rendition(motto, ENGLISH) is None


def test_once_another_language_is_asked_for_it_is_the_one_that_is_written() -> None:
    document, motto = with_a_foreign_passage()
    document.apply(edits.set_language(document, [motto], ENGLISH))
    assert document.typed_language(motto) == ENGLISH
    document.apply(edits.edit_text(document, motto, "The sea is grey."))
    assert document.source_text(motto) == "La mer est grise."
    document, motto = with_a_foreign_passage()
    document.apply(edits.set_language(document, [ROOT], "deu_Latn"))
    assert document.typed_language(motto) == "deu_Latn", "the whole document is being translated"


def test_a_view_shows_every_part_in_one_language_and_changes_nothing() -> None:
    document = harbour()
    rain, end = find(document, "It rained."), find(document, "The end.")
    document.apply(edits.set_language(document, [document.parent(rain) or 0], "deu_Latn"))
    document.apply(edits.set_renditions(document, [(rain, FRENCH, Rendition("Il pleuvait."))]))
    revision = document.revision
    document.view = LanguageView(FRENCH)
    assert document.text(rain) == "Il pleuvait."
    assert document.shows_source(end)
    assert document.revision == revision
    document.view = LanguageView(FRENCH, frozenset({document.parent(rain) or 0}))
    assert document.effective_language(rain) == "deu_Latn", "chosen while the view was on"
    document.view = None
    assert document.effective_language(end) == ENGLISH


def test_any_language_can_be_the_one_a_document_is_written_in() -> None:
    document = harbour()
    document.apply(edits.set_written_language(document, [ROOT], ICELANDIC))
    assert {document.node(node).source_language for node in document.subtree(ROOT)} == {ICELANDIC}
    assert document.effective_language(find(document, "It rained.")) == ICELANDIC
    fresh = edits.add_subtree(
        document, document.parent(find(document, "It rained.")) or 0, None, Draft(Kind.CONCEPT, "Já.")
    )
    document.apply(fresh)
    assert document.node(find(document, "Já.")).source_language == ICELANDIC
    document.undo()
    document.undo()
    assert document.root.source_language == ENGLISH


def test_a_part_written_in_another_language_is_shown_in_it_and_other_labels_stay() -> None:
    document, motto = with_a_foreign_passage()
    section = find(document, "One")
    document.apply(edits.set_written_language(document, [section], ICELANDIC))
    rain = find(document, "It rained.")
    assert document.node(rain).source_language == document.effective_language(rain) == ICELANDIC
    assert document.node(motto).source_language == FRENCH
    assert document.node(find(document, "The end.")).source_language == ENGLISH
    document.apply(edits.set_written_language(document, [section], ENGLISH))
    assert document.node(section).language is None, "as the document has it"


@pytest.mark.parametrize(
    "text",
    [
        "👍",
        "…",
        "***",
        "",
        " ",
        "42",
        "19:30",
        "½ ①",
        "https://example.org/a/b",
        "mail@example.org",
        "`ls -l`",
        "{name}",
        "![A boat](boat.png)",
        "[^1]",
        "<br>",
    ],
)
def test_what_has_no_words(text: str) -> None:
    assert not has_words(text)


@pytest.mark.parametrize("text", ["a", "Ω", "家", "See https://example.org.", "`ls` lists", "No. 5", "कि"])
def test_what_has_words(text: str) -> None:
    assert has_words(text)


def test_code_needs_no_translation() -> None:
    document = harbour()
    parent = document.parent(find(document, "It rained."))
    code = Draft(Kind.CONCEPT, "print(words)", attributes={"verbatim": "1"})
    document.apply(edits.add_subtree(document, parent or 0, None, code))
    assert not needs_translation(document, find(document, "print(words)"), FRENCH)
    assert needs_translation(document, find(document, "It rained."), FRENCH)
    assert not needs_translation(document, find(document, "It rained."), ENGLISH)


def test_remarks_go_with_their_text_until_a_person_has_seen_to_it() -> None:
    document = harbour()
    rain = find(document, "It rained.")
    machine = Rendition("Il pleuvait 3.", Origin.MACHINE, State.MACHINE)
    found = {rain: [Remark("numbers", "numbers: added 3")]}
    document.apply(edits.set_renditions(document, [(rain, FRENCH, machine)], remarks=found))
    assert remarks_on(document, rain, FRENCH) == (("numbers", "numbers: added 3"),)
    document.undo()
    assert remarks_on(document, rain, FRENCH) == ()
    document.redo()
    assert remarks_on(document, rain, FRENCH)
    document.apply(edits.confirm(document, rain, FRENCH))
    assert remarks_on(document, rain, FRENCH) == ()
    document.undo()
    document.apply(edits.edit_text(document, rain, "Il pleuvait.", FRENCH))
    assert remarks_on(document, rain, FRENCH) == ()


@pytest.mark.parametrize(
    "value", ["", "[]", "{}", '{"text": 3, "remarks": 4}', '{"remarks": [["a"]]}', "\x00"]
)
def test_remarks_that_make_no_sense_are_none(value: str) -> None:
    document = harbour()
    rain = find(document, "It rained.")
    machine = Rendition("Il pleuvait.", Origin.MACHINE, State.MACHINE)
    document.apply(edits.set_renditions(document, [(rain, FRENCH, machine)]))
    document.apply(edits.set_attributes(document, rain, {remarks_key(FRENCH): value}))
    assert remarks_on(document, rain, FRENCH) == ()


def test_what_is_finished_later_joins_its_step_unless_another_came_between() -> None:
    document = harbour()
    rain = find(document, "It rained.")
    key = later_key(100.0)
    document.apply(edits.set_language(document, [rain], FRENCH, merge_key=key, time=100.0))
    document.end_typing()
    done = edits.set_renditions(
        document, [(rain, FRENCH, Rendition("Il pleuvait."))], merge_key=key, time=900.0
    )
    document.apply(done)
    assert len(document.history.done) == 1
    document.undo()
    assert document.node(rain).language is None
    assert document.rendition(rain, FRENCH) is None
    document.redo()
    document.apply(edits.edit_text(document, rain, "Il pleut.", FRENCH))
    more = edits.set_renditions(
        document, [(find(document, "The end."), FRENCH, Rendition("Fin."))], merge_key=key, time=901.0
    )
    document.apply(more)
    assert [step.label for step in document.history.done] == ["Set language", "Typing", "Translate"]
