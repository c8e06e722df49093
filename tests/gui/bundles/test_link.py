"""The window and its models: languages that are not there, what is told, what Esc stops, what stays."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from conceptwriter.bundles import user_models_folder
from conceptwriter.engine import EngineStatus
from conceptwriter.gui.application import made_window
from conceptwriter.gui.bundles.shelf import installed_key, offered_key
from conceptwriter.gui.bundles.wording import size_words
from conceptwriter.gui.jobs.models import EngineHost, choose_models
from conceptwriter.gui.settings import WindowSettings, load_settings, save_settings
from conceptwriter.install.catalogue import load_catalogue
from conceptwriter.job import Job, start_job
from conceptwriter.outline.edits import edit_text
from conceptwriter.runtime.device import CPU, CUDA
from tests.editor.desks import harbour
from tests.gui.bundles.small_bundles import MANY, small_bundle
from tests.gui.stage import Stage, project_of


def sentence() -> str:
    """What is said of Swahili, with the size of a translation model as the catalogue has it."""
    size = size_words(load_catalogue().entry("m2m100").installed_bytes)
    return f"starter 0.1 does not know Swahili. M2M-100 418M does (97 languages, {size})."


@pytest.fixture
def sonar(own_home: Path) -> Path:
    """A bundle that knows Swahili, installed and not in use."""
    return small_bundle(user_models_folder(), "sonar", languages=MANY, kinds=("codec",), space="sonar-1")


def choosing(models: EngineHost, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path | None, Path | None]]:
    """Let the window's models be chosen without an engine; what was asked for."""
    chosen: list[tuple[Path | None, Path | None]] = []

    def choose(codec: Path | None, lcm: Path | None) -> None:
        chosen.append((codec, lcm))
        models.choice, _why = choose_models(codec=codec, lcm=lcm)
        models.changed.emit()

    monkeypatch.setattr(models, "choose", choose)
    return chosen


def ask_for(stage: Stage, language: str) -> None:
    stage.at("Nobody was waiting")
    stage.press("Ctrl+L")
    stage.type(language)
    stage.process_events()


def test_the_key_opens_the_dialog_and_the_window_continues(stage: Stage) -> None:
    stage.press("Ctrl+Shift+M")
    dialog = stage.window.model_link.dialog
    assert dialog.isVisible()
    assert not dialog.isModal()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_language_that_is_not_there_is_explained_where_it_was_looked_for(stage: Stage) -> None:
    ask_for(stage, "swahili")
    picker = stage.window.picker
    assert picker.why.text() == sentence()
    assert picker.why.isVisible()
    assert picker.act.text().startswith("Show M2M-100")
    assert sentence() in picker.shown()[0].spoken
    picker.act.click()
    dialog = stage.window.model_link.dialog
    assert dialog.isVisible()
    current = dialog.current
    assert current is not None
    assert current.key == offered_key("m2m100")
    assert not picker.isVisible()
    dialog.close()


def test_what_the_model_knows_needs_no_explanation(stage: Stage) -> None:
    ask_for(stage, "french")
    assert not stage.window.picker.help.isVisible()
    stage.press("Esc")


def test_with_the_bundle_installed_it_is_switched_to_and_used(
    stage: Stage, sonar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = choosing(stage.models, monkeypatch)
    concept = stage.node("Nobody was waiting")
    ask_for(stage, "swahili")
    assert stage.window.picker.act.text().startswith("Switch to Sonar")
    stage.press("Return")
    stage.wait_for_jobs()
    assert chosen == [(sonar, None)]
    assert stage.settings.codec_bundle == str(sonar)
    assert stage.document.rendition(concept, "swh_Latn") is not None, "and the language is set and translated"


def test_the_notice_of_a_missing_language_leads_there_too(stage: Stage) -> None:
    stage.at("Nobody was waiting")
    stage.window.language_choice.set_language("swh_Latn")
    notice = stage.window.notices.current
    assert notice is not None
    assert notice.text.startswith(sentence())
    stage.window.notices.button.click()
    assert stage.window.model_link.dialog.isVisible()
    stage.window.model_link.dialog.close()


def test_without_any_model_the_notice_leads_to_the_dialog(bare_stage: Stage) -> None:
    bare_stage.at("Nobody was waiting")
    bare_stage.press("Ctrl+J")
    bare_stage.window.notices.button.click()
    assert bare_stage.window.model_link.dialog.isVisible()
    bare_stage.window.model_link.dialog.close()


def test_a_text_in_an_unknown_language_says_so_in_the_inspector(stage: Stage) -> None:
    concept = stage.at("Nobody was waiting")
    text = "Hakuna aliyekuwa akisubiri."
    stage.window.desk.attempt(lambda: edit_text(stage.document, concept, text, "swh_Latn", time=1.0))
    tab = stage.window.inspector.languages
    stage.window.inspector.tabs.setCurrentWidget(tab)
    stage.window.inspector.refresh()
    card = next(card for card in tab.cards if card.code == "swh_Latn")
    assert card.lack.text() == sentence()
    assert not card.again.isEnabled()
    english = next(card for card in tab.cards if card.code == "eng_Latn")
    assert not english.help.isVisible()
    card.help.click()
    assert stage.window.model_link.dialog.isVisible()
    stage.window.model_link.dialog.close()


def test_one_more_language_is_added_from_the_inspector(stage: Stage) -> None:
    concept = stage.at("Nobody was waiting")
    tab = stage.window.inspector.languages
    stage.window.inspector.tabs.setCurrentWidget(tab)
    stage.window.inspector.refresh()
    tab.add.click()
    assert "eng_Latn" not in [entry.key for entry in stage.window.picker.shown()]
    stage.type("german")
    stage.press("Return")
    stage.wait_for_jobs()
    assert stage.document.rendition(concept, "deu_Latn") is not None
    assert stage.document.effective_language(concept) == "eng_Latn", "what is shown stays"


# What has to be told


def engine_with(stage: Stage, **status: Any) -> None:
    stage.models._engine = SimpleNamespace(status=EngineStatus(**status), close=lambda: None)  # type: ignore[assignment]
    stage.models.changed.emit()


def test_falling_back_to_the_processor_is_reported_once(stage: Stage) -> None:
    fallen = {
        "provider": CPU,
        "available_providers": (CUDA, CPU),
        "notice": "The GPU is full.",
    }
    engine_with(stage, precision="float16", **fallen)
    notice = stage.window.notices.current
    assert notice is not None
    assert notice.text == "The GPU is full."
    stage.window.notices.dismiss()
    stage.models.changed.emit()
    assert stage.window.notices.current is None, "once is enough"
    engine_with(stage, precision="float16", provider=CUDA, available_providers=(CUDA, CPU))
    engine_with(stage, precision="float16", **fallen)
    assert stage.window.notices.current is not None, "it happened again"


def test_a_bundle_made_for_the_processor_is_no_news(stage: Stage) -> None:
    engine_with(stage, provider=CPU, precision="int8", available_providers=(CUDA, CPU), notice="int8")
    assert stage.window.notices.current is None


def test_the_status_bar_tells_the_model_and_where_it_runs(stage: Stage) -> None:
    engine_with(stage, pid=1, provider=CUDA, precision="float16", rss_bytes=2_100_000_000, notice="On CUDA.")
    part = stage.window.status.models
    assert part.text() == "starter 0.1  ·  graphics card"
    assert "Uses 2.1 GB of memory." in part.toolTip()


# Esc


def test_esc_takes_the_offer_away_before_it_stops_what_lasts(stage: Stage) -> None:
    window, proceed = stage.window, threading.Event()

    def work(job: Job[None]) -> None:
        while not proceed.wait(0.01):
            job.report(1, 2, "something big")

    stage.at("The boats came in")
    stage.press("Ctrl+J")
    stage.wait_for_jobs()
    work_behind = start_job("Install", work)
    stopped: list[Job[None]] = []
    window.jobs.stopping.connect(stopped.append)
    window.jobs.watch(work_behind, lasting=True)
    assert stage.has_card()
    stage.press("Esc")
    assert not stage.has_card()
    assert stopped == []
    stage.press("Esc")
    assert stopped == [work_behind]
    stage.wait_for_jobs()
    proceed.set()


# What is remembered


def test_the_choice_is_remembered(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    save_settings(WindowSettings(codec_bundle="/somewhere/sonar", lcm_bundle="/somewhere/mimir"), file)
    assert load_settings(file).codec_bundle == "/somewhere/sonar"
    assert load_settings(file).lcm_bundle == "/somewhere/mimir"


def test_the_window_starts_with_what_was_chosen(stage: Stage, sonar: Path, tmp_path: Path) -> None:
    project = project_of(tmp_path, harbour(), "other.concept")
    window = made_window(project, WindowSettings(codec_bundle=str(sonar)), stage.theme, device="cpu")
    stage.qtbot.addWidget(window)
    assert window.models.choice is not None
    assert window.models.choice.bundles.codec == sonar
    current = next(item for item in window.model_link.keeper.shelf()[0] if item.key == installed_key(sonar))
    assert "codec" in current.serves
    window.close()
    window.models.close()


def test_what_was_chosen_and_is_gone_gives_way(stage: Stage, tmp_path: Path) -> None:
    project = project_of(tmp_path, harbour(), "other.concept")
    window = made_window(
        project, WindowSettings(codec_bundle=str(tmp_path / "gone")), stage.theme, device="cpu"
    )
    stage.qtbot.addWidget(window)
    assert window.models.choice is not None, "the shipped one"
    window.close()
    window.models.close()
