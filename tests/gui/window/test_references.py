"""Translation memory and glossary in the window: looked up, taken, remembered, imported and exported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialogButtonBox

from conceptwriter.assistant import Flag
from conceptwriter.glossary import Status, read_glossary
from conceptwriter.glossary.places import project_glossary
from conceptwriter.gui.window.term_dialog import TermDialog
from conceptwriter.memory import MatchKind, Memory, Unit
from conceptwriter.memory.places import project_memory, user_memory
from conceptwriter.memory.tmx_files import TmxFile, write_tmx_file
from conceptwriter.outline import Origin, State
from tests.editor.desks import harbour
from tests.gui.review.checkers import HereChecker
from tests.gui.stage import WAIT_MS, Stage, project_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from conceptwriter.outline import NodeId

FRENCH = "fra_Latn"
SOURCE = "Nobody was waiting for them on the quay."
TARGET = "Personne ne les attendait sur le quai."
LIKE = "Nobody was waiting for us on the quay."


def remembered(*units: tuple[str, str]) -> None:
    with Memory(user_memory()) as memory:
        memory.add(
            Unit(source, "eng_Latn", target, FRENCH, State.REVIEWED, document="other")
            for source, target in units
        )


def translating(stage: Stage, text: str = "Nobody was waiting") -> NodeId:
    """At a sentence whose paragraph is shown in French, with the matches in sight."""
    node = stage.at(text)
    stage.window.translation.set_language(FRENCH, translate=False)
    stage.window.desk.place_caret(node, 0)
    inspector = stage.window.inspector
    inspector.tabs.setCurrentWidget(inspector.matches)
    references = stage.window.references
    references.look_up()
    stage.qtbot.waitUntil(lambda: not references.waiting, timeout=WAIT_MS)
    inspector.refresh()
    stage.process_events()
    return node


def test_similar_sentences_are_listed_and_a_key_takes_one(stage: Stage) -> None:
    remembered((LIKE, "Personne ne nous attendait sur le quai."))
    node = translating(stage)
    (card,) = stage.window.inspector.matches.cards
    assert "similar" in card.title.text()
    assert "us" in card.source.toPlainText()
    assert "removed: us" in card.accessibleName()
    assert "other" in card.origin.text()
    stage.press("Alt+1")
    rendition = stage.document.rendition(node, FRENCH)
    assert rendition is not None
    assert (rendition.text, rendition.origin) == (
        "Personne ne nous attendait sur le quai.",
        Origin.IMPORTED,
    )
    stage.press("Ctrl+Z")
    assert stage.document.rendition(node, FRENCH) is None


def test_a_key_takes_nothing_that_cannot_be_seen(stage: Stage) -> None:
    remembered((SOURCE, TARGET))
    node = translating(stage)
    inspector = stage.window.inspector
    inspector.tabs.setCurrentWidget(inspector.details)
    stage.press("Alt+1")
    assert stage.document.rendition(node, FRENCH) is None


def test_a_double_click_and_enter_take_a_match(stage: Stage) -> None:
    remembered((SOURCE, TARGET))
    node = translating(stage)
    stage.window.registry.run("translate.matches")
    (card,) = stage.window.inspector.matches.cards
    assert card.hasFocus()
    stage.press("Return")
    assert stage.document.text(node, FRENCH) == TARGET


def test_what_is_confirmed_is_found_in_the_next_document(stage: Stage) -> None:
    node = translating(stage)
    stage.type(TARGET)
    with stage.qtbot.waitSignal(stage.window.reference_store.learned, timeout=WAIT_MS):
        stage.press("Ctrl+Return")
    assert stage.document.text(node, FRENCH) == TARGET
    with Memory(user_memory(), read_only=True) as memory:
        (stored,) = memory.units()
    unit = stored.unit
    assert (unit.source, unit.target, unit.state) == (SOURCE, TARGET, State.REVIEWED)
    assert unit.document == "story"
    assert unit.before is not None
    assert unit.before.startswith("The boats came in")


def test_terms_are_underlined_in_the_source_and_listed(stage: Stage) -> None:
    table = project_glossary(stage.window.project.path)
    table.write_text("en,fr,fr forbidden\nquay,quai,dock\n")
    node = translating(stage)
    (line,) = stage.window.inspector.matches.terms
    assert line.text() == "quay → quai; not dock"
    view = stage.window.text_view
    key = view.plan.key_of(node)
    source = view.strip.face_of(key).source  # type: ignore[attr-defined]
    assert [SOURCE[start:end] for start, end in source.terms] == ["quay"]


def test_the_review_checks_the_terms_of_the_document(plain_look: None, qtbot: QtBot, tmp_path: Path) -> None:
    stage = Stage(qtbot, project_of(tmp_path, harbour()), model=True, checker=HereChecker())
    try:
        _check_terms(stage)
    finally:
        stage.close()


def _check_terms(stage: Stage) -> None:
    node = translating(stage)
    stage.type("Personne n'attendait au port.")
    keeper = stage.window.review
    keeper.finish()
    assert not [item for item in keeper.items if item.node == node and item.flag == Flag.TERMS]
    path = stage.window.project.path.with_name("client.csv")
    path.write_text("en,fr\nquay,quai\n")
    stage.window.reference_files.import_glossary(path)
    stage.wait_for_jobs()

    def is_found() -> bool:
        keeper.finish()
        return any(item.node == node and item.flag == Flag.TERMS for item in keeper.items)

    stage.qtbot.waitUntil(is_found, timeout=WAIT_MS)


def test_without_a_translation_the_tab_says_what_it_is_for(stage: Stage) -> None:
    stage.at("The boats came in")
    inspector = stage.window.inspector
    inspector.tabs.setCurrentWidget(inspector.matches)
    stage.window.references.look_up()
    inspector.refresh()
    assert "Show a paragraph in another language" in inspector.matches.state.text()
    assert not inspector.matches.cards


def test_a_translation_takes_exact_matches_before_it_asks_the_model(stage: Stage) -> None:
    remembered((SOURCE, TARGET), (LIKE, "Personne."))
    stage.at("Nobody was waiting")
    stage.window.language_choice.set_language(FRENCH)
    stage.wait_for_jobs()
    stage.qtbot.waitUntil(lambda: bool(stage.assistant.asked), timeout=WAIT_MS)
    stage.wait_for_jobs()
    node = stage.node(TARGET)
    assert stage.document.text(node) == TARGET
    shown = [stage.document.text(below) for below in stage.document.siblings(node)]
    assert [text.startswith("[fr]") for text in shown] == [True, False, True]
    stage.press("Ctrl+Z")
    assert stage.document.text(node) == SOURCE
    assert stage.document.rendition(node, FRENCH) is None, "one step with the model's"


def test_a_memory_is_enough_where_no_model_is(bare_stage: Stage) -> None:
    remembered((SOURCE, TARGET))
    stage = bare_stage
    node = stage.at("Nobody was waiting")
    stage.window.translation.translate([node], FRENCH)
    stage.wait_for_jobs()
    assert stage.document.text(node, FRENCH) == TARGET


def test_a_damaged_memory_does_not_keep_the_model_from_translating(stage: Stage) -> None:
    user_memory().parent.mkdir(parents=True)
    user_memory().write_text("This is no memory, but a letter to somebody.")
    node = stage.at("Nobody was waiting")
    stage.window.translation.translate([node], FRENCH)
    stage.wait_for_jobs()
    stage.qtbot.waitUntil(lambda: bool(stage.assistant.asked), timeout=WAIT_MS)
    stage.wait_for_jobs()
    assert stage.document.text(node, FRENCH).startswith("[fr]")
    assert user_memory().read_text().startswith("This is no memory")


def test_tmx_in_and_out(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "client.tmx"
    with Memory(tmp_path / "client.memory") as memory:
        memory.add([Unit(SOURCE, "eng_Latn", TARGET, FRENCH)])
        write_tmx_file(memory, path)
    stage.window.reference_files.import_memory(path)
    stage.wait_for_jobs()
    assert "client.tmx: 1 new translation(s) remembered." in notice(stage)
    out = tmp_path / "out.tmx"
    stage.window.reference_files.export_memory(out)
    stage.wait_for_jobs()
    assert [unit.target for unit in TmxFile(out).units()] == [TARGET]


def test_a_wrong_file_is_an_error_that_names_it_and_makes_no_memory(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "letter.tmx"
    path.write_text("Dear friend,")
    stage.window.reference_files.import_memory(path)
    stage.wait_for_jobs()
    assert "letter.tmx" in notice(stage)
    assert not user_memory().exists()


def test_a_memory_for_this_document_then_learns(stage: Stage) -> None:
    stage.window.registry.run("translate.memory_new")
    stage.wait_for_jobs()
    stage.process_events()
    beside = project_memory(stage.window.project.path)
    assert stage.window.reference_store.learns_into == beside
    assert not stage.window.registry.action("translate.memory_new").isEnabled()


def test_all_confirmed_translations_are_remembered_at_once(stage: Stage) -> None:
    translating(stage)
    stage.type(TARGET)
    with stage.qtbot.waitSignal(stage.window.reference_store.learned, timeout=WAIT_MS):
        stage.press("Ctrl+Return")
    stage.window.reference_store.close()
    user_memory().unlink()
    stage.window.registry.run("translate.memory_remember")
    stage.wait_for_jobs()
    assert notice(stage) == "1 confirmed translation(s); 1 of them new to the translation memory."
    with Memory(user_memory(), read_only=True) as memory:
        assert len(memory) == 1


def test_a_term_is_added_to_the_glossary_of_the_document(stage: Stage) -> None:
    translating(stage)
    stage.window.registry.run("translate.term")
    dialog = stage.window.findChild(TermDialog)
    assert dialog is not None
    add = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not add.isEnabled()
    dialog.term.setText("quay")
    dialog.translation.setText("quai")
    dialog.forbidden.setText("dock, port")
    add.click()
    stage.wait_for_jobs()
    glossary = read_glossary(project_glossary(stage.window.project.path))
    (entry,) = glossary.entries
    assert [term.text for term in entry.in_language(FRENCH, Status.FORBIDDEN)] == ["dock", "port"]
    references = stage.window.references
    stage.qtbot.waitUntil(lambda: bool(references.terms), timeout=WAIT_MS)


def test_a_glossary_is_imported_into_that_of_the_document(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "client.csv"
    path.write_text("en,fr\nquay,quai\nboat,bateau\n")
    for _ in range(2):
        stage.window.reference_files.import_glossary(path)
        stage.wait_for_jobs()
    assert notice(stage).startswith("0 new term(s)"), "nothing is there twice"
    assert len(read_glossary(project_glossary(stage.window.project.path)).entries) == 2


def test_a_term_needs_two_languages(stage: Stage) -> None:
    stage.at("The boats came in")
    stage.window.registry.run("translate.term")
    assert stage.window.findChild(TermDialog) is None
    assert "two languages" in notice(stage)


def test_there_may_be_no_memory_yet(stage: Stage) -> None:
    stage.window.registry.run("translate.memory_export")
    assert "no translation memory yet" in notice(stage)


def notice(stage: Stage) -> str:
    shown = stage.window.notices.current
    return "" if shown is None else shown.text


def test_units_in_other_words_are_found_by_meaning_after_the_model_has_read_them(stage: Stage) -> None:
    remembered(("Nobody had come to meet any of these ships.", "Personne n’était là."))
    translating(stage)
    assert not stage.window.references.matches
    stage.window.registry.run("translate.memory_meaning")
    stage.wait_for_jobs()
    assert notice(stage) == "1 more translation(s) can be found by meaning."
    references = stage.window.references
    stage.qtbot.waitUntil(lambda: bool(references.matches), timeout=WAIT_MS)
    (match,) = references.matches
    assert (match.kind, match.percent) == (MatchKind.MEANING, 100)
    inspector = stage.window.inspector
    inspector.refresh()
    (card,) = inspector.matches.cards
    assert "near in meaning" in card.title.text()
    stage.wait_for_jobs()


def test_what_is_confirmed_is_found_by_meaning_at_once(stage: Stage) -> None:
    node = translating(stage)
    stage.type(TARGET)
    with stage.qtbot.waitSignal(stage.window.reference_store.learned, timeout=WAIT_MS):
        stage.press("Ctrl+Return")
    stage.wait_for_jobs()
    assert node
    with Memory(user_memory(), read_only=True) as memory:
        assert [count for _, _, count in memory.vectors.counts()] == [1]


def test_without_a_model_the_command_says_so(bare_stage: Stage) -> None:
    bare_stage.window.registry.run("translate.memory_meaning")
    assert "needs a model" in notice(bare_stage)
