"""Where commands write: into pipes and devices, never over a project, a text or a name of another format."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Runner


@pytest.mark.parametrize("name", ["notes.md", "notes.txt", "notes.docx"])
@pytest.mark.parametrize("force", [[], ["--force"]])
def test_import_makes_no_project_under_the_name_of_a_text(
    run: Runner, tmp_path: Path, name: str, force: list[str]
) -> None:
    source, target = tmp_path / "a.md", tmp_path / name
    source.write_text("text\n", encoding="utf-8")
    if force:
        target.write_text("mine\n", encoding="utf-8")
    ended = run("import", source, "-o", target, *force)
    assert ended.code == 2
    assert "notes.concept" in ended.err
    assert target.read_text(encoding="utf-8") == "mine\n" if force else not target.exists()


def test_recover_makes_no_project_under_the_name_of_a_text(run: Runner, story: Path, tmp_path: Path) -> None:
    ended = run("recover", story, "-o", tmp_path / "found.md")
    assert ended.code == 2
    assert "found.concept" in ended.err
    assert not (tmp_path / "found.md").exists()


def test_no_text_takes_the_name_of_a_project(run: Runner, story: Path, tmp_path: Path) -> None:
    ended = run("export", story, "-o", tmp_path / "new.concept", "--format", "markdown")
    assert ended.code == 2
    assert not (tmp_path / "new.concept").exists()


@pytest.mark.parametrize("name", ["new.concept", "notes.md"])
def test_vectors_take_the_name_of_neither(run: Runner, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    target.write_bytes(b"mine")
    ended = run("pipe", "encode", "--from", "en", "-o", target, stdin=b"A line.\n")
    assert ended.code == 2
    assert name in ended.err
    assert target.read_bytes() == b"mine"


def test_links_in_a_circle_are_named(run: Runner, tmp_path: Path) -> None:
    source, link = tmp_path / "a.md", tmp_path / "b.concept"
    source.write_text("text\n", encoding="utf-8")
    link.symlink_to(link)
    ended = run("import", source, "-o", link)
    assert ended.code == 2
    assert "b.concept" in ended.err


def _program(*words: str | Path, closed: str) -> subprocess.CompletedProcess[bytes]:
    command = f'"$@" {closed}'
    return subprocess.run(
        ["sh", "-c", command, "sh", sys.executable, "-m", "conceptwriter", *map(str, words)],
        capture_output=True,
        timeout=120,
        check=False,
    )


@pytest.mark.skipif(os.name != "posix", reason="a shell that closes streams")
def test_closed_streams_are_reported_and_hit_no_file(story: Path, tmp_path: Path) -> None:
    ended = _program("show", story, closed=">&-")
    assert ended.returncode == 1
    assert ended.stderr.decode().startswith("conceptwriter: Standard output is closed")
    assert ended.stderr.count(b"\n") == 1
    out = tmp_path / "out.md"
    ended = _program("export", story, "-o", out, closed="<&- >&- 2>&-")
    assert ended.returncode == 0
    assert out.stat().st_size > 0
    ended = _program("import", "-", "-o", tmp_path / "b.concept", closed="<&-")
    assert ended.returncode == 1
    assert b"standard input is empty" in ended.stderr
    ended = _program("show", story, closed="2>&-")
    assert ended.returncode == 0
    assert ended.stdout
