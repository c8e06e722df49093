from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.memory import Asked, Memory, Unit
from conceptwriter.memory.documents import (
    around,
    asked_of,
    enter,
    exact_match,
    surroundings,
    to_look_up,
    units_of_document,
    units_of_node,
)
from conceptwriter.memory.unit import LANGUAGE_TAG
from conceptwriter.outline import ROOT, Document, Draft, EditError, Kind, NodeId, Origin, Rendition, State
from conceptwriter.outline.edits import confirm, edit_text, set_renditions
from conceptwriter.outline.regional_tags import set_region

FRENCH = "fra_Latn"


@pytest.fixture
def document() -> Document:
    texts = ("The boats came in.", "", "Nobody was waiting.", "1234", "He counted them.")
    paragraphs = [Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, text)]) for text in texts]
    return Document.from_draft(Draft(Kind.SECTION, "", "eng_Latn", paragraphs), "eng_Latn")


def saying(document: Document, text: str) -> NodeId:
    return next(node for node in document.concepts() if document.source_text(node) == text)


def translated(document: Document, text: str, translation: str, state: State) -> NodeId:
    node = saying(document, text)
    rendition = Rendition(translation, Origin.WRITTEN, state)
    document.apply(set_renditions(document, [(node, FRENCH, rendition)]))
    return node


def test_the_context_of_one_node_is_that_found_by_walking_through_all(document: Document) -> None:
    contexts = surroundings(document)
    assert contexts
    for node, context in contexts.items():
        assert around(document, node) == context


def test_what_has_no_words_is_not_looked_up(document: Document) -> None:
    assert asked_of(document, saying(document, "1234"), FRENCH) is None
    assert asked_of(document, ROOT, FRENCH) is None
    node = saying(document, "Nobody was waiting.")
    assert asked_of(document, node, "eng_Latn") is None, "it is written in it"
    assert asked_of(document, node, FRENCH) == Asked(
        "Nobody was waiting.", "eng_Latn", FRENCH, "The boats came in.", "1234"
    )


def test_only_what_a_person_confirmed_is_remembered_and_nothing_outdated(document: Document) -> None:
    node = translated(document, "The boats came in.", "Les bateaux rentrèrent.", State.EDITED)
    assert not list(units_of_node(document, node, "story"))
    document.apply(confirm(document, node, FRENCH))
    (unit,) = units_of_node(document, node, "story")
    assert (unit.source, unit.target, unit.document) == (
        "The boats came in.",
        "Les bateaux rentrèrent.",
        "story",
    )
    assert list(units_of_document(document, "story")) == [unit]
    document.apply(edit_text(document, node, "Three boats came in.", "eng_Latn"))
    assert not list(units_of_node(document, node, "story"))


def test_only_word_for_word_translations_by_people_are_entered_unread(
    document: Document, tmp_path: Path
) -> None:
    units = [
        Unit("Nobody was waiting.", "eng_Latn", "Personne n’attendait.", FRENCH, State.REVIEWED),
        Unit("He counted them.", "eng_Latn", "Il les comptait.", FRENCH, State.MACHINE),
        Unit("The boat came in.", "eng_Latn", "Le bateau rentra.", FRENCH, State.FINAL),
    ]
    with Memory(tmp_path / "a.memory") as memory:
        memory.add(units)
        asked = to_look_up(document, None, FRENCH, ["missing"])  # type: ignore[list-item]
        found = {node: exact_match([memory], one) for node, one in asked.items()}
    texts = {node: match.text for node, match in found.items() if match is not None}
    assert texts == {saying(document, "Nobody was waiting."): "Personne n’attendait."}
    document.apply(enter(document, FRENCH, texts))
    (node,) = texts
    rendition = document.rendition(node, FRENCH)
    assert rendition is not None
    assert (rendition.origin, rendition.state) == (Origin.IMPORTED, State.NEW)


def test_a_persons_text_is_only_replaced_when_the_person_says_so(document: Document) -> None:
    node = translated(document, "He counted them.", "Il compta.", State.EDITED)
    with pytest.raises(EditError):
        enter(document, FRENCH, {node: "Il les compta."})
    document.apply(enter(document, FRENCH, {node: "Il les compta."}, force=True))
    assert document.text(node, FRENCH) == "Il les compta."
    document.undo()
    assert document.text(node, FRENCH) == "Il compta."


def test_the_regions_of_a_document_are_those_of_its_units(document: Document) -> None:
    document.apply(set_region(document, FRENCH, "fr-CA"))
    node = translated(document, "Nobody was waiting.", "Personne n’attendait.", State.FINAL)
    (unit,) = units_of_document(document, "d")
    assert unit.target_tag == "fr-CA"
    assert unit.properties == ((f"target:{LANGUAGE_TAG}", "fr-CA"),)
    asked = asked_of(document, node, FRENCH)
    assert asked is not None
    assert asked.target_tag == "fr-CA"
