"""Opening, importing, recovering and saving documents in the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from conceptwriter.gui.notices import Tone
from conceptwriter.storage import Project
from tests.editor.desks import harbour
from tests.gui.stage import Stage, project_of


def test_a_second_window_is_offered_a_look(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window = stage.window
    other = project_of(tmp_path, harbour(), "other.concept")
    asked: list[str] = []

    def answer(box: QMessageBox) -> int:
        asked.append(box.text())
        box.buttons()[0].click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    window.files.open(other.path)
    stage.wait_for_jobs()
    stage.qtbot.waitUntil(lambda: window.project.path == other.path)
    assert "another window" in asked[0]
    assert window.project.read_only
    assert "(read-only)" in window.windowTitle()
    assert window.status.saved.text() == "read-only"
    assert not window.registry.is_enabled("concept.propose")
    stage.at("Nobody was waiting")
    stage.type("x")
    assert window.notices.current is not None
    assert "read-only" in window.notices.current.text
    other.close()


def test_opening_another_document_leaves_nothing_behind(stage: Stage, tmp_path: Path) -> None:
    window, document = stage.window, stage.document
    project_of(tmp_path, harbour(), "other.concept").close()
    stage.at("Nobody was waiting")
    stage.assistant.hold = True
    stage.press("Ctrl+J")
    assert window.jobs.running()
    window.files.open(tmp_path / "other.concept")
    stage.qtbot.waitUntil(lambda: window.project.path.name == "other.concept")
    stage.assistant.release()
    QApplication.processEvents()
    assert window.proposals.card is None
    assert stage.document is not document
    assert len(stage.document.proposals) == 0
    with Project.open(tmp_path / "story.concept") as project:
        assert not project.read_only, "the first one was closed"


def test_a_file_that_is_no_document_is_refused_by_name(stage: Stage, tmp_path: Path) -> None:
    window = stage.window
    wrong = tmp_path / "wrong.concept"
    wrong.write_bytes(b"\x00\x01 nothing")
    before = window.project.path
    window.files.open(wrong)
    stage.wait_for_jobs()
    assert window.notices.current is not None
    assert "wrong.concept" in window.notices.current.text
    assert window.project.path == before


def test_the_text_of_a_damaged_file_is_recovered_on_request(stage: Stage, tmp_path: Path) -> None:
    window = stage.window
    torn = tmp_path / "torn.concept"
    project_of(tmp_path, harbour(), torn.name).close()
    whole = torn.read_bytes()
    damaged = whole[:100] + bytes(3996) + whole[4096:]
    torn.write_bytes(damaged)
    (tmp_path / "torn recovered.concept").write_bytes(b"somebody's")
    window.files.open(torn)
    stage.wait_for_jobs()
    notice = window.notices.current
    assert notice is not None
    assert "torn.concept is damaged" in notice.text
    assert window.notices.button.text() == "Recover Text into a New File"
    window.notices.button.click()
    stage.wait_for_jobs()
    assert window.project.path == tmp_path / "torn recovered 2.concept"
    assert [stage.document.text(node) for node in stage.document.concepts()] == [
        harbour().text(node) for node in harbour().concepts()
    ]
    assert window.notices.current is not None
    assert "recovered into" in window.notices.current.text
    assert "torn.concept was not changed" in window.notices.current.text
    assert torn.read_bytes() == damaged
    assert (tmp_path / "torn recovered.concept").read_bytes() == b"somebody's"
    assert not (tmp_path / ".torn.concept.lock").exists()


def test_a_file_of_which_nothing_can_be_read_is_reported(stage: Stage, tmp_path: Path) -> None:
    window = stage.window
    torn = tmp_path / "torn.concept"
    project_of(tmp_path, harbour(), torn.name).close()
    torn.write_bytes(torn.read_bytes()[:100] + bytes(20_000))
    before = window.project.path
    window.files.open(torn)
    stage.wait_for_jobs()
    window.notices.button.click()
    stage.wait_for_jobs()
    assert window.notices.current is not None
    assert "Nothing in" in window.notices.current.text
    assert window.project.path == before
    assert not (tmp_path / "torn recovered.concept").exists()


def test_importing_makes_a_document_next_to_the_text(stage: Stage, tmp_path: Path) -> None:
    source = tmp_path / "tale.md"
    source.write_text("# Tale\n\nOne sentence. Another one.\n", encoding="utf-8")
    (tmp_path / "tale.concept").write_bytes(b"somebody's")
    stage.window.files.import_text(source)
    stage.qtbot.waitUntil(lambda: stage.window.project.path.name == "tale 2.concept", timeout=10000)
    assert (tmp_path / "tale.concept").read_bytes() == b"somebody's"
    assert [stage.document.text(node) for node in stage.document.concepts()] == [
        "One sentence.",
        "Another one.",
    ]


def test_what_cannot_be_saved_is_said_and_kept(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    window = stage.window
    journal = type(window.project.project._journal)
    real = journal.statements

    def full(*_arguments: object, **_options: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(journal, "statements", full)
    concept = stage.at("Nobody was waiting")
    stage.type(" x")
    assert stage.document.text(concept).endswith(" x"), "the text is kept"
    assert window.status.saved.text() == "cannot save"
    assert window.notices.current is not None
    assert window.notices.current.topic == "saving"
    monkeypatch.setattr(window.saving, "ask_discard", lambda _failure: False)
    assert not window.close(), "the window stays open rather than lose text"
    monkeypatch.setattr(journal, "statements", real)
    stage.press("Ctrl+S")
    assert window.status.saved.text() == "saved"
    assert window.notices.current is not None
    assert window.notices.current.tone is Tone.GOOD
