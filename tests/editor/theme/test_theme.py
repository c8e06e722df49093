"""Colours can be read, and the theme does what it is told."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from conceptwriter.editor.theme.colours import DARK, LIGHT, Colours, contrast
from conceptwriter.editor.theme.theme import MAXIMUM_SCALE, Scheme, Theme

PAIRS = [
    ("ink", "window"),
    ("ink", "side"),
    ("ink", "page"),
    ("ink", "raised"),
    ("ink", "chosen"),
    ("ink", "hover"),
    ("muted", "window"),
    ("muted", "side"),
    ("muted", "page"),
    ("muted", "raised"),
    ("muted", "hover"),
    ("muted", "proposal"),
    ("proposal_ink", "proposal"),
    ("proposal_ink", "chosen"),
    ("warn", "warn_fill"),
    ("warn", "page"),
    ("warn", "proposal"),
    ("bad", "bad_fill"),
    ("bad", "window"),
    ("good", "raised"),
    ("ink", "warn_fill"),
    ("ink", "bad_fill"),
    ("accent", "side"),
    ("accent", "window"),
    ("on_accent", "accent"),
]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_words_can_be_read(colours: Colours, front: str, back: str) -> None:
    assert contrast(getattr(colours, front), getattr(colours, back)) >= 4.5


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.01)


@pytest.fixture
def theme(plain_look: None, qtbot: QtBot) -> Theme:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return Theme(application, Scheme.LIGHT)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_a_dialog_looks_like_its_window_and_nothing_is_kept_of_a_window_that_is_gone(
    theme: Theme, window: QWidget
) -> None:
    theme.dress(window)
    dialog = QDialog(window)
    button = QPushButton("Words", dialog)
    button.setAutoDefault(False)
    dialog.show()
    theme.set_scheme(Scheme.DARK)
    assert button.palette().color(QPalette.ColorRole.ButtonText).name() == DARK.ink
    assert button.grab().toImage().pixelColor(button.rect().center().x(), 3).name() == DARK.raised
    dialog.close()
    other = QWidget()
    theme.dress(other)
    shiboken6.delete(other)
    theme.set_scheme(Scheme.LIGHT)
    assert LIGHT.accent in window.styleSheet()


def test_dark_and_light_change_palette_and_sheet(theme: Theme, window: QWidget) -> None:
    theme.set_scheme(Scheme.DARK)
    assert QApplication.palette().color(QPalette.ColorRole.Base).name() == DARK.page
    theme.dress(window)
    assert DARK.accent in window.styleSheet()
    theme.set_scheme(Scheme.LIGHT)
    assert LIGHT.accent in window.styleSheet()
    assert QApplication.palette().color(QPalette.ColorRole.Base).name() == LIGHT.page


def test_scale_multiplies_every_size_and_stays_in_bounds(theme: Theme, window: QWidget) -> None:
    base = QApplication.font().pointSizeF()
    theme.set_scale(2.0)
    assert QApplication.font().pointSizeF() == pytest.approx(2 * base, abs=0.2)
    theme.dress(window)
    assert "font-size: 16.0pt" in window.styleSheet()
    theme.set_scale(99)
    assert theme.scale == MAXIMUM_SCALE
    theme.set_scale(1.0)
    assert QApplication.font().pointSizeF() == pytest.approx(base, abs=0.1)
