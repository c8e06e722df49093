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
    Proposal,
    Rendition,
    State,
    edits,
    fingerprint,
)
from tests.outline.drafts import find, harbour, lines, paragraph, section

FRENCH = "fra_Latn"
ENGLISH = "eng_Latn"


def texts(document: Document) -> list[str]:
    return [document.text(node) for node in document.concepts()]


def translated() -> tuple[Document, int]:
    """A document, and its concept "It rained." with a machine's French."""
    document = harbour()
    node = find(document, "It rained.")
    document.apply(edits.set_rendition(document, node, FRENCH, "Il pleuvait."))
    return document, node


# -- typing --------------------------------------------------------------------------------------------------


def type_in(document: Document, node: int, text: str, time: float, language: str | None = None) -> None:
    document.apply(edits.edit_text(document, node, text, language, time=time))


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


# -- splitting -----------------------------------------------------------------------------------------------


def test_splitting_a_concept() -> None:
    document = harbour()
    node = find(document, "The boats came in.")
    notice = document.apply(edits.split(document, node, 10))
    assert texts(document)[:3] == ["The boats", "came in.", "Nobody was waiting."]
    assert document.text(node) == "The boats"
    assert notice.caret is not None
    assert document.text(notice.caret.node) == "came in."
    undone = document.undo()
    assert undone is not None
    assert undone.caret == Caret(node, 10)


def test_splitting_at_the_ends() -> None:
    document = harbour()
    node = find(document, "The boats came in.")
    notice = document.apply(edits.split(document, node, 0))
    assert texts(document)[:2] == ["", "The boats came in."]
    assert notice.caret == Caret(node)
    notice = document.apply(edits.split(document, node, 999))
    assert texts(document)[:3] == ["", "The boats came in.", ""]
    assert notice.caret is not None
    notice = document.apply(edits.split(document, notice.caret.node, 0))
    assert texts(document)[:4] == ["", "The boats came in.", "", ""]


def test_splitting_leaves_other_languages_whole_and_stale() -> None:
    document, node = translated()
    document.apply(edits.split(document, node, 2, ENGLISH))
    assert document.text(node, FRENCH) == "Il pleuvait."
    assert document.is_stale(node, FRENCH)
    assert list(document.node(find(document, "rained.")).renditions) == [ENGLISH]


def test_splitting_a_translation_leaves_the_source_whole() -> None:
    document, node = translated()
    document.apply(edits.set_language(document, [node], FRENCH))
    document.apply(edits.split(document, node, 2))
    assert (document.source_text(node), document.text(node)) == ("It rained.", "Il")
    second = document.next_sibling(node)
    assert second is not None
    assert document.node(second).source_language == FRENCH
    assert document.text(second) == "pleuvait."
    assert not edits.may_replace(document, node, FRENCH)


def test_splitting_a_heading_takes_its_children_along() -> None:
    document = harbour()
    document.apply(edits.split(document, find(document, "The letter"), 3))
    assert lines(document)[5:8] == ["  # The", "  # letter", "    -"]
    document.undo()
    document.apply(edits.split(document, find(document, "The letter"), 99))
    assert lines(document)[5:7] == ["  # The letter", "    -"]
    assert lines(document)[11] == "  #"


def test_a_line_break_after_a_concept_goes_with_its_end() -> None:
    document = harbour()
    node = find(document, "The boats came in.")
    document.apply(edits.set_attributes(document, node, {"break": "1", "k": "v"}))
    document.apply(edits.split(document, node, 9))
    second = find(document, "came in.")
    assert document.node(node).attributes == {"k": "v"}
    assert document.node(second).attributes == {"break": "1", "k": "v"}
    document.apply(edits.merge_with_previous(document, second))
    assert document.node(node).attributes == {"break": "1", "k": "v"}


# -- merging -------------------------------------------------------------------------------------------------


def test_merging_concepts_joins_their_sentences() -> None:
    document = harbour()
    node = find(document, "Nobody was waiting.")
    notice = document.apply(edits.merge_with_previous(document, node))
    assert texts(document)[:2] == ["The boats came in. Nobody was waiting.", "It rained."]
    assert notice.caret == Caret(find(document, "The boats came in. Nobody was waiting."), 19)
    assert notice.removed == (node,)
    undone = document.undo()
    assert undone is not None
    assert undone.caret == Caret(node)


def test_split_and_merge_again() -> None:
    document = harbour()
    node = find(document, "The boats came in.")
    notice = document.apply(edits.split(document, node, 9))
    assert notice.caret is not None
    document.apply(edits.merge_with_previous(document, notice.caret.node))
    assert document.text(node) == "The boats came in."


def test_merging_with_the_next() -> None:
    document = harbour()
    node = find(document, "The boats came in.")
    notice = document.apply(edits.merge_with_next(document, node))
    assert notice.caret == Caret(node, 18)
    assert document.text(node) == "The boats came in. Nobody was waiting."
    blue = find(document, "It was blue.")
    document.apply(edits.merge_with_next(document, blue))
    assert lines(document)[4:8] == [
        "  # The letter",
        "    -",
        "      . It was old.",
        "      . It was blue.",
    ]
    with pytest.raises(EditError, match="nothing after"):
        edits.merge_with_next(document, find(document, "The end."))


def test_the_first_concept_joins_the_paragraphs() -> None:
    document = harbour()
    read = find(document, "He read it.")
    notice = document.apply(edits.merge_with_previous(document, read))
    assert lines(document)[6:10] == [
        "    -",
        "      . It was old.",
        "      . It was blue.",
        "      . He read it.",
    ]
    assert notice.caret == Caret(read)


def test_sections_join_with_their_children() -> None:
    document = harbour()
    document.apply(edits.merge_with_previous(document, find(document, "Two")))
    assert lines(document)[0] == "# One Two"
    assert lines(document)[-2:] == ["  -", "    . The end."]


def test_nothing_to_merge_with() -> None:
    document = harbour()
    for text in ("One", "The boats came in.", "The letter", "It was old."):
        with pytest.raises(EditError, match="before this one to merge with"):
            edits.merge_with_previous(document, find(document, text))
    with pytest.raises(EditError, match="document itself"):
        edits.merge_with_previous(document, ROOT)


def test_merging_keeps_every_language_and_note() -> None:
    document = harbour()
    first, second = find(document, "It was old."), find(document, "It was blue.")
    for node, french in ((first, "Elle était vieille."), (second, "Elle était bleue.")):
        document.apply(edits.set_rendition(document, node, FRENCH, french))
        document.apply(edits.set_note(document, node, f"note {french}"))
    document.apply(edits.set_rendition(document, second, "jpn_Jpan", "青かった。"))
    document.apply(edits.merge_with_previous(document, second))
    assert document.text(first) == "It was old. It was blue."
    assert document.text(first, FRENCH) == "Elle était vieille. Elle était bleue."
    assert not document.is_stale(first, FRENCH), "two fresh translations joined translate the joined text"
    assert document.text(first, "jpn_Jpan") == "青かった。"
    assert document.is_stale(first, "jpn_Jpan"), "half a translation does not"
    assert document.node(first).note == "note Elle était vieille.\nnote Elle était bleue."


def test_a_translation_that_was_emptied_does_not_make_the_joined_one_whole() -> None:
    document = harbour()
    first, second = find(document, "It was old."), find(document, "It was blue.")
    for node in (first, second):
        document.apply(edits.set_rendition(document, node, FRENCH, "Vieux."))
    type_in(document, first, "", 1.0, FRENCH)
    document.apply(edits.set_status(document, [second], "check"))
    document.apply(edits.merge_with_previous(document, second))
    assert document.text(first, FRENCH) == "Vieux."
    assert document.is_stale(first, FRENCH)
    assert document.node(first).status == "check"


def test_merging_stale_or_unlike_translations() -> None:
    document = harbour()
    first, second = find(document, "It was old."), find(document, "It was blue.")
    for node in (first, second):
        document.apply(edits.set_rendition(document, node, FRENCH, "Vieux."))
    type_in(document, first, "It was ancient.", 1.0, ENGLISH)
    type_in(document, second, "Bleu.", 9.0, FRENCH)
    document.apply(edits.merge_with_previous(document, second))
    assert document.text(first, FRENCH) == "Vieux. Bleu."
    assert document.is_stale(first, FRENCH)
    assert not edits.may_replace(document, first, FRENCH), "a person's half is a person's text"


def test_merging_nodes_written_in_different_languages_loses_nothing() -> None:
    document = harbour()
    first = find(document, "It was old.")
    parent = document.parent(first)
    assert parent is not None
    document.apply(edits.add_node(document, parent, 1, Kind.CONCEPT, "Elle était bleue.", FRENCH))
    second = find(document, "Elle était bleue.")
    document.apply(edits.merge_with_previous(document, second))
    assert document.source_text(first) == "It was old. Elle était bleue."
    assert document.text(first, FRENCH) == "Elle était bleue."
    assert document.is_stale(first, FRENCH)


def test_an_empty_node_takes_the_other_as_it_is() -> None:
    document = harbour()
    first = find(document, "It was old.")
    document.apply(edits.edit_text(document, first, ""))
    french = Draft(Kind.CONCEPT, "Bleue.", FRENCH, origin=Origin.PROPOSED)
    document.apply(edits.add_subtree(document, document.parent(first) or 0, 1, french))
    document.apply(edits.merge_with_previous(document, find(document, "Bleue.")))
    assert document.node(first).source_language == FRENCH
    assert document.source_text(first) == "Bleue."
    assert document.node(first).renditions[FRENCH].origin is Origin.PROPOSED


def test_chinese_and_japanese_sentences_are_joined_without_a_space() -> None:
    document = Document.from_draft(section("題", paragraph("雨だった。", "誰もいない。")), "jpn_Jpan")
    notice = document.apply(edits.merge_with_previous(document, find(document, "誰もいない。")))
    assert texts(document) == ["雨だった。誰もいない。"]
    assert notice.caret is not None
    assert notice.caret.position == 5


# -- proposals taken -----------------------------------------------------------------------------------------


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
