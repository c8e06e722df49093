from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from conceptwriter.outline import ROOT, edits
from conceptwriter.storage import Project
from tests.outline.drafts import harbour, picture


def test_vectors_are_kept_by_text_codec_and_version(path: Path) -> None:
    vectors = {f"{number:016x}": bytes([number % 256]) * 64 for number in range(1000)}
    with Project.create(path, harbour()) as project:
        assert project.vectors.put_many(vectors, "starter", "1")
        assert project.vectors.put_many({"0" * 16: b"other"}, "sonar", "1")
    with Project.open(path) as project:
        assert project.vectors.get_many(vectors, "starter", "1") == vectors
        assert project.vectors.get_many([*vectors, "unknown"], "starter", "2") == {}
        assert project.vectors.get_many(["0" * 16, "0" * 16], "sonar", "1") == {"0" * 16: b"other"}
        assert project.vectors.count() == 1001
        assert project.vectors.codecs() == {("starter", "1"), ("sonar", "1")}
        assert project.vectors.drop_codec("starter", "2")
        assert project.vectors.drop_codec("starter")
        assert project.vectors.count() == 1
    with Project.open(path, read_only=True) as project:
        assert not project.vectors.put_many({"1": b"1"}, "sonar", "1")
        assert project.vectors.count() == 1


def test_a_broken_cache_never_keeps_a_document_from_opening(path: Path) -> None:
    with Project.create(path, harbour()) as project:
        project.vectors.put_many({f"{number}": bytes(2000) for number in range(300)}, "starter", "1")
    connection = sqlite3.connect(path)
    pages = (
        [
            page
            for (page,) in connection.execute(
                "SELECT pageno FROM dbstat WHERE name IN ('vectors', 'vectors_by_key')"
            ).fetchall()
        ]
        if has_dbstat(connection)
        else list(range(20, 100))
    )
    connection.close()
    damaged = bytearray(path.read_bytes())
    for page in pages:
        damaged[(page - 1) * 4096 : (page - 1) * 4096 + 200] = b"\xff" * 200
    path.write_bytes(damaged)
    with Project.open(path) as project:
        assert picture(project.document) == picture(harbour())
        assert project.vectors.get_many(["1"], "starter", "1") == {}
        project.perform(edits.set_note(project.document, ROOT, "goes on"))
        copy = path.with_name("copy.concept")
        project.save_copy(copy)
    with Project.open(copy) as project:
        assert project.document.root.note == "goes on"
        assert project.vectors.put_many({"1": b"1"}, "starter", "1")


def has_dbstat(connection: sqlite3.Connection) -> bool:
    return ("ENABLE_DBSTAT_VTAB",) in connection.execute("PRAGMA compile_options").fetchall()


def test_a_dropped_table_is_made_again(path: Path) -> None:
    Project.create(path, harbour()).close()
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE vectors")
    connection.close()
    with Project.open(path) as project:
        assert project.vectors.get_many(["1"], "starter", "1") == {}
        assert project.vectors.put_many({"1": b"1"}, "starter", "1")
        assert project.vectors.get_many(["1"], "starter", "1") == {"1": b"1"}


def test_a_worker_may_use_the_cache_while_the_writer_types(project: Project) -> None:
    kept: list[bool] = []

    def work() -> None:
        for number in range(30):
            kept.append(project.vectors.put_many({f"{number}": b"12345678"}, "starter", "1"))
            project.vectors.get_many([f"{number}"], "starter", "1")

    worker = threading.Thread(target=work)
    worker.start()
    for number in range(30):
        project.perform(edits.set_note(project.document, ROOT, str(number)))
    worker.join()
    assert kept == [True] * 30
    assert (project.vectors.count(), project.pending) == (30, 0)
