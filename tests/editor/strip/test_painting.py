"""What fails while a row is painted costs that row, never the program."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from conceptwriter.editor.strip.painting import painting
from tests.gui.stage import Stage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_a_painter_ends_with_an_error_too(qtbot: QtBot) -> None:
    kept: list[QPainter] = []

    class Canvas(QWidget):
        def paintEvent(self, _event: object) -> None:
            with suppress(RuntimeError), painting(self) as painter:
                kept.append(painter)
                assert painter.isActive()
                raise RuntimeError("no such colour")

    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.render(QPixmap(10, 10))
    assert kept
    assert not any(painter.isActive() for painter in kept)


def test_a_row_that_cannot_be_painted_costs_only_itself(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = stage.window.text_view
    keys = [view.strip.rows[place.row] for place in view.strip.placed]
    bad = view.strip.face_of(keys[1])
    painted: list[int] = []
    for key in keys:
        kind = type(view.strip.face_of(key))
        original = kind.paint

        def paint(self: object, *words: object, _original: object = original) -> None:
            painted.append(id(self))
            if self is bad:
                raise TypeError("a text was expected")
            _original(self, *words)  # type: ignore[operator]

        if not getattr(kind.paint, "counted", False):
            paint.counted = True  # type: ignore[attr-defined]
            monkeypatch.setattr(kind, "paint", paint)
    with pytest.raises(TypeError, match="a text was expected"):
        view.viewport().repaint()
    assert {id(view.strip.face_of(key)) for key in keys} <= set(painted)
