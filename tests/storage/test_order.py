"""The order of siblings in the file is that in memory after every single step, whatever the steps are."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from conceptwriter.outline import ROOT, TRASH, Document, edits
from conceptwriter.storage import Project
from tests.outline.drafts import find, harbour, picture
from tests.outline.random_edits import Edit, outcome, some_edits


def order_in_file(path: Path) -> dict[int, list[int]]:
    """The children of every node that has some, as their ranks order them. Two of one rank are a mistake."""
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute("SELECT parent, rank, id FROM nodes WHERE parent NOT NULL ORDER BY rank")
        placed: dict[int, dict[int, int]] = {}
        for parent, rank, node in rows:
            assert rank not in placed.setdefault(parent, {}), f"two children of {parent} have the rank {rank}"
            placed[parent][rank] = node
    finally:
        connection.close()
    return {parent: list(children.values()) for parent, children in placed.items()}


def order_in_memory(document: Document) -> dict[int, list[int]]:
    nodes = (document.node(node) for root in (ROOT, TRASH) for node in document.subtree(root))
    return {here.id: here.children.copy() for here in nodes if here.children}


class Writing(RuleBasedStateMachine):
    """A restless writer who also empties the trash and starts the program anew."""

    @initialize()
    def start(self) -> None:
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "r.concept"
        self.project = Project.create(self.path, harbour())

    @rule(edit=some_edits())
    def edit(self, edit: Edit) -> None:
        operation = outcome(self.project.document, edit)
        if operation is not None:
            self.project.perform(operation)

    @rule(places=st.lists(st.integers(0, 500), min_size=1, max_size=4))
    def reverse_children(self, places: list[int]) -> None:
        """Ids and order part, so that a rank that is missing cannot come out right by chance."""
        document = self.project.document
        parents = list(order_in_memory(document).values())
        for place in places:
            if parents and (children := parents[place % len(parents)]):
                operation = outcome(document, lambda document: edits.move_down(document, [children[0]]))
                if operation is not None:
                    self.project.perform(operation)

    @rule(place=st.integers(0, 500))
    def delete_a_branch(self, place: int) -> None:
        document = self.project.document
        inner = [node for node in document.descendants(ROOT) if document.node(node).children]
        if inner:
            operation = outcome(
                document, lambda document: edits.delete(document, [inner[place % len(inner)]])
            )
            if operation is not None:
                self.project.perform(operation)

    @rule()
    def empty_the_trash(self) -> None:
        operation = outcome(self.project.document, edits.purge)
        if operation is not None:
            self.project.perform(operation)

    @rule(place=st.integers(0, 500))
    def delete_for_good_and_think_better_of_it(self, place: int) -> None:
        self.delete_a_branch(place)
        self.empty_the_trash()
        self.project.undo()

    @rule(times=st.integers(1, 4))
    def undo(self, times: int) -> None:
        for _ in range(times):
            self.project.undo()

    @rule()
    def redo(self) -> None:
        self.project.redo()

    @rule()
    def reopen(self) -> None:
        before = picture(self.project.document)
        self.project.close()
        self.project = Project.open(self.path)
        assert picture(self.project.document) == before

    @invariant()
    def the_file_has_the_same_order(self) -> None:
        if hasattr(self, "project"):
            assert order_in_file(self.path) == order_in_memory(self.project.document)

    def teardown(self) -> None:
        if hasattr(self, "project"):
            self.project.close()
            self.folder.cleanup()


TestWriting = Writing.TestCase
TestWriting.settings = settings(max_examples=25, stateful_step_count=12, deadline=None, derandomize=False)


def test_emptying_the_trash_and_undoing_it_keeps_the_order(path: Path) -> None:
    with Project.create(path, harbour()) as project:
        document = project.document
        rain = find(document, "It rained.")
        project.perform(edits.move_up(document, [rain]))
        project.perform(edits.move_up(document, [rain]))
        project.perform(edits.delete(document, [find(document, "One")]))
        project.perform(edits.purge(document))
        project.undo()
        project.undo()
        expected = picture(document)
        assert order_in_file(path) == order_in_memory(document)
    with Project.open(path) as project:
        assert picture(project.document) == expected
        while project.undo():
            assert order_in_file(path) == order_in_memory(project.document)
        assert picture(project.document) == picture(harbour())


def test_a_branch_that_arrives_tells_all_its_parents() -> None:
    document = harbour()
    one = find(document, "One")
    below = [node for node in document.subtree(one) if document.node(node).children]
    document.apply(edits.delete(document, [one]))
    document.apply(edits.purge(document))
    notice = document.undo()
    assert notice is not None
    assert set(notice.parents) == {TRASH, *below}
