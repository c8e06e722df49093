from __future__ import annotations

import resource
import signal
import sqlite3

import pytest

from conceptwriter.outline import ROOT, ChangeNotice, ProposalSet, edits
from conceptwriter.storage import NotSaved, Project, StorageError
from tests.outline.drafts import find, picture
from tests.storage.conftest import names

LONG = "A sentence that needs more room than the disk has left. " * 4000


def fill_disk(project: Project) -> None:
    """Let SQLite meet what it meets on a full disk: no page more than the file has now."""
    pages = project._connection.execute("PRAGMA page_count").fetchone()[0]
    project._connection.execute(f"PRAGMA max_page_count = {pages}")


def free_disk(project: Project) -> None:
    project._connection.execute("PRAGMA max_page_count = 1000000")


def in_file(project: Project) -> list[object]:
    with Project.open(project.path, read_only=True) as reader:
        return picture(reader.document)


def test_on_a_full_disk_no_text_is_lost_and_all_is_written_later(project: Project) -> None:
    document = project.document
    notices: list[ChangeNotice] = []
    document.subscribe(notices.append)
    written = picture(document)
    node = find(document, "The end.")
    fill_disk(project)
    with pytest.raises(NotSaved, match="full") as raised:
        project.perform(edits.edit_text(document, node, LONG))
    assert str(project.path) in str(raised.value)
    assert document.text(node) == LONG
    assert notices == [raised.value.notice]
    assert (project.pending, in_file(project)) == (1, written)

    with pytest.raises(NotSaved):
        project.perform(edits.delete(document, [find(document, "One")]))
    with pytest.raises(NotSaved):
        project.undo()
    with pytest.raises(NotSaved):
        project.perform(edits.add_child(document, ROOT, "new"))
    with pytest.raises(NotSaved):
        project.save_proposals(ProposalSet(node, "propose", 1, "", ()))
    with pytest.raises(NotSaved):
        project.retry()
    assert (project.pending, in_file(project)) == (5, written)

    free_disk(project)
    project.perform(edits.set_note(document, ROOT, "space again"))
    assert (project.pending, in_file(project)) == (0, picture(document))
    project.close()
    with Project.open(project.path) as again:
        assert again.document.text(node) == LONG
        assert len(again.document.proposals) == 1
        assert [step.label for step in again.document.history.done] == [
            "Typing",
            "Add paragraph",
            "Edit note",
        ]
        while again.undo():
            pass
        assert picture(again.document) == written


def test_a_removed_and_restored_branch_is_written_right_after_the_disk_was_full(project: Project) -> None:
    document = project.document
    project.perform(edits.delete(document, [find(document, "One")]))
    fill_disk(project)
    for step in (
        lambda: project.perform(edits.edit_text(document, find(document, "The end."), LONG)),
        lambda: project.perform(edits.purge(document)),
        project.undo,
        lambda: project.perform(edits.restore(document, document.children(2))),
        lambda: project.perform(edits.move_down(document, [find(document, "One")])),
    ):
        with pytest.raises(NotSaved):
            step()
    free_disk(project)
    project.retry()
    assert in_file(project) == picture(document)


def test_a_copy_rescues_what_the_full_disk_did_not_take(project: Project) -> None:
    node = find(project.document, "The end.")
    fill_disk(project)
    with pytest.raises(NotSaved):
        project.perform(edits.edit_text(project.document, node, LONG))
    target = project.path.with_name("rescue.concept")
    project.save_copy(target)
    with Project.open(target) as rescued:
        assert rescued.document.text(node) == LONG
        rescued.undo()
        assert rescued.document.text(node) == "The end."
    with pytest.raises(NotSaved):
        project.close()
    assert not project.closed
    project.close(discard=True)
    assert names(project.path.parent) == ["harbour.concept", "rescue.concept"]


def test_vectors_give_way_silently_and_settings_say_so(project: Project) -> None:
    fill_disk(project)
    assert project.vectors.put_many({"f": bytes(500_000)}, "codec", "1") is False
    assert project.vectors.get_many(["f"], "codec", "1") == {}
    with pytest.raises(StorageError, match="full"):
        project.settings["big"] = LONG
    assert "big" not in project.settings
    free_disk(project)
    assert project.vectors.put_many({"f": bytes(500_000)}, "codec", "1") is True
    assert not project.pending


def test_another_program_holding_the_file_is_a_pause_not_a_loss(project: Project) -> None:
    project._connection.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(project.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(NotSaved, match="locked"):
        project.perform(edits.set_note(project.document, ROOT, "waiting"))
    other.execute("ROLLBACK")
    other.close()
    project.retry()
    assert in_file(project) == picture(project.document)


def test_a_failing_disk_is_not_the_end(project: Project) -> None:
    """The system refuses every write beyond the first 8 KiB of a file, as a broken or overfull disk does."""
    document = project.document
    node = find(document, "The end.")
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, hard))
    try:
        for number in range(3):
            with pytest.raises(NotSaved, match="disk I/O error"):
                project.perform(edits.edit_text(document, node, LONG + str(number), merge=False))
        with pytest.raises(StorageError, match="could not be written"):
            project.save_copy(project.path.with_name("copy.concept"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert project.pending == 3
    project.retry()
    assert in_file(project) == picture(document)
    project.close()
    assert names(project.path.parent) == [project.path.name]
