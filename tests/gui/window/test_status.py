"""The status bar: messages and parts do not lie on each other."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from conceptwriter.gui.window.status import StatusBar


def test_a_part_that_changes_waits_for_the_end_of_a_message(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.show_part(bar.counts, "12 words")
    bar.show_part(bar.saved, "saved")
    assert bar.counts.isVisible()
    bar.showMessage("German: numbers differ")
    assert not bar.counts.isVisible()
    bar.show_part(bar.counts, "13 words")
    bar.show_part(bar.models, "Starter")
    assert not bar.counts.isVisible()
    assert not bar.models.isVisible()
    assert bar.saved.isVisible()
    bar.clearMessage()
    assert bar.counts.isVisible()
    assert bar.models.isVisible()
    assert not bar.languages.isVisible(), "it has no text"
