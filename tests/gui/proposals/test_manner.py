"""Choosing how the model proposes: preset, panel, cards, what is remembered and what is asked for."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from conceptwriter.bundles import find_bundles
from conceptwriter.editor.theme.theme import Scheme
from conceptwriter.gui.proposals.manner import MOST_SEED, Manner
from conceptwriter.gui.proposals.manner_panel import MannerPanel
from conceptwriter.gui.settings import WindowSettings, load_settings, save_settings
from tests.editor.desks import harbour
from tests.gui.fakes import VARIANTS
from tests.gui.stage import Stage, project_of


@pytest.fixture
def settings() -> WindowSettings:
    return WindowSettings(advanced_shown=True)


@pytest.fixture
def manner(qtbot: QtBot, settings: WindowSettings) -> Manner:
    made = Manner(settings)
    made.show_models(VARIANTS)
    return made


@pytest.fixture
def panel(qtbot: QtBot, manner: Manner) -> MannerPanel:
    made = MannerPanel(manner)
    qtbot.addWidget(made)
    made.resize(300, 500)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def choose(panel: MannerPanel, variant: str) -> None:
    panel.variant.setCurrentIndex(panel.variant.findData(variant))


def enabled(panel: MannerPanel) -> set[str]:
    return {name for name, box in panel.numbers.items() if box.isEnabled()}


def test_what_does_not_count_is_disabled_and_says_so(panel: MannerPanel, manner: Manner) -> None:
    assert enabled(panel) == {"temperature"}
    choose(panel, "two_tower")
    assert enabled(panel) == {"steps", "guidance"}
    assert "Two-tower diffusion" in panel.numbers["top_p"].toolTip()
    assert panel.numbers["top_p"].toolTip() == panel.numbers["top_p"].accessibleDescription()
    assert panel.numbers["top_p"].text() == "not used"
    choose(panel, "quant")
    assert enabled(panel) == {"temperature", "top_p", "top_k"}
    assert manner.wishes.variant == "quant"


def test_fields_show_what_is_used_when_nothing_is_set(panel: MannerPanel, manner: Manner) -> None:
    choose(panel, "two_tower")
    assert panel.numbers["steps"].text() == "20 (preset)"
    assert panel.numbers["guidance"].text() == "1.50 (preset)"
    manner.choose_preset("adventurous")
    assert panel.numbers["guidance"].text() == "1.00 (preset)", (
        "what the preset suggests goes before the bundle"
    )
    choose(panel, "quant")
    assert panel.numbers["top_k"].text() == "all (preset)"


def test_the_first_step_starts_at_what_the_preset_takes(panel: MannerPanel, manner: Manner) -> None:
    choose(panel, "two_tower")
    box = panel.numbers["steps"]
    box.stepUp()
    assert manner.wishes.steps == 20
    box.stepUp()
    assert manner.wishes.steps == 21
    for _ in range(21):
        box.stepDown()
    assert manner.wishes.plain() == {"variant": "two_tower"}
    assert box.text() == "20 (preset)"


def test_a_number_is_typed(panel: MannerPanel, manner: Manner) -> None:
    box = panel.numbers["temperature"]
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "0.75")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert manner.wishes.temperature == 0.75
    assert panel.advanced.text().startswith("Advanced (1)")
    assert panel.reset.isVisible()
    panel.reset.click()
    assert manner.wishes.plain() == {}
    assert box.text() == "0.30 (preset)"
    assert not panel.reset.isVisible()


def test_the_preset_names_its_variant(panel: MannerPanel, manner: Manner) -> None:
    assert panel.variant.currentText() == "Token-trained (preset)"
    panel.preset.setCurrentIndex(panel.preset.findData("quick"))
    assert manner.preset == "quick"
    assert panel.variant.currentText() == "Fast draft (preset)"
    manner.show_models(VARIANTS[:1])
    assert panel.variant.currentText() == "Token-trained (preset)", "where there is no fast draft"


def test_a_variant_of_another_bundle_is_told_not_dropped(panel: MannerPanel, manner: Manner) -> None:
    choose(panel, "quant")
    manner.show_models(VARIANTS[:2])
    assert panel.variant.currentText() == "quant (not in this model)"
    assert "does not have" in panel.good_at.text()
    assert manner.assistant_settings("propose").wishes.variant == "quant", "so that asking for it is refused"
    choose(panel, "")
    assert panel.variant.findData("quant") == -1


def test_without_a_model_there_is_nothing_to_choose(panel: MannerPanel, manner: Manner) -> None:
    manner.show_models(())
    assert not panel.variant.isEnabled()
    assert "No concept model" in panel.good_at.text()


def test_the_die_throws_another_seed(panel: MannerPanel, manner: Manner) -> None:
    seeds = set()
    for _ in range(8):
        panel.dice.click()
        seeds.add(manner.wishes.seed)
        assert panel.seed.value() == manner.wishes.seed
    assert len(seeds) > 1
    assert all(seed is not None and 1 <= seed <= MOST_SEED for seed in seeds)
    panel.seed.setValue(0)
    assert manner.wishes.seed is None


def test_all_is_reached_with_tab_in_the_order_of_sight(panel: MannerPanel) -> None:
    choose(panel, "quant")
    panel.preset.setFocus()
    met = []
    for _ in range(9):
        QTest.keyClick(QApplication.focusWidget() or panel, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        met.append(focus.accessibleName())
    expected = ["Variant", "Temperature", "Top-p", "Top-k", "Seed", "New random seed"]
    assert [name for name in met if name in expected] == expected
    assert met[0].startswith("Advanced")


def test_a_passing_wheel_changes_nothing(panel: MannerPanel, manner: Manner) -> None:
    panel.preset.setFocus()
    for field in (panel.variant, panel.numbers["temperature"], panel.seed):
        centre = QPointF(field.rect().center())
        turn = QWheelEvent(
            centre,
            QPointF(field.mapToGlobal(field.rect().center())),
            QPoint(0, 0),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(field, turn)
    assert manner.wishes.plain() == {}


def test_all_that_is_chosen_comes_back_with_the_next_start(
    panel: MannerPanel, manner: Manner, settings: WindowSettings, tmp_path: Path
) -> None:
    choose(panel, "two_tower")
    manner.wish("steps", 12)
    manner.wish("seed", 77)
    manner.choose_preset("adventurous")
    file = tmp_path / "settings.json"
    save_settings(settings, file)
    again = Manner(load_settings(file))
    again.show_models(VARIANTS)
    assert again.preset == "adventurous"
    assert again.wishes.plain() == {"variant": "two_tower", "steps": 12, "seed": 77}
    assert again.advanced_shown
    assert again.assistant_settings("propose") == manner.assistant_settings("propose")


@pytest.mark.parametrize("wishes", ["a", [1], {"steps": "many", "top_p": 7, "variant": 3, "seed": True}])
def test_damaged_wishes_are_dropped(tmp_path: Path, wishes: Any) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"wishes": wishes, "preset": "none such"}), encoding="utf-8")
    found = load_settings(file)
    assert found.wishes == {}
    assert Manner(found).preset == "balanced"


def test_what_does_not_count_is_remembered_but_not_asked_for(manner: Manner) -> None:
    manner.wish("variant", "two_tower")
    manner.wish("steps", 12)
    manner.wish("variant", "quant")
    manner.wish("top_p", 0.5)
    assert manner.asked_wishes("propose").plain() == {"variant": "quant", "top_p": 0.5}
    assert manner.asked_wishes("rewrite").plain() == {"top_p": 0.5}, "words are drawn with it"
    manner.wish("variant", "two_tower")
    assert manner.asked_wishes("expand").plain() == {"variant": "two_tower", "steps": 12}


# In the window


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


def test_other_settings_ask_anew_and_keep_what_was_offered(stage: Stage) -> None:
    window = stage.window
    ask(stage)
    ask(stage)
    assert len(stage.assistant.asked) == 1, "nothing has changed: what is on offer is shown"
    window.manner.throw_seed()
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
    window.manner.throw_seed()
    assert stage.document.revision == before
    assert not window.registry.is_enabled("edit.undo")


def test_a_refusal_stands_on_the_card(stage: Stage) -> None:
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
        told = stage.window.status_keeper.technical_lines()
        assert "Token-trained, Fast draft, One-tower diffusion" in told
    finally:
        stage.close()


# -- with and without a voice ---


def with_voice(stage: Stage) -> None:
    choice = stage.models.choice
    assert choice is not None
    stage.models.choice = replace(choice, voice="Smol")
    stage.models.changed.emit()
    stage.settle()


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
    stage.settle()
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


def test_what_was_proposed_before_a_voice_came_is_asked_for_anew(stage: Stage) -> None:
    ask(stage)
    ask(stage)
    assert len(stage.assistant.asked) == 1
    with_voice(stage)
    ask(stage)
    assert len(stage.assistant.asked) == 2
