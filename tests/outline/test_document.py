from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise

import pytest

from conceptwriter.outline import (
    ROOT,
    TRASH,
    Caret,
    Cause,
    ChangeNotice,
    Document,
    Draft,
    EditError,
    Insert,
    Kind,
    Move,
    NodeData,
    Operation,
    Proposal,
    ProposalSet,
    Reason,
    Remove,
    Rendition,
    SetField,
    SetRendition,
    edits,
)
from conceptwriter.outline.sketch import Sketch
from tests.outline.drafts import find, harbour, lines, paragraph, picture, section


@pytest.mark.parametrize(
    ("language", "source_language", "shown", "written"),
    [
        (None, None, "deu_Latn", "deu_Latn"),
        ("fra_Latn", None, "fra_Latn", "fra_Latn"),
        (None, "fra_Latn", "fra_Latn", "fra_Latn"),
        ("fra_Latn", "eng_Latn", "fra_Latn", "eng_Latn"),
    ],
)
def test_a_document_has_the_languages_of_its_draft(
    language: str | None, source_language: str | None, shown: str, written: str
) -> None:
    draft = Draft(Kind.SECTION, "Title", source_language, language=language)
    document = Document.from_draft(draft, "deu_Latn")
    assert (document.effective_language(ROOT), document.root.source_language) == (shown, written)
    assert document.root.renditions[written].text == "Title"


def test_the_tree_answers() -> None:
    document = harbour()
    one, letter, rained = find(document, "One"), find(document, "The letter"), find(document, "It rained.")
    first = document.parent(rained)
    assert first is not None
    assert document.path(rained) == [ROOT, one, first, rained]
    assert list(document.ancestors(rained)) == [first, one, ROOT]
    assert document.depth(rained) == 3
    assert document.children(one) == [first, letter]
    assert document.next_sibling(first) == letter
    assert document.previous_sibling(letter) == first
    assert document.next_sibling(letter) is None
    assert document.previous_sibling(first) is None
    assert document.following(rained) == letter
    assert document.preceding(letter) == rained
    assert document.preceding(first) == one
    assert document.following(find(document, "The end.")) is None
    assert document.preceding(ROOT) is None
    assert document.last_below(ROOT) == find(document, "The end.")
    assert [document.text(node) for node in document.of_kind(Kind.SECTION)] == [
        "The harbour",
        "One",
        "The letter",
        "Two",
    ]
    assert document.is_under(rained, one)
    assert not document.is_under(one, rained)
    assert (document.parent(ROOT), document.parent(TRASH), document.siblings(ROOT)) == (None, None, [ROOT])
    everything = list(document.subtree(ROOT))
    assert document.in_reading_order(reversed(everything)) == everything
    assert document.in_reading_order([rained, one, rained]) == [one, rained]
    assert rained in document
    assert 9999 not in document
    assert document.get(9999) is None
    with pytest.raises(EditError, match="Node 9999 is no longer"):
        document.node(9999)


def test_following_visits_everything_in_order() -> None:
    document = harbour()
    visited, node = [], document.following(ROOT)
    while node is not None:
        visited.append(node)
        node = document.following(node)
    assert visited == list(document.descendants(ROOT))
    for before, after in pairwise(visited):
        assert document.preceding(after) == before


def test_drafts_bring_everything_along() -> None:
    french = Rendition("Bonjour.")
    concept = Draft(
        Kind.CONCEPT,
        "Hello.",
        language="fra_Latn",
        renditions={"fra_Latn": french},
        note="n",
        locked=True,
        status="s",
        attributes={"k": "v"},
    )
    root = section("t", Draft(Kind.PARAGRAPH, children=[concept]))
    root.language, root.note, root.attributes = "deu_Latn", "root note", {"front_matter": "x"}
    document = Document.from_draft(root, "eng_Latn")
    assert (document.root.language, document.root.note) == ("deu_Latn", "root note")
    assert document.root.attributes == {"front_matter": "x"}
    here = document.node(next(document.concepts()))
    assert (here.note, here.locked, here.status, here.attributes, here.language) == (
        "n",
        True,
        "s",
        {"k": "v"},
        "fra_Latn",
    )
    assert here.renditions == {"fra_Latn": french, document.root.source_language: Rendition("Hello.")}
    assert [draft.text for draft in root.walk()] == ["t", "", "Hello."]


def test_listeners_hear_in_order_and_may_leave() -> None:
    document = harbour()
    heard: list[str] = []
    leave = document.subscribe(lambda notice: heard.append(f"a {notice.cause}"))
    document.subscribe(lambda notice: heard.append(f"b {notice.label}"))
    document.apply(edits.set_note(document, ROOT, "x"))
    leave()
    leave()
    document.undo()
    assert heard == ["a apply", "b Edit note", "b Edit note"]


def test_a_notice_tells_what_happened() -> None:
    document = harbour()
    rained = find(document, "It rained.")
    notice = document.apply(edits.delete(document, [rained]))
    parent = find(document, "Nobody was waiting.")
    assert notice == ChangeNotice(
        1,
        Cause.APPLY,
        "Delete",
        moved=(rained,),
        changed=(rained,),
        parents=(document.parent(parent) or 0, TRASH),
        caret=Caret(parent, 19),
    )
    assert notice.is_structural
    undone = document.undo()
    assert undone is not None
    assert (undone.cause, undone.caret, undone.revision) == (Cause.UNDO, None, 2)
    redone = document.redo()
    assert redone is not None
    assert (redone.cause, redone.revision) == (Cause.REDO, 3)
    typed = [document.apply(edits.edit_text(document, rained, text)) for text in ("a", "ab")]
    assert [notice.cause for notice in typed] == [Cause.APPLY, Cause.MERGE]
    assert not typed[0].is_structural


def test_a_caret_in_a_node_that_is_gone_is_left_out() -> None:
    document = harbour()
    notice = document.apply(edits.add_child(document, ROOT, "new"))
    assert notice.caret is not None
    document.apply(edits.edit_text(document, ROOT, "x", caret_before=Caret(9999)))
    undone = document.undo()
    assert undone is not None
    assert undone.caret is None


NEW = NodeData(500, ROOT, Kind.SECTION, "eng_Latn")


@pytest.mark.parametrize(
    "change",
    [
        Insert(ROOT, 9, (NEW,)),
        Insert(ROOT, -1, (NEW,)),
        Insert(ROOT, 0, ()),
        Insert(9999, 0, (NEW,)),
        Insert(TRASH, 0, (NEW,)),
        Insert(ROOT, 0, (NEW, NEW)),
        Insert(ROOT, 0, (NodeData(3, ROOT, Kind.SECTION, "eng_Latn"),)),
        Insert(ROOT, 0, (NEW, NodeData(501, 77, Kind.SECTION, "eng_Latn"))),
        Insert(ROOT, 0, (NEW, NodeData(501, 500, Kind.CONCEPT, "eng_Latn"))),
        Insert(ROOT, 0, (NodeData(500, ROOT, Kind.CONCEPT, "eng_Latn"),)),
        Remove(ROOT, 0, (NEW,)),
        Remove(ROOT, 9, (NEW,)),
        Remove(ROOT, 0, ()),
        Move(3, ROOT, 1, ROOT, 0),
        Move(3, ROOT, 0, ROOT, 2),
        Move(3, ROOT, -1, ROOT, 0),
        Move(3, TRASH, 0, ROOT, 0),
        Move(3, ROOT, 0, 3, 0),
        Move(4, 3, 0, ROOT, 9),
        SetField(3, "note", "other", "new"),
        SetField(4, "kind", Kind.PARAGRAPH, Kind.SECTION),
        SetField(3, "kind", Kind.SECTION, Kind.CONCEPT),
        SetField(ROOT, "kind", Kind.SECTION, Kind.PARAGRAPH),
        SetField(TRASH, "note", "", "x"),
        SetField(ROOT, "language", "eng_Latn", None),
        SetRendition(3, "eng_Latn", None, Rendition("x")),
        SetRendition(9999, "eng_Latn", None, Rendition("x")),
    ],
)
def test_an_operation_happens_whole_or_not_at_all(
    change: Insert | Remove | Move | SetField | SetRendition,
) -> None:
    document = harbour()
    before, length = picture(document), len(document)
    good = SetField(ROOT, "note", "", "half done")
    grown = Insert(ROOT, 0, (NodeData(400, ROOT, Kind.SECTION, "eng_Latn"),))
    shrunk = grown.inverse()
    heard: list[ChangeNotice] = []
    document.subscribe(heard.append)
    with pytest.raises(EditError):
        document.apply(Operation("bad", (good, grown, shrunk, change)))
    assert (picture(document), len(document), document.revision, heard) == (before, length, 0, [])
    assert document.undo_label is None


def test_gone_and_back_within_one_operation_is_a_change() -> None:
    document = harbour()
    two = find(document, "Two")
    branch = document.branch(two)
    operation = Operation("replant", (Remove(ROOT, 1, branch), Insert(ROOT, 0, branch)))
    notice = document.apply(operation)
    assert (notice.inserted, notice.removed) == ((), ())
    assert set(notice.moved) == {data.id for data in branch}
    assert lines(document)[0] == "# Two"


def test_proposals_go_with_their_node_only() -> None:
    document = harbour()
    node = find(document, "It rained.")
    for kind in ("propose", "rewrite"):
        document.proposals.put(ProposalSet(node, kind, 0, "f", (Proposal("1", "x", "eng_Latn"),)))
    document.proposals.put(ProposalSet(ROOT, "plan", 0, "f", ()))
    assert [found.kind for found in document.proposals.of(node)] == ["propose", "rewrite"]
    found = document.proposals.get(node)
    assert found is not None
    assert found.proposal("1") is not None
    assert found.proposal("2") is None
    document.proposals.drop(node, "rewrite")
    document.apply(edits.delete(document, [node]))
    assert len(document.proposals) == 2
    document.apply(edits.purge(document))
    assert [found.anchor for found in document.proposals] == [ROOT]
    document.proposals.drop(ROOT)
    assert len(document.proposals) == 0


def test_a_proposal_as_a_draft() -> None:
    whole = section("S", paragraph("a."))
    assert Proposal("1", "x", "eng_Latn", draft=whole).as_draft() is whole
    draft = Proposal("1", "x", "fra_Latn").as_draft(Kind.SECTION)
    assert (draft.kind, draft.text, draft.source_language) == (Kind.SECTION, "x", "fra_Latn")
    reasons = (Reason("loop", "repeats itself", True), Reason("heading", "fits the heading", False))
    offer = Proposal("1", "", "eng_Latn", 0.5, 3, ("loop",), "expand", whole, "Smol", True, reasons)
    full = ProposalSet(3, "expand", 7, "f", (offer,))
    assert ProposalSet.from_dict(json.loads(json.dumps(full.to_dict()))) == full


def test_a_set_of_an_older_file_says_nothing_of_writer_and_chance() -> None:
    plain = ProposalSet(3, "propose", 7, "f", (Proposal("1", "x", "eng_Latn", 0.5),)).to_dict()
    for name in ("writer", "calibrated", "reasons"):
        del plain["proposals"][0][name]
    (offer,) = ProposalSet.from_dict(plain).proposals
    assert (offer.writer, offer.calibrated, offer.reasons) == ("", False, ())


@pytest.mark.parametrize(
    ("name", "value"),
    [("writer", 3), ("calibrated", "yes"), ("reasons", "none"), ("reasons", [["loop", "it loops"]])],
)
def test_who_wrote_an_offer_and_why_it_is_there_are_checked(name: str, value: object) -> None:
    plain = ProposalSet(3, "propose", 7, "f", (Proposal("1", "x", "eng_Latn"),)).to_dict()
    plain["proposals"][0][name] = value
    with pytest.raises(ValueError, match=r"reason|writer|chance"):
        ProposalSet.from_dict(plain)


def test_a_sketch_can_follow_a_ready_edit_and_leaves_no_trace() -> None:
    document = harbour()
    before = picture(document)
    heard: list[ChangeNotice] = []
    document.subscribe(heard.append)
    with Sketch(document) as sketch:
        sketch.follow(edits.split(document, find(document, "The boats came in."), 9))
        sketch.follow(edits.split_paragraph(document, find(document, "came in.")))
        assert document.next_sibling(document.parent(find(document, "came in.")) or 0) is not None
    assert (picture(document), heard, document.revision) == (before, [], 0)
    document.apply(sketch.operation("Both"))
    assert lines(document)[:5] == ["# One", "  -", "    . The boats", "  -", "    . came in."]
    with Sketch(document) as sketch:
        sketch.set_field(ROOT, "note", "half")
        with pytest.raises(EditError):
            sketch.move(ROOT, TRASH)
    assert document.root.note == ""


def test_a_snapshot_is_a_copy() -> None:
    document = harbour()
    node = find(document, "It rained.")
    (copy,) = document.snapshot([node, ROOT, 9999])
    document.apply(edits.edit_text(document, node, "It poured."))
    assert copy.renditions["eng_Latn"].text == "It rained."
    assert document.caret(node) == Caret(node, 10)


def test_depth_costs_no_recursion() -> None:
    draft = section("0")
    top = draft
    for number in range(1, 1500):
        top.children.append(section(str(number)))
        top = top.children[0]
    document = Document.from_draft(draft)
    child = document.children(ROOT)[0]
    document.apply(edits.duplicate(document, [child]))
    document.apply(edits.delete(document, [child]))
    document.apply(edits.purge(document))
    document.undo()
    assert len(document) == 2 + 2 * 1499
    assert document.last_below(ROOT) in document


def test_importing_the_outline_is_light() -> None:
    program = (
        "import sys, conceptwriter.outline, conceptwriter.outline.edits\n"
        "heavy = {'numpy', 'PySide6', 'torch', 'onnxruntime', 'spacy', 'sqlite3'} & set(sys.modules)\n"
        "sys.exit(' '.join(heavy) or 0)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_consumed_draft_makes_the_same_document_and_is_empty_afterwards() -> None:
    def draft() -> Draft:
        inner = Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, "One."), Draft(Kind.CONCEPT, "Two.")])
        return Draft(Kind.SECTION, "Top", "eng_Latn", [Draft(Kind.SECTION, "Part", children=[inner]), inner])

    def nodes(document: Document) -> list[tuple[int, int | None, str]]:
        return [
            (node, document.node(node).parent, document.source_text(node)) for node in document.subtree(ROOT)
        ]

    kept, consumed = draft(), draft()
    consumed.children[1] = Draft(Kind.PARAGRAPH, children=list(consumed.children[1].children))
    expected = nodes(Document.from_draft(kept))
    assert nodes(Document.from_draft(consumed, consume=True)) == expected
    assert len(list(kept.walk())) == 8
    assert list(consumed.walk()) == [consumed]
