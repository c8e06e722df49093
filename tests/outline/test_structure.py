"""The rules of the tree as the writer meets them (told in conceptwriter.outline.structure)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from conceptwriter.outline import (
    ROOT,
    TRASH,
    Caret,
    Document,
    Draft,
    EditError,
    Kind,
    LockedError,
    NodeId,
    Operation,
    edits,
)
from tests.outline.drafts import find, harbour, lines, paragraph, picture, section

HARBOUR = """\
# One
  -
    . The boats came in.
    . Nobody was waiting.
    . It rained.
  # The letter
    -
      . It was old.
      . It was blue.
    -
      . He read it.
# Two
  -
    . The end."""


def after(document: Document, operation: Operation) -> list[str]:
    document.apply(operation)
    return lines(document)


def test_the_sample() -> None:
    assert "\n".join(lines(harbour())) == HARBOUR


# -- indent and outdent --------------------------------------------------------------------------------------


def test_a_section_is_indented_into_the_section_before_it() -> None:
    document = harbour()
    document.apply(edits.indent(document, [find(document, "Two")]))
    assert lines(document)[-3:] == ["  # Two", "    -", "      . The end."]
    assert document.parent(find(document, "Two")) == find(document, "One")
    document.apply(edits.indent(document, [find(document, "Two")]))
    assert document.parent(find(document, "Two")) == find(document, "The letter")
    with pytest.raises(EditError, match="no section above"):
        edits.indent(document, [find(document, "Two")])


def test_a_section_is_outdented_to_after_its_parent_and_its_siblings_stay() -> None:
    document = Document.from_draft(
        section("t", section("a", section("b", section("c")), section("d")), section("e"))
    )
    assert after(document, edits.outdent(document, [find(document, "b")])) == [
        "# a",
        "  # d",
        "# b",
        "  # c",
        "# e",
    ]
    with pytest.raises(EditError, match="outermost"):
        edits.outdent(document, [find(document, "a")])


def test_several_keep_their_order() -> None:
    document = Document.from_draft(section("t", section("a"), section("b"), section("c")))
    nodes = [find(document, "c"), find(document, "b")]
    assert after(document, edits.indent(document, nodes)) == ["# a", "  # b", "  # c"]
    assert after(document, edits.outdent(document, nodes)) == ["# a", "# b", "# c"]


def test_a_branch_moves_once_though_parts_of_it_are_chosen_too() -> None:
    document = harbour()
    letter = find(document, "The letter")
    operation = edits.outdent(
        document, [letter, find(document, "He read it."), find(document, "It was old.")]
    )
    assert len(operation.changes) == 1


def test_a_paragraph_goes_into_the_section_before_it_and_out_again() -> None:
    document = Document.from_draft(section("t", section("a"), paragraph("x.")))
    concept = find(document, "x.")
    node = document.parent(concept)
    assert node is not None
    assert after(document, edits.indent(document, [node])) == ["# a", "  -", "    . x."]
    assert after(document, edits.outdent(document, [node])) == ["# a", "-", "  . x."]


def test_a_concept_starts_a_paragraph_and_joins_the_one_above_again() -> None:
    document = harbour()
    nobody = find(document, "Nobody was waiting.")
    assert after(document, edits.outdent(document, [nobody]))[:6] == [
        "# One",
        "  -",
        "    . The boats came in.",
        "  -",
        "    . Nobody was waiting.",
        "    . It rained.",
    ]
    with pytest.raises(EditError, match="already starts a paragraph"):
        edits.outdent(document, [nobody])
    with pytest.raises(EditError, match="inside a paragraph"):
        edits.indent(document, [find(document, "It rained.")])
    assert "\n".join(after(document, edits.indent(document, [nobody]))) == HARBOUR
    with pytest.raises(EditError, match="no paragraph above"):
        edits.indent(document, [find(document, "The boats came in.")])


def test_neighbouring_concepts_go_out_and_in_together() -> None:
    document = harbour()
    two = [find(document, "Nobody was waiting."), find(document, "It rained.")]
    assert after(document, edits.outdent(document, two))[3:6] == [
        "  -",
        "    . Nobody was waiting.",
        "    . It rained.",
    ]
    assert "\n".join(after(document, edits.indent(document, two))) == HARBOUR


def test_the_caret_of_a_view_stays_valid_when_structure_changes() -> None:
    document = harbour()
    rained = find(document, "It rained.")
    document.apply(edits.split_paragraph(document, rained))
    document.apply(edits.indent(document, [rained]))
    assert rained in document


# -- moving --------------------------------------------------------------------------------------------------


def test_up_and_down_past_a_sibling() -> None:
    document = harbour()
    node = find(document, "It rained.")
    document.apply(edits.move_up(document, [node]))
    assert document.index_in_parent(node) == 1
    document.apply(edits.move_down(document, [node]))
    assert "\n".join(lines(document)) == HARBOUR


def test_a_concept_enters_the_neighbouring_paragraph_and_an_emptied_one_goes() -> None:
    document = harbour()
    read = find(document, "He read it.")
    assert after(document, edits.move_up(document, [read]))[5:] == [
        "  # The letter",
        "    -",
        "      . It was old.",
        "      . It was blue.",
        "      . He read it.",
        "# Two",
        "  -",
        "    . The end.",
    ]
    document.undo()
    assert after(document, edits.move_down(document, [find(document, "It was blue.")]))[8:10] == [
        "    -",
        "      . It was blue.",
    ]


def test_a_paragraph_with_a_summary_stays_when_it_is_emptied() -> None:
    document = Document.from_draft(section("t", paragraph("a."), paragraph("b.", summary="about b")))
    assert after(document, edits.move_up(document, [find(document, "b.")])) == [
        "-",
        "  . a.",
        "  . b.",
        "- about b",
    ]


def test_sections_move_into_their_neighbour_at_the_end_of_the_row() -> None:
    document = Document.from_draft(section("t", section("a", section("b")), section("c", section("d"))))
    assert after(document, edits.move_down(document, [find(document, "b")])) == [
        "# a",
        "# c",
        "  # b",
        "  # d",
    ]
    assert after(document, edits.move_up(document, [find(document, "b")])) == ["# a", "  # b", "# c", "  # d"]


@pytest.mark.parametrize(("move", "text"), [(edits.move_up, "One"), (edits.move_down, "Two")])
def test_nothing_moves_past_the_ends(
    move: Callable[[Document, Sequence[NodeId]], Operation], text: str
) -> None:
    document = harbour()
    with pytest.raises(EditError, match="There is no section"):
        move(document, [find(document, text)])


def test_a_block_of_concepts_moves_as_a_block() -> None:
    document = harbour()
    block = [find(document, "Nobody was waiting."), find(document, "It rained.")]
    document.apply(edits.move_up(document, block))
    assert lines(document)[2:5] == [
        "    . Nobody was waiting.",
        "    . It rained.",
        "    . The boats came in.",
    ]
    document.apply(edits.move_down(document, block))
    assert "\n".join(lines(document)) == HARBOUR


def test_dropping_rows_where_the_line_shows() -> None:
    document = Document.from_draft(section("t", *(section(name) for name in "abcde")))
    nodes = [find(document, name) for name in "bd"]
    assert after(document, edits.move(document, nodes, ROOT, 5)) == ["# a", "# c", "# e", "# b", "# d"]
    document.undo()
    assert after(document, edits.move(document, nodes, ROOT, 0)) == ["# b", "# d", "# a", "# c", "# e"]
    document.undo()
    assert after(document, edits.move(document, nodes, ROOT, 3)) == ["# a", "# c", "# b", "# d", "# e"]
    document.undo()
    assert after(document, edits.move(document, nodes, find(document, "a"))) == [
        "# a",
        "  # b",
        "  # d",
        "# c",
        "# e",
    ]


def test_moves_that_cannot_be() -> None:
    document = harbour()
    one, letter = find(document, "One"), find(document, "The letter")
    with pytest.raises(EditError, match="into itself"):
        edits.move(document, [one], letter)
    with pytest.raises(EditError, match="cannot be placed in a section"):
        edits.move(document, [find(document, "It rained.")], letter)
    with pytest.raises(EditError, match="document itself"):
        edits.move(document, [ROOT], letter)
    with pytest.raises(EditError, match="To put something into the trash"):
        edits.move(document, [letter], TRASH)
    with pytest.raises(EditError, match="no longer in the document"):
        edits.move(document, [9999], letter)


# -- adding --------------------------------------------------------------------------------------------------


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


# -- trash ---------------------------------------------------------------------------------------------------


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


# -- locks ---------------------------------------------------------------------------------------------------


def test_a_locked_branch_keeps_its_text_and_place() -> None:
    document = harbour()
    letter, old = find(document, "The letter"), find(document, "It was old.")
    document.apply(edits.set_locked(document, [letter], True))
    assert document.is_locked(old)
    assert not document.is_locked(find(document, "One"))
    attempts: list[Callable[[], Operation]] = [
        lambda: edits.edit_text(document, old, "no"),
        lambda: edits.split(document, old, 3),
        lambda: edits.merge_with_next(document, old),
        lambda: edits.delete(document, [old]),
        lambda: edits.delete(document, [find(document, "One")]),
        lambda: edits.move_up(document, [letter]),
        lambda: edits.outdent(document, [letter]),
        lambda: edits.add_child(document, letter),
        lambda: edits.add_sibling(document, old),
        lambda: edits.move(document, [find(document, "Two")], letter),
        lambda: edits.set_note(document, old, "no"),
        lambda: edits.set_kind(document, old, Kind.SECTION),
        lambda: edits.replace_text(document, old, "no"),
        lambda: edits.take_drafts(document, old, [Draft(Kind.CONCEPT, "no")]),
        lambda: edits.set_locked(document, [old], False),
        lambda: edits.set_source_language(document, old, "fra_Latn"),
    ]
    before = picture(document)
    for attempt in attempts:
        with pytest.raises(LockedError, match="locked"):
            attempt()
        assert picture(document) == before
    document.apply(edits.set_rendition(document, old, "fra_Latn", "Elle était vieille."))
    assert document.text(old, "fra_Latn") == "Elle était vieille."
    document.apply(edits.set_locked(document, [letter], False))
    document.apply(edits.delete(document, [old]))
    assert document.in_trash(old)


# -- kinds ---------------------------------------------------------------------------------------------------


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
    assert edits.set_kind(document, concept, Kind.CONCEPT).changes == ()
