"""The rules of the tree as the writer meets them (told in conceptwriter.outline.structure)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from conceptwriter.outline import (
    ROOT,
    TRASH,
    Document,
    Draft,
    EditError,
    Kind,
    LockedError,
    NodeId,
    Operation,
    edits,
)
from tests.outline.drafts import HARBOUR, after, find, harbour, lines, paragraph, picture, section


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


def test_the_first_concepts_of_several_paragraphs_all_join_the_ones_above() -> None:
    document = Document.from_draft(section("t", *(paragraph(f"{letter}.", "x.") for letter in "abc")))
    chosen = [find(document, "b."), find(document, "c.")]
    assert after(document, edits.indent(document, chosen)) == [
        "-",
        *(f"  . {text}" for text in ("a.", "x.", "b.", "x.", "c.", "x.")),
    ]


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


# -- locks ---------------------------------------------------------------------------------------------------


def test_nothing_moves_into_a_locked_part() -> None:
    document = harbour()
    document.apply(edits.set_locked(document, [find(document, "One")], True))
    document.apply(
        edits.add_subtree(document, ROOT, None, section("Three", section("Four"), section("Five")))
    )
    document.apply(edits.set_locked(document, [find(document, "Four")], True))
    attempts: list[Callable[[], Operation]] = [
        lambda: edits.indent(document, [find(document, "Two")]),
        lambda: edits.indent(document, [find(document, "Five")]),
        lambda: edits.move_up(document, [document.children(find(document, "Two"))[0]]),
    ]
    before = picture(document)
    for attempt in attempts:
        with pytest.raises(LockedError, match="locked"):
            attempt()
        assert picture(document) == before


@pytest.mark.parametrize(
    ("text", "move"), [("It was blue.", edits.move_down), ("He read it.", edits.move_up)]
)
def test_no_sentence_moves_into_a_locked_paragraph(
    text: str, move: Callable[[Document, Sequence[NodeId]], Operation]
) -> None:
    document = harbour()
    other = find(document, "He read it." if text == "It was blue." else "It was blue.")
    document.apply(edits.set_locked(document, [document.node(other).parent or ROOT], True))
    with pytest.raises(LockedError):
        move(document, [find(document, text)])


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
