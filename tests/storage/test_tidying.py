"""What is done on closing to keep the file small, and how much of it at once."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.outline import ROOT, TRASH, Document, edits, fingerprint
from conceptwriter.storage import tidying
from tests.outline.drafts import ENGLISH, FRENCH, find, harbour, paragraph, section


class Thinned:
    """In place of the vectors: notes what it is asked to keep."""

    def __init__(self) -> None:
        self.most = 0
        self.present: set[str] = set()

    def thin_out(self, most: int, present: Callable[[], set[str]]) -> None:
        self.most, self.present = most, present()


def free(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA freelist_count").fetchone()[0])


def with_free_pages(path: Path, number: int) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("CREATE TABLE t (x)")
    connection.execute("INSERT INTO t VALUES (zeroblob(?))", (4096 * 8,))
    step = 64
    while free(connection) != number:
        connection.execute(
            "INSERT INTO t VALUES (zeroblob(?))", (4092 * max(step, number - free(connection)),)
        )
        connection.execute("DELETE FROM t WHERE rowid > 1")
        if free(connection) > number:
            connection.execute(f"PRAGMA incremental_vacuum({free(connection) - number})").fetchall()
    return connection


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Callable[[int], sqlite3.Connection]]:
    opened: list[sqlite3.Connection] = []

    def make(number: int) -> sqlite3.Connection:
        opened.append(with_free_pages(tmp_path / f"{number}.db", number))
        return opened[-1]

    yield make
    for connection in opened:
        connection.close()


def tidy(connection: sqlite3.Connection, document: Document | None = None) -> Thinned:
    found: Any = Thinned()
    tidying.tidy(connection, nullcontext, found, harbour() if document is None else document)
    return found  # type: ignore[no-any-return]


def test_a_few_free_pages_are_kept_for_the_next_writing(
    file: Callable[[int], sqlite3.Connection],
) -> None:
    few, enough = file(63), file(64)
    tidy(few)
    tidy(enough)
    assert (free(few), free(enough)) == (63, 0)


def test_one_closing_gives_back_16_megabytes(
    file: Callable[[int], sqlite3.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(tidying, "_release_pages", lambda _, pages: asked.append(pages))
    tidy(file(4096))
    tidy(file(4097))
    tidy(file(70))
    assert asked == [4096, 4096, 70]


def test_giving_back_ends_in_time(
    file: Callable[[int], sqlite3.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing must not keep the user waiting: a third of a second, whatever the disk."""
    connection = file(100)
    clock = iter([10.0, *(10.0 + step / 100 for step in range(1, 100))])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    tidying._release_pages(connection, 100)
    assert free(connection) == 100 - 31
    tidying._release_pages(connection, 5)
    assert free(connection) == 69 - 5


def test_a_database_that_fails_is_left_for_the_next_time(
    file: Callable[[int], sqlite3.Connection],
) -> None:
    connection = file(64)
    connection.close()
    with pytest.raises(sqlite3.ProgrammingError):
        free(connection)
    assert tidy(connection).most, "the vectors have been seen to"
    tidying.allow_shortening(connection)


def test_a_file_that_could_only_grow_can_be_shortened(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "old.db", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE t (x)")
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (0,)
        tidying.allow_shortening(connection)
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)


# -- which vectors stay --------------------------------------------------------------------------------------


@pytest.fixture
def memory() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        yield connection


def test_there_may_be_two_vectors_for_each_text_and_2000_more(memory: sqlite3.Connection) -> None:
    document = harbour()
    texts = [node for node in document.subtree(ROOT) if document.text(node)]
    assert tidy(memory, document).most == 2 * len(texts) + 2000
    rain = find(document, "It rained.")
    document.apply(edits.set_rendition(document, rain, FRENCH, "Il pleuvait."))
    assert tidy(memory, document).most == 2 * (len(texts) + 1) + 2000
    document.apply(edits.delete(document, [find(document, "One")]))
    assert tidy(memory, document).most == 2 * (len(texts) + 1) + 2000, "the trash counts"
    assert document.children(TRASH)


def test_the_texts_that_are_there_are_those_of_the_document_and_the_trash(memory: sqlite3.Connection) -> None:
    document = Document.from_draft(section("Sea", paragraph("One.", "Two  three.\n")))
    document.apply(edits.set_rendition(document, find(document, "One."), FRENCH, "Un."))
    document.apply(edits.delete(document, [find(document, "Two  three.\n")]))
    every = {
        fingerprint("Sea", ENGLISH),
        fingerprint("One.", ENGLISH),
        fingerprint("Un.", FRENCH),
        fingerprint("Two  three.\n", ENGLISH),
        fingerprint("Two three.", ENGLISH),
    }
    assert every <= tidying.present_texts(document) <= every | {fingerprint("", ENGLISH)}
    assert tidy(memory, document).present == tidying.present_texts(document)
