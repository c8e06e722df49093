"""The rows that are written of a document are those that reading makes the same document of."""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import closing

from conceptwriter.outline import ROOT, Document, Proposal, ProposalSet, edits
from conceptwriter.outline.history import Step
from conceptwriter.outline.plain_values import SHORT
from conceptwriter.storage import reading, rows, schema
from conceptwriter.storage.checksums import node_checksum, rendition_checksum, row_checksum, step_checksum
from tests.outline.drafts import ENGLISH, FRENCH, find, harbour, picture, translated


def eventful() -> Document:
    document, rain = translated()
    document.apply(edits.set_note(document, rain, "a note", time=5.0))
    document.apply(edits.set_attributes(document, rain, {"é": "ü", "break": "scene"}))
    document.apply(edits.set_status(document, [rain], "draft"))
    document.apply(edits.set_locked(document, [rain], locked=True))
    document.apply(edits.delete(document, [find(document, "Two")]))
    document.undo()
    document.apply(edits.delete(document, [find(document, "The letter")]))
    document.apply(edits.move_up(document, [find(document, "Two")]))
    document.proposals.put(ProposalSet(rain, "propose", 0, "f", (Proposal("1", "Il pleut — é", FRENCH),)))
    return document


def test_what_is_written_whole_is_read_whole() -> None:
    document = eventful()
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.create_schema(connection)
        rows.write_all(connection, document)
        again, ranks = reading.read_document(
            connection, lambda serial: reading.read_step(connection, serial, 2), 2
        )
        assert picture(again) == picture(document)
        assert (again.revision, again.next_id) == (document.revision, document.next_id)
        assert again.history.position == document.history.position
        assert list(again.proposals) == list(document.proposals)
        for node in document.subtree(ROOT):
            placed = [ranks[child] for child in document.node(node).children]
            assert placed == [index << 20 for index in range(len(placed))], "with room between them"
        for _ in range(len(document.history.done)):
            assert picture(again) == picture(document)
            again.undo()
            document.undo()
        assert picture(again) == picture(document)


def test_a_node_without_attributes_writes_none_and_one_with_them_as_they_are_read() -> None:
    document = eventful()
    rain = find(document, "It rained.")
    row = rows.node_row(document, rain, 77)
    assert row[:10] == (
        rain,
        document.node(rain).parent,
        77,
        "concept",
        ENGLISH,
        None,
        "a note",
        1,
        "draft",
        '{"é": "ü", "break": "scene"}',
    )
    texts = list(rows.rendition_rows(document, [rain]))
    assert [text[:3] for text in texts] == [(rain, ENGLISH, "It rained."), (rain, FRENCH, "Il pleuvait.")]
    for text in texts:
        assert text[6] == rendition_checksum(*text[:6])
    both = texts[0][6] ^ texts[1][6]
    assert row[10] == node_checksum(row, both + (2 << 32)), "the checksum of a node covers its texts"
    plain = rows.node_row(document, find(document, "The end."), 1)
    assert plain[9] == ""
    assert plain[7] == 0


def test_what_no_text_can_hold_is_taken_out_of_notes_and_states() -> None:
    document = harbour()
    node = document.node(find(document, "It rained."))
    node.note, node.status = "half \ud83d a \0 smile", "\udc00"
    node.attributes = {"k": "\ud83d"}
    row = rows.node_row(document, node.id, 0)
    assert (row[6], row[8]) == ("half \ufffd a  smile", "\ufffd")
    assert row[9].encode()


def test_a_step_is_small_and_its_label_no_longer_than_may_be() -> None:
    document = harbour()
    document.apply(edits.set_note(document, ROOT, "é" * 5000, time=12.0))
    (step,) = document.history.done
    row = rows.step_row(step)
    assert (row[0], row[1], row[2]) == (1, "Edit note", 12.0)
    assert row[4] == step_checksum(*row[:4])
    plain = zlib.decompress(row[3]).decode()
    assert plain == json.dumps(step.operation.to_dict(), ensure_ascii=False, separators=(",", ":"))
    assert row[3][:2] == zlib.compress(b"", 1)[:2], "typing must not wait for a better compression"
    assert len(row[3]) < 500
    for length in (SHORT, SHORT + 1):
        assert rows.step_row(Step(1, "l" * length, 1, step.operation))[1] == "l" * SHORT
    assert rows.step_row(Step(1, "a\0b\ud83d", 1, step.operation))[1] == "ab\ufffd"
    assert type(rows.step_row(Step(1, "l", 1, step.operation))[2]) is float


def test_proposals_are_kept_as_they_are_written() -> None:
    proposals = ProposalSet(5, "propose", 0, "f", (Proposal("1", "é — x", ENGLISH),))
    anchor, kind, data, checksum = rows.proposals_row(proposals)
    assert (anchor, kind, checksum) == (5, "propose", row_checksum((anchor, kind, data)))
    assert "é — x" in data
    assert ProposalSet.from_dict(json.loads(data)) == proposals


def test_counters() -> None:
    document = eventful()
    found = {key: value for key, value, _ in rows.meta_rows(document)}
    assert found == {
        "revision": document.revision,
        "next_id": document.next_id,
        "position": document.history.position,
        "nodes": len(document),
    }
    assert all(checksum == row_checksum((key, value)) for key, value, checksum in rows.meta_rows(document))
    assert rows.RANK_GAP == 1 << 20
