"""Adding and duplicating nodes."""

from __future__ import annotations

import pytest

from conceptwriter.outline import ROOT, Caret, Document, Draft, EditError, Kind, edits
from tests.outline.drafts import find, harbour, lines, paragraph, section


def test_adding_at_every_level() -> None:
    document = Document(title="New")
    notice = document.apply(edits.add_child(document, ROOT, "First."))
    assert notice.caret is not None
    first = notice.caret.node
    notice = document.apply(edits.add_sibling(document, first, "Second."))
    assert notice.caret == Caret(first + 1, 7)
    document.apply(edits.add_sibling(document, first, "Zeroth.", before=True))
    document.apply(edits.add_node(document, ROOT, 0, Kind.SECTION, "Preface"))
    document.apply(edits.add_subtree(document, ROOT, None, section("End", paragraph("Fin."))))
    assert lines(document) == [
        "# Preface",
        "-",
        "  . Zeroth.",
        "  . First.",
        "  . Second.",
        "# End",
        "  -",
        "    . Fin.",
    ]
    with pytest.raises(EditError, match="cannot be placed in a paragraph"):
        edits.add_subtree(document, document.node(first).parent or 0, 0, section("no"))
    with pytest.raises(EditError, match="beside the document itself"):
        edits.add_sibling(document, ROOT)
    with pytest.raises(EditError, match="cannot be placed in a section"):
        edits.add_subtree(document, ROOT, 0, section("x", Draft(Kind.CONCEPT, "loose")))


def test_a_new_node_is_written_in_the_language_shown_there() -> None:
    document = harbour()
    document.apply(edits.set_language(document, [find(document, "The letter")], "fra_Latn"))
    caret = document.apply(edits.add_sibling(document, find(document, "He read it."), "Il la lut.")).caret
    assert caret is not None
    assert document.node(caret.node).source_language == "fra_Latn"


def test_duplicates_have_ids_of_their_own_and_the_same_text() -> None:
    document = harbour()
    letter = find(document, "The letter")
    document.apply(edits.set_rendition(document, letter, "fra_Latn", "La lettre"))
    document.apply(edits.set_locked(document, [letter], True))
    notice = document.apply(edits.duplicate(document, [letter]))
    copy = notice.inserted[0]
    assert lines(document, copy) == lines(document, letter)
    assert document.node(copy).renditions == document.node(letter).renditions
    assert not document.is_locked(copy)
    assert not set(document.subtree(copy)) & set(document.subtree(letter))
