"""The proof that nothing held out is trained on must fail when something is."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import numpy as np
import pytest

from conceptwriter.codec.pieces import load_tokenizer
from conceptwriter.evaluation.held_out.corpora import CorpusError, CorpusSentence, TrainingDocument
from conceptwriter.evaluation.held_out.manifest import check_data, load_seen
from conceptwriter.evaluation.held_out.overlaps import seen_in
from conceptwriter.evaluation.held_out.packed import check_pack
from conceptwriter.evaluation.held_out.sentences import HeldOut
from conceptwriter.evaluation.held_out.shingles import ShingleIndex, shingles
from conceptwriter.training.packing import Pack, PackBuilder
from tests.evaluation.conftest import LANGUAGES, PAIRS, document, write_documents
from tests.training.conftest import PAIRS as TRAINED

BOTH = frozenset(LANGUAGES)


@pytest.fixture
def data(tmp_path: Path, dev: Path) -> Path:
    """Training text that shares nothing with the held-out sets beside it."""
    write_pairs(tmp_path, TRAINED)
    sentences = [f"Tomorrow {n} other people will sing on the green island all day." for n in range(9)]
    write_documents(tmp_path / "documents" / "stories.jsonl.gz", [document("story:9", sentences)])
    assert dev == tmp_path / "dev"
    return tmp_path


def write_pairs(data: Path, pairs: list[tuple[str, str]]) -> None:
    path = data / "parallel" / "tatoeba" / "eng_Latn-fra_Latn.tsv.xz"
    path.parent.mkdir(parents=True, exist_ok=True)
    with lzma.open(path, "wt", encoding="utf-8") as stream:
        stream.writelines(f"{english}\t{french}\tx\n" for english, french in pairs)


def test_nothing_shared_is_proven(data: Path, dev: Path) -> None:
    check = check_data(data, dev)
    assert check.findings == []
    assert check.manifest["held_out_sentences_in_training_files"]["distinct"] == 0
    assert check.manifest["languages"] == LANGUAGES
    files = {file["file"]: file for file in check.manifest["training_files"]}
    assert set(files) == {"parallel/tatoeba/eng_Latn-fra_Latn.tsv.xz", "documents/stories.jsonl.gz"}
    assert all(len(file["sha256"]) == 64 for file in files.values())
    assert len(check.manifest["evaluation_files"]) == 3
    assert "nothing is on both sides" in check.text()


def test_shared_sentences_are_counted_and_kept_as_hashes(data: Path, dev: Path, tmp_path: Path) -> None:
    write_pairs(data, [*TRAINED, (PAIRS[5][0].upper() + "!!", "Autre chose."), ("Else.", PAIRS[5][1])])
    check = check_data(data, dev, BOTH)
    assert check.findings == []  # packing leaves them out
    found = check.manifest["held_out_sentences_in_training_files"]
    assert (found["sentences"], found["distinct"]) == (2, 2)
    check.save(tmp_path / "manifest.json")
    text = (tmp_path / "manifest.json").read_text(encoding="utf-8")
    assert "stones" not in text
    assert "pierres" not in text
    seen = load_seen(tmp_path / "manifest.json", dev, BOTH)
    assert CorpusSentence(PAIRS[5][0], "eng_Latn") in seen
    assert CorpusSentence(PAIRS[6][0], "eng_Latn") not in seen
    assert seen == seen_in(data, HeldOut.of_folder(dev, BOTH), BOTH) == load_seen(data, dev, BOTH)
    assert "--pack" in check.text()


def test_a_shared_document_is_found(data: Path, dev: Path) -> None:
    other = [f"Quite another text of number {n} for the same page of it." for n in range(6)]
    write_documents(data / "documents" / "more.jsonl.gz", [document("stories:2", other)])
    check = check_data(data, dev, BOTH)
    assert {finding.subject for finding in check.findings} == {"stories:2", "stories:2:eng_Latn"}


def test_the_same_story_in_another_language_is_found(data: Path, dev: Path) -> None:
    write_documents(
        data / "documents" / "more.jsonl.gz", [document("stories:2", ["Un.", "Deux."], "fra_Latn")]
    )
    assert [finding.subject for finding in check_data(data, dev, BOTH).findings] == ["stories:2"]


def test_a_story_told_again_is_found(data: Path, dev: Path) -> None:
    """Same sentences with another beginning, under another name: no key is the same."""
    quoted = [f"Well, {english[0].lower()}{english[1:-1]}, they say." for english, _ in PAIRS[:4]]
    write_documents(data / "documents" / "more.jsonl.gz", [document("other:1", quoted)])
    check = check_data(data, dev, BOTH)
    assert {finding.subject for finding in check.findings} == {"stories:0:eng_Latn", "books:0:eng_Latn"}
    assert check.manifest["held_out_sentences_in_training_files"]["distinct"] == 0


def test_shingles_need_length_and_know_scripts_without_spaces() -> None:
    assert len(shingles("one two three four five six seven eight nine", "eng_Latn")) == 2
    assert shingles("One, two THREE four five six seven eight!", "eng_Latn") == shingles(
        "one two three four five six seven eight", "eng_Latn"
    )
    assert not shingles("Too short for that.", "eng_Latn")
    assert len(shingles("天" * 10 + "地" * 8, "zho_Hans")) == 3


def test_half_of_a_sentence_is_enough() -> None:
    words = [f"w{n}" for n in range(20)]
    held_out = TrainingDocument("a", "a", "eng_Latn", "", [[" ".join(words)]])
    index = ShingleIndex([held_out])
    index.show(TrainingDocument("b", "b", "eng_Latn", "", [[" ".join(words[:12])]]))
    assert index.near_duplicates()[0].found == 0
    index.show(TrainingDocument("c", "c", "eng_Latn", "", [[" ".join(words[6:])]]))
    assert index.near_duplicates()[0].share == 1


def test_a_clean_pack_is_clean(pack: Pack, tokenizer_path: Path, tmp_path: Path, dev: Path) -> None:
    pack.save(tmp_path / "pack.npz")
    check = check_pack(tmp_path / "pack.npz", HeldOut.of_folder(dev, BOTH), tokenizer_path)
    assert (check.kind, check.sentences, check.overlapping) == ("pack", 2 * len(TRAINED), 0)


def test_a_leak_in_a_pack_fails(data: Path, dev: Path, tokenizer_path: Path) -> None:
    builder = PackBuilder(load_tokenizer(tokenizer_path), LANGUAGES, 400)
    builder.add_pair(CorpusSentence(TRAINED[0][0], "eng_Latn"), CorpusSentence(TRAINED[0][1], "fra_Latn"))
    builder.add_single(CorpusSentence(PAIRS[7][1].upper(), "fra_Latn"))
    builder.build().save(data / "pack.npz")
    check = check_data(data, dev, BOTH, [data / "pack.npz"], tokenizer_path)
    assert [finding.subject for finding in check.findings] == [str(data / "pack.npz")]
    assert check.manifest["packs"][0]["held_out_sentences"] == 1
    check.save(data / "manifest.json")
    assert CorpusSentence(PAIRS[7][1], "fra_Latn") in load_seen(data / "manifest.json", dev, BOTH)


def test_a_leak_in_embedded_documents_is_found(tmp_path: Path, dev: Path, tokenizer_path: Path) -> None:
    """Rows begin with their language tag; a paragraph break has no ids."""
    pieces = load_tokenizer(tokenizer_path)
    rows = [
        [pieces.piece_to_id(f"<{code}>"), *pieces.encode(text), 3]
        for code, text in (("eng_Latn", PAIRS[0][0]), ("fra_Latn", TRAINED[0][1]), ("eng_Latn", PAIRS[0][1]))
    ]
    rows.insert(1, [])
    offsets = np.cumsum([0, *map(len, rows)])
    path = tmp_path / "documents.npz"
    np.savez(path, ids=np.array([n for row in rows for n in row], np.uint16), id_offsets=offsets)
    check = check_pack(path, HeldOut.of_folder(dev, BOTH), tokenizer_path)
    assert (check.kind, check.sentences, check.overlapping) == ("documents", 3, 1)


def test_what_is_no_pack_is_named(tmp_path: Path, dev: Path, tokenizer_path: Path) -> None:
    held_out = HeldOut.of_folder(dev, BOTH)
    np.savez(tmp_path / "other.npz", x=np.zeros(1))
    (tmp_path / "text.npz").write_text("no archive")
    for name in ("other.npz", "text.npz", "missing.npz"):
        with pytest.raises(CorpusError, match=name.replace(".", r"\.")):
            check_pack(tmp_path / name, held_out, tokenizer_path)
    with pytest.raises(CorpusError, match=r"tokenizer\.model"):
        check_pack(tmp_path / "other.npz", held_out)


def test_what_is_no_manifest_is_named(tmp_path: Path, data: Path, dev: Path) -> None:
    other = tmp_path / "other.json"
    for content in ("{}", "no JSON", json.dumps({"kind": "x"})):
        other.write_text(content)
        with pytest.raises(CorpusError, match=r"other\.json"):
            load_seen(other, dev, BOTH)
    check_data(data, dev, frozenset({"eng_Latn"})).save(other)
    with pytest.raises(CorpusError, match="fra_Latn"):
        load_seen(other, dev, BOTH)


def test_an_empty_data_folder_is_named(tmp_path: Path, dev: Path) -> None:
    with pytest.raises(CorpusError, match="no training files"):
        check_data(tmp_path / "nothing", dev, BOTH)
