"""What the system refuses, and what a killed program left, said at the terminal."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from conceptwriter.cli.main import main
from conceptwriter.outline import ROOT, Document, edits
from conceptwriter.storage import Project
from tests.outline.drafts import harbour
from tests.storage.test_taken_names import LAST, kill_while_writing


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "story.md"
    path.write_text("# Story\n\nIt rained.\n")
    return path


def complaint(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(list(words)) in (1, 2)
    output = capsys.readouterr().err
    assert "unforeseen" not in output
    return output


def test_names_that_cannot_be_are_said(text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    circle = text.with_name("circle.concept")
    circle.symlink_to(circle)
    assert "symbolic link that leads back to itself" in complaint(
        capsys, "import", str(text), "-o", str(circle), "--force"
    )
    long = text.with_name("x" * 300 + ".concept")
    assert "Choose another name" in complaint(capsys, "import", str(text), "-o", str(long))
    near = text.with_name("x" * 240 + ".concept")
    assert "Shorten it" in complaint(capsys, "import", str(text), "-o", str(near))
    assert "Choose another name" in complaint(capsys, "recover", str(text), "-o", str(long))


def test_a_pipe_as_project_is_refused_at_once(text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = text.with_name("pipe.concept")
    os.mkfifo(pipe)
    for words in (
        ("show", str(pipe)),
        ("stats", str(pipe)),
        ("recover", str(pipe), "-o", str(text.with_name("out.concept"))),
        ("import", str(text), "-o", str(pipe), "--force"),
    ):
        output = complaint(capsys, *words)
        assert "named pipe" in output
        assert str(pipe) in output
    assert pipe.is_fifo()


def test_a_write_protected_project_is_not_replaced(text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = text.with_name("kept.concept")
    Project.create(path, Document("eng_Latn", "Kept")).close()
    path.chmod(0o400)
    before = path.read_bytes()
    assert "write-protected" in complaint(capsys, "import", str(text), "-o", str(path), "--force")
    assert path.read_bytes() == before


def test_a_log_of_another_file_is_spoken_of(
    text: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, backup = tmp_path / "harbour.concept", tmp_path / "backup.concept"
    with Project.create(path, harbour()) as project:
        project.perform(edits.set_note(project.document, ROOT, "saved"))
        project.save_copy(backup)
    kill_while_writing(path, LAST)
    shutil.copyfile(backup, path)
    assert main(["show", str(path)]) == 0
    output = capsys.readouterr()
    assert "It was ignored" in output.err
    assert "The boats came in." in output.out
    path.unlink()
    assert main(["import", str(text), "-o", str(path)]) == 0
    output = capsys.readouterr()
    assert "unmatched log" in output.err
    assert main(["show", str(path)]) == 0
    assert "It rained." in capsys.readouterr().out
