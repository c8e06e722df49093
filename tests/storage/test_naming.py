from __future__ import annotations

import os
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, Document, Draft, Kind
from conceptwriter.storage import (
    NotAProject,
    Project,
    StorageError,
    WrongName,
    check_target,
    recover,
    recovered_path,
)

FOREIGN = ["notes.md", "notes.MD", "notes.txt", "notes.markdown", "notes.docx", "notes.npy", "notes.json"]


@pytest.mark.parametrize("name", FOREIGN)
def test_a_project_does_not_take_the_name_of_another_format(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with pytest.raises(WrongName, match=r"Choose .*notes\.concept"):
        Project.create(path)
    with Project.create(tmp_path / "book.concept") as project, pytest.raises(WrongName):
        project.save_copy(path)
    with pytest.raises(WrongName):
        recover(tmp_path / "book.concept", path)
    assert not path.exists()


@pytest.mark.parametrize("name", ["book.concept", "book.CONCEPT", "book"])
def test_names_of_projects(tmp_path: Path, name: str) -> None:
    Project.create(tmp_path / name).close()
    assert (tmp_path / name).is_file()


@pytest.mark.parametrize("content", [b"mine\n", "\ufeffmine".encode(), "mine".encode("utf-16")])
def test_a_text_is_never_replaced_by_a_database(tmp_path: Path, content: bytes) -> None:
    for name in ("notes", "notes.concept"):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(NotAProject):
            Project.create(path, Document(), overwrite=True)
        with Project.create(tmp_path / "book.concept", overwrite=True) as project, pytest.raises(NotAProject):
            project.save_copy(path)
        assert path.read_bytes() == content


def test_a_link_is_judged_by_what_it_leads_to(tmp_path: Path) -> None:
    text, link = tmp_path / "notes.txt", tmp_path / "book.concept"
    text.write_text("mine", encoding="utf-8")
    link.symlink_to(text)
    with pytest.raises(WrongName):
        Project.create(link, overwrite=True)
    assert text.read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(os.name != "posix", reason="named pipes have names on POSIX only")
def test_a_pipe_is_no_place_for_a_project(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.concept"
    os.mkfifo(pipe)
    with pytest.raises(NotAProject, match="named pipe"):
        Project.create(pipe, overwrite=True)
    assert pipe.is_fifo()


def test_an_older_project_with_another_name_can_still_be_copied_under_it(tmp_path: Path) -> None:
    Project.create(tmp_path / "book.concept").close()
    old = (tmp_path / "book.concept").rename(tmp_path / "book.cw")
    with Project.open(old) as project:
        project.save_copy(tmp_path / "copy.cw")
    check_target(tmp_path / "new.cw", own_suffix=".CW")
    assert recovered_path(old).name == "book recovered.concept"


def test_a_project_is_written_without_being_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Draft(Kind.SECTION, "A book", "eng_Latn", [Draft(Kind.PARAGRAPH)])
    with monkeypatch.context() as patched:
        patched.setattr(Project, "_open_locked", None)
        path, _ = Project.write(tmp_path / "book.concept", Document.from_draft(root, "eng_Latn"))
    assert path == (tmp_path / "book.concept").resolve()
    with Project.open(path) as project:
        assert project.document.text(ROOT) == "A book"
    with pytest.raises(StorageError, match="already exists"):
        Project.write(path, Document())
    with pytest.raises(WrongName):
        Project.write(tmp_path / "book.md", Document())
