"""Which translator made a text: stored with it, and gone once a person has changed a word."""

from __future__ import annotations

import pytest

from conceptwriter.interchange.xliff.own import is_kept
from conceptwriter.outline import Document, Draft, Kind, Origin, Proposal, Reason, edits
from conceptwriter.outline.model import Rendition, State
from conceptwriter.outline.translated_by import (
    TranslatedBy,
    translated_by,
    translated_by_key,
    translated_by_value,
)

FRENCH = "fra_Latn"
OPUS = TranslatedBy("OPUS-MT 1.0", "CC-BY-4.0")


@pytest.fixture
def document() -> Document:
    concept = Draft(Kind.CONCEPT, "It rained.")
    paragraph = Draft(Kind.PARAGRAPH, children=[concept])
    return Document.from_draft(Draft(Kind.SECTION, "", children=[paragraph]), "eng_Latn")


def only(document: Document) -> int:
    (node,) = document.concepts()
    return node


def test_it_belongs_to_exactly_that_text(document: Document) -> None:
    node = only(document)
    document.apply(edits.set_rendition(document, node, FRENCH, "Il pleuvait.", by=OPUS))
    assert translated_by(document, node, FRENCH) == OPUS
    document.apply(edits.confirm(document, node, FRENCH))
    assert translated_by(document, node, FRENCH) == OPUS, "approving changes no word"
    document.apply(edits.edit_text(document, node, "Il a plu.", FRENCH))
    assert translated_by(document, node, FRENCH) is None


def test_another_translation_takes_it_away_in_the_same_step(document: Document) -> None:
    node = only(document)
    document.apply(edits.set_rendition(document, node, FRENCH, "Il pleuvait.", by=OPUS))
    made = Rendition("Il pleuvait.", Origin.MACHINE, State.MACHINE)
    document.apply(edits.set_renditions(document, [(node, FRENCH, made)]))
    assert translated_by(document, node, FRENCH) is None
    document.undo()
    assert translated_by(document, node, FRENCH) == OPUS


def test_an_accepted_offer_brings_its_writer_and_licence(document: Document) -> None:
    node = only(document)
    licence = (Reason("licence", "MPL-2.0", False),)
    offer = Proposal("id", "Il pleuvait.", FRENCH, kind="translate", writer="Bergamot 1.0", reasons=licence)
    document.apply(edits.take_proposal(document, node, offer))
    assert translated_by(document, node, FRENCH) == TranslatedBy("Bergamot 1.0", "MPL-2.0")


@pytest.mark.parametrize("value", ["", "[]", "{}", '{"text": 1}', '{"text": "x", "title": 5}', "[" * 9000])
def test_what_anybody_may_have_written_is_ignored(document: Document, value: str) -> None:
    node = only(document)
    document.apply(edits.set_rendition(document, node, FRENCH, "Il pleuvait.", by=OPUS))
    document.apply(edits.set_attributes(document, node, {translated_by_key(FRENCH): value}))
    assert translated_by(document, node, FRENCH) is None


def test_names_in_files() -> None:
    assert translated_by_key(FRENCH) == "translated_by:fra_Latn"
    assert translated_by_value("a", FRENCH, None) is None
    assert not is_kept(translated_by_key(FRENCH))
