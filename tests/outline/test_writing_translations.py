"""A person writes a translation by hand; what is written in the source's language stays as it is."""

from __future__ import annotations

import pytest

from conceptwriter.interchange import ExportOptions, render
from conceptwriter.outline import (
    ROOT,
    Document,
    EditError,
    Kind,
    Origin,
    Rendition,
    State,
    edits,
    fingerprint,
)
from conceptwriter.outline.search import Query
from conceptwriter.outline.search import find as search
from tests.outline.drafts import find, harbour

FRENCH, ENGLISH = "fra_Latn", "eng_Latn"


def in_french() -> tuple[Document, int]:
    """A document shown in French, and its concept "It rained.", of which there is no French yet."""
    document = harbour()
    document.apply(edits.set_language(document, [ROOT], FRENCH))
    return document, find(document, "It rained.")


def english(document: Document) -> str:
    return render(document, "markdown", ExportOptions(language=ENGLISH)).text


def test_the_first_words_make_the_rendition_and_leave_the_source() -> None:
    document, node = in_french()
    assert document.shows_source(node)
    assert document.own_text(node) == ""
    document.apply(edits.edit_text(document, node, "Il", time=1.0))
    document.apply(edits.edit_text(document, node, "Il pleuvait.", time=1.5))
    assert document.rendition(node, FRENCH) == Rendition(
        "Il pleuvait.", Origin.WRITTEN, State.EDITED, fingerprint("It rained.", ENGLISH)
    )
    assert document.source_text(node) == "It rained."
    assert not document.shows_source(node)
    assert not document.is_stale(node)
    document.undo()
    assert document.rendition(node, FRENCH) is None
    assert document.source_text(node) == "It rained."


def test_a_rendition_by_hand_goes_stale_with_its_source_and_no_machine_replaces_it() -> None:
    document, node = in_french()
    document.apply(edits.edit_text(document, node, "Il pleuvait."))
    document.apply(edits.edit_text(document, node, "It poured.", ENGLISH))
    assert document.is_stale(node)
    assert not edits.may_replace(document, node, FRENCH)


def test_deleting_all_of_a_rendition_brings_the_source_back_in_its_place() -> None:
    document, node = in_french()
    document.apply(edits.edit_text(document, node, "Il pleuvait.", time=1.0))
    document.apply(edits.edit_text(document, node, "", time=9.0))
    assert document.rendition(node, FRENCH) is None
    assert document.text(node) == document.source_text(node) == "It rained."
    document.undo()
    assert document.own_text(node) == "Il pleuvait."


def test_a_node_that_says_nothing_is_written_in_the_language_it_is_first_written_in() -> None:
    document, node = in_french()
    document.apply(edits.edit_text(document, node, "", ENGLISH))
    document.apply(edits.edit_text(document, node, "Il pleuvait."))
    assert document.node(node).source_language == FRENCH
    assert list(document.node(node).renditions) == [FRENCH]
    document.undo()
    assert document.node(node).source_language == ENGLISH


def test_confirming_wants_a_text_in_the_language_that_is_shown() -> None:
    document, node = in_french()
    with pytest.raises(EditError, match="no text in fra_Latn"):
        edits.confirm(document, node)


@pytest.mark.parametrize("position", [1, 2, 3, 11])
def test_splitting_and_merging_a_translation_leave_the_other_language_as_it_reads(position: int) -> None:
    document, node = in_french()
    document.apply(edits.edit_text(document, node, "Il pleuvait.", time=1.0))
    before, source = english(document), document.node(node).renditions[ENGLISH]
    document.apply(edits.split(document, node, position))
    assert english(document) == before
    assert document.node(node).renditions[ENGLISH] == source
    second = document.next_sibling(node)
    assert second is not None
    assert document.own_text(second) == "Il pleuvait."[position:].strip()
    assert not edits.may_replace(document, second, ENGLISH), "it says nothing there on purpose"
    document.apply(edits.merge_with_previous(document, second))
    assert english(document) == before
    assert document.node(node).renditions[ENGLISH] == source
    assert document.own_text(node).replace(" ", "") == "Ilpleuvait."
    assert not document.is_stale(node)


def test_a_source_shown_for_lack_of_a_translation_is_never_cut() -> None:
    document, node = in_french()
    document.apply(edits.split(document, node, 4))
    assert document.source_text(node) == "It rained."


def test_a_sentence_first_written_in_the_language_shown_joins_there_only() -> None:
    document, node = in_french()
    document.apply(edits.edit_text(document, node, "Il pleuvait."))
    document.apply(edits.add_sibling(document, node, "Encore."))
    second = find(document, "Encore.")
    assert document.node(second).source_language == FRENCH
    document.apply(edits.merge_with_previous(document, second))
    assert document.source_text(node) == "It rained."
    assert document.own_text(node) == "Il pleuvait. Encore."


def test_replacing_changes_what_is_written_in_the_language_shown_and_no_source() -> None:
    document, node = in_french()
    other = find(document, "It was old.")
    document.apply(edits.edit_text(document, node, "Il pleuvait, It, pleuvait."))
    query = Query("It", case=True, whole_words=True)
    assert {match.node for match in search(document, query)} >= {node, other}, "all that is shown is found"
    sources = {one: document.source_text(one) for one in document.subtree(ROOT)}
    document.apply(edits.replace_all(document, query, "Elle"))
    assert document.own_text(node) == "Il pleuvait, Elle, pleuvait."
    assert {one: document.source_text(one) for one in document.subtree(ROOT)} == sources
    assert all(document.rendition(one, FRENCH) is None for one in document.concepts() if one != node)


def test_headings_and_summaries_are_translated_by_hand_like_sentences() -> None:
    document, _node = in_french()
    for kind in (Kind.SECTION, Kind.PARAGRAPH):
        node = next((one for one in document.of_kind(kind) if document.source_text(one)), None)
        if node is None:
            continue
        source = document.source_text(node)
        document.apply(edits.edit_text(document, node, "À la main"))
        assert (document.text(node), document.source_text(node)) == ("À la main", source)
