"""What one types is undone sentence by sentence, and no letter is left standing alone."""

from __future__ import annotations

import pytest

from conceptwriter.gui.inspector.history_tab import HistoryModel
from tests.gui.stage import Stage


@pytest.fixture
def at_end(stage: Stage) -> Stage:
    node = stage.at("Nobody was waiting")
    stage.window.desk.place_caret(node, len(stage.document.text(node)))
    return stage


def texts(stage: Stage) -> list[str]:
    return [stage.document.text(node) for node in stage.document.subtree(1)]


def test_each_sentence_typed_is_a_step_and_its_cut_is_part_of_it(at_end: Stage) -> None:
    states = [texts(at_end)]
    before = len(at_end.document.history.done)
    for sentence in (" The gulls knew.", " They had seen it.", " Twice."):
        at_end.type(sentence)
        states.append(texts(at_end))
    steps = at_end.document.history.done[before:]
    assert [step.label for step in steps] == ["Typing"] * 3
    for state in reversed(states[:-1]):
        at_end.press("Ctrl+Z")
        assert [text.rstrip() for text in texts(at_end)] == [text.rstrip() for text in state]
    for state in states[1:]:
        at_end.press("Ctrl+Shift+Z")
        assert [text.rstrip() for text in texts(at_end)] == [text.rstrip() for text in state]


def test_what_is_typed_over_a_selection_is_one_step(at_end: Stage) -> None:
    before, steps = texts(at_end), len(at_end.document.history.done)
    at_end.press("Home", "Ctrl+Shift+Right")
    at_end.type("Some ")
    assert len(at_end.document.history.done) == steps + 1
    at_end.press("Ctrl+Z")
    assert texts(at_end) == before


def test_the_history_says_what_was_typed(at_end: Stage) -> None:
    at_end.type(" The gulls knew.")
    model = HistoryModel()
    model.show(at_end.document.history, at_end.document.text)
    last = model.index(model.rowCount() - 1, 0).data()
    assert last.endswith("Typing “The gulls knew.”")
    at_end.window.structure.run("delete")
    model.show(at_end.document.history, at_end.document.text)
    assert "“The gulls knew.”" in model.index(model.rowCount() - 1, 0).data()
