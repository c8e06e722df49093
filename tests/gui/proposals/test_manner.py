"""Choosing how the model proposes, on the panel: preset, numbers, and what is remembered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from conceptwriter.gui.proposals.manner import MOST_SEED, Manner
from conceptwriter.gui.proposals.manner_panel import MannerPanel
from conceptwriter.gui.settings import WindowSettings, load_settings, save_settings
from tests.gui.fakes import VARIANTS


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


def test_a_variant_of_another_bundle_is_reported_not_dropped(panel: MannerPanel, manner: Manner) -> None:
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
