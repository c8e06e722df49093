"""The kinds of proposals: what each is called, who writes it, and what taking one does."""

from __future__ import annotations

import pytest

from conceptwriter.outline import Document, Draft, Kind, Proposal, edits
from conceptwriter.outline.proposal_kinds import KINDS, kind_of
from tests.outline.drafts import find, harbour, lines, paragraph

FRENCH = "fra_Latn"


def test_what_their_cards_say() -> None:
    assert {name: (kind.title, kind.waiting) for name, kind in KINDS.items()} == {
        "propose": ("What could come next", "Proposing..."),
        "plan": ("Headings that could come next", "Working..."),
        "continue": ("The next paragraph", "Writing a paragraph..."),
        "expand": ("Expanded into a paragraph", "Writing a paragraph..."),
        "summarise": ("Summary", "Summarising..."),
        "rewrite": ("In other words", "Rewriting..."),
        "translate": ("Other translations", "Translating again..."),
    }
    assert all(kind.name == name for name, kind in KINDS.items())


def test_which_a_voice_writes_and_how_many_there_are() -> None:
    def those(mark: str) -> set[str]:
        return {name for name, kind in KINDS.items() if getattr(kind, mark)}

    assert those("by_voice") == {"propose", "continue", "expand"}
    assert those("words_only") == {"summarise", "rewrite"}
    assert those("one_block") == {"continue", "expand", "summarise"}
    assert those("positioned") == {"propose"}
    assert those("of_branch") == {"summarise"}


def test_a_summary_asked_at_a_concept_is_of_its_paragraph() -> None:
    document = harbour()
    concept, letter = find(document, "It rained."), find(document, "The letter")
    assert kind_of("summarise").anchor(document, concept) == document.parent(concept)
    assert kind_of("summarise").anchor(document, letter) == letter
    assert kind_of("rewrite").anchor(document, concept) == concept


def test_a_kind_of_another_version_inserts_concepts() -> None:
    kind = kind_of("sing")
    assert (kind.name, kind.title, kind.waiting) == ("sing", "sing", "Working...")
    assert not any((kind.by_voice, kind.words_only, kind.one_block, kind.positioned, kind.of_branch))
    document = harbour()
    proposal = Proposal("p", "New.", "eng_Latn", kind="sing")
    document.apply(edits.take_proposal(document, find(document, "It rained."), proposal))
    assert lines(document)[4:6] == ["    . It rained.", "    . New."]


def taken(kind: str, at: str, text: str = "New.", language: str = "eng_Latn") -> Document:
    document = harbour()
    proposal = Proposal("p", text, language, kind=kind)
    document.apply(edits.take_proposal(document, find(document, at), proposal))
    return document


@pytest.mark.parametrize("kind", ["propose", "continue", "expand"])
def test_what_could_come_next_comes_next(kind: str) -> None:
    assert lines(taken(kind, "It rained."))[4:6] == ["    . It rained.", "    . New."]


def test_a_heading_a_rewording_and_a_translation() -> None:
    planned = taken("plan", "The letter", "More")
    assert planned.node(find(planned, "More")).kind is Kind.SECTION
    reworded = taken("rewrite", "It rained.")
    assert lines(reworded)[4] == "    . New."
    assert len(reworded) == len(harbour())
    document = harbour()
    node = find(document, "It rained.")
    document.apply(edits.set_rendition(document, node, FRENCH, "Il pleuvait."))
    proposal = Proposal("p", "Il pleut.", FRENCH, kind="translate")
    document.apply(edits.take_proposal(document, node, proposal))
    assert document.text(node, FRENCH) == "Il pleut."
    assert document.source_text(node) == "It rained."


def test_a_summary_is_that_of_a_paragraph_and_the_beginning_of_a_section() -> None:
    document = harbour()
    home = document.parent(find(document, "It rained."))
    assert home is not None
    proposal = Proposal("p", "New.", "eng_Latn", kind="summarise")
    document.apply(edits.take_proposal(document, home, proposal))
    assert lines(document)[1] == "  - New."
    section = taken("summarise", "The letter")
    assert section.node(section.parent(find(section, "New.")) or 0).kind is Kind.PARAGRAPH
    assert section.parent(section.parent(find(section, "New.")) or 0) == find(section, "The letter")


@pytest.mark.parametrize("kind", ["continue", "expand"])
def test_sentences_go_into_a_paragraph_that_has_none(kind: str) -> None:
    document = harbour()
    end = find(document, "Two")
    document.apply(edits.add_subtree(document, end, 1, Draft(Kind.PARAGRAPH)))
    empty = document.node(end).children[1]
    proposal = Proposal("p", "A. B.", "eng_Latn", kind=kind, draft=paragraph("A.", "B."))
    operation = edits.take_proposal(document, empty, proposal)
    document.apply(operation)
    assert operation.label == "Take paragraph"
    assert [document.text(node) for node in document.node(empty).children] == ["A.", "B."]
    document.undo()
    filled = document.node(end).children[0]
    document.apply(edits.take_proposal(document, filled, proposal))
    assert [document.text(node) for node in document.node(filled).children] == ["The end."]
    assert document.parent(find(document, "B.")) == document.next_sibling(filled)
