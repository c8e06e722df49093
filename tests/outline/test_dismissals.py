"""Remarks that a person has dismissed."""

from __future__ import annotations

import json

import pytest

from conceptwriter.outline import Document, EditError, Origin, Rendition, State, edits
from conceptwriter.outline.dismissals import dismissals_key, dismissals_on
from conceptwriter.outline.remarks import Remark, remarks_on
from tests.outline.drafts import find, harbour

ENGLISH, FRENCH, GERMAN = "eng_Latn", "fra_Latn", "deu_Latn"


@pytest.fixture
def document() -> Document:
    return harbour()


@pytest.fixture
def node(document: Document) -> int:
    here = find(document, "It rained.")
    new = Rendition("Il pleut", Origin.MACHINE, State.MACHINE)
    told = {here: [Remark("cut", "It was cut off."), Remark("far", "It is far.")]}
    document.apply(edits.set_renditions(document, [(here, FRENCH, new)], remarks=told))
    return here


def test_one_step_that_can_be_undone(document: Document, node: int) -> None:
    document.apply(edits.dismiss(document, node, FRENCH, "cut", "  a title "))
    assert dismissals_on(document, node, FRENCH) == {"cut": "a title"}
    assert document.undo_label == "Dismiss remark"
    document.apply(edits.dismiss(document, node, FRENCH, "far"))
    assert dismissals_on(document, node, FRENCH) == {"cut": "a title", "far": ""}
    document.undo()
    assert dismissals_on(document, node, FRENCH) == {"cut": "a title"}
    document.undo()
    assert dismissals_on(document, node, FRENCH) == {}
    document.redo()
    assert dismissals_on(document, node, FRENCH) == {"cut": "a title"}
    assert dismissals_on(document, node, GERMAN) == {}


def test_it_is_taken_back(document: Document, node: int) -> None:
    document.apply(edits.dismiss(document, node, FRENCH, {"cut": "one", "far": "two"}))
    document.apply(edits.bring_back(document, node, FRENCH, "cut"))
    assert dismissals_on(document, node, FRENCH) == {"far": "two"}
    assert document.undo_label == "Bring back remark"
    document.apply(edits.bring_back(document, node, FRENCH, "far"))
    assert dismissals_key(FRENCH) not in document.node(node).attributes
    with pytest.raises(EditError, match="not dismissed"):
        edits.bring_back(document, node, FRENCH, "far")


@pytest.mark.parametrize("language", [ENGLISH, FRENCH])
def test_it_holds_for_the_text_and_the_source_it_was_about(
    document: Document, node: int, language: str
) -> None:
    document.apply(edits.dismiss(document, node, FRENCH, "cut", "right"))
    document.apply(edits.edit_text(document, node, "Something else.", language))
    assert dismissals_on(document, node, FRENCH) == {}
    document.apply(edits.dismiss(document, node, FRENCH, "far"))
    assert dismissals_on(document, node, FRENCH) == {"far": ""}, "the old one is forgotten"


def test_what_was_reported_is_not_marked_in_the_text_any_more(document: Document, node: int) -> None:
    document.apply(edits.dismiss(document, node, FRENCH, "cut"))
    assert [remark.flag for remark in remarks_on(document, node, FRENCH)] == ["far"]
    assert [remark.flag for remark in remarks_on(document, node, FRENCH, with_dismissed=True)] == [
        "cut",
        "far",
    ]


def test_a_locked_text_stays_as_it_is_and_its_remarks_go(document: Document, node: int) -> None:
    document.apply(edits.set_locked(document, [node], True))
    document.apply(edits.dismiss(document, node, FRENCH, "cut"))
    assert dismissals_on(document, node, FRENCH) == {"cut": ""}


def test_no_text_no_remark(document: Document, node: int) -> None:
    with pytest.raises(EditError, match=f"no text in {GERMAN}"):
        edits.dismiss(document, node, GERMAN, "cut")


def test_a_reason_is_clean_and_not_endless(document: Document, node: int) -> None:
    document.apply(edits.dismiss(document, node, FRENCH, "cut", "a\0b" + "x" * 3000))
    reason = dismissals_on(document, node, FRENCH)["cut"]
    assert reason.startswith("abx")
    assert len(reason) == 2000


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"text": 3}', "FLAGS"])
def test_what_makes_no_sense_dismisses_nothing(document: Document, node: int, damage: str) -> None:
    document.apply(edits.dismiss(document, node, FRENCH, "cut"))
    attributes = document.node(node).attributes
    stored = json.loads(attributes[dismissals_key(FRENCH)])
    attributes[dismissals_key(FRENCH)] = json.dumps({**stored, "flags": 3}) if damage == "FLAGS" else damage
    assert dismissals_on(document, node, FRENCH) == {}
