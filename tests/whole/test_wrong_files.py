"""`conceptwriter FILE` with a file that is no document: the window says which and why, and is of use."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conceptwriter.gui.application import first_project
from conceptwriter.gui.settings import WindowSettings
from tests.whole.conftest import Start, write_story

HUGE = 100 * 1024 * 1024


def sparse(path: Path, head: bytes = b"") -> None:
    with path.open("wb") as stream:
        stream.write(head)
        stream.truncate(HUGE)


def half(path: Path) -> None:
    write_story(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def swollen(path: Path) -> None:
    """A project whose end is a hundred megabytes of nothing."""
    write_story(path)
    content = bytearray(path.read_bytes())
    content[28:32] = (HUGE // 4096).to_bytes(4, "big")
    content[100 : 100 + 512] = bytes(512)
    sparse(path, bytes(content))


Made = Callable[[Path], object]
WRONG: list[tuple[str, Made, str]] = [
    ("empty.concept", Path.touch, "empty"),
    ("text.concept", lambda path: path.write_text("Only a text.\n" * 500), "not a ConceptWriter project"),
    ("binary.concept", lambda path: path.write_bytes(bytes(range(256)) * 64), "not a ConceptWriter project"),
    ("half.concept", half, "damaged"),
    (
        "cut.concept",
        lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(20)),
        "is damaged and cannot be opened",
    ),
    ("swollen.concept", swollen, "damaged"),
    ("huge.concept", sparse, "not a ConceptWriter project"),
    ("folder.concept", Path.mkdir, "folder"),
    ("missing.concept", lambda path: None, "cannot be read|no such"),
    ("empty.md", Path.touch, "empty|no text"),
    ("binary.md", lambda path: path.write_bytes(bytes(range(256)) * 64), "not text|UTF-8|binary"),
    ("half.txt", lambda path: path.write_bytes("Ein halbes Zeichen: ü".encode()[:-1]), "UTF-8"),
    ("huge.md", sparse, "50 MB"),
    ("folder.md", Path.mkdir, "folder|directory"),
    ("missing.md", lambda path: None, "There is no file"),
    ("picture.png", lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64)), "not a ConceptWriter"),
]


@pytest.mark.parametrize(("name", "make", "why"), WRONG, ids=[name for name, _, _ in WRONG])
def test_a_wrong_file_is_named_and_kept(tmp_path: Path, name: str, make: Made, why: str) -> None:
    path = tmp_path / name
    make(path)
    before = sorted(entry.name for entry in tmp_path.iterdir())
    opened = first_project(path, WindowSettings())
    assert opened is not None
    project, (notice,) = opened
    with project:
        assert project.path != path
        assert name in notice.text
        assert re.search(why, notice.text), notice.text
        assert "Traceback" not in notice.text
        assert "Errno" not in notice.text
    assert sorted(entry.name for entry in tmp_path.iterdir()) == before


@pytest.mark.parametrize(("name", "make", "why"), [WRONG[3], WRONG[12]], ids=["half", "huge"])
def test_the_window_opens_all_the_same(
    start: Start, tmp_path: Path, home: Path, name: str, make: Made, why: str
) -> None:
    """In place of the file the sample, and a notice; written into, it is like any other document."""
    path = tmp_path / name
    make(path)
    window = start(path)
    sight = window.see()
    (notice,) = sight["notices"]
    assert name in notice
    assert why in notice
    assert sight["bar"] == notice
    assert Path(sight["file"]).is_relative_to(home), "in its place the sample, in the user's own folder"
    assert window.order(at="Nobody was waiting", type=" Still.")["steps"] > 0
    assert window.quit() == 0
