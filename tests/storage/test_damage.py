"""Damage of every kind: never text that was not written, never a traceback; and what can be repaired is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, TRASH, edits
from conceptwriter.storage import DOUBTFUL, DamagedProject, Project, StorageError, recover
from tests.outline.drafts import find, harbour, picture
from tests.storage.conftest import names
from tests.storage.damage import WAYS, damaged, make_eventful
from tests.storage.formats import make_first_format, tamper

SEEDS = range(len(WAYS) * 6)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "whole.concept"
    make_eventful(path)
    return path.read_bytes()


def test_damaged_files_are_refused_or_right_and_recovered(path: Path, whole: bytes, tmp_path: Path) -> None:
    path.write_bytes(whole)
    with Project.open(path, read_only=True) as project:
        good = picture(project.document)
    texts = {(entry[0], code): found.text for entry in good for code, found in entry[5].items()}
    opened = recovered = 0
    for seed in SEEDS:
        _, content = damaged(whole, seed)
        for read_only in (True, False):
            path.write_bytes(content)
            try:
                with Project.open(path, read_only=read_only) as project:
                    assert picture(project.document) == good, seed
                    opened += 1
            except StorageError:
                continue
        path.write_bytes(content)
        try:
            found = recover(path, tmp_path / f"out{seed}.concept")
        except StorageError:
            continue
        recovered += 1
        with Project.open(found.path, read_only=True) as project:
            document = project.document
            for node in [*document.subtree(ROOT), *document.subtree(TRASH)]:
                here = document.node(node)
                for code, rendition in here.renditions.items():
                    marked = here.note.startswith(DOUBTFUL) or rendition.text == "Recovered text"
                    assert marked or texts[node, code] == rendition.text, seed
    assert opened > len(SEEDS) // 4
    assert recovered > len(SEEDS) * 0.9


def one_bit_off(path: Path, text: str) -> None:
    """Turn the first letter of a text in a file into another one."""
    content = path.read_bytes()
    raw = text.encode()
    assert content.count(raw) == 1
    path.write_bytes(content.replace(raw, bytes([raw[0] ^ 2]) + raw[1:]))


def test_one_flipped_bit_never_passes_as_text(path: Path, tmp_path: Path) -> None:
    Project.create(path, harbour()).close()
    one_bit_off(path, "It rained.")
    with pytest.raises(DamagedProject, match=r"renditions, row .* checksum"):
        Project.open(path)
    found = recover(path, tmp_path / "out.concept")
    assert (found.doubtful, found.complete, found.displaced) == (1, False, 0)
    with Project.open(found.path) as project:
        node = find(project.document, "Kt rained.")
        assert project.document.node(node).note == DOUBTFUL
        assert DOUBTFUL.startswith("This may be damaged: its checksum does not match")
        assert sum(bool(project.document.node(other).note) for other in project.document.subtree(ROOT)) == 1


@pytest.mark.parametrize(
    ("statement", "doubtful"),
    [
        ("UPDATE nodes SET note = 'another' WHERE id = 5", 1),
        ("UPDATE nodes SET rank = rank + 1 WHERE id = 5", 1),
        ("DELETE FROM renditions WHERE node = 5", 1),
        ("UPDATE renditions SET text = text || '!' WHERE node IN (6, 7)", 2),
        ("UPDATE renditions SET language = 'fra_Latn' WHERE node = 6", 1),
    ],
)
def test_what_was_changed_or_is_missing_is_doubtful(
    path: Path, tmp_path: Path, statement: str, doubtful: int
) -> None:
    with Project.create(path, harbour()) as project:
        for node in (5, 6):
            project.perform(edits.set_note(project.document, node, "mine"))
    tamper(path, statement, sign=False)
    with pytest.raises(DamagedProject, match="checksum"):
        Project.open(path, read_only=True)
    assert recover(path, tmp_path / "out.concept").doubtful == doubtful


def test_a_text_that_is_cut_off_is_doubtful_in_the_first_format_too(path: Path, tmp_path: Path) -> None:
    with Project.create(path, harbour()) as project:
        node = find(project.document, "The end.")
        project.perform(edits.edit_text(project.document, node, "long " * 5000, merge=False))
    make_first_format(path)
    content = path.read_bytes()
    path.write_bytes(bytes(4096) + content[4096 : len(content) - 8192])
    found = recover(path, tmp_path / "out.concept")
    with Project.open(found.path) as project:
        texts = {
            project.document.text(node): project.document.node(node).note
            for node in project.document.concepts()
            if project.document.text(node).startswith("long ")
        }
    assert all(len(text) == 25_000 or note == DOUBTFUL for text, note in texts.items())


# -- indexes, the cache, free pages: no text stands there


def root_page(path: Path, name: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(
            connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).fetchone()[0]
        )


def overwrite(path: Path, page: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(content)


@pytest.fixture
def eventful(path: Path, whole: bytes) -> Path:
    path.write_bytes(whole)
    return path


def repaired(path: Path, vectors: int) -> None:
    """Read-only it can be read; opened for writing it is repaired, told, and as it was."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        settings = connection.execute("SELECT key, value FROM settings").fetchall()
    with Project.open(path, read_only=True) as project:
        good = picture(project.document)
    with Project.open(path) as project:
        assert picture(project.document) == good
        (remark,) = project.remarks
        assert "The text is intact" in remark
        assert str(path) in remark
        assert project.vectors.count() == vectors
        assert [(key, "view_state") for key, _ in settings] == [("view_state", "view_state")]
        assert len(project.document.proposals) == 1
        steps = len(project.document.history.done)
        while project.undo():
            pass
        assert steps > 20
        for _ in range(steps):
            project.redo()
        assert picture(project.document) == good
    assert names(path.parent) == [path.name]
    with Project.open(path) as project:
        assert project.remarks == []
        assert picture(project.document) == good


def test_a_damaged_index_is_repaired_and_told(eventful: Path) -> None:
    overwrite(eventful, root_page(eventful, "nodes_by_parent"), bytes(4096))
    repaired(eventful, 40)


def test_an_index_that_points_at_the_pages_of_a_text_costs_no_text(eventful: Path) -> None:
    """SQLite's own REINDEX would free them."""
    content = eventful.read_bytes()
    page = root_page(eventful, "renditions")
    overwrite(eventful, root_page(eventful, "nodes_by_parent"), content[(page - 1) * 4096 : page * 4096])
    repaired(eventful, 40)


@pytest.mark.parametrize("first_format", [False, True])
def test_wrong_and_missing_entries_of_an_index_are_repaired(eventful: Path, first_format: bool) -> None:
    if first_format:
        make_first_format(eventful)
    with closing(sqlite3.connect(eventful, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        sql = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'nodes_by_parent'").fetchone()
        connection.execute(
            "UPDATE sqlite_schema SET sql = ? WHERE name = 'nodes_by_parent'",
            ("CREATE INDEX nodes_by_parent ON nodes (parent, rank) WHERE id < 20",),
        )
    with closing(sqlite3.connect(eventful, isolation_level=None)) as connection:
        connection.execute("REINDEX nodes_by_parent")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'nodes_by_parent'", sql)
    with Project.open(eventful) as project:
        assert any("nodes_by_parent" in remark for remark in project.remarks)
        good = picture(project.document)
    with Project.open(eventful) as project:
        assert project.remarks == []
        assert picture(project.document) == good


def test_an_index_that_is_gone_is_made_again(eventful: Path) -> None:
    tamper(eventful, "DROP INDEX nodes_by_parent", sign=False)
    repaired(eventful, 40)


def test_a_damaged_cache_is_left_out_before_it_can_do_harm(eventful: Path) -> None:
    content = eventful.read_bytes()
    page = root_page(eventful, "renditions")
    overwrite(eventful, root_page(eventful, "vectors"), content[(page - 1) * 4096 : page * 4096])
    repaired(eventful, 0)


def test_a_list_of_free_pages_that_names_a_text_is_thrown_away(eventful: Path) -> None:
    content = bytearray(eventful.read_bytes())
    trunk = int.from_bytes(content[32:36], "big")
    assert trunk, "there must be a list to damage"
    start = (trunk - 1) * 4096
    assert int.from_bytes(content[start + 4 : start + 8], "big") > 0
    content[start + 8 : start + 12] = root_page(eventful, "renditions").to_bytes(4, "big")
    eventful.write_bytes(content)
    repaired(eventful, 0)
