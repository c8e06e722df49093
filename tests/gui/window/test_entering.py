"""Many texts come into the document a few at a time, and what is done meanwhile is respected."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from conceptwriter.gui.jobs import sliced
from conceptwriter.gui.window import entering
from conceptwriter.gui.window.entering import Entering
from conceptwriter.memory import Memory, Unit
from conceptwriter.memory.places import user_memory
from conceptwriter.outline import Document, Operation, Rendition, State
from conceptwriter.outline.edits import edit_text, set_rendition, set_renditions
from conceptwriter.outline.history import later_key
from tests.editor.desks import harbour
from tests.gui.stage import Stage, project_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from conceptwriter.outline import NodeId

GERMAN = "deu_Latn"


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every text is a part, and every node a slice."""
    monkeypatch.setattr(entering, "AT_ONCE", 1)
    monkeypatch.setattr(sliced, "SLICE_SECONDS", -1.0)
    monkeypatch.setattr(sliced, "LOOK_AT_CLOCK", 1)


def translated(document: Document, nodes: Sequence[NodeId], key: str) -> Operation:
    renditions = [(node, GERMAN, Rendition("Boot", state=State.MACHINE)) for node in nodes]
    return set_renditions(document, renditions, merge_key=key, time=time.time())


def begun(stage: Stage, count: int) -> tuple[Entering[NodeId], list[NodeId]]:
    document = stage.document
    english = [node for node in document.concepts() if document.node(node).source_language == "eng_Latn"]
    nodes = english[:count]
    made = Entering(stage.window.desk, partial(translated, document), later_key(1.0), stage.window)
    made.enter(nodes)
    return made, nodes


def there(stage: Stage, nodes: list[NodeId]) -> int:
    return sum(stage.document.rendition(node, GERMAN) is not None for node in nodes)


def test_a_few_are_there_at_once_and_all_are_one_step(stage: Stage) -> None:
    made, nodes = begun(stage, 5)
    ended: list[int] = []
    made.when_done(lambda: ended.append(made.entered))
    assert there(stage, nodes) == 5
    assert ended == [5]
    assert stage.document.undo() is not None
    assert there(stage, nodes) == 0


def test_the_rest_comes_between_the_events(stage: Stage, one_at_a_time: None) -> None:
    made, nodes = begun(stage, 5)
    ended: list[int] = []
    made.when_done(lambda: ended.append(made.entered))
    assert there(stage, nodes) == 1
    assert not ended
    stage.qtbot.wait_until(lambda: bool(ended))
    assert ended == [5]
    assert there(stage, nodes) == 5
    assert len(stage.document.history.done) == 1


def test_what_is_undone_meanwhile_stays_undone(stage: Stage, one_at_a_time: None) -> None:
    made, nodes = begun(stage, 5)
    ended: list[int] = []
    made.when_done(lambda: ended.append(made.entered))
    stage.window.desk.undo()
    stage.qtbot.wait_until(lambda: bool(ended))
    assert there(stage, nodes) == 0
    assert stage.document.redo() is not None, "what was undone can be redone"


def test_a_step_has_not_too_many_texts(
    stage: Stage, one_at_a_time: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "MOST_IN_A_STEP", 2)
    made, nodes = begun(stage, 5)
    stage.qtbot.wait_until(lambda: there(stage, nodes) == 5)
    assert len(stage.document.history.done) == 2
    del made


def test_nothing_is_entered_into_another_document(stage: Stage, one_at_a_time: None, tmp_path: Path) -> None:
    made, nodes = begun(stage, 5)
    stage.window.show_project(project_of(tmp_path, harbour(), "other.concept"))
    assert made._next.isActive()
    stage.qtbot.wait_until(lambda: not made._next.isActive())
    assert not stage.document.history.done
    assert there(stage, nodes) == 0


def test_a_text_that_changes_while_it_is_planned_is_translated_as_it_is(
    stage: Stage, one_at_a_time: None
) -> None:
    node = stage.at("Nobody was waiting")
    stage.window.translation.translate_document(GERMAN)
    (job,) = stage.window.jobs.running()
    assert job.title == "Translating into German"
    document = stage.document
    stage.window.desk.attempt(lambda: edit_text(document, node, "Everybody was waiting.", "eng_Latn"))
    own = stage.node("A bell rang")
    stage.window.desk.attempt(lambda: set_rendition(document, own, GERMAN, "Von Hand.", state=State.EDITED))
    stage.wait_for_jobs()
    stage.qtbot.wait_until(lambda: document.rendition(node, GERMAN) is not None)
    assert document.text(node, GERMAN) == "[de] Everybody was waiting."
    assert document.text(own, GERMAN) == "Von Hand."


def test_planning_is_stopped_at_once(stage: Stage, one_at_a_time: None) -> None:
    stage.at("Nobody was waiting")
    stage.window.translation.translate_document(GERMAN)
    assert stage.window.jobs.running()
    stage.window.jobs.stop_all()
    stage.wait_for_jobs()
    assert not stage.assistant.asked
    assert not stage.document.history.done


def test_a_memory_gives_its_texts_little_by_little_and_the_model_the_rest(
    stage: Stage, one_at_a_time: None
) -> None:
    document = stage.document
    user_memory().parent.mkdir(parents=True)
    sources = [document.source_text(node) for node in list(document.concepts())[:3]]
    with Memory(user_memory()) as memory:
        memory.add(Unit(text, "eng_Latn", f"Erinnert: {text}", GERMAN) for text in sources)
    stage.at("Nobody was waiting")
    stage.window.translation.translate_document(GERMAN)
    english = [node for node in document.concepts() if document.node(node).source_language == "eng_Latn"]
    stage.qtbot.wait_until(lambda: there(stage, english) == len(english), timeout=10_000)
    begins = [document.text(node, GERMAN).split()[0] for node in english]
    assert begins == ["Erinnert:"] * 3 + ["[de]"] * (len(english) - 3)
    assert stage.document.undo() is not None
    assert there(stage, english) == 0, "it is one step"
