"""`recover`: the text of a damaged project in a new file, and what it refuses."""

from __future__ import annotations

import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.outline import Document
from conceptwriter.storage import DOUBTFUL, Project
from tests.cli.conftest import Runner, harbour


@pytest.fixture
def torn(story: Path) -> Path:
    """The small document without the first page of its file but for the header."""
    whole = story.read_bytes()
    story.write_bytes(whole[:100] + bytes(3996) + whole[4096:])
    return story


def sentences(document: Document) -> list[str]:
    return [document.text(node) for node in document.concepts()]


def test_the_message_about_damage_says_what_to_run_and_that_works(run: Runner, torn: Path) -> None:
    before = torn.read_bytes()
    refused = run("show", torn)
    assert refused.code == 1
    program, *words = shlex.split(refused.err.rpartition("a new file: ")[2])
    assert program == "conceptwriter"
    ended = run(*words)
    assert ended.code == 0
    assert "story recovered.concept: " in ended.out
    assert "Part of the file could not be read" in ended.err
    assert torn.read_bytes() == before
    with Project.open(torn.with_name("story recovered.concept")) as project:
        assert sentences(project.document) == sentences(harbour())


def test_as_json(run: Runner, torn: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.concept"
    ended = run("recover", torn, "-o", out, "--json", "--quiet")
    assert (ended.code, ended.err) == (0, "")
    assert ended.json["path"] == str(out)
    assert ended.json["nodes"] == len(harbour())
    assert ended.json["displaced"] == 0
    assert ended.json["complete"] is False


def test_a_whole_file_is_recovered_without_remarks(run: Runner, story: Path, tmp_path: Path) -> None:
    ended = run("recover", story, "-o", tmp_path / "out.concept")
    assert (ended.code, ended.err) == (0, "")


def test_what_may_be_damaged_is_reported(run: Runner, story: Path, tmp_path: Path) -> None:
    content = story.read_bytes()
    story.write_bytes(content.replace(b"Nobody was", b"Nobodi was"))
    refused = run("show", story)
    assert refused.code == 1
    assert "table renditions" in refused.err
    assert "checksum" in refused.err
    ended = run("recover", story, "-o", tmp_path / "out.concept")
    assert "checksums do not match: 1." in ended.err
    assert DOUBTFUL in run("show", tmp_path / "out.concept", "--json").out


def test_a_damaged_index_is_reported_and_repaired_by_whoever_writes(run: Runner, story: Path) -> None:
    with closing(sqlite3.connect(story)) as connection:
        connection.execute("DROP INDEX nodes_by_parent")
    read = run("show", story, "--quiet")
    assert read.code == 0
    assert "The text is intact. The file is repaired when" in read.err
    Project.open(story).close()
    assert run("show", story).err == ""


def test_nothing_is_overwritten(run: Runner, torn: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.concept"
    out.write_text("mine")
    ended = run("recover", torn, "-o", out)
    assert (ended.code, ended.out) == (2, "")
    assert "already exists" in ended.err
    assert out.read_text() == "mine"
    before = torn.read_bytes()
    assert run("recover", torn, "-o", torn).code == 2
    assert torn.read_bytes() == before


def test_wrong_usage(run: Runner, torn: Path) -> None:
    assert run("recover", torn).code == 2
    assert run("recover", torn, "-o", "-").code == 2
    assert run("recover", "-", "-o", "out.concept").code == 2


@pytest.mark.parametrize("kind", ["missing", "empty", "text", "binary", "folder"])
def test_where_there_is_nothing_to_recover_the_file_is_named(
    run: Runner, bad_files: dict[str, Path], kind: str, tmp_path: Path
) -> None:
    ended = run("recover", bad_files[kind], "-o", tmp_path / "out.concept")
    assert (ended.code, ended.out) == (1, "")
    assert bad_files[kind].name in ended.err
    assert not (tmp_path / "out.concept").exists()


def test_a_folder_that_is_not_there(run: Runner, torn: Path, tmp_path: Path) -> None:
    ended = run("recover", torn, "-o", tmp_path / "no" / "out.concept")
    assert (ended.code, ended.out) == (1, "")
    assert "out.concept" in ended.err
