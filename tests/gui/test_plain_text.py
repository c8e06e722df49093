"""No text of a document, a file or a model is taken for HTML or for a key anywhere in the window."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMessageBox,
    QTreeWidget,
    QTreeWidgetItemIterator,
    QWidget,
)
from pytestqt.qtbot import QtBot

from conceptwriter.editor.theme.plain import PlainLabel, on_button, plain_box, plain_tip, title_words
from conceptwriter.gui.notices import Notice
from conceptwriter.outline import Document, Operation, SetField
from conceptwriter.outline.edits import set_note, set_status
from tests.editor.desks import paragraph, section
from tests.gui.fakes import fake_choice
from tests.gui.stage import Stage, project_of

PACKAGE = Path(__file__).resolve().parents[2] / "conceptwriter"
FILES = [path for room in ("editor", "gui") for path in sorted((PACKAGE / room).rglob("*.py"))]
EVIL = "<img src=file_pixel.png> R&D"
PLAIN_TIPS = {"setToolTip", "setWhatsThis", "showText"}
RICH = {"setHtml", "setMarkdown", "insertHtml", "setTextFormat", "about", "warning", "critical", "question"}


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Every call in the window's code but those of the one module that makes things plain."""
    for path in FILES:
        if path.name == "plain.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                function = node.func
                name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node, name


def is_own_words(node: ast.expr) -> bool:
    """True for a sentence of the program, or one made plain."""
    if isinstance(node, ast.Constant):
        return True
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name == "plain_tip" or (name == "tr" and isinstance(node.args[0], ast.Constant))


OWN_PAGES = ("gui/help/help_window.py", "gui/printing/layout.py")
"""The guide and the key sheet: pages of the program itself, in which no document has a word. And the pages to
be printed: HTML of the program's own export, whose texts are escaped; only the pictures it names are loaded.
"""


def test_labels_and_boxes_are_made_plain() -> None:
    found = [place for place, _call, name in calls() if name in {"QLabel", "QMessageBox", "QErrorMessage"}]
    assert not found, "use PlainLabel and plain_box"
    bases = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in FILES
        if path.name != "plain.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if isinstance(base, ast.Name) and base.id in {"QLabel", "QMessageBox"}
    ]
    assert not bases, "derive from PlainLabel"


def test_tool_tips_are_the_programs_own_words_or_made_plain() -> None:
    found = [
        place
        for place, call, name in calls()
        if name in PLAIN_TIPS
        and not any(is_own_words(argument) for argument in call.args if not _is_number(argument))
    ]
    assert not found, "use plain_tip"


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int)


def test_nothing_is_shown_as_rich_text() -> None:
    found = [
        place
        for place, call, name in calls()
        if name in RICH
        and not place.startswith(OWN_PAGES)
        and (name.startswith(("set", "insert")) or _receiver(call) in {"QMessageBox", "QErrorMessage"})
    ]
    assert not found


def _receiver(call: ast.Call) -> str:
    value = call.func.value if isinstance(call.func, ast.Attribute) else None
    return value.id if isinstance(value, ast.Name) else ""


def test_models_give_plain_tool_tips() -> None:
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "data":
                source = ast.unparse(node)
                assert "ToolTipRole" not in source or "plain_tip" in source, path.name


# -- the pieces ---


def test_a_tip_shows_just_its_text() -> None:
    assert plain_tip("3 > 2 & 4") == "3 > 2 & 4"
    for words in (EVIL, "2 < 3 & 4", "<b>a</b>\nb  c", "a<br>b", "<a href='x'>y</a> &amp; z"):
        shown = QTextDocumentFragment.fromHtml(plain_tip(words)).toPlainText()
        assert shown == words


def test_buttons_titles_and_boxes(qtbot: QtBot) -> None:
    assert on_button("R&D") == "R&&D"
    assert title_words("a[*].concept") == "a[*][*].concept"
    box = plain_box(QMessageBox.Icon.Warning, "Title", EVIL)
    qtbot.addWidget(box)
    assert box.textFormat() == Qt.TextFormat.PlainText
    assert box.text() == EVIL
    label = PlainLabel(EVIL)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.sizeHint().width() > label.fontMetrics().horizontalAdvance("<img src=file_pixel.png>")


# -- the window ---


def hostile() -> Document:
    document = Document.from_draft(
        section(
            f"{EVIL} title",
            section(f"{EVIL} heading", paragraph(f"{EVIL} one.", f"{EVIL} two.", summary=f"{EVIL} sum")),
            source_language="eng_Latn",
        )
    )
    node = next(document.concepts())
    document.apply(set_note(document, node, f"{EVIL} note"))
    document.apply(set_status(document, [node], f"{EVIL} status"))
    old = document.node(node).status
    document.apply(Operation(f"{EVIL} label", (SetField(node, "status", old, f"{EVIL} other"),)))
    return document


@pytest.fixture
def evil_stage(plain_look: None, qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(qtbot, project_of(tmp_path, hostile(), f"{EVIL}.concept"), model=True)
    stage.models.use(stage.assistant, replace(fake_choice(), title=f"{EVIL} bundle"))
    yield stage
    stage.close()


def tips(widget: QWidget) -> Iterator[str]:
    yield widget.toolTip()
    if isinstance(widget, QTreeWidget):
        walk = QTreeWidgetItemIterator(widget)
        while walk.value() is not None:
            yield from (walk.value().toolTip(column) for column in range(widget.columnCount()))
            walk += 1
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        model = widget.model()
        for row in range(model.rowCount(QModelIndex())):
            yield str(model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) or "")


def complaints(window: QWidget) -> list[str]:
    found = []
    for label in window.findChildren(QLabel):
        if label.textFormat() != Qt.TextFormat.PlainText:
            found.append(f"label {label.text()!r} of {label.parent()}")
    for widget in [window, *window.findChildren(QWidget)]:
        for tip in tips(widget):
            if "<img" in tip:
                found.append(f"tip {tip!r} of {widget}")
    things: list[QAbstractButton | QAction] = [*window.findChildren(QAbstractButton)]
    for thing in [*things, *window.findChildren(QAction)]:
        if "R&D" in thing.text():
            found.append(f"key in {thing.text()!r}")
        if isinstance(thing, QAction) and "<img" in thing.toolTip() and thing.toolTip() != thing.iconText():
            found.append(f"tip of {thing.text()!r}")
    return found


def test_the_window_shows_hostile_names_letter_by_letter(evil_stage: Stage) -> None:
    window = evil_stage.window
    evil_stage.at(EVIL)
    window.post(f"{EVIL} notice")
    window.notices.post(Notice("words", offer=f"{EVIL} offer", act=lambda: None))
    evil_stage.press("Ctrl+J")
    evil_stage.wait_for_jobs()
    for page in range(4):
        window.inspector.tabs.setCurrentIndex(page)
        window.inspector.refresh()
        assert not complaints(window)
    window.desk.set_zoom(window.desk.document.parent(window.desk.current) or 1)
    window.find_bar.open_bar(replace=True)
    window.find_bar.regex.setChecked(True)
    window.find_bar.field.setText("(<img src=x>")
    window.find_bar.finish_search()
    assert not complaints(window)
    window.settings.recent_files.append(f"/tmp/{EVIL}.concept")
    for ask in (
        window.files.ask_recent,
        window.language_choice.ask_language,
        window.language_choice.ask_add_translation,
    ):
        ask()
        assert not complaints(window)
        window.picker.dismiss()
    QApplication.processEvents()
    assert not complaints(window)
    seen = " ".join(label.text() for label in window.findChildren(QLabel))
    assert "bundle" in seen, "hostile texts were on show at all"


def test_the_questions_of_the_window_are_plain(evil_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Qt.TextFormat, str]] = []

    def look(box: QMessageBox) -> int:
        seen.append((box.textFormat(), box.text()))
        return 0

    monkeypatch.setattr(QMessageBox, "exec", look)
    evil_stage.window.saving.ask_discard(f"{EVIL} could not be written")
    assert seen == [(Qt.TextFormat.PlainText, f"{EVIL} could not be written")]
