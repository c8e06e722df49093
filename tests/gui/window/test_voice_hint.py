"""A start without a voice says once, quietly, that one can be installed; the window leads there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.gui.window.voice_hint import offer_voice
from tests.gui.stage import Stage


@pytest.fixture
def hinted(stage: Stage) -> Stage:
    """The window right after its start; no voice is installed."""
    offer_voice(stage.window)
    stage.process_events()
    return stage


def current(stage: Stage) -> Notice:
    notice = stage.window.notices.current
    assert notice is not None
    return notice


def test_it_says_what_it_is_and_what_it_takes(hinted: Stage) -> None:
    notice = current(hinted)
    assert notice.tone is Tone.HINT, "no warning"
    for part in ("SmolLM2", "92.9 MB", "Apache-2.0"):
        assert part in notice.text
    assert hinted.window.notices.button.text().startswith("Install SmolLM2")
    assert hinted.window.text_view.has_keyboard, "the keyboard stays in the text"


def test_waved_away_it_does_not_come_back(hinted: Stage) -> None:
    QTest.mouseClick(hinted.window.notices.close_button, Qt.MouseButton.LeftButton)
    assert hinted.window.notices.current is None
    assert not hinted.settings.voice_hint
    offer_voice(hinted.window)
    assert hinted.window.notices.current is None


def test_the_button_leads_to_the_installation_and_refuses_nothing(hinted: Stage) -> None:
    hinted.window.notices.button.click()
    dialog = hinted.window.model_link.dialog
    assert dialog.isVisible()
    assert dialog.flow is not None
    assert "SmolLM2" in dialog.flow.installation.plan.title
    assert dialog.flow.licence_pages, "its licence comes before anything is downloaded"
    assert not dialog.flow.installation.running
    assert hinted.settings.voice_hint, "who only looks is told again at the next start"
    dialog.close()


def test_the_inspector_leads_there_too(hinted: Stage) -> None:
    panel = hinted.window.inspector.proposals.manner
    hinted.window.inspector.tabs.setCurrentWidget(hinted.window.inspector.proposals)
    assert panel.install_voice.isVisible()
    panel.install_voice.click()
    assert hinted.window.model_link.dialog.flow is not None
    hinted.window.model_link.dialog.close()


def test_where_a_voice_is_in_use_nothing_is_reported(hinted: Stage) -> None:
    choice = hinted.models.choice
    assert choice is not None
    hinted.models.choice = replace(choice, voice="Smol")
    hinted.models.changed.emit()
    hinted.process_events()
    assert hinted.window.notices.current is None
    panel = hinted.window.inspector.proposals.manner
    assert not panel.install_voice.isVisible()
    assert panel.writer.text().startswith("Smol writes")
    offer_voice(hinted.window)
    assert hinted.window.notices.current is None


def test_without_a_concept_model_there_is_nothing_to_choose_among_drafts(bare_stage: Stage) -> None:
    offer_voice(bare_stage.window)
    assert bare_stage.window.notices.current is None
