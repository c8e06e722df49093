"""What is to be looked at in a translation, and what a text was before."""

from __future__ import annotations

import json

import pytest

from conceptwriter.outline import Document, Origin, Rendition, State, edits
from conceptwriter.outline.model import fingerprint
from conceptwriter.outline.remarks import Remark, remarks_key, remarks_on, remarks_value
from conceptwriter.outline.versions import Version, versions, written_at
from tests.outline.drafts import find, harbour

ENGLISH, FRENCH, GERMAN = "eng_Latn", "fra_Latn", "deu_Latn"
CUT, FAR = Remark("cut", "It was cut off."), Remark("far", "It is far from its source.")


@pytest.fixture
def document() -> Document:
    return harbour()


@pytest.fixture
def node(document: Document) -> int:
    return find(document, "It rained.")


def translate(document: Document, node: int, language: str, text: str, *remarks: Remark) -> None:
    rendition = Rendition(text, Origin.MACHINE, State.MACHINE)
    document.apply(edits.set_renditions(document, [(node, language, rendition)], remarks={node: remarks}))


def test_they_hold_for_the_text_they_were_made_for(document: Document, node: int) -> None:
    translate(document, node, FRENCH, "Il pl", CUT, FAR)
    assert remarks_on(document, node, FRENCH) == (CUT, FAR)
    assert remarks_on(document, node, GERMAN) == remarks_on(document, node, ENGLISH) == ()
    translate(document, node, FRENCH, "Il pleut.")
    assert remarks_on(document, node, FRENCH) == ()
    assert remarks_key(FRENCH) not in document.node(node).attributes
    document.undo()
    assert remarks_on(document, node, FRENCH) == (CUT, FAR)


def test_a_person_who_edits_or_approves_has_seen_to_them(document: Document, node: int) -> None:
    translate(document, node, FRENCH, "Il pl", CUT)
    document.apply(edits.confirm(document, node, FRENCH))
    assert remarks_on(document, node, FRENCH) == ()
    document.undo()
    document.apply(edits.edit_text(document, node, "Il plut.", FRENCH))
    assert remarks_on(document, node, FRENCH) == ()


def test_of_the_source_text_nothing_is_remarked(document: Document, node: int) -> None:
    here = document.node(node)
    here.renditions[ENGLISH] = Rendition("It rained.", Origin.MACHINE, State.MACHINE)
    here.attributes[remarks_key(ENGLISH)] = remarks_value("It rained.", ENGLISH, [CUT]) or ""
    assert remarks_on(document, node, ENGLISH) == ()


def test_at_most_forty() -> None:
    value = remarks_value("x", FRENCH, [CUT] * 41)
    assert value is not None
    assert json.loads(value) == {"text": fingerprint("x", FRENCH), "remarks": [[*CUT]] * 40}
    assert remarks_value("x", FRENCH, []) is None
    assert "é" in (remarks_value("x", FRENCH, [Remark("a", "é")]) or "")


@pytest.mark.parametrize(
    "value", ["", "[]", "{}", '{"text": "f"}', '{"text": "f", "remarks": 3}', '{"text": "f", "remarks": [1]}']
)
def test_what_makes_no_sense_is_no_remark(document: Document, node: int, value: str) -> None:
    translate(document, node, FRENCH, "Il pl", CUT)
    mark = fingerprint("Il pl", FRENCH)
    document.node(node).attributes[remarks_key(FRENCH)] = value.replace('"f"', f'"{mark}"')
    assert remarks_on(document, node, FRENCH) == ()


def write(document: Document, node: int, text: str, time: float, language: str = ENGLISH) -> None:
    document.apply(edits.edit_text(document, node, text, language, merge=False, time=time))


def test_earlier_texts_newest_first(document: Document, node: int) -> None:
    write(document, node, "It poured.", 10.0)
    write(document, node, "Il pleuvait.", 20.0, FRENCH)
    write(document, node, "It drizzled.", 30.0)
    document.apply(edits.confirm(document, node))
    write(document, find(document, "It was old."), "It was new.", 40.0)
    found = versions(document, node)
    assert found == [
        Version(Rendition("It poured."), "Edit text", 30.0, 3),
        Version(Rendition("It rained."), "Edit text", 10.0, 1),
    ]
    assert versions(document, node, FRENCH) == []
    document.apply(edits.drop_rendition(document, node, FRENCH))
    assert [(old.rendition.text, old.label) for old in versions(document, node, FRENCH)] == [
        ("Il pleuvait.", "Remove translation")
    ]
    document.undo()
    assert versions(document, node, FRENCH) == []


def test_not_more_of_them_than_asked_for(document: Document, node: int) -> None:
    for count in range(60):
        write(document, node, str(count), float(count))
    assert len(versions(document, node)) == 50
    assert [old.rendition.text for old in versions(document, node, most=2)] == ["58", "57"]


def when(document: Document, node: int, language: str) -> float | None:
    return next((found for found in written_at(document, node, language) if found is not None), None)


def test_the_history_tells_when_a_text_was_written(document: Document, node: int) -> None:
    assert when(document, node, ENGLISH) is None, "it came with the document"
    document.apply(edits.edit_text(document, node, "Il pleut.", FRENCH, time=100.0))
    document.apply(edits.edit_text(document, node, "Es regnet.", GERMAN, time=200.0))
    document.apply(edits.confirm(document, node, FRENCH, State.FINAL))
    assert when(document, node, FRENCH) == 100.0, "to confirm a text is not to write it"
    assert when(document, node, GERMAN) == 200.0
    document.apply(edits.edit_text(document, node, "Il pleuvait.", FRENCH, time=300.0))
    assert when(document, node, FRENCH) == 300.0
    document.undo()
    assert when(document, node, FRENCH) == 100.0
