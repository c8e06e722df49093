from __future__ import annotations

import gzip
import json
import lzma
from pathlib import Path

import pytest

from conceptwriter.evaluation.held_out import corpora
from conceptwriter.evaluation.held_out.corpora import CorpusError, CorpusSentence


def write_xz(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with lzma.open(path, "wt", encoding="utf-8") as stream:
        stream.write(text)


def test_tatoeba_pairs_takes_only_files_of_wanted_languages(tmp_path: Path) -> None:
    folder = tmp_path / "parallel" / "tatoeba"
    write_xz(folder / "eng_Latn-fra_Latn.tsv.xz", "A  bell.\tUne cloche.\tsource\n")
    write_xz(folder / "eng_Latn-jpn_Jpan.tsv.xz", "A bell.\t鐘。\tsource\n")
    found = list(corpora.tatoeba_pairs(tmp_path, frozenset({"eng_Latn", "fra_Latn"})))
    assert found == [(CorpusSentence("A bell.", "eng_Latn"), CorpusSentence("Une cloche.", "fra_Latn"))]


def test_headed_pairs_filters_by_the_language_columns(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv.xz"
    write_xz(path, "lang_a\tlang_b\ttext_a\ttext_b\neng_Latn\tfra_Latn\tA.\tB.\neng_Latn\ttur_Latn\tC.\tD.\n")
    found = list(corpora.headed_pairs(path, frozenset({"eng_Latn", "fra_Latn"})))
    assert [(a.text, b.text) for a, b in found] == [("A.", "B.")]


def test_multiway_pairs_makes_every_pair_of_filled_cells(tmp_path: Path) -> None:
    path = tmp_path / "multi.tsv.xz"
    write_xz(path, "eng_Latn\tfra_Latn\tspa_Latn\nA\tB\tC\nD\t\tF\n")
    found = list(corpora.multiway_pairs(path, frozenset({"eng_Latn", "fra_Latn", "spa_Latn"})))
    assert [(a.text, b.text) for a, b in found] == [("A", "B"), ("A", "C"), ("B", "C"), ("D", "F")]


def document_line(**changes: object) -> str:
    record: dict[str, object] = {
        "id": "x:1",
        "story": "x",
        "lang": "eng_Latn",
        "title": "The harbour",
        "paragraphs": [["One.", " "], ["Two."]],
        "headings": [{"before": 1, "level": 2, "text": "Later"}],
    }
    return json.dumps(record | changes) + "\n"


def test_documents_drops_blank_sentences_and_reads_headings(tmp_path: Path) -> None:
    path = tmp_path / "stories.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.write(document_line() + document_line(lang="fra_Latn"))
    (document,) = corpora.documents(path, frozenset({"eng_Latn"}))
    assert document.paragraphs == [["One."], ["Two."]]
    assert document.headings[0].text == "Later"
    assert document.summary == []


def test_a_broken_document_is_named_by_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "stories.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.write(document_line() + "{half\n")
    with pytest.raises(CorpusError, match=r"stories\.jsonl\.gz, line 2"):
        list(corpora.documents(path, frozenset({"eng_Latn"})))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nothing\.tsv\.xz does not exist"):
        list(corpora.headed_pairs(tmp_path / "nothing.tsv.xz", frozenset()))


def test_the_share_alike_file_is_never_a_document_file(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    for name in ("stories.jsonl.gz", "wikitext2_test.jsonl.gz"):
        (tmp_path / "documents" / name).touch()
    assert [path.name for path in corpora.document_files(tmp_path)] == ["stories.jsonl.gz"]


def test_clean_composes_and_collapses() -> None:
    assert corpora.clean(" e\u0301  le\n\tve ") == "\u00e9 le ve"


def test_documents_come_back_as_they_were_written(tmp_path: Path) -> None:
    written = corpora.TrainingDocument(
        "a:1", "a", "fra_Latn", "Le port", [["Un.", "Deux."], []], [corpora.Heading(1, 2, "Après")], ["Bref."]
    )
    path = tmp_path / "documents" / "own.jsonl.gz"
    assert corpora.write_documents(path, [written]) == 1
    assert list(corpora.documents(path)) == [written]
    assert corpora.languages_of(tmp_path) == ["fra_Latn"]


def test_languages_are_those_of_the_pairs_with_english_first(tmp_path: Path) -> None:
    for name in ("deu_Latn-ara_Arab", "eng_Latn-fra_Latn"):
        write_xz(tmp_path / "parallel" / "tatoeba" / f"{name}.tsv.xz", "A\tB\n")
    assert corpora.languages_of(tmp_path) == ["eng_Latn", "ara_Arab", "deu_Latn", "fra_Latn"]


def test_damaged_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "parallel" / "tatoeba" / "eng_Latn-fra_Latn.tsv.xz"
    write_xz(path, "only one column\n")
    wanted = frozenset({"eng_Latn", "fra_Latn"})
    with pytest.raises(CorpusError, match=r"fra_Latn\.tsv\.xz, line 1: needs 2 columns, has 1"):
        list(corpora.tatoeba_pairs(tmp_path, wanted))
    path.write_bytes(path.read_bytes()[:30])
    with pytest.raises(CorpusError, match=r"fra_Latn\.tsv\.xz cannot be read"):
        list(corpora.tatoeba_pairs(tmp_path, wanted))
    with lzma.open(path, "wb") as stream:
        stream.write("café\tbar\n".encode("latin-1"))
    with pytest.raises(CorpusError, match=r"fra_Latn\.tsv\.xz is not UTF-8"):
        list(corpora.tatoeba_pairs(tmp_path, wanted))
