"""`trash` and `backups`: what was deleted, what was kept, and bringing it back."""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.outline.edits import delete
from conceptwriter.storage import Project
from tests.cli.conftest import Runner


def drop(story: Path, *texts: str) -> list[int]:
    """Delete what starts like this, one after the other; the ids."""
    ids = []
    with Project.open(story) as project:
        document = project.document
        for text in texts:
            node = next(node for node in document.subtree(1) if document.text(node).startswith(text))
            project.perform(delete(document, [node]))
            ids.append(document.children(2)[0])
    return ids


def words(run: Runner, story: Path) -> str:
    return run("show", story).out


# -- trash ---------------------------------------------------------------------------------------------------


def test_the_trash_is_listed(run: Runner, story: Path) -> None:
    assert "empty" in run("trash", story).err
    (letter,) = drop(story, "Anna found")
    ended = run("trash", story)
    assert ended.out.split()[:2] == [str(letter), "[paragraph]"]
    assert "from The letter" in ended.out
    (row,) = run("trash", story, "--json").json["trash"]
    assert (row["id"], row["text"], row["words"]) == (letter, "Anna found the letter under the door.", 7)
    assert row["from"] == ["The letter"]
    assert row["deleted"]


def test_one_several_or_all_are_restored(run: Runner, story: Path) -> None:
    before = words(run, story)
    sentence, chapter = drop(story, "Nobody was", "The letter")
    ended = run("trash", story, "--restore", chapter)
    assert (ended.code, len(run("trash", story, "--json").json["trash"])) == (0, 1)
    assert "1 entry restored" in ended.err
    drop(story, "The letter")
    both = run("trash", story, "--restore", sentence, chapter, "--json").json
    assert [row["id"] for row in both["restored"]] == [sentence, chapter]
    assert words(run, story) == before
    drop(story, "Nobody was", "The letter")
    assert run("trash", story, "--restore", "all").code == 0
    assert words(run, story) == before


def test_the_trash_is_emptied_and_it_is_said_of_what(run: Runner, story: Path) -> None:
    drop(story, "Nobody was")
    ended = run("trash", story, "--empty")
    assert "Nobody was waiting." in ended.out
    assert run("trash", story, "--json").json["trash"] == []
    with Project.open(story) as project:
        project.undo()
        assert project.document.children(2)
    assert run("trash", story, "--empty", "--json").json["removed"]
    assert run("trash", story, "--empty", "--json").json["removed"] == []


@pytest.mark.parametrize("extra", [["--restore", "4711"], ["--restore", "x"], ["--restore", "1", "--empty"]])
def test_what_is_not_in_the_trash_is_wrong_usage(run: Runner, story: Path, extra: list[str]) -> None:
    assert run("trash", story, *extra).code == 2


# -- backups -------------------------------------------------------------------------------------------------


def test_backups_are_made_listed_compared_and_put_back(run: Runner, story: Path) -> None:
    assert "no backups found" in run("backups", story).err
    before = words(run, story)
    made = run("backups", story, "--now").out.strip()
    assert Path(made).parent == story.parent / "story backups"
    drop(story, "Nobody was")
    after = words(run, story)
    listed = run("backups", story).out
    assert made in listed
    assert "words" in listed
    found = run("backups", story, "--compare", 1, "--json").json
    assert (found["only_then"], found["samples_then"]) == (1, ["Nobody was waiting."])
    assert "- Nobody was waiting." in run("backups", story, "--compare", "newest").out

    ended = run("backups", story, "--restore", 1)
    assert ended.code == 0
    assert "The previous contents are in" in ended.err
    assert words(run, story) == before
    rows = run("backups", story, "--json").json["backups"]
    assert [row["reason"] for row in rows] == ["restoring", "asked"]
    assert run("backups", story, "--restore", Path(rows[0]["path"]).name).code == 0
    assert words(run, story) == after


def test_a_lost_or_damaged_document_says_what_to_do_and_that_works(run: Runner, story: Path) -> None:
    before = words(run, story)
    run("backups", story, "--now")
    story.write_bytes(story.read_bytes()[:6000])
    output = run("show", story).err
    assert "The newest backup is" in output
    assert f"conceptwriter backups {story} --restore newest" in output
    assert f"conceptwriter recover {story}" in output
    assert run("backups", story, "--restore", "newest").code == 0
    assert words(run, story) == before
    for ruined in (b"", None):
        if ruined is None:
            story.unlink()
        else:
            story.write_bytes(ruined)
            assert "--restore newest" in run("show", story).err
        assert run("backups", story, "--restore", "newest", "--json").json["file"] == str(story)
        assert words(run, story) == before


def test_without_a_backup_none_is_promised(run: Runner, story: Path) -> None:
    story.write_bytes(story.read_bytes()[:6000])
    assert "There is no backup beside it" in run("show", story).err
    assert run("backups", story, "--restore", "newest").code == 2


@pytest.mark.parametrize("which", ["0", "2", "nothing.concept", "newest.concept"])
def test_a_backup_that_is_not_there_is_wrong_usage(run: Runner, story: Path, which: str) -> None:
    run("backups", story, "--now")
    ended = run("backups", story, "--restore", which)
    assert ended.code == 2
    assert which in ended.err


def test_another_folder(run: Runner, story: Path, tmp_path: Path) -> None:
    run("backups", story, "--now", "--folder", tmp_path / "safe")
    assert len(list((tmp_path / "safe").iterdir())) == 1
    assert len(run("backups", story, "--json").json["backups"]) == 1, "the document knows where they are"


def test_the_folder_of_the_preferences_is_used(run: Runner, story: Path, tmp_path: Path) -> None:
    from conceptwriter.gui.settings import WindowSettings, save_settings, settings_path

    save_settings(WindowSettings(backup_folder=str(tmp_path / "usual")), settings_path())
    run("backups", story, "--now")
    assert len(list((tmp_path / "usual").iterdir())) == 1


def test_no_command_writes_into_a_backup(run: Runner, story: Path) -> None:
    drop(story, "Nobody was")
    made = Path(run("backups", story, "--now").out.strip())
    before = made.read_bytes()
    ended = run("trash", made, "--empty")
    assert ended.code == 1
    assert "is a backup of" in ended.err
    assert run("show", made).code == 0
    assert made.read_bytes() == before


def test_a_document_open_elsewhere_is_not_restored(run: Runner, story: Path) -> None:
    run("backups", story, "--now")
    with Project.open(story):
        assert run("backups", story, "--restore", "newest").code == 1


def test_importing_over_a_document_keeps_it(run: Runner, story: Path, tmp_path: Path) -> None:
    before = words(run, story)
    (tmp_path / "new.md").write_text("Something else.\n", encoding="utf-8")
    ended = run("import", tmp_path / "new.md", "-o", story, "--force")
    assert ended.code == 0
    assert "The previous contents are in" in ended.err
    assert words(run, story) == "Something else.\n"
    assert run("backups", story, "--restore", "newest").code == 0
    assert words(run, story) == before
