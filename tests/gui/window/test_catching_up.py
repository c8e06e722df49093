"""A long document is collected in turns: the window lives on between them, and nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from conceptwriter.gui.window import catching_up
from conceptwriter.outline import Document
from conceptwriter.outline.edits import edit_text
from tests.editor.desks import harbour
from tests.gui.stage import Stage, project_of

_WAIT_MS = 10_000


@pytest.fixture
def stage(plain_look: None, qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(qtbot, project_of(tmp_path, harbour()), model=True)
    yield made
    made.close()


def said(document: Document) -> list[str]:
    texts = (document.source_text(node) for node in document.subtree(document.root.id))
    return [text for text in texts if text.strip()]


def test_one_turn_is_enough_for_a_short_document(stage: Stage) -> None:
    stage.window.catching_up.start()
    assert stage.assistant.read == [said(stage.document)]


def test_a_long_document_takes_many_turns_and_nothing_is_left_out(
    stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching_up, "_TURN_SECONDS", -1.0)
    monkeypatch.setattr(catching_up, "_BETWEEN_LOOKS", 1)
    before = said(stage.document)
    stage.window.catching_up.start()
    assert not stage.assistant.read, "the window has its turn first"
    last = list(stage.document.subtree(stage.document.root.id))[-1]
    stage.window.desk.project.perform(edit_text(stage.document, last, "Written in between."))
    qtbot.waitUntil(lambda: bool(stage.assistant.read), timeout=_WAIT_MS)
    assert stage.assistant.read[0] == [*before[:-1], "Written in between."]


def test_begun_again_it_begins_with_the_first_node(
    stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching_up, "_TURN_SECONDS", -1.0)
    monkeypatch.setattr(catching_up, "_BETWEEN_LOOKS", 1)
    stage.window.catching_up.start()
    stage.window.catching_up.start()
    qtbot.waitUntil(lambda: bool(stage.assistant.read), timeout=_WAIT_MS)
    assert stage.assistant.read[0] == said(stage.document)
