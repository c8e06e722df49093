from __future__ import annotations

import json
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QKeyCombination, QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from pytestqt.qtbot import QtBot

from conceptwriter.editor.desk import Desk
from conceptwriter.editor.desk.view_state import VIEW_STATE
from conceptwriter.editor.views.keyboard import spelling
from conceptwriter.editor.views.pasting import NODES_TYPE
from conceptwriter.editor.views.structure import DEFAULT_KEYS, StructureCommands
from conceptwriter.outline import ROOT, TRASH, Caret, Kind, edits
from tests.editor.desks import LooseProject, desk_with, harbour, node_saying


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return desk_with(harbour())


@pytest.fixture
def commands(desk: Desk) -> StructureCommands:
    return StructureCommands(desk)


def at(desk: Desk, text: str, position: int | None = None) -> int:
    node = node_saying(desk.document, text)
    desk.place_caret(node, position)
    return node


def test_every_command_is_there(commands: StructureCommands) -> None:
    for name in set(DEFAULT_KEYS.values()):
        assert callable(getattr(commands, name))


def test_new_nodes(desk: Desk, commands: StructureCommands) -> None:
    document = desk.document
    desk.set_current(node_saying(document, "Nobody"))
    commands.new_sibling()
    assert document.node(desk.current).kind is Kind.CONCEPT
    assert desk.caret == Caret(desk.current, 0)
    commands.new_paragraph()
    assert document.node(document.parent(desk.current) or 0).kind is Kind.PARAGRAPH
    assert document.index_in_parent(document.parent(desk.current) or 0) == 1
    commands.new_section()
    assert document.node(desk.current).kind is Kind.SECTION
    assert document.previous_sibling(desk.current) == node_saying(document, "Dawn")
    commands.new_child()
    assert document.node(desk.current).kind is Kind.CONCEPT
    commands.new_child()
    assert document.index_in_parent(desk.current) == 1
    for _ in range(5):
        desk.undo()
    assert list(document.subtree(ROOT)) == list(harbour().subtree(ROOT))


def test_an_impossible_command_says_why(desk: Desk, commands: StructureCommands) -> None:
    messages: list[str] = []
    desk.failed.connect(messages.append)
    at(desk, "Chapter 1")
    commands.indent()
    commands.outdent()
    at(desk, "The boats came", 0)
    commands.merge_previous()
    at(desk, "In the morning")
    commands.merge_next()
    assert len(messages) == 4
    assert all(messages)


def test_copy_and_paste_nodes(desk: Desk, commands: StructureCommands) -> None:
    document = desk.document
    letter = node_saying(document, "The letter")
    desk.set_current(letter)
    commands.copy()
    data = QGuiApplication.clipboard().mimeData()
    assert data.text().startswith("- The letter\n  - …\n    - Marie avait")
    assert data.hasFormat(NODES_TYPE)
    desk.set_current(node_saying(document, "Chapter 2"))
    commands.paste()
    copy = desk.current
    assert document.text(copy) == "The letter"
    assert document.parent(copy) == ROOT
    concept = next(document.concepts(copy))
    assert document.node(concept).renditions["eng_Latn"].text == "Marie had written in a hurry."


def test_cut_text_and_paste_it(desk: Desk, commands: StructureCommands) -> None:
    node = at(desk, "Nobody", 6)
    desk.place_caret(node, 6, 0)
    commands.cut()
    assert desk.document.text(node).startswith(" was waiting")
    commands.paste()
    assert desk.document.text(node).startswith("Nobody was")
    assert desk.caret == Caret(node, 6)
    desk.place_caret(node, 3)
    QGuiApplication.clipboard().setText("before")
    commands.copy()
    assert QGuiApplication.clipboard().text() == "before"


def test_paste_a_list_as_a_tree_or_into_one_node(desk: Desk, commands: StructureCommands) -> None:
    document = desk.document
    node = at(desk, "Nobody", 6)
    QGuiApplication.clipboard().setText("- one\n- two")
    commands.paste()
    siblings = [document.text(sibling) for sibling in document.siblings(node)]
    assert siblings[2:4] == ["one", "two"]
    desk.place_caret(node, 6)
    commands.paste_plain()
    assert document.text(node).startswith("Nobody- one - two was")


@pytest.mark.parametrize("junk", ["", "{", "[[3]]", json.dumps([[[1]]]), "null"])
def test_junk_on_the_clipboard(desk: Desk, commands: StructureCommands, junk: str) -> None:
    node = at(desk, "Nobody", 0)
    data = QMimeData()
    data.setData(NODES_TYPE, junk.encode())
    data.setText("x")
    commands.paste_data(data)
    assert desk.document.text(node) == "xNobody was waiting for them on the quay."


def test_sentences_of_a_concept(desk: Desk, commands: StructureCommands) -> None:
    node = at(desk, "Nobody")
    commands.type_text(" He left! She stayed.")
    commands.cut_into_sentences()
    texts = [desk.document.text(sibling) for sibling in desk.document.siblings(node)]
    assert texts[1:4] == ["Nobody was waiting for them on the quay.", "He left!", "She stayed."]
    assert desk.caret == desk.document.caret(node_saying(desk.document, "She stayed"))


def test_the_view_state_is_remembered(qtbot: QtBot) -> None:
    project = LooseProject(harbour())
    desk = Desk(project)
    chapter, dawn = (node_saying(project.document, text) for text in ("Chapter 1", "Dawn"))
    counted = node_saying(project.document, "The old man")
    paragraph = project.document.parent(counted)
    assert paragraph is not None
    desk.set_folded(chapter, True, desk.text_folds)
    desk.set_folded(chapter, False, desk.text_folds)
    desk.set_folded(dawn, True, desk.text_folds)
    desk.set_folded(paragraph, False)
    desk.set_zoom(chapter)
    desk.close()
    again = Desk(project)
    assert (again.outline_folds.sections, again.outline_folds.opened) == (set(), {paragraph})
    assert again.text_folds.sections == {dawn}
    assert (again.zoom, again.current, again.caret) == (chapter, chapter, None)
    again.place_caret(counted, 7)
    again.close()
    assert Desk(project).caret == Caret(counted, 7)
    project.settings[VIEW_STATE] = {"folded": [9999], "zoom": 9999, "current": 9999}
    other = Desk(project)
    assert (other.outline_folds.sections, other.zoom, other.current) == (set(), ROOT, chapter)


def test_another_project_on_the_desk(desk: Desk, qtbot: QtBot) -> None:
    before = desk.document
    with qtbot.waitSignal(desk.project_changed):
        desk.open(LooseProject(harbour()))
    messages: list[object] = []
    desk.changed.connect(messages.append)
    before.apply(edits.add_child(before, ROOT))
    assert not messages
    desk.perform(edits.add_child(desk.document, ROOT))
    assert len(messages) == 1


def test_the_desk_leaves_what_is_gone(desk: Desk, commands: StructureCommands) -> None:
    document = desk.document
    chapter = node_saying(document, "Chapter 1")
    desk.set_zoom(chapter)
    desk.set_folded(node_saying(document, "Dawn"), True)
    at(desk, "Marie", 3)
    desk.set_current(chapter)
    commands.delete()
    assert desk.zoom == ROOT
    assert not document.in_trash(desk.current)
    assert len(document.children(TRASH)) == 1
    desk.undo()
    assert document.children(TRASH) == []


def test_keys_are_spelt_as_the_registry_spells_them() -> None:
    for key in DEFAULT_KEYS:
        combination = QKeyCombination.fromCombined(_combined(key))
        event = QKeyEvent(QEvent.Type.KeyPress, combination.key(), combination.keyboardModifiers())
        assert DEFAULT_KEYS[spelling(event)] == DEFAULT_KEYS[key]
    back_tab = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert DEFAULT_KEYS[spelling(back_tab)] == "outdent"


def _combined(key: str) -> int:
    sequence: Any = QKeySequence(key, QKeySequence.SequenceFormat.PortableText)
    combined: int = sequence[0].toCombined()
    return combined
