"""Pairs that the codec makes itself: what is kept, and what is sorted out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from conceptwriter.codec.pieces import load_tokenizer
from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.held_out.corpora import CorpusSentence
from conceptwriter.evaluation.held_out.sentences import HeldOut
from conceptwriter.training.codec.back_translation import BackTranslation, Candidates, kept, main, widened
from conceptwriter.training.codec.config import TOY
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.codec.losses import LossConfig
from conceptwriter.training.codec.train import TrainConfig, train
from conceptwriter.training.packing import Pack, PackBuilder
from conceptwriter.training.run import RunConfig
from tests.training.conftest import PAIRS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, tokenizer_path: Path) -> Path:
    """A codec that has learned four pairs by heart, and nothing else; all English sides are singles."""
    made = tmp_path_factory.mktemp("codec")
    (made / "tokenizer.model").write_bytes(tokenizer_path.read_bytes())
    pack = packed(tokenizer_path)
    replace(pack, pairs=pack.pairs[:4]).save(made / "pack.npz")
    run = RunConfig(
        steps=120, finish_share=0.9, warm_up=5, threads=1, device="cpu", matrix_rate=2e-2, other_rate=1e-2
    )
    shape = replace(TOY, width=64, inner=128, dimension=32, encoder_layers=1, decoder_layers=1)
    config = TrainConfig(budget=400, pair_share=1.0, run=run, noise_ramp=1000)
    train(made, shape, config, LossConfig(drop_input=0.0, drop_prompt=0.0))
    return made


def packed(tokenizer_path: Path) -> Pack:
    builder = PackBuilder(load_tokenizer(tokenizer_path), ["eng_Latn", "fra_Latn"], 60)
    for english, french in PAIRS:
        builder.add_pair(CorpusSentence(english, "eng_Latn"), CorpusSentence(french, "fra_Latn"))
        builder.add_single(CorpusSentence(english, "eng_Latn"))
    return builder.build()


def test_what_the_codec_knows_becomes_a_pair(folder: Path) -> None:
    codec, pack = TorchCodec.load(folder), Pack.load(folder / "pack.npz")
    wider, tried = widened(pack, codec, BackTranslation(batch=3))
    assert tried == len(PAIRS)
    made = {
        tuple(codec.tokenizer.decode(wider.sentence(int(index)).tolist()) for index in pair)
        for pair in wider.pairs[4:]
    }
    assert set(PAIRS[:4]) & made
    assert all(wider.languages[pair].tolist() == [0, 1] for pair in wider.pairs[4:])
    assert len(wider.offsets) - 1 == len(pack.offsets) - 1 + len(made)
    assert np.array_equal(wider.tokens[: len(pack.tokens)], pack.tokens)


def test_strict_limits_keep_nothing(folder: Path) -> None:
    codec, pack = TorchCodec.load(folder), Pack.load(folder / "pack.npz")
    wider, _ = widened(pack, codec, BackTranslation(least_cosine=1.01))
    assert len(wider.pairs) == len(pack.pairs)
    held_out = HeldOut(CorpusSentence(french, "fra_Latn") for _, french in PAIRS)
    wider, _ = widened(pack, codec, BackTranslation(), held_out)
    assert len(wider.pairs) == len(pack.pairs)


def test_copies_far_and_empty_ones_are_sorted_out() -> None:
    texts = ["The sea.", "The sea.", "The sea.", "The sea.", "The sea.", "The sea."]
    found = Candidates(
        ["La mer.", "the sea", "La mer.", "La mer.", "", "La mer " * 20],
        np.array([0.95, 0.99, 0.5, 0.95, 0.99, 0.99], dtype=np.float32),
        np.array([80, 100, 90, 20, 90, 90], dtype=np.float32),
    )
    assert kept(texts, found, BackTranslation()) == [0]


def test_languages_must_be_known(folder: Path) -> None:
    codec, pack = TorchCodec.load(folder), Pack.load(folder / "pack.npz")
    with pytest.raises(ConceptWriterError, match="does not know deu_Latn"):
        widened(pack, codec, BackTranslation(("deu_Latn",)))
    with pytest.raises(ConceptWriterError, match="another tokenizer"):
        widened(replace(pack, language_codes=["fra_Latn", "eng_Latn"]), codec, BackTranslation())


def test_the_command_writes_a_folder_to_train_in(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(folder), str(tmp_path / "wide"), "--into", "fra_Latn", "--device", "cpu", "--threads", "1"]
    assert main(words) == 0
    assert "of 8 translations kept" in capsys.readouterr().out
    assert len(Pack.load(tmp_path / "wide" / "pack.npz").pairs) >= 4
    assert (tmp_path / "wide" / "tokenizer.model").is_file()
