"""What was written down is there again; what cannot be gone on with is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.evaluation.records import Record, Records, RecordsError

ABOUT = {"codec": "toy 1", "seed": 0}
OFFER = Record("offers", "books", "book:1", "human", ("One.", "Two."))
CHOICE = Record("choice", "books", "book:1#0", "chooser", features={"order": (1.0, 0.5)})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "systems.jsonl"
    with Records(ABOUT, path) as records:
        records.add(OFFER)
        records.add(CHOICE)
    return path


def test_what_was_added_is_there_again(file: Path) -> None:
    with Records(ABOUT, file) as again:
        assert OFFER.key in again
        assert again.of("offers", "books", "human") == {"book:1": OFFER}
        assert again.of("choice", "books", "chooser") == {"book:1#0": CHOICE}
        assert again.systems("offers") == ["human"]
        again.add(Record("offers", "books", "book:2", "human", ("Three.",)))
    with Records(ABOUT, file) as third:
        assert set(third.of("offers", "books", "human")) == {"book:1", "book:2"}


def test_half_a_line_of_a_killed_run_is_forgotten(file: Path) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.write('{"task": "offers", "set": "boo')
    with Records(ABOUT, file) as again:
        assert OFFER.key in again
        again.add(Record("offers", "books", "book:2", "human", ("Three.",)))
    with Records(ABOUT, file) as third:
        assert len(third.of("offers", "books", "human")) == 2


def test_another_run_is_refused(file: Path) -> None:
    with pytest.raises(RecordsError, match="codec 'toy 1' instead of 'toy 2'"):
        Records({**ABOUT, "codec": "toy 2"}, file)
    assert OFFER.texts[0] in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("content", ["# Notes\n", '{"form": "other"}\n', "no line", "[1]\n"])
def test_another_file_is_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "notes.md"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RecordsError, match=r"notes\.md"):
        Records(ABOUT, path)
    assert path.read_text(encoding="utf-8") == content


@pytest.mark.parametrize("line", ["{}", "[]", "nonsense", '{"task": "choice", "signs": 3}'])
def test_a_damaged_line_is_named(file: Path, line: str) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    with pytest.raises(RecordsError, match="line 4"):
        Records(ABOUT, file)


def test_without_a_file_nothing_is_written(tmp_path: Path) -> None:
    with Records(ABOUT) as records:
        records.add(OFFER)
        assert OFFER.key in records
    assert list(tmp_path.iterdir()) == []
