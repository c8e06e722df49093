from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.outline import ROOT, TRASH, Document, Operation
from tests.outline.drafts import harbour, picture
from tests.outline.random_edits import Edit, outcome, some_edits


def check_tree(document: Document) -> None:
    """Every node hangs on its parent once, in a place its kind allows, and is reached from a root."""
    reached = [node for root in (ROOT, TRASH) for node in document.subtree(root)]
    assert len(reached) == len(set(reached)) == len(document)
    for node in reached:
        for child in document.node(node).children:
            assert document.node(child).parent == node
            assert document.may_hold(node, document.node(child).kind)
    assert max(reached) < document.next_id


@settings(max_examples=100, deadline=None, derandomize=False)
@given(st.lists(some_edits(), max_size=20))
def test_undoing_all_gives_the_first_state_and_redoing_all_the_last(steps: list[Edit]) -> None:
    document = harbour()
    states = [picture(document)]
    for step in steps:
        before = picture(document)
        operation = outcome(document, step)
        assert picture(document) == before, "making an operation must not change the document"
        if operation is None:
            continue
        revision = document.revision
        notice = document.apply(operation)
        check_tree(document)
        assert (picture(document) == before) <= (not operation.changes or notice.revision == revision + 1)
        if operation.changes:
            states.append(picture(document))
            document.history.break_merge()
    for expected in reversed(states[:-1]):
        assert document.undo() is not None
        assert picture(document) == expected
    assert document.undo() is None
    for expected in states[1:]:
        assert document.redo() is not None
        assert picture(document) == expected
    assert document.redo() is None


@settings(max_examples=60, deadline=None, derandomize=False)
@given(st.lists(some_edits(), max_size=15))
def test_operations_survive_json(steps: list[Edit]) -> None:
    document = harbour()
    for step in steps:
        operation = outcome(document, step)
        if operation is not None:
            again = Operation.from_dict(json.loads(json.dumps(operation.to_dict())))
            assert again == operation
            assert again.inverse().inverse() == operation
            document.apply(again)


@settings(max_examples=60, deadline=None, derandomize=False)
@given(st.lists(some_edits(), max_size=15), st.integers(0, 4))
def test_notices_tell_all_that_changed(steps: list[Edit], back: int) -> None:
    document = harbour()

    def look() -> dict[int, tuple[object, ...]]:
        return {entry[0]: entry[1:] for entry in picture(document)}

    before = look()
    operations = list(steps)
    for index in range(len(operations) + back):
        if index < len(operations):
            operation = outcome(document, operations[index])
            notice = None if operation is None else document.apply(operation)
        else:
            notice = document.undo()
        if notice is None:
            continue
        after = look()
        assert set(notice.inserted) == after.keys() - before.keys()
        assert set(notice.removed) == before.keys() - after.keys()
        for node in after.keys() & before.keys():
            if after[node][1:-1] != before[node][1:-1]:
                assert node in notice.changed
            if after[node][0] != before[node][0]:
                assert node in notice.moved
            if after[node][-1] != before[node][-1]:
                assert node in notice.parents
        before = after
