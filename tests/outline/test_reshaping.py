"""One kind of node made another: headings, paragraphs and sentences."""

from __future__ import annotations

import pytest

from conceptwriter.outline import ROOT, Document, EditError, Kind, edits
from tests.outline.drafts import after, find, harbour, paragraph, section


def test_a_concept_made_a_heading_takes_what_follows() -> None:
    document = harbour()
    assert after(document, edits.set_kind(document, find(document, "It was blue."), Kind.SECTION)) == [
        "# One",
        "  -",
        "    . The boats came in.",
        "    . Nobody was waiting.",
        "    . It rained.",
        "  # The letter",
        "    -",
        "      . It was old.",
        "    # It was blue.",
        "      -",
        "        . He read it.",
        "# Two",
        "  -",
        "    . The end.",
    ]


def test_a_paragraph_made_a_heading() -> None:
    document = Document.from_draft(
        section("t", paragraph("a.", "b."), paragraph("c.", summary="about c"), paragraph("d."))
    )
    with_summary = document.parent(find(document, "c."))
    without = document.parent(find(document, "a."))
    assert with_summary is not None
    assert without is not None
    assert after(document, edits.set_kind(document, with_summary, Kind.SECTION)) == [
        "-",
        "  . a.",
        "  . b.",
        "# about c",
        "  -",
        "    . c.",
        "  -",
        "    . d.",
    ]
    assert after(document, edits.set_kind(document, without, Kind.SECTION))[:3] == ["# a.", "  -", "    . b."]


def test_a_heading_made_a_sentence_gives_its_text_to_the_section_before() -> None:
    document = harbour()
    two = find(document, "Two")
    assert after(document, edits.set_kind(document, two, Kind.CONCEPT))[9:] == [
        "    -",
        "      . He read it.",
        "  -",
        "    . Two",
        "  -",
        "    . The end.",
    ]
    assert document.node(two).kind is Kind.CONCEPT
    one = find(document, "One")
    assert after(document, edits.set_kind(document, one, Kind.PARAGRAPH))[:4] == [
        "-",
        "  . One",
        "-",
        "  . The boats came in.",
    ]


def test_kinds_that_cannot_be() -> None:
    document = harbour()
    concept = find(document, "The end.")
    paragraph_node = document.parent(concept)
    assert paragraph_node is not None
    with pytest.raises(EditError, match="cannot become one concept"):
        edits.set_kind(document, paragraph_node, Kind.CONCEPT)
    with pytest.raises(EditError, match="already starts a paragraph"):
        edits.set_kind(document, concept, Kind.PARAGRAPH)
    with pytest.raises(EditError, match="document itself"):
        edits.set_kind(document, ROOT, Kind.CONCEPT)
    for node in (concept, paragraph_node, find(document, "Two")):
        assert edits.set_kind(document, node, document.node(node).kind).changes == (), "it is that already"
