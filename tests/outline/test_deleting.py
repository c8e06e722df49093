"""Deleting, restoring and purging; what the trash records is tested in test_trash.py."""

from __future__ import annotations

import pytest

from conceptwriter.outline import ROOT, TRASH, Caret, Document, EditError, edits
from tests.outline.drafts import HARBOUR, find, harbour, lines, paragraph, picture, section


def test_deleting_and_restoring_one_by_one_and_together() -> None:
    document = harbour()
    nodes = [find(document, "It rained."), find(document, "The letter"), find(document, "The boats came in.")]
    notice = document.apply(edits.delete(document, nodes))
    assert lines(document) == ["# One", "  -", "    . Nobody was waiting.", "# Two", "  -", "    . The end."]
    assert notice.caret == Caret(find(document, "Nobody was waiting."), 0)
    assert len(document.children(TRASH)) == 3
    assert all(document.in_trash(node) for node in nodes)
    document.apply(edits.restore(document, document.children(TRASH)))
    assert "\n".join(lines(document)) == HARBOUR
    assert all("trash" not in key for node in nodes for key in document.node(node).attributes)


def test_the_caret_after_a_delete_stays_in_the_sentences() -> None:
    def after(*texts: str) -> Caret | None:
        document = harbour()
        return document.apply(edits.delete(document, [find(document, text) for text in texts])).caret

    document = harbour()
    nobody, rained = find(document, "Nobody was waiting."), find(document, "It rained.")
    assert after("The boats came in.") == Caret(nobody, 0)
    assert after("Nobody was waiting.") == Caret(rained, 0)
    assert after("It rained.") == document.caret(nobody)
    assert after("The boats came in.", "Nobody was waiting.") == Caret(rained, 0)
    assert after("Nobody was waiting.", "It rained.") == document.caret(find(document, "The boats came in."))


def test_the_caret_after_deleting_the_first_paragraphs_is_in_the_first_sentence_left() -> None:
    document = Document.from_draft(
        section("Plain", *(paragraph(f"{number} a.", f"{number} b.") for number in range(3)))
    )
    paragraphs = document.children(ROOT)
    sentence = document.children(paragraphs[2])[0]
    assert document.apply(edits.delete(document, paragraphs[:2])).caret == Caret(sentence, 0)
    assert document.apply(edits.delete(document, document.children(ROOT))).caret == document.caret(ROOT)


def test_deleting_all_concepts_deletes_their_paragraph() -> None:
    document = harbour()
    document.apply(edits.delete(document, [find(document, "It was old."), find(document, "It was blue.")]))
    assert lines(document)[5:8] == ["  # The letter", "    -", "      . He read it."]
    assert lines(document, TRASH) == ["-", "  . It was old.", "  . It was blue."]
    document.apply(edits.restore(document, document.children(TRASH)))
    assert "\n".join(lines(document)) == HARBOUR


@pytest.mark.parametrize("summary", ["about it", ""])
def test_a_paragraph_that_says_something_itself_stays_without_its_concepts(summary: str) -> None:
    document = Document.from_draft(section("t", paragraph("a.", "b.", summary=summary), paragraph("c.")))
    (node, _) = document.children(ROOT)
    if not summary:
        document.apply(edits.set_note(document, node, "look again"))
    document.apply(edits.delete(document, document.children(node)))
    assert lines(document)[0] == f"- {summary}".strip()
    assert lines(document, TRASH) == [". a.", ". b."]
    document.apply(edits.delete(document, [node]))
    assert lines(document) == ["-", "  . c."]


def test_the_caret_goes_to_what_comes_after_where_nothing_comes_before() -> None:
    document = Document.from_draft(section("t", section("a"), section("b", paragraph("c.", "d."))))
    a, b = document.children(ROOT)
    assert document.apply(edits.delete(document, [a])).caret == Caret(b, 0)
    document.undo()
    document.apply(edits.move(document, document.children(b), ROOT, 1))
    c, d = find(document, "c."), find(document, "d.")
    assert document.apply(edits.delete(document, [a, c])).caret == Caret(d, 0)


def test_what_has_lost_its_place_is_restored_at_the_end() -> None:
    document = harbour()
    document.apply(edits.delete(document, [find(document, "It was old.")]))
    document.apply(edits.delete(document, [find(document, "One")]))
    old = find(document, "It was old.")
    document.apply(edits.restore(document, [old]))
    assert lines(document) == ["# Two", "  -", "    . The end.", "-", "  . It was old."]
    document.undo()
    end = document.parent(find(document, "The end."))
    document.apply(edits.restore(document, [old], end, 0))
    assert lines(document) == ["# Two", "  -", "    . It was old.", "    . The end."]


def test_purging_is_undoable_and_only_of_the_trash() -> None:
    document = harbour()
    before = picture(document)
    document.apply(edits.delete(document, [find(document, "One"), find(document, "The end.")]))
    with pytest.raises(EditError, match="not in the trash"):
        edits.purge(document, [find(document, "Two")])
    with pytest.raises(EditError, match="no entry of its own"):
        edits.restore(document, [find(document, "He read it.")])
    notice = document.apply(edits.purge(document))
    assert len(notice.removed) == 13
    assert document.children(TRASH) == []
    document.undo()
    document.undo()
    assert picture(document) == before


def test_what_is_in_the_trash_cannot_be_shaped() -> None:
    document = harbour()
    node = find(document, "Two")
    document.apply(edits.delete(document, [node]))
    for builder in (edits.indent, edits.outdent, edits.move_up, edits.delete, edits.duplicate):
        with pytest.raises(EditError, match="is in the trash"):
            builder(document, [node])
