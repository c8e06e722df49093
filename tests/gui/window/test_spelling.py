"""Spell checking in the window: underlined words, their menu, and the commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QMenu

from conceptwriter.glossary import Entry, Glossary, Term
from conceptwriter.gui.settings import WindowSettings
from conceptwriter.gui.spelling.acting import correction
from conceptwriter.outline import Document, Draft, Kind, edits
from conceptwriter.outline.regional_tags import set_region
from conceptwriter.spelling import document_words, personal_words
from conceptwriter.spelling.whole import Misspelling
from tests.editor.desks import paragraph, section
from tests.gui.spelling.spellers import ListSpeller
from tests.gui.stage import Stage, project_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from conceptwriter.outline import NodeId

ENGLISH, GERMAN = "eng_Latn", "deu_Latn"
pytestmark = pytest.mark.usefixtures("plain_look")


def document() -> Document:
    return Document.from_draft(
        section(
            "The harbour",
            paragraph("Teh boats came at dawn.", "Nobody waiting on the kway."),
            Draft(
                Kind.PARAGRAPH, "", children=[Draft(Kind.CONCEPT, "teh code", attributes={"verbatim": "1"})]
            ),
            paragraph("There was the bell.", "The bell, the water and a leter."),
        ),
        language=ENGLISH,
    )


class SpellingStage(Stage):
    """A window whose whole document has been checked."""

    def __init__(
        self, qtbot: QtBot, folder: Path, speller: ListSpeller, settings: WindowSettings | None = None
    ) -> None:
        super().__init__(
            qtbot, project_of(folder, document()), model=False, speller=speller, settings=settings
        )
        self.speller = speller
        self.menus: list[QMenu] = []
        self.spelling = self.window.spelling
        self.settle()

    def settle(self) -> None:
        keeper = self.spelling.keeper
        if keeper.is_on:
            self.qtbot.waitUntil(lambda: bool(keeper.dictionaries) and keeper.is_complete)
        self.process_events()

    def misspelt(self) -> list[str]:
        """All misspelt words, in reading order."""
        self.settle()
        keeper, nodes = self.spelling.keeper, list(self.document.subtree(self.document.root.id))
        self.qtbot.waitUntil(lambda: all(keeper.misspellings(node) is not None for node in nodes))
        return [one.written for node in nodes for one in keeper.misspellings(node) or ()]

    def menu(self) -> QMenu:
        """The menu that was opened last."""
        return self.menus[-1]

    def offered(self) -> list[str]:
        """The texts of the open menu that can be seen, to the first separator."""
        texts: list[str] = []
        for action in self.menu().actions():
            if action.isSeparator() and texts:
                return texts
            if action.isVisible() and not action.isSeparator():
                texts.append(action.text())
        return texts

    def choose(self, text: str) -> None:
        """Trigger an action of the open menu."""
        actions = self.menu().actions()
        next(action for action in actions if action.text().replace("&", "") == text).trigger()
        self.settle()


@pytest.fixture
def make(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., SpellingStage]]:
    made: list[SpellingStage] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _place: made[-1].menus.append(menu))

    def build(*names: tuple[str, str], settings: WindowSettings | None = None) -> SpellingStage:
        speller = ListSpeller(*names)
        speller.suggestions = {"kway": ["quay", "key & lock"], "leter": ["letter"]}
        made.append(SpellingStage(qtbot, tmp_path, speller, settings))
        return made[-1]

    yield build
    for stage in made:
        stage.close()


@pytest.fixture
def stage(make: Callable[..., SpellingStage]) -> SpellingStage:
    return make()


def places(stage: SpellingStage, node: NodeId) -> list[str]:
    text, language = stage.document.text(node), stage.document.shown_language(node)
    found = stage.window.text_view.plan.source.misspelt_of(node, language, text)
    return [text[start:end] for start, end in found]


def test_the_views_are_told(stage: SpellingStage) -> None:
    assert stage.misspelt() == ["Teh", "kway", "leter"]
    assert places(stage, stage.node("Teh boats")) == ["Teh"]
    assert stage.window.outline_view.plan.source.misspelt_of == stage.spelling.keeper.places
    assert "teh" not in stage.speller.asked, "code"
    assert len(stage.speller.asked) == len(set(stage.speller.asked)), "each word is asked for once"


def test_a_node_is_checked_in_the_language_it_is_shown_in(stage: SpellingStage) -> None:
    node, document = stage.node("Teh boats"), stage.document
    stage.window.desk.perform(edits.set_rendition(document, node, GERMAN, "Die Bote kamen."))
    stage.window.desk.perform(edits.set_language(document, [node], GERMAN))
    assert stage.misspelt() == ["Bote", "kway", "leter"]
    stage.window.desk.perform(edits.set_language(document, [node], "fra_Latn"))
    assert stage.misspelt() == ["kway", "leter"], "the source of a missing translation cannot be edited here"
    stage.window.desk.perform(edits.set_rendition(document, node, "fra_Latn", "Teh kway"))
    assert stage.misspelt() == ["kway", "leter"], "there is no French dictionary"


def test_f7_corrects_the_next_word_in_one_step(stage: SpellingStage) -> None:
    stage.at("Nobody", 0)
    before = len(stage.document.history.done)
    stage.press("F7")
    stage.qtbot.waitUntil(lambda: bool(stage.menus) and stage.offered() == ["quay", "key && lock"])
    caret = stage.window.desk.caret
    assert caret is not None
    assert (caret.anchor, caret.position) == (22, 26), "the word is selected"
    stage.choose("quay")
    assert stage.document.text(caret.node) == "Nobody waiting on the quay."
    assert len(stage.document.history.done) == before + 1
    assert stage.document.undo_label == "Correct spelling"
    stage.type("s")
    assert stage.document.undo_label == "Typing", "what is typed after it is a step of its own"
    stage.press("Ctrl+Z", "Ctrl+Z")
    assert stage.document.text(caret.node) == "Nobody waiting on the kway."


def test_no_suggestions_are_said(stage: SpellingStage) -> None:
    stage.at("Teh", 1)
    stage.press("F7")
    stage.qtbot.waitUntil(lambda: stage.offered() == ["No suggestions"])


def test_next_misspelt_word_goes_round(stage: SpellingStage) -> None:
    desk = stage.window.desk
    stage.at("Teh", 0)
    seen = []
    for _ in range(4):
        before = desk.caret
        stage.press("Shift+F7")
        stage.qtbot.waitUntil(lambda before=before: desk.caret != before)  # type: ignore[misc]
        caret = desk.caret
        assert caret is not None
        assert caret.anchor is not None
        seen.append(stage.document.text(caret.node)[caret.anchor : caret.position])
    assert seen == ["Teh", "kway", "leter", "Teh"]


def test_when_nothing_is_misspelt(stage: SpellingStage) -> None:
    for word in ("Teh", "kway", "leter"):
        stage.spelling.keeper.ignore(ENGLISH, word)
    stage.at("Teh", 0)
    stage.press("Shift+F7")
    stage.qtbot.waitUntil(lambda: "No misspelt words" in stage.window.notices.label.text())


def test_the_context_menu_begins_with_the_word(stage: SpellingStage) -> None:
    view = stage.window.text_view
    stage.at("Nobody", 24)
    view.menu_asked.emit(view.mapToGlobal(view.rect().center()))
    stage.qtbot.waitUntil(lambda: stage.offered() == ["quay", "key && lock"])
    shown = [action for action in stage.menu().actions() if action.text() and action.isVisible()]
    assert [action.text().replace("&", "") for action in shown[2:6]] == [
        "Add to My Words",
        "Add to This Document’s Words",
        "Ignore for Now",
        "Propose What Comes Next",
    ]
    stage.at("Nobody", 0)
    view.menu_asked.emit(view.mapToGlobal(view.rect().center()))
    assert stage.offered()[0].replace("&", "") == "Propose What Comes Next"


def add(stage: SpellingStage, list_name: str, text: str = "Nobody", position: int = 24) -> None:
    stage.at(text, position)
    stage.press("F7")
    stage.choose(list_name)


def test_my_words_are_kept_in_a_file_and_taken_back(stage: SpellingStage) -> None:
    add(stage, "Add to My Words")
    assert stage.misspelt() == ["Teh", "leter"]
    stage.qtbot.waitUntil(lambda: personal_words(ENGLISH) == ["kway"])
    notice = stage.window.notices.label.text()
    assert "kway" in notice
    assert "English" in notice
    stage.at("Nobody", 24)
    view = stage.window.text_view
    view.menu_asked.emit(view.mapToGlobal(view.rect().center()))
    stage.choose("Remove “kway” from My Words")
    assert stage.misspelt() == ["Teh", "kway", "leter"]
    stage.qtbot.waitUntil(lambda: personal_words(ENGLISH) == [])


def test_words_of_the_document_are_undone(stage: SpellingStage) -> None:
    add(stage, "Add to This Document’s Words")
    assert document_words(stage.document, ENGLISH) == ["kway"]
    assert stage.misspelt() == ["Teh", "leter"]
    stage.press("Ctrl+Z")
    assert stage.misspelt() == ["Teh", "kway", "leter"]
    stage.press("Ctrl+Shift+Z")
    stage.at("Nobody", 24)
    view = stage.window.text_view
    view.menu_asked.emit(view.mapToGlobal(view.rect().center()))
    stage.choose("Remove “kway” from This Document’s Words")
    assert document_words(stage.document, ENGLISH) == []


def test_ignored_words_are_remembered_nowhere(stage: SpellingStage) -> None:
    add(stage, "Ignore for Now")
    assert stage.misspelt() == ["Teh", "leter"]
    assert personal_words(ENGLISH) == document_words(stage.document, ENGLISH) == []


def test_names_and_terms_are_right(stage: SpellingStage) -> None:
    desk, node = stage.window.desk, stage.node("There was")
    desk.perform(edits.edit_text(stage.document, node, "There was Mirabolan and Mirabolan came."))
    assert stage.misspelt() == ["Teh", "kway", "leter"]
    desk.perform(edits.edit_text(stage.document, node, "There was Mirabolan."))
    assert stage.misspelt() == ["Teh", "kway", "Mirabolan", "leter"]
    glossary = Glossary((Entry((Term("Mirabolan leter", ENGLISH), Term("Teh", GERMAN))),))
    with stage.qtbot.waitSignal(stage.spelling.keeper.changed):
        stage.window.reference_store.glossaries_read.emit([glossary])
    stage.qtbot.waitUntil(lambda: stage.misspelt() == ["Teh", "kway"])


def test_parts_of_words_with_hyphens(stage: SpellingStage) -> None:
    node = stage.node("There was")
    stage.window.desk.perform(
        edits.edit_text(stage.document, node, "There was well-known water-kway and bell-E.")
    )
    assert stage.misspelt() == ["Teh", "kway", "kway", "leter"]


def test_a_toggle_that_is_kept(stage: SpellingStage) -> None:
    assert stage.window.registry.action("edit.check_spelling").isChecked()
    stage.window.registry.run("edit.check_spelling")
    assert stage.misspelt() == []
    assert stage.settings.check_spelling is False
    stage.at("Teh", 1)
    stage.press("F7")
    assert "not being checked" in stage.window.notices.label.text()
    stage.window.registry.run("edit.check_spelling")
    assert stage.misspelt() == ["Teh", "kway", "leter"]


def test_switched_off_nothing_is_looked_for(make: Callable[..., SpellingStage]) -> None:
    stage = make(settings=WindowSettings(check_spelling=False))
    assert (stage.speller.asked, stage.spelling.asking.found) == ([], {})
    stage.window.registry.run("edit.check_spelling")
    assert stage.misspelt() == ["Teh", "kway", "leter"]


def test_a_language_without_a_dictionary(make: Callable[..., SpellingStage]) -> None:
    stage = make(("de_DE", GERMAN))
    assert stage.misspelt() == []
    stage.at("Teh", 1)
    stage.press("F7")
    assert "no spelling dictionary for English" in stage.window.notices.label.text()


def test_the_next_word_may_be_in_another_language(make: Callable[..., SpellingStage]) -> None:
    stage = make(("de_DE", GERMAN))
    desk, last = stage.window.desk, stage.node("The bell, the water")
    stage.at("Teh", 1)
    stage.press("Shift+F7")
    label = stage.window.notices.label
    stage.qtbot.waitUntil(lambda: "no spelling dictionary for English" in label.text())
    desk.perform(edits.set_rendition(stage.document, last, GERMAN, "Die Glokke"))
    desk.perform(edits.set_language(stage.document, [last], GERMAN))
    stage.at("Teh", 1)
    stage.press("Shift+F7")
    stage.qtbot.waitUntil(lambda: desk.caret is not None and desk.caret.node == last)
    assert desk.caret is not None
    assert (desk.caret.anchor, desk.caret.position) == (4, 10)


def test_choosing_a_dictionary(make: Callable[..., SpellingStage]) -> None:
    stage = make(("en_US", ENGLISH), ("en_ZA", ENGLISH))
    stage.at("Teh", 1)
    stage.window.registry.run("edit.spelling_dictionary")
    shown = stage.window.picker.shown()
    assert [(entry.key, bool(entry.right)) for entry in shown] == [
        ("en_US", True),
        ("en_ZA", False),
        ("", False),
    ]
    stage.window.picker.field.setText("ZA")
    stage.press("Return")
    stage.settle()
    assert stage.speller.used[ENGLISH].name == "en_ZA"
    assert stage.settings.spelling_dictionaries == {ENGLISH: "en_ZA"}
    assert stage.misspelt() == ["Teh", "kway", "leter"]


def about(node: NodeId, text: str, word: str) -> Misspelling:
    start = text.index(word)
    return Misspelling(node, ENGLISH, start, start + len(word), word, word)


def test_apostrophes_are_written_as_in_the_text(stage: SpellingStage) -> None:
    node, document = stage.node("There was"), stage.document
    for text, word, right in (
        ("It’s dont.", "dont", "It’s don’t."),
        ("It's dont.", "dont", "It's don't."),
        ("A dont.", "dont", "A don't."),
    ):
        document.apply(edits.edit_text(document, node, text, merge=False))
        document.apply(correction(document, about(node, text, word), "don't"))
        assert document.text(node) == right


def test_a_correction_that_comes_too_late_changes_nothing(stage: SpellingStage) -> None:
    node = stage.at("Nobody", 24)
    found = stage.spelling.keeper.at_caret()
    assert found is not None
    stage.window.desk.perform(edits.edit_text(stage.document, node, "Nobody waits."))
    stage.spelling.acting.correct(found, "quay")
    assert stage.document.text(node) == "Nobody waits."
    stage.window.desk.perform(edits.delete(stage.document, [node]))
    stage.spelling.acting.correct(found, "quay")


def test_another_document(stage: SpellingStage, tmp_path: Path) -> None:
    other = Document.from_draft(section("The bell", paragraph("A nuw bell.")), language=ENGLISH)
    stage.window.show_project(project_of(tmp_path, other, "other.concept"))
    assert stage.misspelt() == ["nuw"]


def test_the_dictionary_follows_the_region_until_the_user_takes_another(qtbot: QtBot, tmp_path: Path) -> None:
    speller = ListSpeller(("en_US", ENGLISH), ("en_GB", ENGLISH))
    settings = WindowSettings()
    settings.spelling_dictionaries[ENGLISH] = "en_US"
    stage = SpellingStage(qtbot, tmp_path, speller, settings)
    try:
        assert speller.used[ENGLISH].name == "en_US"
        stage.window.desk.perform(set_region(stage.document, ENGLISH, "en-GB"))
        stage.qtbot.waitUntil(lambda: speller.used[ENGLISH].name == "en_GB")
        stage.spelling.keeper.choose(ENGLISH, "en_US")
        stage.qtbot.waitUntil(lambda: speller.used[ENGLISH].name == "en_US")
        stage.window.desk.undo()
        stage.window.desk.redo()
        stage.qtbot.waitUntil(lambda: speller.used[ENGLISH].name == "en_GB")
    finally:
        stage.close()
