"""A translation by the program's own model mentions, quietly, that a model for the pair can be installed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from conceptwriter.gui.bundles.shelf import offered_key
from conceptwriter.gui.inspector.translator_hint import TranslatorHint
from conceptwriter.outline import NodeId, Origin, State
from conceptwriter.outline.renditions import set_rendition
from conceptwriter.outline.translated_by import TranslatedBy
from tests.gui.stage import Stage

FRENCH, DUTCH = "fra_Latn", "nld_Latn"
TEXT = "Personne n'attendait."


def hint(stage: Stage) -> TranslatorHint:
    stage.window.inspector.languages.refresh()
    return stage.window.inspector.languages.hint


def is_shown(stage: Stage) -> bool:
    return not hint(stage).isHidden()


@pytest.fixture
def translated(stage: Stage) -> tuple[Stage, NodeId]:
    """A sentence with a French text by the program's own model."""
    node = stage.at("Nobody was waiting")
    stage.window.desk.perform(set_rendition(stage.document, node, FRENCH, TEXT, force=True))
    return stage, node


def test_it_says_what_can_be_installed_and_what_it_takes(translated: tuple[Stage, NodeId]) -> None:
    stage, _node = translated
    assert is_shown(stage)
    for part in ("OPUS-MT English to French", "MB", "CC-BY-4.0"):
        assert part in hint(stage).label.text()


def test_its_button_shows_the_model_among_those_for_these_languages(
    translated: tuple[Stage, NodeId],
) -> None:
    stage, _node = translated
    hint(stage).button.click()
    dialog = stage.window.model_link.dialog
    assert dialog.isVisible()
    assert dialog.current is not None
    assert dialog.current.key == offered_key("opus-mt-en-fr")
    assert dialog.current.group == "wanted"
    assert dialog.flow is None, "nothing begins by itself"
    dialog.close()


def test_dismissed_it_never_comes_back(translated: tuple[Stage, NodeId]) -> None:
    stage, node = translated
    QTest.mouseClick(hint(stage).close_button, Qt.MouseButton.LeftButton)
    assert not is_shown(stage)
    assert not stage.settings.translator_hint
    stage.window.desk.perform(set_rendition(stage.document, node, DUTCH, "Niemand wachtte.", force=True))
    assert not is_shown(stage)


@pytest.mark.parametrize(
    "how",
    [
        {"origin": Origin.WRITTEN, "state": State.EDITED},
        {"by": TranslatedBy("OPUS-MT 1.0", "CC-BY-4.0")},
    ],
)
def test_a_person_s_text_and_a_translator_s_need_none(stage: Stage, how: dict[str, object]) -> None:
    node = stage.at("Nobody was waiting")
    stage.window.desk.perform(
        set_rendition(stage.document, node, FRENCH, TEXT, force=True, **how)  # type: ignore[arg-type]
    )
    assert not is_shown(stage)


def test_the_source_alone_needs_none(stage: Stage) -> None:
    stage.at("Nobody was waiting")
    assert not is_shown(stage)
