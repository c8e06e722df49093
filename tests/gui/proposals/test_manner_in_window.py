"""What was chosen about proposing is what the window asks for: cards, keys, with and without a voice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from conceptwriter.bundles import find_bundles
from conceptwriter.editor.theme.theme import Scheme
from conceptwriter.gui.settings import WindowSettings, load_settings, save_settings
from tests.editor.desks import harbour
from tests.gui.stage import Stage, project_of


def ask(stage: Stage, key: str = "Ctrl+J") -> None:
    stage.at("Nobody was waiting")
    stage.press(key)
    stage.wait_for_jobs()


def test_what_is_chosen_is_asked_for_and_told(stage: Stage) -> None:
    window = stage.window
    window.manner.wish("variant", "two_tower")
    window.manner.wish("steps", 9)
    window.manner.wish("seed", 5)
    ask(stage)
    wishes = stage.assistant.settings.wishes
    assert (wishes.variant, wishes.steps, wishes.seed) == ("two_tower", 9, 5)
    card = window.proposals.card
    assert card is not None
    assert "Written by Starter two-tower" in card.origin.text()
    window.inspector.tabs.setCurrentWidget(window.inspector.proposals)
    window.inspector.refresh()
    top = window.inspector.proposals.tree.topLevelItem(0)
    assert top is not None
    assert "Written by Starter two-tower" in top.text(0)
    assert {"Steps: 9", "Guidance: 1.5", "Seed: 5", "Preset: Balanced"} <= set(top.toolTip(0).splitlines())


def test_other_settings_ask_again_and_keep_what_was_offered(stage: Stage) -> None:
    window = stage.window
    ask(stage)
    ask(stage)
    assert len(stage.assistant.asked) == 1, "nothing has changed: what is on offer is shown"
    window.manner.draw_seed()
    ask(stage)
    assert len(stage.assistant.asked) == 2
    assert window.proposals.card is not None
    assert window.proposals.card.rolls.text() == "2 / 2"


def test_a_preset_on_the_card_asks_again_with_it(stage: Stage) -> None:
    window = stage.window
    ask(stage)
    card = window.proposals.card
    assert card is not None
    actions = {action.data(): action for action in card.preset.menu().actions() if action.data()}
    assert actions["balanced"].isChecked()
    actions["quick"].trigger()
    stage.wait_for_jobs()
    assert stage.assistant.settings.name == "quick"
    assert window.settings.preset == "quick"
    assert card.preset.accessibleName().endswith("Quick draft")
    assert actions["quick"].isChecked()
    assert "Starter base · Quick draft" in card.origin.text()
    assert card.rolls.text() == "2 / 2"
    actions["quick"].trigger()
    assert not window.jobs.running(), "it was made with this already"


def test_keys_and_palette_reach_all_of_it(stage: Stage) -> None:
    window = stage.window
    window.panes.show_pane("inspector", False)
    stage.at("Nobody was waiting")
    stage.press("Ctrl+Shift+J")
    panel = window.inspector.proposals.manner
    assert panel.isVisible()
    assert panel.preset.hasFocus()
    assert window.registry.run("concept.preset_adventurous")
    assert panel.preset.currentData() == "adventurous"
    window.registry.refresh()
    assert window.registry.action("concept.preset_adventurous").isChecked()
    assert not window.registry.action("concept.preset_balanced").isChecked()
    assert window.registry.run("concept.seed")
    assert window.manner.wishes.seed


def test_preferences_and_panel_show_the_same_preset(stage: Stage) -> None:
    from conceptwriter.gui.window.preferences import PreferencesDialog

    window = stage.window
    dialog = PreferencesDialog(window.settings, window)
    stage.qtbot.addWidget(dialog)
    dialog.changed.connect(window.apply_settings)
    dialog.preset.setCurrentIndex(dialog.preset.findData("quick"))
    assert window.inspector.proposals.manner.preset.currentData() == "quick"


def test_choosing_is_no_step_of_the_document(stage: Stage) -> None:
    window = stage.window
    before = stage.document.revision
    window.manner.choose_preset("quick")
    window.manner.wish("temperature", 0.9)
    window.manner.draw_seed()
    assert stage.document.revision == before
    assert not window.registry.is_enabled("edit.undo")


def test_a_refusal_is_on_the_card(stage: Stage) -> None:
    from conceptwriter.assistant import UnknownVariant

    stage.assistant.fail = UnknownVariant(
        "starter 0.1 has no concept model variant 'quant'. Choose one of these: standard."
    )
    ask(stage)
    card = stage.window.proposals.card
    assert card is not None
    assert "Choose one of these: standard" in card.state.text()
    assert card.preset.isVisible()
    assert card.preset.isEnabled()


def test_a_summary_is_rolled_again_like_everything_else(stage: Stage) -> None:
    stage.window.manner.wish("seed", 40)
    stage.window.manner.wish("steps", 3)
    ask(stage, "Ctrl+M")
    for _ in range(2):
        stage.press("Ctrl+R")
        stage.wait_for_jobs()
    assert [reroll for _, _, reroll in stage.assistant.asked] == [0, 1, 2]
    assert stage.assistant.settings.wishes.plain() == {"seed": 40}


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
@pytest.mark.parametrize("mirrored", [False, True])
def test_it_fits_at_twice_the_size(
    plain_look: None, qtbot: QtBot, tmp_path: Path, scheme: Scheme, mirrored: bool
) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    direction = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
    application.setLayoutDirection(direction)
    settings = WindowSettings(scheme=scheme.value, scale=2.0, advanced_shown=True)
    stage = Stage(qtbot, project_of(tmp_path, harbour()), model=True, settings=settings)
    try:
        stage.window.resize(1280, 820)
        ask(stage)
        tab = stage.window.inspector.proposals
        panel = tab.manner
        for field in (panel.preset, panel.variant, panel.seed, panel.dice, panel.advanced):
            inside = field.mapTo(panel, QPoint(0, 0)).x()
            assert inside >= 0
            assert inside + field.width() <= panel.width()
        assert panel.good_at.height() >= panel.good_at.heightForWidth(panel.good_at.width())
        panel.fold.ensureWidgetVisible(panel.seed)
        assert panel.seed.visibleRegion().boundingRect().height() > 0
        assert tab.propose.isVisible()
        assert panel.advanced.text().endswith("▾")
        panel.advanced.click()
        assert panel.advanced.text().endswith("◂" if mirrored else "▸")
        assert not panel.fold.isVisible()
    finally:
        stage.close()


@pytest.mark.parametrize("variant", ["two_tower", "quant"])
def test_the_engine_proposes_by_what_the_panel_says(
    plain_look: None, qtbot: QtBot, tmp_path: Path, toy_bundle: Path, variant: str
) -> None:
    """Window, assistant, engine and a bundle with every variant."""
    bundles = find_bundles([toy_bundle.parent])
    stage = Stage(qtbot, project_of(tmp_path, harbour()), model=True, bundles=bundles)
    try:
        panel = stage.window.inspector.proposals.manner
        panel.variant.setCurrentIndex(panel.variant.findData(variant))
        name, value = {"two_tower": ("steps", 3), "quant": ("top_k", 4)}[variant]
        panel.numbers[name].setValue(value)
        stage.at("Nobody was waiting")
        stage.press("Ctrl+J")
        stage.wait_for_jobs(60_000)
        shown = stage.window.proposals.shown
        assert shown is not None
        assert (shown.settings.variant, shown.settings.numbers[name]) == (variant, value)
        assert shown.proposals
        lines = stage.window.status_keeper.technical_lines()
        assert "Token-trained, Fast draft, One-tower diffusion" in lines
    finally:
        stage.close()


# -- with and without a voice ---


def with_voice(stage: Stage) -> None:
    choice = stage.models.choice
    assert choice is not None
    stage.models.choice = replace(choice, voice="Smol")
    stage.models.changed.emit()
    stage.process_events()


def asked_for_voice(stage: Stage) -> bool:
    return stage.assistant.settings.voice


def test_the_concept_model_alone_is_one_click_and_remembered(stage: Stage, tmp_path: Path) -> None:
    with_voice(stage)
    panel = stage.window.inspector.proposals.manner
    assert not panel.concept_only.isChecked(), "presets let the voice write"
    panel.concept_only.click()
    assert stage.settings.concept_model_only
    assert panel.writer.text() == "Smol is not used."
    file = tmp_path / "settings.json"
    save_settings(stage.settings, file)
    assert load_settings(file).concept_model_only
    ask(stage)
    assert not stage.assistant.settings.voice


def test_on_the_card_and_with_the_action_it_asks_again_at_once(stage: Stage) -> None:
    ask(stage)
    card = stage.window.proposals.card
    assert card is not None
    card.preset.concept_only.trigger()
    stage.wait_for_jobs()
    assert not asked_for_voice(stage)
    assert card.rolls.text() == "2 / 2"
    assert "concept model only" in card.preset.accessibleName()
    action = stage.window.registry.action("concept.concept_model_only")
    stage.process_events()
    assert action.isCheckable()
    assert action.isChecked()
    action.trigger()
    stage.wait_for_jobs()
    assert asked_for_voice(stage)
    assert card.rolls.text() == "3 / 3"
    assert not card.preset.concept_only.isChecked()


def test_a_setting_of_the_concept_model_says_that_it_leaves_the_voice_out(stage: Stage) -> None:
    with_voice(stage)
    manner, panel = stage.window.manner, stage.window.inspector.proposals.manner
    manner.wish("variant", "base")
    assert "(variant)" in panel.writer.text()
    assert "Smol" in panel.writer.text()
    manner.reset()
    assert panel.writer.text() == "Smol writes; the concept model chooses."


def test_what_was_proposed_before_a_voice_came_is_asked_for_again(stage: Stage) -> None:
    ask(stage)
    ask(stage)
    assert len(stage.assistant.asked) == 1
    with_voice(stage)
    ask(stage)
    assert len(stage.assistant.asked) == 2
