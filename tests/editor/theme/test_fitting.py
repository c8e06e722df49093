"""Dialogs and rows at any size of text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from conceptwriter.editor.theme.fitting_dialog import FittingDialog
from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.wrapping_row import WrappingRow
from conceptwriter.gui.window.palette_button import PaletteButton


def row_of(qtbot: QtBot, count: int) -> tuple[QWidget, list[QPushButton]]:
    holder = QWidget()
    qtbot.addWidget(holder)
    row = WrappingRow()
    buttons = [QPushButton(f"Button number {number}", holder) for number in range(count)]
    for button in buttons:
        row.add(button)
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addLayout(row)
    return holder, buttons


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_row_without_room_continues_below(qtbot: QtBot, direction: Qt.LayoutDirection) -> None:
    holder, buttons = row_of(qtbot, 4)
    holder.setLayoutDirection(direction)
    width = buttons[0].sizeHint().width()
    holder.resize(2 * width + 30, 200)
    holder.show()
    places = [button.geometry() for button in buttons]
    assert places[0].top() == places[1].top() < places[2].top() == places[3].top()
    assert (places[0].left() < places[1].left()) is (direction is Qt.LayoutDirection.LeftToRight)
    assert not any(one.intersects(other) for one in places for other in places if one is not other)
    assert all(QRect(0, 0, holder.width(), 400).contains(place) for place in places)
    buttons[0].hide()
    QApplication.processEvents()
    assert buttons[1].geometry().top() == places[0].top(), "what is hidden takes no room"
    assert holder.minimumSizeHint().width() < 2 * width


class Wide(FittingDialog):
    """With a line that two thirds of the screen cannot hold."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.label = PlainLabel(self)
        self.label.setMinimumWidth(int(self.screen().availableSize().width() * share))
        QVBoxLayout(self).addWidget(self.label)


def test_a_dialog_is_as_wide_as_its_text_up_to_the_screen(qtbot: QtBot) -> None:
    dialog = Wide(0.85)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.width() >= dialog.label.minimumWidth()
    large = FittingDialog(lines=(1000, 1000))
    qtbot.addWidget(large)
    large.show()
    screen: QSize = large.screen().availableSize()
    assert large.width() <= screen.width()
    assert large.height() <= screen.height()


def test_a_dialog_keeps_the_size_that_a_person_gave_it(qtbot: QtBot) -> None:
    dialog = FittingDialog(lines=(20, 10))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.resize(300, 200)
    dialog.hide()
    dialog.show()
    assert dialog.size() == QSize(300, 200)


def test_the_palette_button_gives_way_to_the_menus(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    bar = window.menuBar()
    bar.setNativeMenuBar(False)
    for name in ("File", "Edit", "Outline", "Help"):
        bar.addMenu(name)
    button = PaletteButton(bar)
    button.show_words("Find or run a command", "Ctrl+Shift+P")
    seen = []
    for width in (1200, 420, 200):
        window.resize(width, 200)
        window.show()
        QApplication.processEvents()
        seen.append(button.text())
        last = bar.actionGeometry(bar.actions()[-1])
        assert last.width() > 0
        assert button.isHidden() or last.right() < button.x(), width
    assert seen == ["Find or run a command    Ctrl+Shift+P", "Ctrl+Shift+P", ""]
