"""Quotation marks in the window: the setting, the commands, and one step back."""

from __future__ import annotations

import pytest

from conceptwriter.gui.window.preferences import PreferencesDialog
from conceptwriter.outline import NodeId, edits
from tests.gui.stage import Stage


@pytest.fixture
def boats(stage: Stage) -> NodeId:
    node = stage.at("The boats")
    other = stage.at("Nobody was waiting")
    stage.window.desk.perform(edits.edit_text(stage.document, node, '"The boats," it\'s said.', merge=False))
    stage.window.desk.perform(edits.edit_text(stage.document, other, 'Nobody "waited".', merge=False))
    stage.window.text_view.setFocus()
    stage.window.desk.place_caret(node, 0)
    return node


def notice_text(stage: Stage) -> str:
    notice = stage.window.notices.current
    return "" if notice is None else notice.text


def marks(stage: Stage) -> list[str]:
    found = (stage.document.text(node) for node in stage.document.subtree(1))
    return [text for text in found if "boats" in text or "Nobody" in text]


def test_the_whole_document_and_back_in_one_step_each(stage: Stage, boats: NodeId) -> None:
    before = marks(stage)
    stage.window.registry.run("format.quotation_marks")
    stage.window.quotation_marks.finish()
    assert "“The boats,” it’s said." in marks(stage)
    assert "Nobody “waited”." in marks(stage)
    notice = stage.window.notices.current
    assert notice is not None
    assert notice.text.startswith("Quotation marks changed in 2 text")
    assert notice.act is not None
    notice.act()
    assert marks(stage) == before
    stage.window.desk.redo()
    stage.window.registry.run("format.straight_marks")
    stage.window.quotation_marks.finish()
    assert marks(stage) == before
    stage.window.registry.run("format.straight_marks")
    assert notice_text(stage) == "There are no quotation marks to change."


def test_only_what_is_selected(stage: Stage, boats: NodeId) -> None:
    stage.window.desk.place_caret(boats, 5, 0)
    stage.window.registry.run("format.quotation_marks")
    stage.window.quotation_marks.finish()
    assert stage.document.text(boats) == "“The boats,\" it's said."
    stage.window.desk.set_current(boats)
    stage.window.registry.run("format.quotation_marks")
    stage.window.quotation_marks.finish()
    assert stage.document.text(boats) == "“The boats,” it’s said."
    assert 'Nobody "waited".' in marks(stage)


def test_a_text_that_changes_meanwhile_stops_it(
    stage: Stage, boats: NodeId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conceptwriter.gui.window.quotation_marks.SLICE_SECONDS", -1.0)
    stage.window.registry.run("format.quotation_marks")
    stage.window.desk.perform(edits.edit_text(stage.document, boats, "Gone.", merge=False))
    assert "changed meanwhile" in notice_text(stage)
    assert 'Nobody "waited".' in marks(stage)


def test_while_typing_it_can_be_turned_off(stage: Stage, boats: NodeId) -> None:
    stage.window.desk.place_caret(boats, len(stage.document.text(boats)))
    stage.type(" it's")
    assert stage.document.text(boats).endswith(" it’s")
    dialog = PreferencesDialog(stage.settings)
    dialog.changed.connect(stage.window.apply_settings)
    assert dialog.marks.isChecked()
    dialog.marks.setChecked(False)
    dialog.deleteLater()
    stage.type(" it's")
    assert stage.document.text(boats).endswith(" it's")
    stage.window.registry.run("format.typographic_marks")
    stage.type(" 'x'")
    assert stage.document.text(boats).endswith(" ‘x’")
