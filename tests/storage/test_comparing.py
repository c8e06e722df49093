"""What is told about the difference between a backup and its project."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, Document, edits
from conceptwriter.storage import Project, StorageError, compare
from conceptwriter.storage.backup_copy import Contents
from tests.outline.drafts import FRENCH, find, harbour, paragraph, section


def written(path: Path, *sentences: str) -> Path:
    Project.write(path, Document.from_draft(section("Sea", paragraph(*sentences))))
    return path


def sentences(*numbers: int) -> list[str]:
    return [f"Number {number}." for number in numbers]


def test_equal_files_differ_in_nothing(tmp_path: Path) -> None:
    old, new = (written(tmp_path / name, "One.", "Two three.") for name in ("old.concept", "new.concept"))
    found = compare(old, new)
    assert found.then == found.now == Contents(sections=0, concepts=2, words=3)
    assert (found.only_then, found.only_now, found.samples_then, found.samples_now) == (0, 0, (), ())


def test_each_side_tells_what_only_it_has_in_the_order_of_the_text(tmp_path: Path) -> None:
    old = written(tmp_path / "old.concept", *sentences(9, 1, 5, 2))
    new = written(tmp_path / "new.concept", *sentences(1, 2, 3))
    found = compare(old, new)
    assert (found.only_then, found.samples_then) == (2, tuple(sentences(9, 5)))
    assert (found.only_now, found.samples_now) == (1, tuple(sentences(3)))
    assert found.now is not None
    assert (found.then.concepts, found.now.concepts) == (4, 3)


def test_forty_texts_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    old = written(tmp_path / "old.concept", *sentences(*range(40)))
    new = written(tmp_path / "new.concept", *sentences(*range(100, 141)))
    found = compare(old, new)
    assert (found.only_then, found.samples_then) == (40, tuple(sentences(*range(40))))
    assert (found.only_now, found.samples_now) == (41, tuple(sentences(*range(100, 140))))


def test_empty_texts_and_the_trash_are_no_text(tmp_path: Path) -> None:
    old = written(tmp_path / "old.concept", "Same.")
    with Project.create(tmp_path / "new.concept", harbour()) as project:
        document = project.document
        for text in ("One", "Two"):
            project.perform(edits.delete(document, [find(document, text)]))
        project.perform(edits.add_child(document, ROOT, ""))
        project.perform(edits.edit_text(document, ROOT, "Sea"))
    found = compare(old, project.path)
    assert (found.samples_then, found.samples_now, found.only_now) == (("Same.",), (), 0)


def test_a_translation_is_a_text_and_its_language_does_not_count(tmp_path: Path) -> None:
    old = written(tmp_path / "old.concept", "Il pleut.", "It rained.")
    with Project.create(
        tmp_path / "new.concept", Document.from_draft(section("Sea", paragraph("It rained.")))
    ) as project:
        document = project.document
        node = find(document, "It rained.")
        project.perform(edits.set_rendition(document, node, FRENCH, "Il pleut."))
    found = compare(old, project.path)
    assert (found.only_then, found.only_now) == (0, 0)


def test_neither_file_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    old, new = (written(tmp_path / name, "One.") for name in ("old.concept", "new.concept"))
    before = [(path, path.read_bytes(), path.stat().st_mtime_ns) for path in (old, new)]
    compare(old, new)
    compare(old, tmp_path / "none.concept")
    assert [(path, path.read_bytes(), path.stat().st_mtime_ns) for path in (old, new)] == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.concept", "old.concept"]


def with_undecodable_text(path: Path) -> Path:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE renditions SET text = CAST(x'c328' AS TEXT)")
    return path


def test_of_a_project_that_cannot_be_read_nothing_is_told(tmp_path: Path) -> None:
    old, new = (written(tmp_path / name, "One.") for name in ("old.concept", "new.concept"))
    absent = compare(old, tmp_path / "none.concept")
    assert (absent.then.concepts, absent.now) == (1, None)
    undecodable = compare(old, with_undecodable_text(new))
    assert (undecodable.now, undecodable.only_then, undecodable.only_now) == (None, 0, 0)
    assert (undecodable.samples_then, undecodable.samples_now) == ((), ())
    for unreadable in (with_undecodable_text(old), tmp_path / "none.concept"):
        with pytest.raises(StorageError, match="Choose another backup") as raised:
            compare(unreadable, new)
        assert str(unreadable) in str(raised.value)
