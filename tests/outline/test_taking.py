"""What accepting a proposal does to the document."""

from __future__ import annotations

import pytest

from conceptwriter.outline import (
    ROOT,
    Caret,
    Document,
    Draft,
    EditError,
    Origin,
    Proposal,
    Rendition,
    State,
    edits,
)
from tests.outline.drafts import ENGLISH, FRENCH, find, harbour, lines, paragraph, section, texts, type_in


def offer(text: str, kind: str = "propose", language: str = ENGLISH, draft: Draft | None = None) -> Proposal:
    return Proposal("1", text, language, kind=kind, draft=draft)


def test_taking_a_proposal_is_one_step_marked_as_proposed() -> None:
    document = harbour()
    notice = document.apply(
        edits.take_proposal(document, find(document, "It rained."), offer("A bell rang."))
    )
    assert texts(document)[2:4] == ["It rained.", "A bell rang."]
    node = find(document, "A bell rang.")
    assert document.rendition(node, ENGLISH) == Rendition("A bell rang.", Origin.PROPOSED, State.NEW)
    assert notice.caret == Caret(node, 12)
    document.undo()
    assert document.undo_label is None


def test_where_proposals_go() -> None:
    document = harbour()
    one = find(document, "One")
    document.apply(edits.take_proposal(document, one, offer("First!")))
    assert lines(document)[:3] == ["# One", "  -", "    . First!"]
    document.apply(edits.take_proposal(document, find(document, "It rained."), offer("Three", "plan")))
    assert lines(document)[-4:] == ["# Three", "# Two", "  -", "    . The end."]
    whole = section("Epilogue", paragraph("Later."))
    document.apply(edits.take_proposal(document, find(document, "Two"), offer("", "expand", draft=whole)))
    assert lines(document)[-3:] == ["# Epilogue", "  -", "    . Later."]
    new = paragraph("Expanded.", "Twice.")
    document.apply(
        edits.take_proposal(document, find(document, "It was old."), offer("", "expand", draft=new))
    )
    assert lines(document)[11:14] == ["    -", "      . Expanded.", "      . Twice."]
    document.apply(
        edits.take_proposals(document, find(document, "The end."), [offer("Not yet."), offer("Now.")])
    )
    assert texts(document)[-4:] == ["The end.", "Not yet.", "Now.", "Later."]
    assert len(document.history.done) == 5


def test_a_first_section_after_loose_paragraphs_comes_before_the_next_section() -> None:
    document = Document.from_draft(section("t", paragraph("a."), paragraph("b."), section("S")))
    document.apply(edits.take_proposal(document, find(document, "a."), offer("New", "plan")))
    assert lines(document) == ["-", "  . a.", "-", "  . b.", "# New", "# S"]
    document.apply(edits.take_proposal(document, ROOT, offer("Last", "plan")))
    assert lines(document)[-1] == "# Last"


def test_a_first_section_in_a_document_without_any_comes_last() -> None:
    document = Document.from_draft(section("t", paragraph("a."), paragraph("b.")))
    document.apply(edits.take_proposal(document, find(document, "a."), offer("New", "plan")))
    assert lines(document) == ["-", "  . a.", "-", "  . b.", "# New"]


def test_rewrites_translations_and_summaries_taken() -> None:
    document = harbour()
    node = find(document, "It rained.")
    document.apply(edits.take_proposal(document, node, offer("Il pleuvait.", "translate", FRENCH)))
    document.apply(edits.take_proposal(document, node, offer("Rain fell.", "rewrite")))
    assert (document.text(node), document.is_stale(node, FRENCH)) == ("Rain fell.", True)
    parent = document.parent(node)
    assert parent is not None
    document.apply(edits.take_proposal(document, parent, offer("Arrival.", "summarise")))
    document.apply(edits.take_proposal(document, parent, offer("Arrivée.", "summarise", FRENCH)))
    assert document.node(parent).source_language == FRENCH
    assert document.source_text(parent) == "Arrivée."
    type_in(document, parent, "My own.", 1.0)
    with pytest.raises(EditError, match="summary that you wrote"):
        edits.take_proposal(document, parent, offer("Arrival.", "summarise"))
    document.apply(edits.take_proposal(document, find(document, "Two"), offer("It ends.", "summarise")))
    assert lines(document)[-4:] == ["  -", "    . It ends.", "  -", "    . The end."]
