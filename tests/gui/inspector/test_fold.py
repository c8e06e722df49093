"""Figures are folded away."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from conceptwriter.engine import EngineStatus
from conceptwriter.gui.inspector.fold import Fold
from tests.gui.stage import Stage


def test_a_fold_shows_its_text_when_asked_and_nothing_when_there_is_none(qtbot: QtBot) -> None:
    fold = Fold("More")
    qtbot.addWidget(fold)
    assert fold.isHidden()
    fold.show_text("512 of them")
    assert not fold.isHidden()
    assert fold.text.isHidden()
    fold.button.click()
    assert not fold.text.isHidden()
    fold.show_text("")
    assert fold.isHidden()


def test_the_details_speak_plainly_and_fold_the_figures(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    status = EngineStatus(pid=1, provider="CPUExecutionProvider", precision="int8", threads=2)
    monkeypatch.setattr(type(stage.models), "status", property(lambda _self: status))
    details = stage.window.inspector.details
    details.refresh()
    assert "processor" in details.engine.text()
    assert "int8" in details.technical.text.text()
    assert "int8" not in details.engine.text()
    assert details.technical.text.isHidden()
