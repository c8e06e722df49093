"""What the checks find is underlined at its place, explained by a tip, and dismissed from the menu."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from conceptwriter.editor.views.text_face import TextFace
from conceptwriter.gui.window.findings_menu import add_findings
from conceptwriter.outline import NodeId, Origin, Rendition, State, edits
from conceptwriter.outline.dismissals import dismissals_on
from conceptwriter.outline.model import fingerprint
from tests.editor.desks import harbour
from tests.gui.review.checkers import HereChecker
from tests.gui.stage import Stage, project_of, running_threads

GERMAN = "deu_Latn"


@pytest.fixture
def checked(plain_look: None, qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(qtbot, project_of(tmp_path, harbour()), model=False, checker=HereChecker())
    yield made
    made.close()
    assert not running_threads()


def translate(stage: Stage, words: str, text: str, origin: Origin = Origin.IMPORTED) -> NodeId:
    """A text for the sentence that begins so, shown in German."""
    document = stage.document
    node = stage.node(words)
    new = Rendition(text, origin, State.NEW, fingerprint(document.source_text(node), "eng_Latn"))
    stage.window.desk.perform(edits.set_renditions(document, [(node, GERMAN, new)], force=True))
    stage.window.desk.perform(edits.set_language(document, [node], GERMAN))
    return node


def face_of(stage: Stage, node: NodeId) -> TextFace:
    view = stage.window.text_view
    face = view.strip.face_of(view.plan.key_of(node))
    assert isinstance(face, TextFace)
    return face


def underlined(stage: Stage, node: NodeId, typing_at: int | None = None) -> list[str]:
    face = face_of(stage, node)
    return [face.text.text[start:end] for start, end, _ in face.findings.found(typing_at)]


def settle(stage: Stage) -> None:
    stage.window.text_view.viewport().repaint()
    stage.window.review.finish()
    stage.qtbot.waitUntil(lambda: not stage.window.review.waiting)
    stage.process_events()


def orange_points(stage: Stage) -> int:
    image = stage.window.text_view.viewport().grab().toImage()
    colours = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(colour.red() > colour.blue() + 70 and colour.red() > colour.green() + 20 for colour in colours)


def test_what_is_on_screen_is_checked_and_underlined_at_its_place(checked: Stage) -> None:
    node = translate(checked, "Nobody was waiting", "Niemand (wartete.")
    assert underlined(checked, node) == [], "not checked yet"
    settle(checked)
    assert underlined(checked, node) == ["("]
    points = orange_points(checked)
    checked.window.registry.run("translate.mark_findings")
    assert not checked.settings.mark_findings
    assert underlined(checked, node) == []
    assert orange_points(checked) < points
    checked.window.registry.run("translate.mark_findings")
    assert underlined(checked, node) == ["("]
    assert orange_points(checked) == points


def test_a_sentence_being_typed_has_none_and_other_texts_stay(checked: Stage) -> None:
    node = translate(checked, "Nobody was waiting", "Niemand (wartete.")
    settle(checked)
    place = face_of(checked, node).text.span_of(node)
    assert place is not None
    assert underlined(checked, node, place.start + 3) == []
    checked.window.desk.perform(
        edits.edit_text(checked.document, node, "Niemand wartete.", GERMAN, merge=False)
    )
    settle(checked)
    assert underlined(checked, node) == []


def test_a_tip_says_why(checked: Stage) -> None:
    node = translate(checked, "Nobody was waiting", "Niemand (wartete.")
    settle(checked)
    face = face_of(checked, node)
    start, end, _ = next(iter(face.findings.found()))
    box = face.block.rects(start, end)[0]
    x, y = round(face.text_left + box.center().x()), round(face.text_top + box.center().y())
    assert face.tip(x, y) == "“(” is not closed"
    assert face.tip(x + 60, y) == ""


def test_dismissed_with_a_reason_from_the_menu_and_brought_back_by_undo(checked: Stage) -> None:
    node = translate(checked, "Nobody was waiting", "Niemand (wartete.")
    settle(checked)
    checked.window.desk.place_caret(node, len("Niemand ("))
    menu = QMenu(checked.window)
    add_findings(menu, checked.window.context)
    entry = next(action for action in menu.actions() if not action.isSeparator())
    assert entry.text() == "Dismiss with a Reason: “(” is not closed..."
    entry.trigger()
    bar = checked.window.inspector.review.dismissing
    assert bar.isVisible()
    bar.reason.setText("a face")
    bar.yes.click()
    assert dismissals_on(checked.document, node, GERMAN) == {"brackets": "a face"}
    assert underlined(checked, node) == []
    checked.window.desk.undo()
    assert underlined(checked, node) == ["("]
    checked.window.desk.place_caret(node, 0)
    menu.clear()
    add_findings(menu, checked.window.context)
    assert not menu.actions()
    menu.deleteLater()


def test_marks_of_another_language_are_put_right_from_the_menu(checked: Stage) -> None:
    node = translate(checked, "Nobody was waiting", "Niemand “wartete”.")
    settle(checked)
    assert underlined(checked, node) == ["“wartete”"]
    checked.window.desk.place_caret(node, 10)
    menu = QMenu(checked.window)
    add_findings(menu, checked.window.context)
    entry = menu.actions()[0]
    assert entry.text() == "Use the Quotation Marks of German"
    entry.trigger()
    menu.deleteLater()
    assert checked.document.text(node) == "Niemand „wartete“."
    settle(checked)
    assert underlined(checked, node) == []
