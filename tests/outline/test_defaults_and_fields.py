"""A new document, the fields an operation may set, and what a cut or a new language leaves behind."""

from __future__ import annotations

import pytest

from conceptwriter.outline import ROOT, Document, Draft, EditError, Kind, Operation, SetField, edits
from conceptwriter.outline.model import UNSURE
from conceptwriter.outline.patterns import SearchBudget, SearchStopped, found_in
from tests.outline.drafts import find, harbour, paragraph, section

FRENCH = "fra_Latn"


def test_a_new_document_is_empty_and_english() -> None:
    document = Document()
    assert (document.text(ROOT), document.root.source_language) == ("", "eng_Latn")
    assert len(document) == 2
    titled = Document(FRENCH, "Titre")
    assert (titled.text(ROOT), titled.effective_language(ROOT)) == ("Titre", FRENCH)


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("kind", Kind.CONCEPT, Kind.SECTION),
        ("language", None, FRENCH),
        ("language", FRENCH, None),
        ("source_language", "eng_Latn", FRENCH),
        ("note", "", "n"),
        ("locked", False, True),
        ("status", "", "done"),
        ("attributes", {}, {"k": "v"}),
    ],
)
def test_every_plain_field_survives_being_written(field: str, old: object, new: object) -> None:
    operation = Operation("x", (SetField(7, field, old, new),))
    assert Operation.from_dict(operation.to_dict()).changes == operation.changes


def test_no_other_field_does() -> None:
    stored = Operation("x", (SetField(7, "note", "", "n"),)).to_dict()
    for wrong in ("id", "children", "renditions"):
        broken = {
            **stored,
            "changes": [[wrong if part == "note" else part for part in one] for one in stored["changes"]],
        }
        with pytest.raises((KeyError, ValueError)):
            Operation.from_dict(broken)


def test_cut_before_its_text_a_node_leaves_its_marks_above_but_not_what_follows_it() -> None:
    document = harbour()
    node = find(document, "Nobody was waiting.")
    document.apply(edits.set_attributes(document, node, {"break": "1", "gap": "  ", "kept": "1"}))
    document.apply(edits.split(document, node, 0))
    above = document.previous_sibling(node)
    assert above is not None
    assert document.node(above).attributes.get("kept") == "1"
    assert "break" not in document.node(above).attributes
    assert document.node(node).attributes["break"] == "1"


def test_a_language_that_was_declared_is_not_unsure() -> None:
    document = harbour()
    one = find(document, "One")
    document.apply(edits.set_attributes(document, one, {UNSURE: "1", "kept": "1"}))
    document.apply(edits.set_written_language(document, [one], FRENCH))
    assert document.node(one).attributes == {"kept": "1"}


def test_only_the_first_concept_joins_and_only_concepts_start_paragraphs() -> None:
    document = harbour()
    for node in (find(document, "One"), document.parent(find(document, "It rained.")) or 0):
        with pytest.raises(EditError, match="Only a concept"):
            edits.split_paragraph(document, node)
    with pytest.raises(EditError, match="There is no"):
        edits.move_up(document, [find(document, "One")])


def test_the_caret_after_the_first_paragraph_goes_is_in_what_follows() -> None:
    document = Document.from_draft(section("", paragraph("a"), paragraph("b"), Draft(Kind.SECTION, "S")))
    first, second, last = document.root.children
    for gone, wanted in (
        ([first], document.node(second).children[0]),
        ([first, second], last),
        ([first, second, last], ROOT),
    ):
        caret = edits.delete(document, gone).caret_after
        assert caret is not None
        assert caret.node == wanted


def test_searching_uses_up_its_time() -> None:
    import regex

    budget = SearchBudget(5.0)
    pattern = regex.compile("a")
    assert [found.start() for found in found_in("banana", pattern, "a", budget)] == [1, 3, 5]
    assert budget.left < 5.0
    budget.left = 0.0
    with pytest.raises(SearchStopped):
        list(found_in("banana", pattern, "a", budget))
