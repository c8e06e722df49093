"""The only way to change the document: what happens to errors, to the caret and to what is still typed."""

from __future__ import annotations

import pytest

from conceptwriter.editor.desk import Desk
from conceptwriter.outline import Caret, EditError, Operation
from conceptwriter.outline.edits import set_note
from tests.editor.desks import desk_with, harbour, node_saying

pytestmark = pytest.mark.usefixtures("qtbot")


class WaitingField:
    """A field with words that are not in the document yet."""

    def __init__(self) -> None:
        self.commits = 0

    def commit(self) -> bool:
        self.commits += 1
        return True


@pytest.fixture
def desk() -> Desk:
    return desk_with(harbour())


@pytest.fixture
def messages(desk: Desk) -> list[str]:
    messages: list[str] = []
    desk.failed.connect(messages.append)
    return messages


def test_an_edit_that_cannot_be_built_is_reported_once(desk: Desk, messages: list[str]) -> None:
    def refuse() -> Operation:
        raise EditError("This is locked.")

    before = desk.document.revision
    assert desk.attempt(refuse) is None
    assert messages == ["This is locked."]
    assert desk.document.revision == before


def test_where_nothing_is_to_be_done_nothing_is_reported(desk: Desk, messages: list[str]) -> None:
    assert desk.attempt(lambda: None) is None
    assert not messages


def test_what_waits_in_a_field_comes_before_every_step(desk: Desk) -> None:
    field = WaitingField()
    desk.fields.add(field)
    desk.attempt(lambda: None)
    desk.undo()
    desk.redo()
    assert field.commits == 3


def test_undoing_leads_back_to_where_the_caret_was(desk: Desk, messages: list[str]) -> None:
    document = desk.document
    here, there = node_saying(document, "Nobody was waiting"), node_saying(document, "The boats came")
    desk.place_caret(here, 4)
    assert desk.attempt(lambda: set_note(document, there, "At dawn.")) is not None
    desk.place_caret(there, 0)
    assert desk.undo() is not None
    assert desk.caret == Caret(here, 4)
    assert not messages


def test_an_edit_of_the_text_puts_the_caret_into_it(desk: Desk) -> None:
    document = desk.document
    node = node_saying(document, "Nobody was waiting")
    desk.set_current(node)
    assert not desk.editing
    desk.attempt(lambda: set_note(document, node, "Nobody."), edit=True)
    assert desk.editing
