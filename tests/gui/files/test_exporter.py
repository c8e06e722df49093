"""Exporting, printing and the print preview from the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from conceptwriter.gui.files.export_dialog import ExportDialog
from conceptwriter.gui.files.file_work import ExportPlan
from conceptwriter.gui.printing import typesetter
from conceptwriter.gui.printing.order import PrinterChoice
from conceptwriter.interchange import ExportOptions
from tests.gui.printing.test_typesetter import ENDLESS, as_press
from tests.gui.stage import Stage


def said(stage: Stage) -> str:
    assert stage.window.notices.current is not None
    return stage.window.notices.current.text


def plan(folder: Path, name: str = "out.pdf", paper: str = "A5") -> ExportPlan:
    return ExportPlan(folder / name, Path(name).suffix[1:], ExportOptions(), paper)


def test_pages_are_exported_while_the_window_continues(stage: Stage, tmp_path: Path) -> None:
    stage.window.files.export(plan(tmp_path))
    assert len(stage.window.jobs.running()) == 1
    stage.wait_for_jobs()
    data = (tmp_path / "out.pdf").read_bytes()
    assert data.startswith(b"%PDF-")
    assert b"/Lang (en)" in data
    assert b"/MediaBox [0 0 419" in data or b"/MediaBox [0 0 420" in data
    assert "out.pdf" in said(stage)


@pytest.mark.parametrize("name", ["out.pdf", "out.md", "out.epub", "out.odt"])
def test_a_document_that_cannot_be_read_from_its_file_is_exported(
    stage: Stage, tmp_path: Path, name: str
) -> None:
    stage.window.files._current().failure = "the disk is full"
    stage.window.files.export(plan(tmp_path, name))
    stage.wait_for_jobs()
    assert (tmp_path / name).stat().st_size > 100
    assert name in said(stage)
    stage.window.files._current().failure = ""


def test_an_export_of_pages_is_stopped(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_press(ENDLESS, monkeypatch)
    stage.window.files.export(plan(tmp_path))
    (job,) = stage.window.jobs.running()
    stage.window.jobs.stop(job)
    stage.wait_for_jobs()
    assert job.cancelled()
    assert not (tmp_path / "out.pdf").exists()


def test_pages_that_cannot_be_made_are_reported(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_press("import sys; sys.exit(3)", monkeypatch)
    stage.window.files.export(plan(tmp_path))
    stage.wait_for_jobs()
    assert said(stage) == "The pages could not be made: code 3."


def test_a_document_is_printed(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "printed.pdf"

    def accept(dialog: QPrintDialog) -> int:
        dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        dialog.printer().setOutputFileName(str(target))
        return int(QDialog.DialogCode.Accepted)

    monkeypatch.setattr(QPrintDialog, "exec", accept)
    stage.window.registry.run("file.print")
    stage.wait_for_jobs()
    assert target.read_bytes().startswith(b"%PDF-")
    assert "printed.pdf" in said(stage)
    monkeypatch.setattr(QPrintDialog, "exec", lambda _dialog: int(QDialog.DialogCode.Rejected))
    stage.window.registry.run("file.print")
    assert stage.window.jobs.running() == []


def test_what_was_sent_to_a_printer_is_said(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[PrinterChoice] = []
    monkeypatch.setattr(typesetter.Typesetter, "print", lambda _self, _page, choice: sent.append(choice))
    choice = PrinterChoice("Office")
    stage.window.files._exporter.print(choice, stage.window.files._current())
    stage.wait_for_jobs()
    assert sent == [choice]
    assert said(stage).startswith("Sent to the printer Office.")


def test_a_preview_opens_in_the_programs_for_such_files(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []

    def open_url(url: QUrl) -> bool:
        shown.append(Path(url.toLocalFile()))
        assert shown[-1].read_bytes().startswith(b"%PDF-")
        return len(shown) == 1

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    for _ in range(2):
        stage.window.registry.run("file.preview")
        stage.wait_for_jobs()
    assert shown[0] == shown[1]
    assert "no program that shows PDF files" in said(stage)


def test_paper_is_asked_for_where_there_are_pages(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ExportDialog(tmp_path / "story.md", ["eng_Latn"])
    qtbot.addWidget(dialog)
    assert not dialog.paper.isVisibleTo(dialog)
    dialog.format.setCurrentIndex(dialog.format.findData("pdf"))
    assert dialog.paper.isVisibleTo(dialog)
    assert dialog.plan.paper == ""
    dialog.paper.setCurrentIndex(dialog.paper.findData("A5"))
    assert (dialog.plan.paper, dialog.plan.format, dialog.target.suffix) == ("A5", "pdf", ".pdf")
