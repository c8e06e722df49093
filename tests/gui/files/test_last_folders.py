"""Where file dialogs start."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog

from conceptwriter.gui.files.export_dialog import ExportDialog
from conceptwriter.gui.files.last_folders import LastFolders, Purpose
from conceptwriter.gui.settings import (
    WindowSettings,
    data_path,
    documents_path,
    load_settings,
    save_settings,
)
from tests.gui.stage import Stage


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = Path.home() / "Documents"
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(folder))
    return folder


def test_documents_first_then_home(documents: Path) -> None:
    assert documents_path() == documents
    documents.rmdir()
    assert documents_path() == Path.home()


def test_each_purpose_remembers_its_own_folder(documents: Path, tmp_path: Path) -> None:
    settings = WindowSettings()
    folders = LastFolders(settings)
    assert folders.start(Purpose.IMPORT) == documents
    folders.used(Purpose.IMPORT, tmp_path / "story.md")
    assert folders.start(Purpose.IMPORT) == tmp_path
    assert folders.start(Purpose.DOCUMENT) == documents
    save_settings(settings, tmp_path / "settings.json")
    assert LastFolders(load_settings(tmp_path / "settings.json")).start(Purpose.IMPORT) == tmp_path


def test_a_folder_that_is_gone_was_never_used(documents: Path, tmp_path: Path) -> None:
    folders = LastFolders(WindowSettings(export_folder=str(tmp_path / "gone")))
    assert folders.start(Purpose.EXPORT) == documents


def test_what_is_written_from_a_document_starts_next_to_it_unless_that_is_hidden(
    documents: Path, tmp_path: Path
) -> None:
    folders = LastFolders(WindowSettings())
    assert folders.start(Purpose.EXPORT, tmp_path / "a.concept") == tmp_path
    hidden = data_path()
    hidden.mkdir(parents=True, exist_ok=True)
    assert folders.start(Purpose.COPY, hidden / "a.concept") == documents


def test_the_file_menu_starts_there_and_remembers(
    stage: Stage, documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: list[Path] = []
    other = tmp_path / "other"
    other.mkdir()
    answers = [str(other / "gone.concept"), ""]

    def asked(_parent: object, _title: str, start: str, *_rest: object) -> tuple[str, str]:
        starts.append(Path(start))
        return answers.pop(0) if answers else "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", asked)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", asked)
    for action in ("file.open", "file.open", "file.import"):
        stage.window.registry.run(action)
        stage.wait_for_jobs()
    stage.window.registry.run("file.new")
    assert starts[:3] == [documents, other, documents]
    assert starts[3].parent == other


def test_the_export_dialog_starts_where_the_last_export_went(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[Path] = []
    out = tmp_path / "out"
    out.mkdir()

    def chosen(dialog: ExportDialog) -> QDialog.DialogCode:
        proposed.append(dialog.target)
        dialog.path.setText(str(out / "first.md"))
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(ExportDialog, "exec", chosen)
    for _ in range(2):
        stage.window.registry.run("file.export")
        stage.wait_for_jobs()
    assert [path.parent for path in proposed] == [stage.window.project.path.parent, out]


def test_a_text_in_a_folder_one_may_not_write_to_is_imported_all_the_same(
    stage: Stage, documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tale.md").write_text("# Tale\n\nOnce.\n", encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda path, *_: Path(path) != tmp_path)
    stage.window.files.import_text(tmp_path / "tale.md")
    stage.wait_for_jobs()
    assert stage.window.project.path.parent == documents.resolve()
