"""Operations and proposals as plain data: every value of a wrong kind is named where it is read."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from conceptwriter.outline import (
    Caret,
    Draft,
    Kind,
    Operation,
    Origin,
    Proposal,
    ProposalSet,
    Rendition,
    State,
)
from conceptwriter.outline import plain_values as values
from conceptwriter.outline.changes import Insert, Move, Remove, SetField, SetRendition
from conceptwriter.outline.made_with import MadeWith
from conceptwriter.outline.model import NodeData
from conceptwriter.outline.proposals import Reason

NODE = NodeData(
    9,
    1,
    Kind.SECTION,
    "eng_Latn",
    "fra_Latn",
    {
        "eng_Latn": Rendition("a", Origin.EDITED, State.FINAL),
        "fra_Latn": Rendition("b", source_fingerprint="f"),
    },
    "a note",
    True,
    "done",
    {"k": "v"},
)
OPERATION = Operation(
    "Everything",
    (
        Insert(1, 2, (NODE,)),
        Remove(3, 4, (NODE,)),
        Move(9, 1, 2, 3, 4),
        SetField(9, "note", "a", "b"),
        SetRendition(9, "eng_Latn", None, Rendition("x")),
    ),
    Caret(9, 1, 2, 3),
    Caret(9, 1),
    "k",
    5.0,
    4.0,
)
DRAFT = Draft(Kind.PARAGRAPH, "d", "fra_Latn", [Draft(Kind.CONCEPT, "c")], note="n", attributes={"k": "v"})
OFFER = Proposal(
    "1", "x", "eng_Latn", 0.5, 3, ("loop",), "expand", DRAFT, "Smol", True, (Reason("r", "w", True),)
)
OFFERS = ProposalSet(3, "expand", 7, "f", (OFFER,), MadeWith(numbers={"creativity": 1}), 8.0)


def test_they_come_back_as_they_were() -> None:
    assert Operation.from_dict(OPERATION.to_dict()) == OPERATION
    assert ProposalSet.from_dict(OFFERS.to_dict()) == OFFERS


def with_value(plain: Any, place: tuple[Any, ...], value: object) -> Any:
    changed = deepcopy(plain)
    inner = changed
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return changed


INSERTED = ("changes", 0, 3, 0)
WRONG_IN_OPERATIONS: list[tuple[tuple[Any, ...], object, str]] = [
    (("label",), 1, "the label is 1 but should be text"),
    (("label",), "x" * 1001, "the label is 1001 characters long"),
    (("changes",), {}, "the changes is a table of 0"),
    (("caret_before",), {}, "the caret is"),
    (("caret_before",), [1, 2], "the caret is a list of 2 but should be a list of 3 or 4"),
    (("caret_before",), [1, 2, 3, 4, 5], "the caret is a list of 5"),
    (("caret_before", 0), "1", "the caret's node is '1' but should be a whole number"),
    (("caret_before", 1), "1", "the caret's position is"),
    (("caret_before", 2), "1", "the caret's anchor is"),
    (("caret_before", 3), "1", "the anchor's node is"),
    (("merge_key",), 1, "the merge key is"),
    (("time",), "1", "the time is '1' but should be a number"),
    (("started",), "1", "the start is"),
    (("changes", 0), {}, "the change is a table"),
    (("changes", 0, 0), "melt", "unknown change 'melt'"),
    (("changes", 0, 1), "1", "a place is"),
    (("changes", 0, 2), "1", "a place is"),
    (("changes", 0, 3), {}, "the nodes is"),
    (INSERTED, {}, "the node is"),
    ((*INSERTED, 0), "1", "the node's id is"),
    ((*INSERTED, 1), "1", "the parent is"),
    ((*INSERTED, 3), 1, "the source language is"),
    ((*INSERTED, 4), 1, "the language is"),
    ((*INSERTED, 5), [], "the texts of the node is"),
    ((*INSERTED, 5), {1: ["a", "written", "new", None]}, "the language is"),
    ((*INSERTED, 5, "eng_Latn"), [1], "the text of the node is"),
    ((*INSERTED, 5, "eng_Latn", 0), 1, "the text is"),
    ((*INSERTED, 5, "eng_Latn", 3), 1, "the fingerprint is"),
    ((*INSERTED, 6), 1, "the note is"),
    ((*INSERTED, 7), 1, "the lock is 1 but should be true or false"),
    ((*INSERTED, 8), 1, "the status is"),
    ((*INSERTED, 9), [], "the attributes is a list of 0 but should be a table of names"),
    ((*INSERTED, 9, "k"), 1, "the attributes 'k' is 1"),
    ((*INSERTED, 9), {1: "v"}, "the attributes is 1 but should be text"),
    (("changes", 2, 1), "1", "a place in a move is"),
    (("changes", 2, 5), "1", "a place in a move is"),
    (("changes", 3, 1), "1", "the node is"),
    (("changes", 3, 3), 1, "note is 1"),
    (("changes", 3, 4), 1, "note is 1"),
    (("changes", 4, 1), "1", "the node is"),
    (("changes", 4, 2), 1, "the language is"),
]


@pytest.mark.parametrize(("place", "value", "message"), WRONG_IN_OPERATIONS)
def test_a_wrong_value_in_an_operation_is_named(place: tuple[Any, ...], value: object, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        Operation.from_dict(with_value(OPERATION.to_dict(), place, value))
    assert str(raised.value).startswith(message)


OFFERED = ("proposals", 0)
DRAFTED = (*OFFERED, "draft")
WRONG_IN_PROPOSALS: list[tuple[tuple[Any, ...], object, str]] = [
    (("anchor",), "1", "the anchor is"),
    (("kind",), 1, "the kind is"),
    (("revision",), "1", "the revision is"),
    (("source_fingerprint",), 1, "the fingerprint is"),
    (("source_fingerprint",), "x" * 1001, "the fingerprint is 1001"),
    (("proposals",), {}, "the proposals is"),
    (("settings",), [], "the settings is"),
    (("created",), "1", "the time is"),
    (OFFERED, [], "the proposal is"),
    ((*OFFERED, "id"), 1, "the proposal's id is"),
    ((*OFFERED, "id"), "x" * 1001, "the proposal's id is 1001"),
    ((*OFFERED, "text"), 1, "the proposal's text is"),
    ((*OFFERED, "language"), 1, "the proposal's language is"),
    ((*OFFERED, "language"), "x" * 1001, "the proposal's language is 1001"),
    ((*OFFERED, "score"), "1", "the score is"),
    ((*OFFERED, "seed"), "1", "the seed is"),
    ((*OFFERED, "seed"), (1 << 64) + 1, "the seed is 18446744073709551617, which is out of range"),
    ((*OFFERED, "seed"), -(1 << 64) - 1, "the seed is -18446744073709551617, which is out of range"),
    ((*OFFERED, "flags"), {}, "the flags is"),
    ((*OFFERED, "flags", 0), 1, "a flag is"),
    ((*OFFERED, "flags", 0), "x" * 1001, "a flag is 1001"),
    ((*OFFERED, "kind"), 1, "the proposal's kind is"),
    ((*OFFERED, "writer"), 1, "the proposal's writer is"),
    ((*OFFERED, "calibrated"), 1, "whether the score is a chance is"),
    ((*OFFERED, "reasons"), {}, "the reasons is"),
    ((*OFFERED, "reasons", 0), [1], "a reason is"),
    ((*OFFERED, "reasons", 0, 0), 1, "a reason's name is"),
    ((*OFFERED, "reasons", 0, 1), 1, "a reason is"),
    ((*OFFERED, "reasons", 0, 2), 1, "whether a reason is a fault is"),
    (DRAFTED, [], "the draft is"),
    ((*DRAFTED, "text"), 1, "the draft's text is"),
    ((*DRAFTED, "language"), 1, "the draft's language is"),
    ((*DRAFTED, "children"), {}, "the children is"),
    ((*DRAFTED, "note"), 1, "the draft's note is"),
    ((*DRAFTED, "attributes"), [], "the draft's attributes is"),
]


@pytest.mark.parametrize(("place", "value", "message"), WRONG_IN_PROPOSALS)
def test_a_wrong_value_in_proposals_is_named(place: tuple[Any, ...], value: object, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        ProposalSet.from_dict(with_value(OFFERS.to_dict(), place, value))
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize("seed", [-(1 << 64), 1 << 64])
def test_seeds_have_64_bits(seed: int) -> None:
    assert (
        ProposalSet.from_dict(with_value(OFFERS.to_dict(), (*OFFERED, "seed"), seed)).proposals[0].seed
        == seed
    )


def test_what_is_no_table_at_all_is_named() -> None:
    with pytest.raises(ValueError, match=r"^the operation is None"):
        Operation.from_dict(None)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^the proposal set is None"):
        ProposalSet.from_dict(None)  # type: ignore[arg-type]


def test_the_least_an_operation_says() -> None:
    assert Operation.from_dict({"label": "L", "changes": [], "time": 1}) == Operation("L", time=1.0)
    assert Operation("L", caret_after=Caret(1, 2)).to_dict() == {
        "label": "L",
        "changes": [],
        "caret_after": [1, 2, None],
        "time": 0.0,
    }


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("x" * 40, repr("x" * 40)),
        ("x" * 41, repr("x" * 40) + "…"),
        (b"x" * 41, repr(b"x" * 40) + "…"),
        ({"a": 1}, "a table of 1"),
        ([1, 2], "a list of 2"),
        ((1, 2, 3), "a list of 3"),
        ((1 << 80) - 1, "1208925819614629174706175"),
        (1 << 80, "a number of 81 bits"),
        (1.5, "1.5"),
    ],
)
def test_a_value_in_a_message_is_short(value: object, said: str) -> None:
    assert values.shown(value) == said


def test_bounds_belong_to_what_they_bound() -> None:
    assert values.whole_number(0, "n") == 0
    assert values.whole_number(values.MOST_ID, "n") == 1 << 40
    for wrong in (-1, values.MOST_ID + 1, True):
        with pytest.raises(ValueError, match=r"^n is"):
            values.whole_number(wrong, "n")
    assert values.text("xx", "t", 2) == "xx"
    with pytest.raises(ValueError, match=r"^t is 3 characters"):
        values.text("xxx", "t", 2)
    assert values.name("x" * 1000, "t") == "x" * 1000
    assert values.number(3, "n") == 3.0
    assert values.number(float("inf"), "n", finite=False) == float("inf")
    with pytest.raises(ValueError, match=r"^n is inf"):
        values.number(float("inf"), "n")
    with pytest.raises(ValueError, match=r"^l is a list of 1"):
        values.sequence([1], "l", 2)


def test_settings_of_one_thing_in_a_row_become_one() -> None:
    def typing(*changes: SetField | SetRendition | Move) -> Operation:
        return Operation("T", changes, time=1.0)

    a, b, c = Rendition("a"), Rendition("b"), Rendition("c")
    first, later = typing(SetRendition(9, "e", a, b)), typing(SetRendition(9, "e", b, c))
    assert first.merged_with(later).changes == (SetRendition(9, "e", a, c),)
    for other in (SetRendition(8, "e", b, c), SetRendition(9, "f", b, c), SetField(9, "e", b, c)):
        assert first.merged_with(typing(other)).changes == (*first.changes, other)
    note, more = typing(SetField(9, "note", "a", "b")), typing(SetField(9, "note", "b", "c"))
    assert note.merged_with(more).changes == (SetField(9, "note", "a", "c"),)
    for apart in (SetField(8, "note", "b", "c"), SetField(9, "status", "b", "c"), Move(9, 1, 2, 3, 4)):
        assert note.merged_with(typing(apart)).changes == (*note.changes, apart)
    between = typing(SetField(9, "note", "a", "b"), Move(9, 1, 2, 3, 4), SetField(9, "note", "b", "c"))
    assert Operation("T").merged_with(between).changes == between.changes


def test_a_merged_step_began_with_its_first_and_continues_as_its_last() -> None:
    one = Operation("T", caret_before=Caret(1), caret_after=Caret(2), merge_key="k", time=3.0)
    two = Operation("U", caret_before=Caret(3), caret_after=Caret(4), merge_key="l", time=5.0)
    both = one.merged_with(two)
    assert both == Operation("T", (), Caret(1), Caret(4), "k", 5.0, 3.0)
    assert (both.joining_key, both.first_time, one.joining_key, one.first_time) == ("l", 3.0, "k", 3.0)
    assert both.merged_with(one).first_time == 3.0


def test_which_nodes_an_operation_touches() -> None:
    assert OPERATION.nodes() == {9}
    assert Operation("x", (Insert(1, 0, (NODE,)), SetField(4, "note", "", "x"))).nodes() == {9, 4}
