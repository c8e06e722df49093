"""After a translation and side by side, a model for the pair of languages is mentioned once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.gui.bundles.shelf import offered_key
from conceptwriter.gui.notices import Tone
from conceptwriter.gui.window.translator_notice import TOPIC
from conceptwriter.outline.tree import LanguageView

if TYPE_CHECKING:
    from conceptwriter.gui.notices import Notice
    from tests.gui.stage import Stage

FRENCH, GERMAN = "fra_Latn", "deu_Latn"


def mentioned(stage: Stage) -> Notice | None:
    return next((one for one in stage.window.notices._notices if one.topic == TOPIC), None)


def translate(stage: Stage, language: str) -> None:
    node = stage.at("Nobody was waiting")
    stage.window.inspector.tabs.setCurrentWidget(stage.window.inspector.review)
    stage.window.translation.translate([node], language)
    stage.wait_for_jobs()


def test_a_translation_by_the_programs_model_mentions_one_once(stage: Stage) -> None:
    translate(stage, FRENCH)
    notice = mentioned(stage)
    assert notice is not None
    assert notice.tone is Tone.HINT
    assert "OPUS-MT English to French" in notice.text
    assert notice.act is not None
    notice.act()
    dialog = stage.window.model_link.dialog
    assert dialog.current is not None
    assert dialog.current.key == offered_key("opus-mt-en-fr")
    dialog.close()
    stage.window.notices.withdraw(TOPIC)
    translate(stage, GERMAN)
    assert mentioned(stage) is None, "once is enough"


def test_dismissed_it_is_not_mentioned_again_anywhere(stage: Stage) -> None:
    translate(stage, FRENCH)
    notice = mentioned(stage)
    assert notice is not None
    assert notice.refused is not None
    notice.refused()
    assert not stage.settings.translator_hint
    assert mentioned(stage) is None
    assert stage.window.inspector.languages.hint.isHidden()


def test_the_languages_page_says_it_already(stage: Stage) -> None:
    translate(stage, FRENCH)
    stage.window.notices.withdraw(TOPIC)
    stage.window.inspector_link.translator_notice._pair = None
    stage.window.inspector.tabs.setCurrentWidget(stage.window.inspector.languages)
    stage.window.inspector.languages.refresh()
    assert stage.window.inspector.languages.hint.isVisible()
    stage.window.desk.show_in(LanguageView(FRENCH))
    stage.window.desk.show_side_by_side(True)
    assert mentioned(stage) is None


def test_side_by_side_mentions_one_for_the_language_shown(stage: Stage) -> None:
    stage.at("Nobody was waiting")
    stage.window.inspector.tabs.setCurrentWidget(stage.window.inspector.review)
    stage.window.desk.show_side_by_side(True)
    assert mentioned(stage) is None, "nothing is shown in translation"
    stage.window.desk.show_in(LanguageView(FRENCH))
    notice = mentioned(stage)
    assert notice is not None
    assert "OPUS-MT English to French" in notice.text


def test_who_has_refused_hears_nothing(stage: Stage) -> None:
    stage.settings.translator_hint = False
    translate(stage, FRENCH)
    assert mentioned(stage) is None
