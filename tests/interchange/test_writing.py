from __future__ import annotations

import os
import socket
import threading
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.interchange import UnwritableFile, check_writable, whole_file, write_text_file

pytestmark = pytest.mark.skipif(os.name != "posix", reason="named pipes have names on POSIX only")


def test_a_named_pipe_is_written_into_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_text_file(pipe, "Où ?\n")
    reader.join(10)
    assert read == ["Où ?\n".encode()]
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_nothing_reaches_a_pipe_when_the_work_fails(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(ZeroDivisionError):
        _write_half(pipe)
    assert pipe.is_fifo()


def _write_half(path: Path) -> None:
    with whole_file(path) as stream:
        stream.write(b"half")
        raise ZeroDivisionError


def test_a_link_to_a_pipe_leads_into_it(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link.md"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_text_file(link, "text")
    reader.join(10)
    assert read == [b"text"]
    assert link.is_symlink()
    assert pipe.is_fifo()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root makes device nodes")
def test_a_device_is_written_into_and_stays_one(tmp_path: Path) -> None:
    node = tmp_path / "nothing"
    try:
        os.mknod(node, 0o020666, os.makedev(1, 3))
        node.write_bytes(b"")
    except OSError:
        pytest.skip("no device nodes here")
    write_text_file(node, "text")
    assert node.is_char_device()


def test_a_stream_of_the_program_gets_the_text_after_what_is_there(tmp_path: Path) -> None:
    log = tmp_path / "log.md"
    log.write_text("before\n", encoding="utf-8")
    with log.open("ab") as stream:
        name = Path(f"/dev/fd/{stream.fileno()}")
        if not name.exists():
            pytest.skip("no /dev/fd here")
        write_text_file(name, "text\n")
    assert log.read_text(encoding="utf-8") == "before\ntext\n"


def test_a_protected_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "out.md"
    path.write_text("mine", encoding="utf-8")
    path.chmod(0o444)
    with pytest.raises(UnwritableFile, match="write-protected"):
        write_text_file(path, "other")
    with pytest.raises(UnwritableFile, match="write-protected"):
        check_writable(path)
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_project_is_never_replaced_by_a_text(tmp_path: Path) -> None:
    path = tmp_path / "book.md"
    path.write_bytes(b"SQLite format 3\0" + bytes(100))
    before = path.read_bytes()
    with pytest.raises(UnwritableFile, match="project file or another database"):
        write_text_file(path, "text")
    assert path.read_bytes() == before


def test_a_socket_is_refused_and_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket may be a hundred characters long
    with closing(socket.socket(socket.AF_UNIX)) as bound:
        bound.bind("out.md")
        path = tmp_path / "out.md"
        with pytest.raises(UnwritableFile, match="a disk or a socket"):
            write_text_file(path, "text")
        with pytest.raises(UnwritableFile, match="a disk or a socket"):
            check_writable(path)
        assert path.is_socket()


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile, match="is a folder"):
        write_text_file(tmp_path, "text")
    with pytest.raises(UnwritableFile, match="is a folder"):
        check_writable(tmp_path)
    check_writable(tmp_path / "new.md")


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    link = tmp_path / "a.md"
    link.symlink_to(link)
    with pytest.raises(UnwritableFile, match="was not written"):
        write_text_file(link, "text")
    check_writable(link)


def test_permissions_of_a_replaced_file_stay(tmp_path: Path) -> None:
    path = tmp_path / "out.md"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o600)
    with whole_file(path) as stream:
        stream.write(b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
