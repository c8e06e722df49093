"""What of the rows found in a damaged file is taken for ours, and what of it is doubted."""

from __future__ import annotations

from typing import Any

import pytest

from conceptwriter.outline import ROOT, TRASH, Kind, NodeData, Origin, Rendition, State
from conceptwriter.outline.plain_values import MOST_ID, SHORT
from conceptwriter.storage.checksums import NO_RENDITIONS, node_checksum, rendition_checksum, with_rendition
from conceptwriter.storage.finds import Finds, Garbled, decoded

NODE = (5, 4, 1 << 20, "concept", "eng_Latn", None, "a note", 0, "draft", '{"break": "scene"}')
TEXT = (5, "eng_Latn", "It rained.", "written", "reviewed", None)

NODE_COLUMNS = [
    "id",
    "parent",
    "rank",
    "kind",
    "source_language",
    "language",
    "note",
    "locked",
    "status",
    "attributes",
    "checksum",
]
TEXT_COLUMNS = ["node", "language", "text", "origin", "state", "mark", "checksum"]


def node(**changes: Any) -> tuple[Any, ...]:
    """A row of `nodes` with some values changed; `checksum` makes it one of today's format."""
    return tuple({**dict(zip(NODE_COLUMNS, NODE, strict=False)), **changes}.values())


def text(**changes: Any) -> tuple[Any, ...]:
    return tuple({**dict(zip(TEXT_COLUMNS, TEXT, strict=False)), **changes}.values())


def signed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*row, rendition_checksum(*row))


def test_a_node_is_taken_as_it_is() -> None:
    finds = Finds()
    finds.add_node(NODE)
    attributes = {"break": "scene"}
    data = NodeData(5, 4, Kind.CONCEPT, "eng_Latn", None, {}, "a note", False, "draft", attributes)
    assert finds.nodes == {5: (1 << 20, data)}
    assert (finds.roots, len(finds)) == ({}, 1)
    finds.add_node(node(note="a later one"))
    assert finds.nodes[5][1].note == "a note"
    finds.add_node(node(id=6, language="fra_Latn", locked=1, attributes="", parent=None))
    assert finds.nodes[6] == (
        1 << 20,
        NodeData(6, 0, Kind.CONCEPT, "eng_Latn", "fra_Latn", {}, "a note", True, "draft", {}),
    )


def test_roots_are_kept_apart() -> None:
    finds = Finds()
    for root in (ROOT, TRASH):
        finds.add_node(node(id=root, parent=None, kind="section"))
    finds.add_node(NODE)
    assert (set(finds.roots), set(finds.nodes), len(finds)) == ({ROOT, TRASH}, {5}, 3)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": 0},
        {"id": -1},
        {"id": MOST_ID},
        {"id": "5"},
        {"parent": "4"},
        {"rank": 0.5},
        {"kind": "poem"},
        {"kind": 3},
        {"kind": b"concept"},
        {"source_language": None},
        {"language": 7},
        {"note": None},
        {"locked": "no"},
        {"status": None},
        {"attributes": None},
        {"checksum": None},
        {"checksum": "1"},
    ],
)
def test_what_cannot_be_a_node_of_ours_is_left(changes: dict[str, Any]) -> None:
    finds = Finds()
    finds.add_node(node(**changes))
    assert len(finds) == 0


@pytest.mark.parametrize("changes", [{"id": 1}, {"id": MOST_ID - 1}, {"parent": None}, {"checksum": 0}])
def test_the_bounds_of_a_node(changes: dict[str, Any]) -> None:
    finds = Finds()
    finds.add_node(node(**changes))
    assert len(finds) == 1


def test_what_is_too_long_or_no_table_of_texts_costs_only_itself() -> None:
    finds = Finds()
    finds.add_node(node(source_language="s" * 2000, language="l" * 2000, attributes="[1]"))
    data = finds.nodes[5][1]
    assert data.source_language == "s" * SHORT
    assert data.language == "l" * SHORT
    assert data.attributes == {}


def test_a_text_is_taken_as_it_is() -> None:
    finds = Finds()
    finds.add_rendition(text(mark="m" * SHORT))
    expected = Rendition("It rained.", Origin.WRITTEN, State.REVIEWED, "m" * SHORT)
    assert finds.renditions == {5: {"eng_Latn": expected}}
    assert finds.checksums == {5: {"eng_Latn": None}}
    assert (finds.wrong_texts, len(finds)) == (set(), 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"node": 0},
        {"node": MOST_ID},
        {"node": None},
        {"language": None},
        {"text": None},
        {"text": b"raw"},
        {"origin": "heaven"},
        {"origin": None},
        {"origin": b"written"},
        {"state": "dubious"},
        {"state": None},
        {"mark": 5},
        {"mark": "m" * (SHORT + 1)},
        {"checksum": None},
    ],
)
def test_what_cannot_be_a_text_of_ours_is_left(changes: dict[str, Any]) -> None:
    finds = Finds()
    finds.add_rendition(text(**changes))
    assert finds.renditions == {}


def test_of_two_texts_the_first_stays_unless_only_the_later_is_right() -> None:
    good, other, bad = signed(text()), signed(text(text="It poured.")), (*text(text="Xt rained."), 1)
    for rows, kept, doubted in (
        ((good, other), "It rained.", False),
        ((good, bad), "It rained.", False),
        ((bad, good), "It rained.", True),
        ((bad, (*text(text="Yt rained."), 1)), "Xt rained.", True),
        ((text(text=Garbled("It r")), text()), "It rained.", True),
    ):
        finds = Finds()
        finds.add_rendition(rows[0])
        assert (finds.wrong_texts == {(5, "eng_Latn")}) is doubted
        finds.add_rendition(rows[1])
        assert finds.renditions[5]["eng_Latn"].text == kept
        assert (finds.wrong_texts == {(5, "eng_Latn")}) is (kept == "Xt rained.")
        assert type(finds.renditions[5]["eng_Latn"].text) is str


def test_each_language_of_a_node_is_a_text_of_its_own() -> None:
    finds = Finds()
    finds.add_rendition(text())
    finds.add_rendition(text(language="fra_Latn", text="Il pleuvait."))
    finds.add_rendition(text(language="x" * 2000))
    assert list(finds.renditions[5]) == ["eng_Latn", "fra_Latn", "x" * SHORT]


@pytest.mark.parametrize(
    ("row_id", "record", "nodes", "texts"),
    [
        (5, (None, *NODE[1:]), 1, 0),
        (5, (None, *NODE[1:], 77), 1, 0),
        (5, (None, *NODE[1:], 77, 78), 0, 0),
        (5, (None, *NODE[1:-1]), 0, 0),
        (5, NODE, 0, 0),
        (None, (None, *NODE[1:]), 0, 0),
        (None, NODE, 0, 0),
        (None, TEXT, 0, 1),
        (None, (*TEXT, 5), 0, 1),
        (None, (*TEXT, 5, 6), 0, 0),
        (None, TEXT[:-1], 0, 0),
        (5, TEXT, 0, 0),
        (5, (None, *TEXT[1:]), 0, 0),
    ],
)
def test_records_are_recognised_by_their_columns(
    row_id: int | None, record: tuple[Any, ...], nodes: int, texts: int
) -> None:
    finds = Finds()
    finds.add(row_id, record)
    assert (len(finds.nodes), len(finds.renditions)) == (nodes, texts)
    assert all(found == 5 for found in (*finds.nodes, *finds.renditions))


def test_what_is_missing_is_taken_from_others() -> None:
    here, there = Finds(), Finds()
    here.add_node(NODE)
    here.add_rendition(text())
    there.add_node(node(note="theirs"))
    there.add_node(node(id=6))
    there.add_rendition(text(text="theirs"))
    there.add_rendition((*text(language="fra_Latn", text="wrong"), 1))
    there.add_rendition(signed(text(node=6)))
    here.supplement(there)
    assert {found: data.note for found, (_, data) in here.nodes.items()} == {5: "a note", 6: "a note"}
    assert {
        found: {code: rendition.text for code, rendition in texts.items()}
        for found, texts in here.renditions.items()
    } == {5: {"eng_Latn": "It rained.", "fra_Latn": "wrong"}, 6: {"eng_Latn": "It rained."}}
    assert here.checksums == {
        5: {"eng_Latn": None, "fra_Latn": 1},
        6: {"eng_Latn": signed(text(node=6))[-1]},
    }
    assert here.wrong_texts == {(5, "fra_Latn")}


def test_a_node_whose_checksum_covers_what_was_found_is_not_doubtful() -> None:
    english, french = signed(text()), signed(text(language="fra_Latn"))
    gathered = with_rendition(with_rendition(NO_RENDITIONS, english[-1]), french[-1])
    row = (*NODE, node_checksum(NODE, gathered))
    finds = Finds()
    finds.add_node(row)
    finds.add_node((*node(id=6), node_checksum(node(id=6), NO_RENDITIONS)))
    finds.add_rendition(english)
    assert finds.doubtful() == {5}, "one of its texts is missing"
    finds.add_rendition(french)
    assert finds.doubtful() == set()
    finds.add_rendition((*text(node=9), 1))
    assert finds.doubtful() == {9}


def test_without_checksums_only_garbled_values_are_doubtful() -> None:
    finds = Finds()
    finds.add_node(NODE)
    finds.add_rendition(text())
    finds.add_node(node(id=6, note=Garbled("a n")))
    finds.add_rendition(text(node=7, text=Garbled("It r")))
    assert finds.doubtful() == {6, 7}
    assert type(finds.nodes[6][1].note) is str


def test_bytes_that_are_no_text_are_distinguished() -> None:
    assert decoded("café".encode()) == "café"
    assert not isinstance(decoded(b"plain"), Garbled)
    assert decoded(b"caf\xc3 x") == "caf\ufffd x"
    assert isinstance(decoded(b"\xff"), Garbled)
