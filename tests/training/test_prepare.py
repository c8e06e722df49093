"""From a data folder to tokenizer and pack: what goes in, what stays out, what is said when it cannot be."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from conceptwriter.codec.pieces import TokenizerError, load_tokenizer
from conceptwriter.evaluation.held_out.corpora import CorpusError
from conceptwriter.training.codec.batches import BatchPlan, Sampling
from conceptwriter.training.codec.prepare import PrepareConfig, main, prepare
from conceptwriter.training.packing import Pack
from tests.training.conftest import PAIRS

SMALL = PrepareConfig(vocabulary=330)


def test_pairs_and_documents_are_packed(data_folder: Path, tmp_path: Path) -> None:
    pack = prepare(data_folder, tmp_path / "run", SMALL)
    assert pack.language_codes == ["eng_Latn", "fra_Latn"]
    assert len(pack.pairs) == 12 * len(PAIRS)
    tokenizer = load_tokenizer(tmp_path / "run" / "tokenizer.model")
    singles = {tokenizer.decode(pack.sentence(int(index)).tolist()) for index in pack.singles}
    assert {english for english, _ in PAIRS} <= singles
    assert "The harbour, part 3" in singles


def test_held_out_sentences_stay_out(data_folder: Path, tmp_path: Path) -> None:
    (data_folder / "dev").mkdir()
    with gzip.open(data_folder / "dev" / "tatoeba_dev.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("lang_a\tlang_b\ttext_a\ttext_b\n")
        file.write("eng_Latn\tfra_Latn\tTHE BELL rang across the water\t3 la cloche sonnait sur l'eau\n")
    pack = prepare(data_folder, tmp_path / "run", SMALL)
    assert len(pack.pairs) == 12 * len(PAIRS) - 1
    tokenizer = load_tokenizer(tmp_path / "run" / "tokenizer.model")
    singles = {tokenizer.decode(pack.sentence(int(index)).tolist()) for index in pack.singles}
    assert "The bell rang across the water." not in singles


def test_a_vocabulary_the_text_cannot_fill_is_made_smaller(
    data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare(data_folder, tmp_path / "run", replace(SMALL, vocabulary=20_000))
    assert "fewer than the 20000 requested" in capsys.readouterr().out
    assert load_tokenizer(tmp_path / "run" / "tokenizer.model").get_piece_size() < 1000


def test_a_vocabulary_that_cannot_hold_the_letters_is_an_error(data_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(TokenizerError, match="Raise --vocabulary above"):
        prepare(data_folder, tmp_path / "run", replace(SMALL, vocabulary=270))
    assert not (tmp_path / "run" / "tokenizer.model").exists()


def test_too_little_text_and_wrong_folders_are_said(
    data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CorpusError, match="sentences in hin_Deva; at least 100 are needed"):
        prepare(data_folder, tmp_path / "run", replace(SMALL, languages=("hin_Deva",)))
    assert main([str(tmp_path / "run"), str(tmp_path / "out")]) == 1
    assert "neither parallel/ nor documents/" in capsys.readouterr().err


def test_files_that_are_no_pack_or_tokenizer_are_named(tmp_path: Path) -> None:
    (tmp_path / "pack.npz").write_bytes(b"no pack")
    with pytest.raises(CorpusError, match=r"pack\.npz is not a pack"):
        Pack.load(tmp_path / "pack.npz")
    with pytest.raises(TokenizerError, match=r"tokenizer\.model is missing"):
        load_tokenizer(tmp_path / "tokenizer.model")
    (tmp_path / "tokenizer.model").write_bytes(b"no model")
    with pytest.raises(TokenizerError, match="not a SentencePiece model"):
        load_tokenizer(tmp_path / "tokenizer.model")


def test_small_languages_are_drawn_more_often(data_folder: Path, tmp_path: Path) -> None:
    pack = prepare(data_folder, tmp_path / "run", SMALL)
    few = replace(pack, languages=pack.languages.copy())
    few.languages[pack.singles[:2]] = 1
    rows = pack.singles[:, None]
    repeats = Sampling(exponent=0.5).repeats(few, rows)
    assert repeats[:2].min() > 2 > 1 > repeats[2:].max()
    assert Sampling(exponent=1.0).repeats(few, rows) == pytest.approx(1)
    faint = Sampling(exponent=1.0, faint=(few.language_codes[1],), faint_share=0.1).repeats(few, rows)
    assert faint[0] == pytest.approx(0.1 * faint[2])
    assert faint.sum() == pytest.approx(len(rows))


def test_strides_share_the_batches_out(pack: Pack) -> None:
    plan = BatchPlan(pack, 60, 0.6, seed=3)
    through = plan.batches()
    wanted = [next(through).first for _ in range(12)][3::3]
    strided = plan.batches(skip=3, every=3)
    for expected in wanted:
        assert next(strided).first.equal(expected)
