"""The bounds of every value that is read from a project file."""

from __future__ import annotations

import gc
import json
import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.outline import ROOT, Operation, Origin, Proposal, ProposalSet, Rendition, State, edits
from conceptwriter.outline.plain_values import MOST_ID, SHORT
from conceptwriter.storage import Project, reading
from conceptwriter.storage.migrations import sign_rows
from conceptwriter.storage.reading import WrongRow
from tests.outline.drafts import harbour, picture
from tests.storage.conftest import Clock
from tests.storage.formats import make_first_format

NUL = "char(0)"


@pytest.fixture
def rows(path: Path) -> Iterator[sqlite3.Connection]:
    """The rows of a project with three steps and a proposal; node 5 is a concept."""
    with Project.create(path, harbour(), clock=Clock()) as project:
        for number in range(3):
            project.perform(edits.set_note(project.document, ROOT, str(number) * 4))
        offer = Proposal("1", "It poured.", "eng_Latn")
        project.save_proposals(ProposalSet(5, "propose", 1, "", (offer,)))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def load(serial: int) -> Operation:
    raise AssertionError(serial)


def read(connection: sqlite3.Connection, *statements: str, sign: bool = True, version: int = 2) -> Any:
    for statement in statements:
        connection.execute(statement)
    if sign:
        sign_rows(connection)
    return reading.read_document(connection, load, version)


def test_what_was_written_is_read(rows: sqlite3.Connection, path: Path) -> None:
    document, ranks = read(rows, sign=False)
    with Project.open(path, read_only=True) as project:
        assert picture(document) == picture(project.document)
    assert ranks == dict(rows.execute("SELECT id, rank FROM nodes").fetchall())
    assert (document.revision, document.history.position) == (3, 3)
    assert [step.label for step in document.history.done] == ["Edit note"] * 3
    assert len(document.proposals) == 1


RIGHT = [
    f"UPDATE nodes SET rank = {reading.MOST_RANK - 1} WHERE id = 5",
    f"UPDATE nodes SET rank = {1 - reading.MOST_RANK} WHERE id = 5",
    "UPDATE nodes SET locked = 1, language = 'fra_Latn', status = 'draft' WHERE id = 5",
    f"UPDATE renditions SET language = '{'l' * SHORT}' WHERE node = 5",
    f"UPDATE meta SET value = {reading.MOST_REVISION} WHERE key = 'revision'",
    f"UPDATE meta SET value = {MOST_ID} WHERE key = 'next_id'",
    "UPDATE meta SET value = 0 WHERE key = 'revision'",
    "UPDATE meta SET value = 0 WHERE key = 'position'",
    "UPDATE meta SET value = 2 WHERE key = 'position'",
    "DELETE FROM history WHERE serial = 1",
    "DELETE FROM history",
    f"UPDATE history SET label = '{'l' * SHORT}'",
    "UPDATE history SET time = -1.0",
]
WRONG = [
    (f"UPDATE nodes SET rank = {reading.MOST_RANK} WHERE id = 5", "nodes, row 5"),
    (f"UPDATE nodes SET rank = -{reading.MOST_RANK} WHERE id = 5", "nodes, row 5"),
    (f"UPDATE nodes SET note = 'a' || {NUL} WHERE id = 5", "note"),
    (
        f"INSERT INTO nodes SELECT {MOST_ID}, 3, 9, kind, 'l', NULL, '', 0, '', '', 0 FROM nodes LIMIT 1",
        "nodes, row",
    ),
    ("UPDATE nodes SET source_language = x'00' WHERE id = 5", "source_language"),
    ("UPDATE nodes SET note = x'00' WHERE id = 1", "nodes, row 1: note"),
    ("UPDATE nodes SET parent = 1, note = x'00' WHERE id = 5", "nodes, row 5: note"),
    ("UPDATE nodes SET locked = 1, status = x'00' WHERE id = 5", "nodes, row 5: status"),
    ("UPDATE nodes SET locked = 0, attributes = x'00' WHERE id = 5", "nodes, row 5: attributes"),
    (f"UPDATE nodes SET language = '{'l' * SHORT}', note = x'00' WHERE id = 5", "nodes, row 5: note"),
    (f"UPDATE nodes SET language = '{'l' * (SHORT + 1)}', note = x'00' WHERE id = 5", "row 5: language"),
    (f"UPDATE nodes SET source_language = '{'l' * SHORT}', note = x'00' WHERE id = 5", "row 5: note"),
    ("UPDATE renditions SET node = 'x' WHERE node = 5", "renditions, row 'x', 'eng_Latn': node is 'x'"),
    ("UPDATE renditions SET text = x'00' WHERE node = 1", "renditions, row 1, 'eng_Latn': text"),
    (
        f"UPDATE renditions SET source_fingerprint = '{'f' * SHORT}', text = x'00' WHERE node = 5",
        "renditions, row 5, 'eng_Latn': text",
    ),
    (f"UPDATE renditions SET language = '{'l' * SHORT}', text = x'00' WHERE node = 5", "text"),
    ("UPDATE renditions SET source_fingerprint = x'00' WHERE node = 5", "source_fingerprint"),
    ("UPDATE nodes SET attributes = x'00' WHERE id = 5", "attributes"),
    ("UPDATE nodes SET attributes = 'x' WHERE id = 5", "nodes"),
    ("DELETE FROM nodes WHERE id = 2", "the root of the document or of the trash is missing"),
    (f"UPDATE renditions SET language = '{'l' * (SHORT + 1)}' WHERE node = 5", "language"),
    (f"UPDATE renditions SET text = {NUL} WHERE node = 5", "text"),
    ("UPDATE renditions SET origin = 'heaven' WHERE node = 5", "origin is 'heaven', which"),
    ("UPDATE renditions SET state = 'bliss' WHERE node = 5", "state is 'bliss', which"),
    ("UPDATE nodes SET kind = 'poem' WHERE id = 5", "kind is 'poem', which"),
    ("DELETE FROM meta WHERE key = 'revision'", "meta, row 'revision': it is missing"),
    ("DELETE FROM meta WHERE key = 'nodes'", "meta, row 'nodes': it is missing"),
    (f"UPDATE meta SET value = {reading.MOST_REVISION + 1} WHERE key = 'revision'", "out of range"),
    (f"UPDATE meta SET value = {MOST_ID + 1} WHERE key = 'next_id'", "out of range"),
    ("UPDATE meta SET value = -1 WHERE key = 'position'", "out of range"),
    ("UPDATE meta SET value = value + 1 WHERE key = 'nodes'", "nodes instead of"),
    ("UPDATE meta SET value = 4 WHERE key = 'position'", "history, row 4: this step is missing"),
    (
        "DELETE FROM history WHERE serial < 3; UPDATE meta SET value = 1 WHERE key = 'position'",
        "row 1: this step",
    ),
    ("UPDATE history SET serial = 0 WHERE serial = 1", "no step has that number"),
    (f"UPDATE history SET serial = {reading.MOST_REVISION + 1} WHERE serial = 3", "no step has that number"),
    (f"UPDATE history SET label = '{'l' * (SHORT + 1)}'", "label"),
    ("UPDATE history SET time = -9e999", "time is -inf"),
    ("UPDATE proposals SET data = x'00'", "data"),
    ("UPDATE proposals SET data = '{}'", "proposals, row 5, 'propose'"),
    ("UPDATE proposals SET kind = 'rewrite'", "the proposals of another node"),
    ("UPDATE proposals SET anchor = 6", "the proposals of another node"),
]


@pytest.mark.parametrize("statement", RIGHT, ids=range(len(RIGHT)))
def test_the_last_values_that_can_be(rows: sqlite3.Connection, statement: str) -> None:
    document, _ = read(rows, *statement.split("; "))
    assert len(document) > 10


@pytest.mark.parametrize(("statement", "says"), WRONG, ids=range(len(WRONG)))
def test_the_first_values_that_cannot_be(rows: sqlite3.Connection, statement: str, says: str) -> None:
    with pytest.raises(WrongRow, match=rf"\b{says}") as raised:
        read(rows, *statement.split("; "))
    assert re.match("table (meta|nodes|renditions|history|proposals)[,:] ", str(raised.value))


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("meta", "value = value + 1 WHERE key = 'revision'"),
        ("nodes", "status = 'x' WHERE id = 5"),
        ("renditions", "text = 'x' WHERE node = 5"),
        ("proposals", "data = data || ' '"),
    ],
)
def test_every_checksum_is_looked_at_where_there_are_any(
    rows: sqlite3.Connection, path: Path, table: str, change: str
) -> None:
    statement = f"UPDATE {table} SET {change}"
    with pytest.raises(WrongRow, match=f"table {table}, row .*checksum does not match"):
        read(rows, statement, sign=False)
    sign_rows(rows)
    rows.close()
    make_first_format(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as older:
        document, _ = read(older, statement, sign=False, version=1)
    assert len(document) > 10


def test_the_first_format_asks_less_of_the_history(rows: sqlite3.Connection, path: Path) -> None:
    rows.close()
    make_first_format(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as older:
        document, _ = read(older, "DELETE FROM history WHERE serial = 2", sign=False, version=1)
        assert len(document.history.done) == 2
        assert reading.read_step(older, 3, 1).label == "Edit note"


def test_proposals_of_a_node_that_is_gone_are_left_out(rows: sqlite3.Connection) -> None:
    row = json.loads(rows.execute("SELECT data FROM proposals").fetchone()[0])
    rows.execute("UPDATE proposals SET anchor = 99, data = ?", (json.dumps({**row, "anchor": 99}),))
    document, _ = read(rows)
    assert len(document.proposals) == 0


def test_renditions_are_read_with_all_they_tell(rows: sqlite3.Connection) -> None:
    document, _ = read(
        rows,
        "INSERT INTO renditions VALUES (5, 'fra_Latn', 'Il pleut.', 'written', 'reviewed', 'f00', 0)",
        'UPDATE nodes SET attributes = \'{"break": "scene"}\', locked = 1 WHERE id = 5',
    )
    here = document.node(5)
    assert here.renditions["fra_Latn"] == Rendition("Il pleut.", Origin.WRITTEN, State.REVIEWED, "f00")
    assert (here.attributes, here.locked) == ({"break": "scene"}, True)


def test_steps(rows: sqlite3.Connection) -> None:
    assert reading.read_step(rows, 2, 2).changes
    with pytest.raises(WrongRow, match="row 9: it is missing"):
        reading.read_step(rows, 9, 2)
    for column, value in (
        ("label", "'x'"),
        ("time", "5.0"),
        ("operation", "CAST(operation || x'00' AS BLOB)"),
    ):
        rows.execute(f"UPDATE history SET {column} = {value} WHERE serial = 2")
        with pytest.raises(WrongRow, match=r"operation is|checksum"):
            reading.read_step(rows, 2, 2)
        assert column == "operation" or reading.read_step(rows, 2, 1).changes


def test_an_operation_as_long_as_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = json.dumps({"label": "Typing", "time": 1.0, "changes": []}).encode()
    blob = zlib.compress(plain)
    for most, fits in ((len(plain), True), (len(plain) - 1, False)):
        monkeypatch.setattr(reading, "MOST_STEP_BYTES", most)
        if fits:
            assert reading.operation_of_blob(blob).label == "Typing"
        else:
            with pytest.raises(ValueError, match="larger than"):
                reading.operation_of_blob(blob)


def test_nesting() -> None:
    def nested(levels: int) -> str:
        return "[" * levels + "]" * levels

    assert reading.plain_json(nested(reading.MOST_NESTING))
    with pytest.raises(ValueError, match="nested too deeply"):
        reading.plain_json(nested(reading.MOST_NESTING + 1))
    deep = '{"a": [{"b": ' * 150 + "1" + "}]}" * 150
    with pytest.raises(ValueError, match="nested too deeply"):
        reading.plain_json(deep)
    values: tuple[Any, ...] = (None, 5, "x", [], {}, {"a": [1, {"b": [2]}]})
    for value in values:
        assert reading.plain_json(json.dumps(value)) == value


def test_the_collector_continues_only_if_it_was_on() -> None:
    for running in (True, False):
        (gc.enable if running else gc.disable)()
        try:
            with reading.collector_paused():
                assert not gc.isenabled()
            assert gc.isenabled() is running
        finally:
            gc.enable()
