from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, Document, Kind, edits
from conceptwriter.storage import Project, StorageError, recover
from conceptwriter.storage.carving import carve
from tests.outline.drafts import harbour, lines, paragraph, picture, section
from tests.outline.test_random_edits import check_tree


def novel() -> Document:
    """Enough text for many pages, some of it longer than a page."""
    chance = random.Random(3)
    words = ["harbour", "bell", "rain", "letter", "boat", "dawn", "café", "港", "नाव"]

    def sentence(number: int, length: int) -> str:
        return f"{number}: " + " ".join(chance.choices(words, k=length))

    return Document.from_draft(
        section(
            "Novel",
            *(
                section(
                    f"Chapter {chapter}",
                    *(
                        paragraph(
                            *(sentence(number, 12 + 900 * (number == 2 and part == 1)) for number in range(5))
                        )
                        for part in range(8)
                    ),
                )
                for chapter in range(12)
            ),
        )
    )


def sentences(path: Path) -> list[str]:
    with Project.open(path, read_only=True) as project:
        check_tree(project.document)
        return [project.document.text(node) for node in project.document.concepts()]


@pytest.fixture
def whole(path: Path) -> bytes:
    Project.create(path, novel()).close()
    return path.read_bytes()


def test_a_healthy_file_is_recovered_as_it_is(path: Path, project: Project, tmp_path: Path) -> None:
    project.perform(edits.delete(project.document, [project.document.children(ROOT)[1]]))
    project.perform(edits.set_rendition(project.document, ROOT, "fra_Latn", "Le port"))
    found = recover(
        path, tmp_path / "out.concept"
    )  # while it is open, with its newest text still in the journal
    assert (found.complete, found.displaced, found.nodes) == (True, 0, len(project.document))
    with Project.open(found.path) as recovered:
        assert picture(recovered.document) == picture(project.document)


def test_without_its_first_page_the_text_is_all_there(path: Path, whole: bytes, tmp_path: Path) -> None:
    original = sentences(path)
    path.write_bytes(bytes(4096) + whole[4096:])
    with pytest.raises(StorageError):
        Project.open(path)
    found = recover(path, tmp_path / "out.concept")
    assert not found.complete
    assert sentences(found.path) == original
    assert path.read_bytes() == bytes(4096) + whole[4096:]


def test_half_a_file_gives_what_is_in_that_half(path: Path, whole: bytes, tmp_path: Path) -> None:
    original = sentences(path)
    path.write_bytes(whole[: len(whole) * 2 // 3])
    found = recover(path, tmp_path / "out.concept")
    rescued = sentences(found.path)
    assert len(rescued) > len(original) // 4
    assert set(filter(None, rescued)) <= {text[: len(text)] for text in original} | set(rescued)
    assert sum(text in set(original) for text in rescued) > len(original) // 4


def test_damaged_pages_cost_only_what_was_on_them(path: Path, whole: bytes, tmp_path: Path) -> None:
    original = set(sentences(path))
    chance = random.Random(5)
    for attempt in range(6):
        damaged = bytearray(whole)
        for page in chance.sample(range(1, len(whole) // 4096), 3):
            damaged[page * 4096 : (page + 1) * 4096] = chance.randbytes(4096)
        path.write_bytes(damaged)
        found = recover(path, tmp_path / f"out{attempt}.concept")
        assert len(original & set(sentences(found.path))) > len(original) * 0.6


def test_texts_without_a_place_are_gathered_at_the_end(path: Path, tmp_path: Path) -> None:
    Project.create(path, harbour()).close()
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM nodes WHERE kind = 'paragraph'")
    connection.execute("DELETE FROM nodes WHERE id = (SELECT max(id) FROM nodes)")
    connection.commit()
    connection.close()
    found = recover(path, tmp_path / "out.concept")
    assert found.displaced == 7
    with Project.open(found.path) as project:
        assert lines(project.document) == [
            "# One",
            "  # The letter",
            "# Two",
            "# Recovered text",
            "  -",
            "    . The boats came in.",
            "    . Nobody was waiting.",
            "    . It rained.",
            "  -",
            "    . It was old.",
            "    . It was blue.",
            "  -",
            "    . He read it.",
            "  -",
            "    . The end.",
        ]
        section_node = project.document.children(ROOT)[-1]
        assert project.document.node(section_node).kind is Kind.SECTION


def test_circles_are_broken(path: Path, tmp_path: Path) -> None:
    Project.create(path, harbour()).close()
    connection = sqlite3.connect(path)
    one, letter = (
        row[0] for row in connection.execute("SELECT id FROM nodes WHERE kind = 'section' AND id > 2 LIMIT 2")
    )
    connection.execute("UPDATE nodes SET parent = ? WHERE id = ?", (letter, one))
    connection.commit()
    connection.close()
    found = recover(path, tmp_path / "out.concept")
    assert len(sentences(found.path)) == 7


def test_nothing_to_recover(path: Path, tmp_path: Path) -> None:
    path.write_bytes(random.Random(2).randbytes(20_000))
    out = tmp_path / "out.concept"
    with pytest.raises(StorageError, match="Nothing in"):
        recover(path, out)
    with pytest.raises(StorageError, match="cannot be read"):
        recover(tmp_path / "absent.concept", out)
    assert not out.exists()
    out.write_text("mine")
    with pytest.raises(StorageError, match="already exists"):
        recover(path, out)


def test_carving_random_bytes_ends(tmp_path: Path) -> None:
    file = tmp_path / "noise"
    for seed in range(20):
        chance = random.Random(seed)
        pages = [bytes([chance.choice((13, 10, 2))]) + chance.randbytes(4095) for _ in range(4)]
        file.write_bytes(b"".join(pages))
        assert isinstance(list(carve(file)), list)
