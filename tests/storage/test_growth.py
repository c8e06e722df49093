"""The file stays as small as what it holds, however long one writes in it; and loses nothing for that."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, Document, edits
from conceptwriter.storage import Project, journal, tidying, vectors
from tests.outline.drafts import harbour, paragraph, picture, section
from tests.storage.formats import make_first_format


def free_pages(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA freelist_count").fetchone()[0])


def test_thousands_of_steps_with_vectors_stay_within_bounds(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each session writes other texts at the same place and gets their vectors, as the window does."""
    monkeypatch.setattr(journal, "HISTORY_BYTES", 100_000)
    monkeypatch.setattr(journal, "MEASURE_EVERY", 20_000)
    monkeypatch.setattr(tidying, "SPARE_VECTORS", 100)
    Project.create(path, harbour()).close()
    sizes: list[int] = []
    for session in range(12):
        with Project.open(path) as project:
            document = project.document
            node = next(iter(document.concepts()))
            for step in range(250):
                text = f"{session} {step} " + " ".join(str(number * step) for number in range(60))
                project.perform(edits.edit_text(document, node, text, merge=False))
                if step % 25 == 0:
                    fresh = {f"{session:08x}{step + part:08x}": bytes(1024) for part in range(25)}
                    assert project.vectors.put_many(fresh, "codec", "1")
            expected = picture(document)
        sizes.append(path.stat().st_size)
        with Project.open(path, read_only=True) as project:
            assert picture(project.document) == expected
            kept = project.document.history.done
            assert journal.KEPT_STEPS <= len(kept) < 1000
    assert max(sizes[6:]) < 1.3 * max(sizes[:6])
    assert max(sizes) < 1_500_000
    with Project.open(path) as project:
        for _ in range(journal.KEPT_STEPS):
            assert project.undo() is not None


def test_the_newest_steps_stay_however_big(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "HISTORY_BYTES", 10)
    monkeypatch.setattr(journal, "MEASURE_EVERY", 10)
    monkeypatch.setattr(journal, "KEPT_STEPS", 5)
    for number in range(12):
        project.perform(edits.set_note(project.document, ROOT, str(number) * 4))
    assert [step.serial for step in project.document.history.done] == [8, 9, 10, 11, 12]
    for number in (10, 9, 8, 7, 6):
        project.undo()
        assert project.document.root.note == str(number) * 4
    assert project.undo() is None
    project.perform(edits.set_note(project.document, ROOT, "after"))
    with Project.open(project.path, read_only=True) as again:
        assert [step.serial for step in again.document.history.done] == [8]
        assert again.document.root.note == "after"


def test_steps_undone_stay_when_older_ones_are_forgotten(project: Project) -> None:
    for number in range(6):
        project.perform(edits.set_note(project.document, ROOT, str(number) * 4))
    for _ in range(3):
        project.undo()
    project.document.history.forget_before(4)
    assert project.document.undo_label is None
    project.redo()
    assert project.document.root.note == "3333"
    project.close()
    with Project.open(project.path) as again:
        assert again.document.root.note == "3333"
        assert again.document.redo_label == "Edit note"


def test_vectors_of_texts_that_are_there_are_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "SPARE_VECTORS", 0)
    with Project.create(path, harbour()) as project:
        present = tidying.present_texts(project.document)
        project.vectors.put_many(dict.fromkeys(present, b"1234"), "codec", "1")
        gone = {f"{number:016x}": b"1234" for number in range(50)}
        project.vectors.put_many(gone, "codec", "1")
    with Project.open(path) as project:
        assert project.vectors.count() == len(present) + 50, "what a session has used, it keeps"
        used = dict(list(gone.items())[:3])
        project.vectors.get_many(used, "codec", "1")
    with Project.open(path, read_only=True) as project:
        assert project.vectors.get_many(present, "codec", "1").keys() == present
        assert project.vectors.get_many(used, "codec", "1") == used
        assert project.vectors.count() < len(present) + 50


def test_codecs_of_long_ago_are_forgotten(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "SPARE_VECTORS", 0)
    with Project.create(path, harbour()) as project:
        for version in "abcdef":
            project.vectors.put_many({str(number): b"1234" for number in range(10)}, "codec", version)
    with Project.open(path, read_only=True) as project:
        assert {version for _, version in project.vectors.codecs()} == set("cdef")
        assert len("cdef") == vectors.MOST_GROUPS


def wordy() -> Document:
    texts = [[f"{part} {number} " + "word " * 80 for number in range(10)] for part in range(120)]
    return Document.from_draft(section("Long", *(paragraph(*part) for part in texts)))


@pytest.mark.parametrize("first_format", [False, True], ids=["today's", "the first format"])
def test_what_was_deleted_permanently_makes_the_file_shorter(path: Path, first_format: bool) -> None:
    Project.create(path, wordy()).close()
    if first_format:
        make_first_format(path)
    before = path.stat().st_size
    with Project.open(path) as project:
        document = project.document
        project.perform(edits.delete(document, document.children(ROOT)[5:]))
        project.perform(edits.purge(document))
        expected = picture(document)
    assert path.stat().st_size < before / 2
    assert free_pages(path) < tidying.WORTH_IT
    with Project.open(path) as project:
        assert picture(project.document) == expected
        assert project.undo() is not None
        assert project.undo() is not None
        assert picture(project.document) == picture(wordy())


def test_one_closing_gives_back_only_so_much(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Project.create(path, wordy()).close()
    with monkeypatch.context() as patched, Project.open(path) as project:
        document = project.document
        project.perform(edits.delete(document, document.children(ROOT)[5:]))
        project.perform(edits.purge(document))
        expected = picture(document)
        patched.setattr(tidying, "MOST_PAGES", 10)
        project.close()
    left = free_pages(path)
    assert left >= tidying.WORTH_IT
    Project.open(path).close()
    assert free_pages(path) < left
    with Project.open(path, read_only=True) as project:
        assert picture(project.document) == expected


def test_a_file_that_cannot_be_shortened_is_closed_all_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(connection: sqlite3.Connection, pages: int) -> None:
        connection.execute("PRAGMA incremental_vacuum(1)")
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(tidying, "_release_pages", full)
    Project.create(path, wordy()).close()
    with Project.open(path) as project:
        document = project.document
        project.perform(edits.delete(document, document.children(ROOT)[5:]))
        project.perform(edits.purge(document))
        expected = picture(document)
    assert free_pages(path) >= tidying.WORTH_IT
    with Project.open(path, read_only=True) as project:
        assert picture(project.document) == expected
