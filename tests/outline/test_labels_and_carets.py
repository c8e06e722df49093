"""What the Undo menu says of every edit, and where the caret stands before and after it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conceptwriter.outline import (
    ROOT,
    Caret,
    Document,
    Draft,
    EditError,
    Kind,
    Operation,
    Proposal,
    Rendition,
    edits,
)
from conceptwriter.outline.search import Query
from tests.outline.drafts import find, harbour, paragraph, section

Place = tuple[str, int] | None
"""The text of the node that the caret is in (after the edit), and the position in it."""
Edit = Callable[[Document], Operation]

FRENCH = "fra_Latn"
RAIN, NOBODY, OLD, BLUE = "It rained.", "Nobody was waiting.", "It was old.", "It was blue."


def above(document: Document, text: str) -> int:
    parent = document.parent(find(document, text))
    assert parent is not None
    return parent


def proposal(kind: str) -> Proposal:
    return Proposal("p", "A.", "eng_Latn", kind=kind)


ADDING: list[tuple[Edit, str, Place]] = [
    (lambda d: edits.add_child(d, find(d, "One"), "New."), "Add paragraph", ("New.", 4)),
    (lambda d: edits.add_child(d, above(d, RAIN), "New."), "Add concept", ("New.", 4)),
    (lambda d: edits.add_sibling(d, find(d, "One"), "New"), "Add section", ("New", 3)),
    (lambda d: edits.add_sibling(d, above(d, RAIN), "New"), "Add paragraph", ("New", 3)),
    (lambda d: edits.add_sibling(d, find(d, RAIN), "New.", before=True), "Add concept", ("New.", 4)),
    (lambda d: edits.add_node(d, ROOT, 0, Kind.SECTION, "Zero"), "Add section", ("Zero", 4)),
    (lambda d: edits.add_subtree(d, ROOT, 1, section("New", paragraph("A."))), "Insert", ("New", 3)),
    (lambda d: edits.duplicate(d, [find(d, "Two")]), "Duplicate", ("Two", 3)),
    (lambda d: edits.new_chapter(d, find(d, "The end.")), "New chapter", ("", 0)),
    (lambda d: edits.new_section(d, find(d, "The end.")), "New section", ("", 0)),
    (
        lambda d: edits.take_drafts(d, find(d, RAIN), [Draft(Kind.CONCEPT, text) for text in ("A.", "Bee.")]),
        "Take proposal",
        ("Bee.", 4),
    ),
    (lambda d: edits.take_proposal(d, find(d, RAIN), proposal("propose")), "Take proposal", ("A.", 2)),
    (lambda d: edits.take_proposal(d, find(d, RAIN), proposal("plan")), "Take proposal", ("A.", 2)),
    (lambda d: edits.take_proposal(d, find(d, RAIN), proposal("expand")), "Take proposal", ("A.", 2)),
    (lambda d: edits.take_proposal(d, find(d, RAIN), proposal("rewrite")), "Take variant", ("A.", 2)),
]

MOVING: list[tuple[Edit, str, Place]] = [
    (lambda d: edits.move(d, [find(d, "The letter")], find(d, "Two"), 0), "Move", ("The letter", 0)),
    (lambda d: edits.move_up(d, [find(d, "Two")]), "Move up", None),
    (lambda d: edits.move_down(d, [find(d, "One")]), "Move down", None),
    (lambda d: edits.indent(d, [find(d, "Two")]), "Indent", None),
    (lambda d: edits.outdent(d, [find(d, "The letter")]), "Outdent", None),
    (lambda d: edits.split_paragraph(d, find(d, NOBODY)), "Start paragraph", (NOBODY, 0)),
    (lambda d: edits.delete(d, [find(d, NOBODY)]), "Delete", (RAIN, 0)),
    (lambda d: edits.delete(d, [find(d, RAIN)]), "Delete", (NOBODY, len(NOBODY))),
    (lambda d: edits.delete(d, [find(d, "Two")]), "Delete", ("He read it.", 11)),
    (lambda d: edits.set_kind(d, find(d, "Two"), Kind.PARAGRAPH), "Make paragraph", ("Two", 3)),
    (lambda d: edits.set_kind(d, find(d, RAIN), Kind.SECTION), "Make heading", (RAIN, len(RAIN))),
    (lambda d: edits.make_heading(d, find(d, "The end."), 2), "Make heading", ("The end.", 8)),
    (lambda d: edits.make_paragraph(d, find(d, "The letter")), "Make paragraph", ("The letter", 10)),
    (lambda d: edits.make_items(d, [find(d, "The end.")], "- "), "Make list item", None),
    (lambda d: edits.make_quotes(d, [find(d, "The end.")]), "Make quote", None),
]

WORDING: list[tuple[Edit, str, Place]] = [
    (lambda d: edits.edit_text(d, find(d, RAIN), "It poured."), "Typing", None),
    (lambda d: edits.edit_text(d, find(d, RAIN), "It poured.", merge=False), "Edit text", None),
    (lambda d: edits.replace_text(d, find(d, RAIN), "It\0 poured."), "Take variant", ("It poured.", 10)),
    (lambda d: edits.set_note(d, find(d, RAIN), "Why?"), "Edit note", None),
    (lambda d: edits.set_status(d, [find(d, RAIN)], "done"), "Set status", None),
    (lambda d: edits.set_locked(d, [find(d, RAIN)], locked=True), "Lock", None),
    (lambda d: edits.set_attributes(d, find(d, RAIN), {"a": "b"}), "Set attributes", None),
    (lambda d: edits.set_rendition(d, find(d, RAIN), FRENCH, "Il pleut."), "Set translation", None),
    (lambda d: edits.set_renditions(d, [(find(d, RAIN), FRENCH, Rendition("Il pleut."))]), "Translate", None),
    (lambda d: edits.confirm(d, find(d, RAIN)), "Confirm", None),
    (lambda d: edits.set_language(d, [find(d, "One")], FRENCH), "Set language", None),
    (lambda d: edits.set_source_language(d, find(d, RAIN), FRENCH), "Set source language", None),
    (lambda d: edits.set_written_language(d, [find(d, "One")], FRENCH), "Set source language", None),
    (lambda d: edits.replace_all(d, Query("It was"), "It is"), "Replace 2", None),
    (lambda d: edits.replace_all(d, Query("rained"), "poured"), "Replace", None),
    (
        lambda d: edits.remove_range(d, Caret(find(d, OLD), 3), Caret(find(d, BLUE), 3), "x"),
        "Typing",
        ("It xwas blue.", 4),
    ),
    (
        lambda d: edits.remove_range(d, Caret(find(d, OLD), 3), Caret(find(d, BLUE), 3)),
        "Delete",
        ("It was blue.", 3),
    ),
]


@pytest.mark.parametrize(("edit", "label", "caret"), [*ADDING, *MOVING, *WORDING])
def test_label_and_caret_after(edit: Edit, label: str, caret: Place) -> None:
    document = harbour()
    operation = edit(document)
    document.apply(operation)
    after = operation.caret_after
    assert operation.label == label
    assert caret == (None if after is None else (document.source_text(after.node), after.position))
    assert (document.undo_label, document.redo_label) == (label, None)
    document.undo()
    assert (document.undo_label, document.redo_label) == (None, label)


@pytest.mark.parametrize(
    ("edit", "before", "after"),
    [
        (lambda d: edits.split(d, find(d, RAIN), 2), (RAIN, 2), ("rained.", 0)),
        (lambda d: edits.split(d, find(d, RAIN), 0), (RAIN, 0), (RAIN, 0)),
        (lambda d: edits.merge_with_previous(d, find(d, RAIN)), (RAIN, 0), (f"{NOBODY} {RAIN}", 20)),
        (lambda d: edits.merge_with_next(d, find(d, NOBODY)), (NOBODY, 19), (f"{NOBODY} {RAIN}", 19)),
    ],
)
def test_undoing_puts_the_caret_back(edit: Edit, before: tuple[str, int], after: tuple[str, int]) -> None:
    document = harbour()
    operation = edit(document)
    assert operation.label in ("Split", "Merge")
    assert operation.caret_before == Caret(find(document, before[0]), before[1])
    document.apply(operation)
    assert operation.caret_after == Caret(find(document, after[0]), after[1])
    assert operation.inverse().caret_after == operation.caret_before
    assert operation.inverse().caret_before == operation.caret_after


def test_what_a_burst_is_merged_by() -> None:
    document = harbour()
    rain = find(document, RAIN)
    renditions = [(rain, FRENCH, Rendition("Il pleut."))]
    for operation, key in [
        (edits.edit_text(document, rain, "x", time=4.0), f"type:{rain}:eng_Latn"),
        (edits.edit_text(document, rain, "x", merge=False, time=4.0), None),
        (edits.set_note(document, rain, "x", time=4.0), f"note:{rain}"),
        (edits.set_renditions(document, renditions, merge_key="k", time=4.0), "k"),
        (edits.set_language(document, [rain], FRENCH, merge_key="k", time=4.0), "k"),
    ]:
        assert (operation.merge_key, operation.time) == (key, 4.0)
    assert edits.remove_range(document, Caret(rain, 0), Caret(rain, 2), time=4.0).time == 4.0
    operation = edits.edit_text(document, rain, "x", caret_before=Caret(1, 2), caret_after=Caret(1, 3))
    assert (operation.caret_before, operation.caret_after) == (Caret(1, 2), Caret(1, 3))


def test_unlocking_says_so() -> None:
    document = harbour()
    document.apply(edits.set_locked(document, [find(document, RAIN)], locked=True))
    assert edits.set_locked(document, [find(document, RAIN)], locked=False).label == "Unlock"


def test_a_source_text_is_no_translation() -> None:
    document = harbour()
    with pytest.raises(EditError, match="its source text is not replaced"):
        edits.take_proposal(document, find(document, RAIN), proposal("translate"))
