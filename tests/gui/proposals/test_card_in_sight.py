"""A card comes into sight when it opens, moves what is read no more than it must, and tells its keys once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from conceptwriter.gui.inspector.proposals_tab import ProposalsTab
from conceptwriter.gui.proposals.card import ProposalCard
from conceptwriter.outline import Caret, Document
from tests.editor.desks import harbour, paragraph, section
from tests.gui.stage import Stage, project_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


def long_story() -> Document:
    chapters = [
        section(
            f"Chapter {number}",
            *(paragraph(f"Part {place} of {number}.", "It rained.") for place in range(6)),
        )
        for number in range(12)
    ]
    return Document.from_draft(section("Rain", *chapters, source_language="eng_Latn"))


@pytest.fixture
def far(plain_look: None, qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    """A small window on a long document, with the caret at its very end."""
    made = Stage(qtbot, project_of(tmp_path, long_story()), model=True)
    made.window.resize(900, 600)
    last = list(made.document.concepts())[-1]
    made.window.desk.place_caret(last)
    made.process_events()
    yield made
    made.close()


def card_box(stage: Stage) -> QRect:
    """The card in pixels of the text's viewport."""
    card = stage.window.proposals.card
    assert card is not None
    return QRect(card.pos(), card.size())


def viewport_of(stage: Stage) -> QRect:
    return stage.window.text_view.viewport().rect()


def ask(stage: Stage, key: str = "Ctrl+J") -> ProposalCard:
    stage.press(key)
    stage.wait_for_jobs()
    stage.qtbot.wait(60)
    card = stage.window.proposals.card
    assert card is not None
    return card


def test_at_the_end_of_a_document_the_whole_card_is_seen(far: Stage) -> None:
    before = far.window.text_view.caret_line()
    ask(far)
    assert viewport_of(far).contains(card_box(far))
    after = far.window.text_view.caret_line()
    assert before is not None
    assert after is not None
    assert viewport_of(far).contains(after), "and so is the line it answers to"


def test_a_card_that_is_in_sight_already_moves_nothing(far: Stage) -> None:
    window = far.window
    window.desk.place_caret(next(far.document.concepts()))
    far.process_events()
    before = window.text_view.caret_line()
    ask(far)
    assert window.text_view.caret_line() == before


def test_the_room_for_the_candidates_is_there_while_one_waits(far: Stage) -> None:
    far.window.settings.card_keys_known = True
    far.assistant.hold = True
    far.press("Ctrl+J")
    far.qtbot.wait(60)
    waiting, line = card_box(far), far.window.text_view.caret_line()
    assert viewport_of(far).contains(waiting)
    far.assistant.release()
    far.wait_for_jobs()
    far.qtbot.wait(60)
    assert far.window.text_view.caret_line() == line, "nothing moves when the answer comes"


def test_who_has_scrolled_away_is_left_there(far: Stage) -> None:
    far.assistant.hold = True
    far.press("Ctrl+J")
    bar = far.window.text_view.verticalScrollBar()
    bar.triggerAction(bar.SliderAction.SliderToMinimum)
    far.process_events()
    assert far.window.text_view.strip.rows[far.window.text_view.strip.placed[0].row] <= 4
    far.assistant.release()
    far.wait_for_jobs()
    far.qtbot.wait(60)
    assert bar.value() == 0


def test_of_a_card_higher_than_the_view_one_sees_what_would_be_taken(far: Stage) -> None:
    far.window.resize(900, 250)
    far.process_events()
    card = ask(far)
    assert card_box(far).top() < viewport_of(far).height() // 2
    for _ in range(len(card.rows) - 1):
        far.press("Alt+Down")
    chosen = card.rows[card.highlight]
    shown = QRect(chosen.mapTo(far.window.text_view.viewport(), QPoint(0, 0)), chosen.size())
    assert viewport_of(far).intersects(shown)
    assert shown.top() >= 0


def test_take_is_a_button_on_the_card(far: Stage) -> None:
    card = ask(far)
    words = card.rows[1].proposal.text
    QTest.mouseClick(card.rows[1], Qt.MouseButton.LeftButton)
    assert card.take.isVisible()
    QTest.mouseClick(card.take, Qt.MouseButton.LeftButton)
    far.process_events()
    assert any(far.document.text(node) == words for node in far.document.concepts())
    assert far.window.text_view.has_keyboard, "and one writes on"


def test_the_title_of_a_card_is_not_cut(far: Stage) -> None:
    card = ask(far)
    assert "…" not in card.title.text()
    assert card.width() >= 300


def test_the_keys_are_on_the_first_card_only(far: Stage) -> None:
    card = ask(far)
    assert "Alt+1" in card.hint.text()
    far.press("Esc", "Ctrl+E")
    far.wait_for_jobs()
    second = far.window.proposals.card
    assert second is not None
    assert not second.hint.isVisible()
    assert far.window.settings.card_keys_known


def test_the_inspector_shows_the_card_that_a_sentence_has_in_its_paragraph(far: Stage) -> None:
    card = ask(far, "Ctrl+M")
    tab = far.window.inspector.proposals
    assert isinstance(tab, ProposalsTab)
    far.qtbot.waitUntil(lambda: tab.tree.topLevelItemCount() == 1)
    item = tab.tree.topLevelItem(0)
    assert item is not None
    assert item.childCount() == len(card.rows)


def test_ctrl_r_without_a_card_continues_with_what_was_offered_or_asks(far: Stage) -> None:
    far.press("Ctrl+R")
    far.wait_for_jobs()
    card = far.window.proposals.card
    assert card is not None
    assert card.kind == "propose"
    far.press("Esc")
    assert not far.has_card()
    far.press("Ctrl+R")
    far.wait_for_jobs()
    again = far.window.proposals.card
    assert again is not None
    assert again.rolls.text() == "2 / 2"


def test_after_a_restart_the_caret_is_where_it_was(plain_look: None, qtbot: QtBot, tmp_path: Path) -> None:
    first = Stage(qtbot, project_of(tmp_path, long_story()), model=False)
    node = list(first.document.concepts())[-5]
    first.window.desk.place_caret(node, 3)
    path, project_type = first.window.project.path, type(first.window.project.project)
    first.close()
    again = Stage(qtbot, project_type.open(path), model=False)
    again.window.navigation.begin_writing()
    QApplication.processEvents()
    assert again.window.desk.caret == Caret(node, 3)
    assert again.window.text_view.row_editor.field.hasFocus()
    line = again.window.text_view.caret_line()
    assert line is not None
    assert viewport_of(again).contains(line)
    again.close()


def test_a_window_on_a_new_text_begins_at_its_beginning(
    plain_look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    made = Stage(qtbot, project_of(tmp_path, harbour()), model=False)
    made.window.navigation.begin_writing()
    assert made.window.desk.caret == Caret(made.node("Chapter 1"), 0)
    made.close()
