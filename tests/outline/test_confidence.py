"""How likely a text is usable: stored with it, undone with it, and gone when it or its source changes."""

from __future__ import annotations

import pytest

from conceptwriter.interchange.xliff.own import is_kept
from conceptwriter.outline import Document, Draft, Kind, Origin, edits
from conceptwriter.outline.confidence import confidence_in, confidence_key, confidence_value
from conceptwriter.outline.model import Rendition, State

ENGLISH, FRENCH = "eng_Latn", "fra_Latn"


@pytest.fixture
def document() -> Document:
    paragraph = Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, "It rained.")])
    made = Document.from_draft(Draft(Kind.SECTION, "", children=[paragraph]), ENGLISH)
    made.apply(edits.set_rendition(made, only(made), FRENCH, "Il pleuvait.", confidence=0.73219))
    return made


def only(document: Document) -> int:
    (node,) = document.concepts()
    return node


def test_it_belongs_to_the_text_and_is_undone_with_it(document: Document) -> None:
    node = only(document)
    assert confidence_in(document, node, FRENCH) == 0.7322
    assert confidence_in(document, node, "deu_Latn") is None
    assert confidence_in(document, node, ENGLISH) is None
    document.undo()
    assert confidence_in(document, node, FRENCH) is None
    assert confidence_key(FRENCH) not in document.node(node).attributes
    document.redo()
    assert confidence_in(document, node, FRENCH) == 0.7322


def test_a_changed_text_has_none(document: Document) -> None:
    node = only(document)
    document.apply(edits.edit_text(document, node, "Il a plu.", FRENCH))
    assert confidence_in(document, node, FRENCH) is None
    document.undo()
    assert confidence_in(document, node, FRENCH) == 0.7322


def test_a_changed_source_takes_it_away(document: Document) -> None:
    node = only(document)
    document.apply(edits.edit_text(document, node, "It snowed.", ENGLISH))
    assert document.is_stale(node, FRENCH)
    assert confidence_in(document, node, FRENCH) is None


def test_a_text_that_a_person_approved_needs_none(document: Document) -> None:
    node = only(document)
    document.apply(edits.confirm(document, node, FRENCH))
    assert confidence_in(document, node, FRENCH) is None


def test_another_translation_of_the_same_words_takes_it_away_in_the_same_step(document: Document) -> None:
    node = only(document)
    made = Rendition("Il pleuvait.", Origin.MACHINE, State.MACHINE)
    document.apply(edits.set_renditions(document, [(node, FRENCH, made)]))
    assert confidence_in(document, node, FRENCH) is None
    document.undo()
    assert confidence_in(document, node, FRENCH) == 0.7322


@pytest.mark.parametrize(
    "change",
    ['"usable": 1.01', '"usable": -0.1', '"usable": true', '"usable": "0.5"', '"usable": NaN', '"used": 0.5'],
)
def test_what_is_no_probability_is_ignored(document: Document, change: str) -> None:
    node = only(document)
    value = document.node(node).attributes[confidence_key(FRENCH)].replace('"usable": 0.7322', change)
    document.apply(edits.set_attributes(document, node, {confidence_key(FRENCH): value}))
    assert confidence_in(document, node, FRENCH) is None


@pytest.mark.parametrize("value", ["", "[]", "{}", '{"text": 1}', "[" * 9000])
def test_what_anybody_may_have_written_is_ignored(document: Document, value: str) -> None:
    node = only(document)
    document.apply(edits.set_attributes(document, node, {confidence_key(FRENCH): value}))
    assert confidence_in(document, node, FRENCH) is None


def test_names_in_files() -> None:
    assert confidence_key(FRENCH) == "confidence:fra_Latn"
    assert confidence_value("a", FRENCH, None) is None
    assert not is_kept(confidence_key(FRENCH))
