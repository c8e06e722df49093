"""The journal writes what has changed and nothing else; the rows are then those of the document in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from conceptwriter.outline import ROOT, TRASH, Document, Proposal, ProposalSet, edits
from conceptwriter.storage import journal, rows, schema
from conceptwriter.storage.journal import Journal
from tests.outline.drafts import ENGLISH, FRENCH, find, harbour, type_in

Written = dict[str, list[Any]]


class Kept:
    """A document, a database with its rows, and the journal between them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.document = harbour()
        connection.execute("PRAGMA foreign_keys = ON")
        schema.create_schema(connection)
        rows.write_all(connection, self.document)
        self.journal = Journal(self.document, self.ranks())
        self.document.subscribe(self.journal.note)

    def ranks(self) -> dict[int, int]:
        return dict(self.connection.execute("SELECT id, rank FROM nodes").fetchall())

    def table(self, name: str) -> set[tuple[Any, ...]]:
        return set(self.connection.execute(f"SELECT * FROM {name}").fetchall())

    def write(self) -> Written:
        """Write what is noted; the keys of the rows that each kind of statement was run with, in order."""
        done: Written = {}
        self.connection.execute("BEGIN")
        for sql, values in self.journal.statements(self.connection):
            every = list(values)
            self.connection.executemany(sql, every)
            verb, _, rest = sql.partition(" ")
            table = rest.replace("OR REPLACE ", "").split()[1]
            done.setdefault(f"{verb} {table}", []).extend(row[0] for row in every)
        self.connection.execute("COMMIT")
        self.journal.written()
        return {key: keys for key, keys in done.items() if keys and "meta" not in key}

    def check(self) -> None:
        """The tables hold what a new file would, and the journal knows the ranks in them."""
        document, ranks = self.document, self.ranks()
        nodes = [node for root in (ROOT, TRASH) for node in document.subtree(root)]
        assert self.table("nodes") == {rows.node_row(document, node, ranks.get(node, -1)) for node in nodes}
        assert self.table("renditions") == set(rows.rendition_rows(document, nodes))
        assert self.table("history") == set(map(rows.step_row, document.history.steps_from(0)))
        assert self.table("proposals") == set(map(rows.proposals_row, document.proposals))
        assert self.table("meta") == set(rows.meta_rows(document))
        for node in nodes:
            placed = [ranks[child] for child in document.node(node).children]
            assert placed == sorted(set(placed)), node
        assert self.journal.ranks == ranks
        assert self.journal.changes == 0
        assert self.write() == {}, "nothing is noted any more"


@pytest.fixture
def kept() -> Iterator[Kept]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        yield Kept(connection)


def offer(document: Document, anchor: int, text: str = "It poured.") -> None:
    document.proposals.put(ProposalSet(anchor, "propose", 0, "", (Proposal("1", text, ENGLISH),)))


def test_nothing_is_written_of_a_document_as_it_was_read(kept: Kept) -> None:
    assert kept.journal.changes == 0
    assert kept.write() == {}
    kept.check()


def test_a_new_text_is_one_node_its_texts_and_one_step(kept: Kept) -> None:
    document = kept.document
    node = find(document, "It rained.")
    document.apply(edits.set_rendition(document, node, FRENCH, "Il pleuvait."))
    assert kept.write()["INSERT nodes"] == [node]
    kept.check()
    document.apply(edits.edit_text(document, node, "It poured.", merge=False))
    assert kept.journal.changes == 1
    assert kept.write() == {
        "INSERT nodes": [node],
        "DELETE renditions": [node],
        "INSERT renditions": [node, node],
        "DELETE history": [2, 1],
        "INSERT history": [2],
    }
    kept.check()


def test_a_new_node_leaves_its_neighbours_as_they_are(kept: Kept) -> None:
    document = kept.document
    notice = document.apply(edits.add_sibling(document, find(document, "It was old."), "It was red."))
    written = kept.write()
    assert set(written["INSERT nodes"]) == {*notice.inserted, *notice.changed}
    assert find(document, "It was blue.") not in written["INSERT nodes"]
    kept.check()


def test_a_node_that_moves_leaves_its_neighbours_as_they_are(kept: Kept) -> None:
    document = kept.document
    rain, end = find(document, "It rained."), find(document, "The end.")
    document.apply(edits.move_up(document, [rain]))
    assert kept.write()["INSERT nodes"] == [rain]
    kept.check()
    document.apply(edits.move_up(document, [rain]))
    document.apply(edits.move(document, [end], document.node(rain).parent or 0, 1))
    assert sorted(set(kept.write()["INSERT nodes"])) == sorted([rain, end])
    kept.check()


def test_where_there_is_no_room_the_neighbours_get_new_ranks_and_keep_their_texts(kept: Kept) -> None:
    document = kept.document
    first, second = find(document, "It was old."), find(document, "It was blue.")
    for node, rank in ((first, 5), (second, 6)):
        kept.connection.execute(rows.INSERT_NODE, rows.node_row(document, node, rank))
        kept.journal.ranks[node] = rank
    (added,) = document.apply(edits.add_sibling(document, first, "It was red.")).inserted
    written = kept.write()
    assert sorted(written["INSERT nodes"]) == sorted([first, second, added])
    assert written["INSERT renditions"] == [added], "what has only moved up keeps its texts"
    ranks = kept.ranks()
    assert [ranks[node] for node in (first, added, second)] == [0, rows.RANK_GAP, 2 * rows.RANK_GAP]
    kept.check()


def test_deleting_for_good_takes_everything_along_and_undoing_brings_it_back(kept: Kept) -> None:
    document = kept.document
    one = find(document, "One")
    below = list(document.subtree(one))
    offer(document, below[-1])
    kept.journal.note_proposals(below[-1], "propose")
    document.apply(edits.delete(document, [one]))
    kept.write()
    kept.check()
    document.apply(edits.purge(document))
    written = kept.write()
    assert sorted(written["DELETE nodes"]) == sorted(below)
    assert sorted(written["DELETE proposals"]) == sorted(below)
    kept.check()
    document.undo()
    assert sorted(kept.write()["INSERT nodes"]) == sorted(below)
    kept.check()


def test_what_came_and_went_between_two_writings_leaves_no_row(kept: Kept) -> None:
    document = kept.document
    one = find(document, "One")
    document.apply(edits.delete(document, [one]))
    document.apply(edits.purge(document))
    document.undo()
    assert kept.journal.changes == 3
    assert "DELETE nodes" not in kept.write(), "it is there again"
    kept.check()
    (added,) = document.apply(edits.add_child(document, ROOT, "gone")).inserted[:1]
    document.apply(edits.delete(document, [added]))
    document.apply(edits.purge(document))
    kept.write()
    kept.check()


def test_a_node_that_comes_back_is_ranked_where_it_comes_back(kept: Kept) -> None:
    """It had a rank when it was removed; that says nothing about the place it has now."""
    document = kept.document
    rain = find(document, "It rained.")
    document.apply(edits.delete(document, [rain]))
    document.apply(edits.purge(document))
    kept.write()
    assert rain not in kept.journal.ranks
    document.undo()
    document.undo()
    for _ in range(2):
        document.apply(edits.move_up(document, [rain]))
    kept.write()
    kept.check()


def do_nothing(document: Document) -> None:
    document.undo()
    document.redo()


STEPS: list[Callable[[Document], object]] = [
    lambda document: document.apply(edits.set_note(document, ROOT, "first")),
    lambda document: document.apply(edits.move_up(document, [find(document, "Two")])),
    lambda document: type_in(document, find(document, "The end."), "The end!", 5.0),
    lambda document: type_in(document, find(document, "The end!"), "The end!!", 5.1),
    do_nothing,
    Document.undo,
    Document.undo,
    Document.redo,
    lambda document: document.apply(edits.set_note(document, ROOT, "second")),
]


@pytest.mark.parametrize("every", range(1, len(STEPS) + 1))
def test_however_seldom_it_is_written_the_history_is_whole(kept: Kept, every: int) -> None:
    """As after a full disk: several changes wait, and all of them are written at once."""
    for number, step in enumerate(STEPS, 1):
        step(kept.document)
        if number % every == 0:
            kept.write()
            kept.check()
    kept.write()
    kept.check()


def test_undoing_writes_no_steps(kept: Kept) -> None:
    document = kept.document
    for note in ("first", "second"):
        document.apply(edits.set_note(document, ROOT, note))
    kept.write()
    for _ in range(2):
        document.undo()
        assert not any("history" in statement for statement in kept.write())
        kept.check()
    document.apply(edits.set_note(document, ROOT, "third"))
    assert kept.write()["DELETE history"] == [1, 1]
    kept.check()


def test_proposals_are_written_replaced_and_dropped_by_node_and_kind(kept: Kept) -> None:
    document = kept.document
    first, second = find(document, "It rained."), find(document, "The end.")
    for node in (first, second):
        offer(document, node)
        kept.journal.note_proposals(node, "propose")
    assert kept.journal.changes == 2
    assert sorted(kept.write()["INSERT proposals"]) == sorted([first, second])
    kept.check()
    offer(document, first, "It drizzled.")
    kept.journal.note_proposals(first, "propose")
    assert kept.write() == {"INSERT proposals": [first]}
    kept.check()
    document.proposals.drop(second, "propose")
    kept.journal.note_proposals(second, "propose")
    assert kept.write() == {"DELETE proposals": [second]}
    kept.check()


# -- the size of the history ---------------------------------------------------------------------------------


def test_the_size_of_the_history_is_measured_now_and_then(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Measuring reads the whole table, so not after every step."""
    measured: list[int] = []
    monkeypatch.setattr(Journal, "_bound_history", lambda self, _: measured.append(self.unmeasured))
    document, noted = kept.document, kept.journal
    sizes = [0]
    for most, note in ((1 << 20, "a"), (1 << 20, "b"), (None, "c"), (0, "d")):
        document.apply(edits.set_note(document, ROOT, note * 40))
        step = len(rows.step_row(document.history.done[-1])[3])
        sizes.append(sizes[-1] + step)
        monkeypatch.setattr(journal, "MEASURE_EVERY", sizes[-1] if most is None else sizes[-1] - 1 + most)
        kept.write()
        assert noted.unmeasured == sizes[-1]
        assert measured == ([] if most != 0 else [sizes[-1]])


class Steps:
    """The steps in a file, newest last, each of the given size; those that are too many are forgotten."""

    def __init__(self, kept: Kept, sizes: list[int]) -> None:
        kept.connection.executemany(
            "INSERT INTO history (serial, label, time, operation) VALUES (?, '', 0, zeroblob(?))",
            enumerate(sizes, 1),
        )
        self.kept = kept

    def forgotten(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        found: list[int] = []
        monkeypatch.setattr(self.kept.document.history, "forget_before", found.append)
        self.kept.journal.unmeasured = 5
        self.kept.journal._bound_history(self.kept.connection)
        assert self.kept.journal.unmeasured == 0
        return found


@pytest.mark.parametrize(
    ("sizes", "before"),
    [
        ([], []),
        ([1000, 1000], []),
        ([1, 1000, 1000], [2]),
        ([1, 1, 1000, 1000], [3]),
        ([10, 40, 50], []),
        ([11, 40, 50], [2]),
        ([1, 10, 40, 50], [2]),
        ([1000, 1000, 40, 50, 11], [4]),
    ],
)
def test_steps_beyond_the_size_are_forgotten_except_the_newest(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, sizes: list[int], before: list[int]
) -> None:
    monkeypatch.setattr(journal, "HISTORY_BYTES", 100)
    monkeypatch.setattr(journal, "KEPT_STEPS", 2)
    assert Steps(kept, sizes).forgotten(monkeypatch) == before


def test_the_history_may_take_32_megabytes_and_200_steps_whatever_they_take(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = 32 * 1024 * 1024
    steps = Steps(kept, [1, *[0] * 199, whole])
    assert steps.forgotten(monkeypatch) == [2]
    kept.connection.execute("UPDATE history SET operation = zeroblob(0) WHERE serial = 1")
    assert steps.forgotten(monkeypatch) == []
    kept.connection.execute("UPDATE history SET operation = zeroblob(9) WHERE serial = 2")
    assert steps.forgotten(monkeypatch) == [2], "only the 200 newest are kept in any case"
    assert journal.MEASURE_EVERY == 1024 * 1024
