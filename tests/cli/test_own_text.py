"""Training on a user's own folder: what becomes of the files, and what is said when they will not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.cli import train
from conceptwriter.cli.console import Console, WrongUsage
from conceptwriter.cli.own_text import is_own_text, own_files, training_folder
from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.held_out.corpora import documents
from tests.cli.conftest import Runner

ENGLISH = "The boats came in at dawn. Nobody was waiting for *them* on the quay, and the bell was silent."
FRENCH = "Les bateaux sont rentrés à l'aube. Personne ne les attendait sur le quai."


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts of mine"
    (folder / "deep" / ".hidden").mkdir(parents=True)
    (folder / "a.md").write_text(
        f"# The harbour\n\n{ENGLISH}\n\n```\ncode = 1\n```\n\n## Later\n\nIt rained all night.\n"
    )
    (folder / "deep" / "b.txt").write_text(FRENCH, encoding="utf-8")
    (folder / "deep" / ".hidden" / "c.md").write_text("Not this.")
    (folder / "empty.md").touch()
    (folder / "picture.png").write_bytes(b"\x89PNG")
    return folder


def test_files_become_documents(texts: Path, tmp_path: Path) -> None:
    assert is_own_text(texts)
    made, summary = training_folder(texts, tmp_path / "run")
    assert summary.startswith("2 files of")
    assert summary.endswith("eng_Latn, fra_Latn")
    first, second = documents(made / "documents" / "own_text.jsonl.gz")
    assert (first.title, first.language, second.language) == ("The harbour", "eng_Latn", "fra_Latn")
    assert first.paragraphs[0][1] == ENGLISH.partition(". ")[2].replace("*", "")
    assert ["It rained all night."] in first.paragraphs
    assert not any("code" in text for paragraph in first.paragraphs for text in paragraph)
    later = next(heading for heading in first.headings if heading.text == "Later")
    assert first.paragraphs[later.before] == ["It rained all night."]
    assert len(second.paragraphs[0]) == 2


def test_a_named_language_holds_for_all(texts: Path, tmp_path: Path) -> None:
    made, _ = training_folder(texts, tmp_path / "run", "Spanish")
    found = documents(made / "documents" / "own_text.jsonl.gz")
    assert {document.language for document in found} == {"spa_Latn"}


def test_an_unclear_file_is_taken_for_the_main_language(texts: Path, tmp_path: Path) -> None:
    (texts / "z.txt").write_text("Zorb blick 12")
    made, _ = training_folder(texts, tmp_path / "run")
    *_, last = documents(made / "documents" / "own_text.jsonl.gz")
    assert last.language in {"eng_Latn", "fra_Latn"}
    for path in own_files(texts):
        if path.name != "z.txt":
            path.unlink()
    with pytest.raises(ConceptWriterError, match=r"z\.txt: the language is not clear.*--language"):
        training_folder(texts, tmp_path / "run")


def test_a_file_that_is_no_text_is_named(texts: Path, tmp_path: Path) -> None:
    (texts / "deep" / "d.md").write_bytes(b"caf\xe9 " * 30)
    with pytest.raises(ConceptWriterError, match=r"d\.md is not valid UTF-8"):
        training_folder(texts, tmp_path / "run")


def test_corpora_shards_and_runs_are_left_as_they_are(texts: Path, tmp_path: Path) -> None:
    (texts / "documents").mkdir()
    assert not is_own_text(texts)
    assert not is_own_text(tmp_path / "nowhere")
    (tmp_path / "x.parquet").touch()
    assert not is_own_text(tmp_path)


def test_the_commands_get_the_corpus_and_not_the_language(texts: Path, tmp_path: Path) -> None:
    console, out = Console(quiet=True), str(tmp_path / "run")
    words = train.with_own_text("codec", [str(texts), out, "--language=fr", "--steps", "3"], console)
    assert words == [str(tmp_path / "run" / "texts"), out, "--steps", "3"]
    words = train.with_own_text("lcm", ["codec", str(texts), out, "--language", "fr"], console)
    assert words == ["codec", str(tmp_path / "run" / "texts"), out]
    words = train.with_own_text("embed", ["codec", str(texts), f"{out}/d.npz"], console)
    assert words == ["codec", str(tmp_path / "run" / "texts"), f"{out}/d.npz"]
    assert train.with_own_text("codec", [out, "--steps", "3"], console) == [out, "--steps", "3"]
    with pytest.raises(WrongUsage, match="needs a language"):
        train.with_own_text("codec", [str(texts), out, "--language"], console)


def test_too_little_text_is_said_by_the_command(
    run: Runner, texts: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ended = run("train", "codec", texts, tmp_path / "run", "--device", "cpu")
    assert ended.code == 1
    assert "at least 100 are needed" in capfd.readouterr().err
