"""Every value read from a file is checked, even where the checksums agree; and what is hostile is refused."""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, Operation, edits
from conceptwriter.storage import DamagedProject, Project, StorageError, reading, recover
from tests.outline.drafts import harbour, lines, picture
from tests.storage.conftest import Clock
from tests.storage.formats import make_first_format, tamper
from tests.storage.test_refusal import refused

DEEP = "[" * 100_000 + "]" * 100_000
NESTED = "[" * 400 + "]" * 400
PROPOSALS = "INSERT INTO proposals (anchor, kind, data) VALUES (5, 'propose', '{}')"
PROPOSAL = {
    "anchor": 5,
    "kind": "propose",
    "revision": 1,
    "source_fingerprint": "",
    "proposals": [],
    "settings": {},
    "created": 1.0,
}


def offered(**changes: object) -> str:
    return PROPOSALS.format(json.dumps({**PROPOSAL, **changes}))


WRONG = [
    ("UPDATE renditions SET text = x'ff00' WHERE node = 5", "table renditions, row 5, 'eng_Latn': text"),
    ("UPDATE renditions SET text = 'a' || char(0) || 'b' WHERE node = 5", "renditions, row 5"),
    ("UPDATE renditions SET text = x'61' WHERE node = 1", "renditions, row 1"),
    ("UPDATE renditions SET text = CAST(x'c328' AS TEXT) WHERE node = 5", "decode"),
    ("UPDATE renditions SET language = x'00' WHERE node = 5", "renditions, row 5"),
    ("UPDATE renditions SET state = 'dubious' WHERE node = 5", "state is 'dubious'"),
    ("UPDATE renditions SET source_fingerprint = x'00' WHERE node = 5", "source_fingerprint"),
    ("UPDATE renditions SET node = 4000000000000000000 WHERE node = 5", "there is no such node"),
    ("UPDATE nodes SET rank = 9223372036854775807 WHERE id = 5", "nodes, row 5: rank"),
    ("UPDATE nodes SET rank = 0.5 WHERE id = 5", "nodes, row 5: rank is 0.5"),
    ("UPDATE nodes SET parent = 'here' WHERE id = 5", "nodes, row 5: parent is 'here'"),
    ("UPDATE nodes SET language = x'aa' WHERE id = 5", "nodes, row 5: language"),
    ("UPDATE nodes SET locked = 'no' WHERE id = 5", "nodes, row 5: locked"),
    ("UPDATE nodes SET note = x'00' WHERE id = 5", "nodes, row 5: note"),
    ("UPDATE nodes SET status = x'00' WHERE id = 5", "nodes, row 5: status"),
    ("UPDATE nodes SET attributes = '[1]' WHERE id = 5", "nodes, row 5: attributes is a list of 1"),
    ("""UPDATE nodes SET attributes = '{"k": 1}' WHERE id = 5""", "nodes, row 5: attributes 'k' is 1"),
    (f"UPDATE nodes SET attributes = '{DEEP}' WHERE id = 5", "nodes, row 5: it is nested too deeply"),
    (f"UPDATE nodes SET attributes = '{NESTED}' WHERE id = 5", "nodes, row 5"),
    ("UPDATE meta SET value = 'many' WHERE key = 'revision'", "meta, row 'revision'"),
    ("UPDATE meta SET value = 1e300 WHERE key = 'next_id'", "meta, row 'next_id'"),
    ("UPDATE meta SET value = 4611686018427387904 WHERE key = 'next_id'", "meta, row 'next_id'"),
    ("UPDATE meta SET value = 99 WHERE key = 'position'", "this step is missing"),
    ("UPDATE meta SET value = 3 WHERE key = 'nodes'", "nodes instead of 3"),
    ("DELETE FROM history WHERE serial = 2", "the step before it is missing"),
    ("UPDATE history SET label = x'00' WHERE serial = 1", "history, row 1: label"),
    ("UPDATE history SET time = 'noon' WHERE serial = 1", "history, row 1: time"),
    ("UPDATE history SET time = 9e999 WHERE serial = 1", "history, row 1: time"),
    (PROPOSALS.format(DEEP), "proposals, row 5, 'propose': it is nested"),
    (PROPOSALS.format(NESTED), "proposals, row 5"),
    (PROPOSALS.format("9" * 5000), "proposals, row 5"),
    (offered(anchor=6), "the proposals of another node"),
    (offered(anchor="5"), "the anchor is '5'"),
    (offered(proposals=[5]), "the proposal is 5"),
    (offered(proposals={}), "the proposals is a table"),
    (offered(settings=[]), "the settings is a list"),
    (offered(created="now"), "the time is 'now'"),
    (offered(revision=-1), "the revision is -1"),
]


@pytest.fixture
def eventful(path: Path) -> Path:
    with Project.create(path, harbour(), clock=Clock()) as project:
        for number in range(3):
            project.perform(edits.set_note(project.document, ROOT, str(number) * 4))
    return path


@pytest.mark.parametrize(("statement", "says"), WRONG, ids=range(len(WRONG)))
def test_a_wrong_value_is_damage_and_named(eventful: Path, tmp_path: Path, statement: str, says: str) -> None:
    tamper(eventful, "PRAGMA foreign_keys = OFF", statement, sign="CAST" not in statement)
    refused(eventful, DamagedProject, says)
    found = recover(eventful, tmp_path / "out.concept")
    with Project.open(found.path) as project:
        texts = {project.document.text(node) for node in project.document.concepts()}
        assert len(texts & {"It rained.", "The end.", "He read it.", "It was old."}) == 4


@pytest.mark.parametrize("first_format", [False, True])
def test_settings_that_make_no_sense_are_forgotten(eventful: Path, first_format: bool) -> None:
    if first_format:
        make_first_format(eventful)
    tamper(
        eventful,
        f"INSERT INTO settings VALUES ('deep', '{DEEP}')",
        "INSERT INTO settings VALUES ('blob', x'00ff')",
        "INSERT INTO settings VALUES (x'00', '1')",
        "INSERT INTO settings VALUES ('good', '{\"a\": 1}')",
        "INSERT INTO settings VALUES ('long', '\"' || hex(zeroblob(9000000)) || '\"')",
        sign=False,
    )
    with Project.open(eventful, read_only=True) as project:
        assert dict(project.settings) == {"good": {"a": 1}}


HOSTILE = [
    "CREATE TRIGGER t AFTER UPDATE ON nodes BEGIN DELETE FROM renditions; END",
    "CREATE VIEW more AS SELECT * FROM nodes",
    "CREATE TABLE more (x)",
    "CREATE INDEX more ON nodes (note)",
    "CREATE INDEX more ON renditions (text) WHERE text > 'a'",
    "ALTER TABLE nodes ADD COLUMN more TEXT",
    "ALTER TABLE settings ADD COLUMN more TEXT AS (hex(zeroblob(1000000000)))",
    "CREATE VIRTUAL TABLE more USING fts5(x)",
    "ANALYZE",
]


@pytest.mark.parametrize("statement", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("first_format", [False, True])
def test_what_is_none_of_ours_is_refused(eventful: Path, statement: str, first_format: bool) -> None:
    if first_format:
        make_first_format(eventful)
    tamper(eventful, statement, sign=False)
    refused(eventful, DamagedProject, "which ConceptWriter never creates")


def test_a_view_in_place_of_a_table_is_refused_and_not_waited_for(eventful: Path, tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id FROM n"
    tamper(eventful, "ALTER TABLE nodes RENAME TO others", f"CREATE VIEW nodes AS {endless}", sign=False)
    refused(eventful, DamagedProject, "never creates")
    found = recover(eventful, tmp_path / "out.concept")
    with Project.open(found.path) as project:
        assert lines(project.document) == lines(harbour())


def test_another_spelling_of_our_tables_is_ours(eventful: Path) -> None:
    with closing(sqlite3.connect(eventful, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            'UPDATE sqlite_schema SET sql = \'create table "settings"(key text PRIMARY KEY,value TEXT '
            "NOT NULL)\n WITHOUT ROWID' WHERE name = 'settings'"
        )
    with Project.open(eventful) as project:
        assert picture(project.document)


def packed(plain: object) -> str:
    return "x'" + zlib.compress(json.dumps(plain).encode()).hex() + "'"


def step(*changes: object, **more: object) -> str:
    return packed({"label": "Typing", "time": 1.0, "changes": list(changes), **more})


STEPS = [
    "x'00'",
    "5",
    packed([]),
    "x'" + zlib.compress(DEEP.encode()).hex() + "'",
    step(["set", 1, "children", [], []]),
    step(["set", 1, "note", "2", 5]),
    step(["set", 1, "attributes", {}, {"a": 1}]),
    step(["set", "1", "note", "2", "3"]),
    step(["rendition", 1, "eng_Latn", None, ["a", "written", "new"]]),
    step(["rendition", 1, "eng_Latn", None, [5, "written", "new", None]]),
    step(["move", 5, 4, 0, 4, -1]),
    step(["insert", 1, 0, [[9, 1, "section", "eng_Latn", None, {"eng_Latn": None, "x": 5}, "", 0, "", {}]]]),
    step(["explode"]),
    step(5),
    step(caret_after=[1, 2]),
    step(label=5),
    step(time="now"),
    "x'" + zlib.compress(b"{}").hex() + "00'",
    "x'" + zlib.compress(bytes(1000)).hex()[:-6] + "'",
]


@pytest.mark.parametrize("operation", STEPS, ids=range(len(STEPS)))
def test_a_step_that_makes_no_sense_stops_undo_and_nothing_else(eventful: Path, operation: str) -> None:
    tamper(eventful, f"UPDATE history SET operation = {operation} WHERE serial = 3", sign=operation != "5")
    with Project.open(eventful) as project:
        before = picture(project.document)
        with pytest.raises(StorageError, match="Step 3 of the history"):
            project.undo()
        assert picture(project.document) == before
        project.perform(edits.set_note(project.document, ROOT, "on"))
        assert project.undo() is not None
        assert picture(project.document) == before


def test_a_step_that_unpacks_without_end_is_refused(eventful: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_STEP_BYTES", 1 << 20)
    bomb = zlib.compress(bytes(40 << 20), 9)
    tamper(eventful, f"UPDATE history SET operation = x'{bomb.hex()}' WHERE serial = 3")
    with (
        Project.open(eventful) as project,
        pytest.raises(StorageError, match="larger than 1 MB when unpacked"),
    ):
        project.undo()


def test_a_flipped_bit_in_a_step_is_not_undone(eventful: Path) -> None:
    whole = step(["set", 1, "note", "1", "2"])
    tamper(eventful, f"UPDATE history SET operation = {whole} WHERE serial = 3", sign=False)
    with Project.open(eventful) as project, pytest.raises(StorageError, match=r"Step 3 .* checksum"):
        project.undo()


def test_all_that_we_write_can_be_read() -> None:
    document = harbour()
    operation = edits.set_note(document, ROOT, "\ud800 half a pair")
    assert Operation.from_dict(json.loads(json.dumps(operation.to_dict()))) == operation
