"""Texts as they are typed, translated and labelled."""

from __future__ import annotations

import pytest

from conceptwriter.outline import (
    ROOT,
    Caret,
    Document,
    Draft,
    EditError,
    Kind,
    Origin,
    Rendition,
    State,
    edits,
    fingerprint,
)
from tests.outline.drafts import ENGLISH, FRENCH, find, harbour, section, translated, type_in

# -- typing --------------------------------------------------------------------------------------------------


def test_typing_merges_until_a_pause() -> None:
    document = harbour()
    node = find(document, "The end.")
    for time, text in ((1.0, "T"), (1.5, "Th"), (3.4, "The"), (5.5, "The "), (6.0, "The s")):
        type_in(document, node, text, time)
    assert [step.label for step in document.history.done] == ["Typing", "Typing"]
    document.undo()
    assert document.text(node) == "The"
    document.undo()
    assert document.text(node) == "The end."
    assert document.redo() is not None
    assert document.text(node) == "The"


def test_typing_elsewhere_undoing_or_leaving_starts_a_new_step() -> None:
    document = harbour()
    end, old = find(document, "The end."), find(document, "It was old.")
    type_in(document, end, "a", 1.0)
    type_in(document, old, "b", 1.1)
    type_in(document, end, "ab", 1.2)
    assert len(document.history.done) == 3
    document.undo()
    type_in(document, old, "bc", 1.3)
    assert len(document.history.done) == 3
    document.end_typing()
    type_in(document, old, "bcd", 1.4)
    assert len(document.history.done) == 4
    type_in(document, old, "bcd!", 0.5)
    assert len(document.history.done) == 5, "a clock that goes back merges nothing"


def test_endless_typing_is_cut_into_steps() -> None:
    document = harbour()
    node = find(document, "The end.")
    for second in range(130):
        type_in(document, node, "x" * second, float(second))
    assert 2 <= len(document.history.done) <= 4


def test_typing_keeps_its_carets() -> None:
    document = harbour()
    node = find(document, "The end.")
    before, after = Caret(node, 8), Caret(node, 4, 7)
    notice = document.apply(edits.edit_text(document, node, "Then", caret_before=before, caret_after=after))
    assert notice.caret == after
    undone = document.undo()
    assert undone is not None
    assert undone.caret == before


def test_an_edit_that_changes_nothing_is_no_step() -> None:
    document = harbour()
    notice = document.apply(edits.edit_text(document, find(document, "The end."), "The end."))
    assert (notice.revision, notice.changed, document.undo_label) == (0, (), None)


def test_editing_the_source_leaves_translations_and_makes_them_stale() -> None:
    document, node = translated()
    assert not document.is_stale(node, FRENCH)
    type_in(document, node, "It poured.", 1.0, ENGLISH)
    assert document.rendition(node, FRENCH) == Rendition(
        "Il pleuvait.", Origin.MACHINE, State.MACHINE, fingerprint("It rained.", ENGLISH)
    )
    assert document.is_stale(node, FRENCH)
    assert not document.is_stale(node, ENGLISH)
    type_in(document, node, "It rained.", 9.0, ENGLISH)
    assert not document.is_stale(node, FRENCH), "the same text again is fresh again"


def test_editing_a_translation_makes_it_a_persons_work_and_keeps_the_source() -> None:
    document, node = translated()
    document.apply(edits.set_language(document, [node], FRENCH))
    assert document.text(node) == "Il pleuvait."
    type_in(document, node, "Il a plu.", 1.0)
    assert document.source_text(node) == "It rained."
    rendition = document.rendition(node, FRENCH)
    assert rendition is not None
    assert (rendition.origin, rendition.state) == (Origin.EDITED, State.EDITED)
    with pytest.raises(EditError, match="written or approved by hand"):
        edits.set_rendition(document, node, FRENCH, "Il pleut.")
    assert not edits.may_replace(document, node, FRENCH)
    document.apply(edits.set_rendition(document, node, FRENCH, "Il pleut.", force=True))
    assert document.text(node) == "Il pleut."


@pytest.mark.parametrize(
    ("origin", "state", "kept"),
    [
        (Origin.MACHINE, State.MACHINE, False),
        (Origin.PROPOSED, State.NEW, False),
        (Origin.MACHINE, State.REVIEWED, True),
        (Origin.MACHINE, State.FINAL, True),
        (Origin.IMPORTED, State.NEW, True),
        (Origin.WRITTEN, State.NEW, True),
    ],
)
def test_a_machine_replaces_only_machines(origin: Origin, state: State, kept: bool) -> None:
    document = harbour()
    node = find(document, "It rained.")
    document.apply(edits.set_rendition(document, node, FRENCH, "Il pleuvait.", origin=origin, state=state))
    assert edits.may_replace(document, node, FRENCH) is not kept


def test_editing_a_stale_translation_does_not_hide_that_it_is_stale_confirming_does() -> None:
    document, node = translated()
    type_in(document, node, "It poured.", 1.0, ENGLISH)
    type_in(document, node, "Il pleuvait!", 9.0, FRENCH)
    assert document.is_stale(node, FRENCH)
    document.apply(edits.confirm(document, node, FRENCH))
    assert not document.is_stale(node, FRENCH)
    rendition = document.rendition(node, FRENCH)
    assert rendition is not None
    assert (rendition.text, rendition.state) == ("Il pleuvait!", State.REVIEWED)
    document.apply(edits.confirm(document, node, ENGLISH, State.FINAL))
    assert document.rendition(node, ENGLISH) == Rendition("It poured.", Origin.WRITTEN, State.FINAL)
    with pytest.raises(EditError, match="no text in deu_Latn"):
        edits.confirm(document, node, "deu_Latn")


def test_the_source_is_never_replaced_by_a_rendition() -> None:
    document = harbour()
    node = find(document, "It rained.")
    with pytest.raises(EditError, match="not replaced"):
        edits.set_rendition(document, node, ENGLISH, "no", force=True)
    with pytest.raises(EditError, match="source text cannot be removed"):
        edits.drop_rendition(document, node, ENGLISH)


def test_editing_imported_or_proposed_text_says_so() -> None:
    document = Document.from_draft(
        section("t", Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, "x", origin=Origin.IMPORTED)]))
    )
    node = find(document, "x")
    type_in(document, node, "y", 1.0)
    assert document.rendition(node, ENGLISH) == Rendition("y", Origin.EDITED, State.EDITED)


def test_output_language_is_inherited_and_shown_only_where_there_is_a_rendition() -> None:
    document, node = translated()
    document.apply(edits.set_language(document, [ROOT], FRENCH))
    assert document.text(node) == "Il pleuvait."
    assert document.text(find(document, "The end.")) == "The end."
    assert document.shown_language(node) == FRENCH
    assert document.shown_language(find(document, "The end.")) == ENGLISH
    parent = document.parent(node)
    assert parent is not None
    document.apply(edits.set_language(document, [parent], ENGLISH))
    assert document.text(node) == "It rained."
    document.apply(edits.set_language(document, [parent], None))
    assert document.text(node) == "Il pleuvait."
    with pytest.raises(EditError, match="needs an output language"):
        document.apply(edits.set_language(document, [ROOT], None))


def test_changing_the_source_language_swaps_the_roles() -> None:
    document, node = translated()
    document.apply(edits.set_source_language(document, node, FRENCH))
    assert document.source_text(node) == "Il pleuvait."
    assert not document.is_stale(node, ENGLISH)
    assert document.rendition(node, ENGLISH) == Rendition(
        "It rained.", Origin.WRITTEN, State.NEW, fingerprint("Il pleuvait.", FRENCH)
    )
    end = find(document, "The end.")
    document.apply(edits.set_source_language(document, end, "deu_Latn"))
    assert document.node(end).renditions == {"deu_Latn": Rendition("The end.")}


def test_the_fingerprint_does_not_care_how_an_accent_is_spelt() -> None:
    assert fingerprint("caf\u00e9", FRENCH) == fingerprint("cafe\u0301", FRENCH)
    assert fingerprint("cafe", FRENCH) != fingerprint("cafe", ENGLISH)
    assert len(fingerprint("", ENGLISH)) == 16


# -- proposals taken -----------------------------------------------------------------------------------------


def test_many_translations_are_one_step_and_one_refusal_refuses_all() -> None:
    document = harbour()
    nodes = list(document.concepts())
    machine = [(node, FRENCH, Rendition("x", Origin.MACHINE, State.MACHINE)) for node in nodes]
    document.apply(edits.set_renditions(document, machine))
    assert all(document.text(node, FRENCH) == "x" for node in nodes)
    assert not any(document.is_stale(node, FRENCH) for node in nodes)
    document.undo()
    assert all(FRENCH not in document.node(node).renditions for node in nodes)
    type_in(document, nodes[3], "Moi.", 1.0, FRENCH)
    with pytest.raises(EditError, match="is kept"):
        edits.set_renditions(document, machine)


# -- labels --------------------------------------------------------------------------------------------------


def test_notes_status_and_attributes() -> None:
    document = harbour()
    node = find(document, "One")
    document.apply(edits.set_note(document, node, "a", time=1.0))
    document.apply(edits.set_note(document, node, "ab", time=1.5))
    document.apply(edits.set_status(document, [node, ROOT], "draft"))
    document.apply(edits.set_attributes(document, node, {"block": "quote", "gone": None}))
    here = document.node(node)
    assert (here.note, here.status, here.attributes) == ("ab", "draft", {"block": "quote"})
    assert [step.label for step in document.history.done] == ["Edit note", "Set status", "Set attributes"]
    document.apply(edits.set_attributes(document, node, {"block": None}))
    assert document.node(node).attributes == {}
