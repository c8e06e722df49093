from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.outline import (
    ROOT,
    ChangeNotice,
    Document,
    Draft,
    EditError,
    Kind,
    Rendition,
    SetRendition,
    edits,
)
from conceptwriter.outline.changes import Operation
from conceptwriter.outline.history import own_step_key
from conceptwriter.outline.sketch import typing_key
from conceptwriter.storage import NotAProject, NotSaved, Project, StorageError
from conceptwriter.storage.schema import APPLICATION_ID, SCHEMA_VERSION
from tests.outline.drafts import find, harbour, lines, paragraph, picture, section
from tests.outline.random_edits import Edit, outcome, some_edits
from tests.storage.conftest import names, reopened


def test_a_new_project_is_one_file_that_says_what_it_is(path: Path) -> None:
    with Project.create(path, harbour()) as project:
        assert picture(project.document) == picture(harbour())
    assert names(path.parent) == [path.name]
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()


def test_every_step_is_in_the_file_at_once(project: Project) -> None:
    document = project.document
    project.perform(edits.edit_text(document, find(document, "It rained."), "It poured."))
    assert picture(reopened(project.path)) == picture(document)
    project.perform(edits.delete(document, [find(document, "The letter")]))
    assert picture(reopened(project.path)) == picture(document)
    project.undo()
    assert picture(reopened(project.path)) == picture(document)
    assert reopened(project.path).revision == document.revision == 3


def test_who_applies_without_the_project_is_written_too(project: Project) -> None:
    project.document.apply(edits.set_note(project.document, ROOT, "mine"))
    assert reopened(project.path).root.note == "mine"


def test_ids_are_never_given_twice(path: Path) -> None:
    with Project.create(path, harbour()) as project:
        notice = project.perform(edits.add_child(project.document, ROOT, "gone"))
        project.undo()
        project.perform(edits.set_note(project.document, ROOT, "the redo branch is lost"))
    with Project.open(path) as project:
        again = project.perform(edits.add_child(project.document, ROOT, "new"))
        assert min(again.inserted) > max(notice.inserted)


def test_an_impossible_edit_changes_nothing(project: Project) -> None:
    document = project.document
    before, revision = picture(document), document.revision
    first = find(document, "One")
    stale = edits.edit_text(document, first, "Uno")
    project.perform(edits.edit_text(document, first, "Eins", merge=False))
    with pytest.raises(EditError, match="has changed"):
        project.perform(stale)
    project.undo()
    assert picture(document) == before
    assert document.revision == revision + 2
    assert not project.pending


def test_a_failing_listener_does_not_keep_a_step_from_the_file(project: Project) -> None:
    notices: list[ChangeNotice] = []

    def fail(notice: ChangeNotice) -> None:
        raise RuntimeError("a view broke")

    project.document.subscribe(fail)
    project.document.subscribe(notices.append)
    with pytest.raises(RuntimeError, match="a view broke"):
        project.perform(edits.set_note(project.document, ROOT, "kept"))
    assert len(notices) == 1
    assert reopened(project.path).root.note == "kept"


def test_settings_survive(path: Path) -> None:
    with Project.create(path) as project:
        project.settings["window"] = {"width": 800, "split": [0.3, 0.7]}
        project.settings["gone"] = 1
        del project.settings["gone"]
    with Project.open(path, read_only=True) as project:
        assert dict(project.settings) == {"window": {"width": 800, "split": [0.3, 0.7]}}
        with pytest.raises(StorageError, match="read-only"):
            project.settings["window"] = None


def test_read_only_leaves_the_file_alone_and_needs_no_lock(project: Project) -> None:
    with Project.open(project.path, read_only=True) as reader:
        project.perform(edits.set_note(project.document, ROOT, "while read"))
        assert reader.document.root.note == ""
        with pytest.raises(StorageError, match="read-only"):
            reader.perform(edits.set_note(reader.document, ROOT, "no"))
        assert reader.document.root.note == ""
    project.close()
    before = project.path.read_bytes()
    with Project.open(project.path, read_only=True) as reader:
        assert reader.document.root.note == "while read"
    assert project.path.read_bytes() == before
    assert names(project.path.parent) == [project.path.name]


def test_create_does_not_replace_a_file_unless_asked(path: Path) -> None:
    path.write_text("my diary")
    with pytest.raises(StorageError, match="already exists"):
        Project.create(path)
    with pytest.raises(NotAProject, match="was not changed"):
        Project.create(path, overwrite=True)
    assert path.read_text() == "my diary"
    path.unlink()
    Project.create(path, harbour()).close()
    Project.create(path, overwrite=True).close()
    assert reopened(path).root.children == []
    with pytest.raises(StorageError, match=r"no.such.folder"):
        Project.create(path.parent / "no such folder" / "x.concept")
    with pytest.raises(StorageError, match="cannot be read"):
        Project.open(path.parent / "absent.concept")


def test_texts_that_no_file_can_hold_do_not_stop_the_journal(project: Project) -> None:
    document = project.document
    node = find(document, "The end.")
    project.perform(edits.edit_text(document, node, "half \ud83d a \0 smiley \ud83d\ude00", merge=False))
    assert document.text(node) == "half \ufffd a  smiley \U0001f600"
    raw = Operation("raw", (SetRendition(node, "fra_Latn", None, Rendition("demi \udc00")),))
    project.perform(raw)
    assert reopened(project.path).text(node, "fra_Latn") == "demi \ufffd"


def test_saving_a_copy_replaces_only_with_something_complete(project: Project) -> None:
    target = project.path.with_name("copy.concept")
    project.perform(edits.set_note(project.document, ROOT, "copied"))
    project.settings["k"] = 1
    project.vectors.put_many({"f": b"1234"}, "codec", "1")
    project.save_copy(target)
    with Project.open(target) as copy:
        assert picture(copy.document) == picture(project.document)
        assert copy.document.undo_label == "Edit note"
        assert dict(copy.settings) == {"k": 1}
        assert copy.vectors.get_many(["f"], "codec", "1") == {"f": b"1234"}
        with pytest.raises(StorageError, match="open in another window"):
            project.save_copy(target)
    with pytest.raises(StorageError, match="this project itself"):
        project.save_copy(project.path)
    with pytest.raises(StorageError):
        project.save_copy(project.path.parent / "nowhere" / "copy.concept")
    assert [name for name in names(project.path.parent) if name.endswith(".part")] == []


def test_closing_twice_and_using_a_closed_project(project: Project) -> None:
    project.close()
    project.close()
    with pytest.raises(StorageError, match="is closed"):
        project.perform(edits.set_note(project.document, ROOT, "late"))


def test_an_operation_gets_its_time_from_the_project(project: Project) -> None:
    project.perform(edits.set_note(project.document, ROOT, "x"))
    project.perform(edits.set_note(project.document, ROOT, "y", time=5000.0))
    assert [step.time for step in project.document.history.done] == [1010.0, 5000.0]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(some_edits(), st.sampled_from(["undo", "redo", "reopen"])), max_size=15))
def test_whatever_is_done_the_file_holds_the_same(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Edit | str]
) -> None:
    path = tmp_path_factory.mktemp("random") / "r.concept"
    project = Project.create(path, harbour())
    states = [picture(project.document)]
    try:
        for step in steps:
            if step == "undo":
                project.undo()
            elif step == "redo":
                project.redo()
            elif step == "reopen":
                project.close()
                project = Project.open(path)
            elif not isinstance(step, str) and (operation := outcome(project.document, step)):
                project.perform(operation)
            assert not project.pending
            states.append(picture(project.document))
        undoable = len(project.document.history.done)
        revision = project.document.revision
    finally:
        project.close()
    with Project.open(path) as project:
        assert picture(project.document) == states[-1]
        assert (len(project.document.history.done), project.document.revision) == (undoable, revision)
        while project.undo():
            pass
        assert picture(project.document) == states[0]
        while project.redo():
            pass
        redone = picture(project.document)
    assert picture(reopened(path)) == redone


def test_a_big_document_opens_with_all_its_places(path: Path) -> None:
    draft = section(
        "Big",
        *(
            section(f"S{i}", *(paragraph(*(f"{i} {j} {k}" for k in range(5))) for j in range(20)))
            for i in range(20)
        ),
    )
    with Project.create(path, Document.from_draft(draft)) as project:
        assert len(project.document) == 2 + 20 + 400 + 2000
        operation = edits.add_subtree(project.document, ROOT, 3, draft.children[0])
        project.perform(operation)
        expected = lines(project.document)
    assert lines(reopened(path)) == expected


def test_inserting_at_one_place_again_and_again_keeps_the_order(project: Project) -> None:
    document = project.document
    parent = document.node(find(document, "It was old.")).parent
    assert parent is not None
    for number in range(60):
        project.perform(edits.add_node(document, parent, 1, Kind.CONCEPT, f"s{number}"))
    expected = ["It was old.", *(f"s{number}" for number in reversed(range(60))), "It was blue."]
    assert [document.text(child) for child in document.children(parent)] == expected
    again = reopened(project.path)
    assert [again.text(child) for child in again.children(parent)] == expected


def test_a_draft_that_does_not_fit_is_refused_before_anything_is_written(path: Path) -> None:
    with pytest.raises(EditError, match="cannot be placed in"):
        Document.from_draft(section("x", Draft(Kind.CONCEPT, "loose")))


def test_a_moved_or_deleted_file_is_noticed_and_the_text_rescued(project: Project) -> None:
    elsewhere = project.path.with_name("elsewhere.concept")
    project.path.rename(elsewhere)
    with pytest.raises(NotSaved, match="moved, deleted or replaced") as raised:
        project.perform(edits.set_note(project.document, ROOT, "typed on"))
    assert raised.value.notice is not None
    assert raised.value.notice.changed == (ROOT,)
    with pytest.raises(NotSaved):
        project.close()
    rescued = project.path.with_name("rescued.concept")
    project.save_copy(rescued)
    assert reopened(rescued).root.note == "typed on"
    elsewhere.rename(project.path)
    project.retry()
    assert reopened(project.path).root.note == "typed on"
    project.close()


def test_a_step_that_joins_the_one_before_it_leaves_the_file(path: Path) -> None:
    project = Project.create(path, harbour())
    document = project.document
    node = find(document, "It rained.")
    key = typing_key(node, "eng_Latn")

    def typed(text: str, time: float, *, own: bool = False) -> None:
        operation = edits.edit_text(document, node, text, "eng_Latn", time=time)
        if own:
            operation = replace(operation, label="Mark", merge_key=own_step_key(key), follow_key=key)
        project.perform(operation)
        again = reopened(path)
        assert picture(again) == picture(document)
        assert [step.label for step in again.history.done] == [step.label for step in document.history.done]

    typed("It didn'", 1.0)
    typed("It didn’", 1.1, own=True)
    assert len(document.history.done) == 2
    typed("It didn’t", 1.2)
    assert len(document.history.done) == 1
    typed("It didn’t'", 1.3)
    typed("It didn’t’", 1.4, own=True)
    project.close()
    with Project.open(path) as project:
        project.undo()
        assert project.document.text(node) == "It didn’t'"
        project.undo()
        assert project.document.text(node) == "It rained."
