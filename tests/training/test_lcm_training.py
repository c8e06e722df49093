"""Embedding and training every LCM variant on a codec that has learned nothing."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from conceptwriter.codec.pieces import load_tokenizer
from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.held_out.corpora import CorpusError
from conceptwriter.evaluation.held_out.embedded import EmbeddedDocuments
from conceptwriter.lcm.contract import ItemKind
from conceptwriter.training.checkpointing import Checkpoint, CheckpointError, read_checkpoint, save_checkpoint
from conceptwriter.training.codec.config import TOY
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.embedding import EmbedConfig, embed_folder
from conceptwriter.training.embedding import main as embed_main
from conceptwriter.training.lcm.factory import build
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.train import LcmTrainConfig, main, numbers_given, train
from conceptwriter.training.run import RunConfig
from tests.training.conftest import PAIRS

RUN = RunConfig(steps=4, save_every=2, log_every=1, warm_up=2, threads=1, device="cpu", matrix_rate=1e-3)
CONFIG = LcmTrainConfig(rows=4, window=12, run=RUN)
EMBED = EmbedConfig(device="cpu", threads=1)


@pytest.fixture
def codec_folder(tokenizer_path: Path, tmp_path: Path) -> Path:
    """The run of a codec of which only the shape is right."""
    torch.manual_seed(3)
    folder = tmp_path / "codec"
    folder.mkdir()
    (folder / "tokenizer.model").write_bytes(tokenizer_path.read_bytes())
    shape = replace(TOY, vocabulary=load_tokenizer(tokenizer_path).get_piece_size())
    save_checkpoint(folder, Checkpoint("codec", dict(shape.as_dict()), CodecModel(shape).state_dict()))
    return folder


@pytest.fixture
def documents(codec_folder: Path, data_folder: Path, tmp_path: Path) -> EmbeddedDocuments:
    return embed_folder(TorchCodec.load(codec_folder), data_folder, tmp_path / "documents.npz", EMBED)


def test_documents_are_embedded_without_held_out_sentences(
    codec_folder: Path, data_folder: Path, tmp_path: Path, documents: EmbeddedDocuments
) -> None:
    assert len(documents.starts) == 13
    held = tmp_path / "held"
    held.mkdir()
    with gzip.open(held / "tatoeba_dev.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("lang_a\tlang_b\ttext_a\ttext_b\n")
        file.write(f"eng_Latn\tfra_Latn\t{PAIRS[0][0].upper()}\t{PAIRS[0][1]}\n")
    config = replace(EMBED, held_out=held)
    fewer = embed_folder(TorchCodec.load(codec_folder), data_folder, tmp_path / "fewer.npz", config)
    dropped = (documents.kinds == ItemKind.CONCEPT).sum() - (fewer.kinds == ItemKind.CONCEPT).sum()
    assert dropped == 24  # twice in each of twelve stories
    assert np.array_equal(EmbeddedDocuments.load(tmp_path / "fewer.npz").order, fewer.order)


@pytest.mark.parametrize("variant", FAMILY)
def test_every_variant_trains_and_continues_exactly(
    variant: str, codec_folder: Path, documents: EmbeddedDocuments, tmp_path: Path
) -> None:
    codec, shape, config = TorchCodec.load(codec_folder), FAMILY[variant].toy, replace(CONFIG, run=RUN)
    whole = train(codec, documents, tmp_path / "whole", shape, config).state_dict()
    train(codec, documents, tmp_path / "cut", shape, replace(config, run=replace(RUN, steps=2)))
    resumed = train(codec, documents, tmp_path / "cut", shape, config).state_dict()
    for name, tensor in whole.items():
        assert torch.allclose(tensor, resumed[name], atol=1e-5), name
    stored = read_checkpoint(tmp_path / "cut")
    assert (stored.variant, stored.step) == (variant, 4)
    build(stored.variant, stored.shape).load_state_dict(stored.model)


def test_training_brings_the_loss_down(
    codec_folder: Path, documents: EmbeddedDocuments, tmp_path: Path
) -> None:
    config = replace(CONFIG, run=replace(RUN, steps=60, save_every=60, matrix_rate=1e-2, other_rate=1e-2))
    train(TorchCodec.load(codec_folder), documents, tmp_path / "run", FAMILY["base"].toy, config)
    lines = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    first, last = (sum(line["end"] for line in part) for part in (lines[:6], lines[-6:]))
    assert last < 0.9 * first


def test_what_does_not_fit_is_said(codec_folder: Path, documents: EmbeddedDocuments, tmp_path: Path) -> None:
    codec = TorchCodec.load(codec_folder)
    with pytest.raises(ConceptWriterError, match="have 16 numbers, the model's 32"):
        train(codec, documents, tmp_path / "a", replace(FAMILY["base"].toy, dimension=32), CONFIG)
    with pytest.raises(ConceptWriterError, match="window of 500 items"):
        train(codec, documents, tmp_path / "b", FAMILY["base"].toy, replace(CONFIG, window=500))
    with pytest.raises(ConceptWriterError, match="learns through the decoder"):
        train(None, documents, tmp_path / "c", FAMILY["token"].toy, CONFIG)
    train(codec, documents, tmp_path / "d", FAMILY["base"].toy, CONFIG)
    with pytest.raises(CheckpointError, match="variant base, not quant"):
        train(codec, documents, tmp_path / "d", FAMILY["quant"].toy, CONFIG)
    with pytest.raises(CheckpointError, match="contains an LCM"):
        TorchCodec.load(tmp_path / "d")


def test_too_little_text_is_said(codec_folder: Path, data_folder: Path, tmp_path: Path) -> None:
    config = replace(EMBED, longest=3)
    with pytest.raises(CorpusError, match="no document of at least 4 sentences of up to 3 characters"):
        embed_folder(TorchCodec.load(codec_folder), data_folder, tmp_path / "x.npz", config)
    config = replace(EMBED, files=("novels",))
    with pytest.raises(CorpusError, match=r"no file novels\.jsonl\.gz; it has: stories"):
        embed_folder(TorchCodec.load(codec_folder), data_folder, tmp_path / "x.npz", config)
    assert not list(tmp_path.glob("*x.npz"))


def test_commands_embed_once_and_train_on_it(
    codec_folder: Path, data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = tmp_path / "shared.npz"
    limits = ["--device", "cpu", "--threads", "1"]
    assert embed_main([str(codec_folder), str(data_folder), str(shared), *limits]) == 0
    numbers = ["width=32", "heads=2", "inner=64", "layers=1", "longest=32", "levels=3", "entries=8"]
    words = [str(codec_folder), str(shared), str(tmp_path / "quant"), "--variant", "quant", *limits]
    words += ["--steps", "1", "--rows", "2", "--window", "12", "--log-every", "1", "--set", *numbers]
    assert main([*words, "head_layers=1", "head_inner=32", "rounds=2"]) == 0
    shape = read_checkpoint(tmp_path / "quant").shape
    assert (shape["dimension"], shape["entries"]) == (16, 8)
    assert main([*words, "hight=32"]) == 1
    assert "no number called 'hight'" in capsys.readouterr().err
    assert main([str(codec_folder), str(tmp_path / "no.npz"), str(tmp_path / "x")]) == 1
    assert "There is no file" in capsys.readouterr().err


def test_numbers_are_read_by_name() -> None:
    assert numbers_given(["width=512", "target=v", "beta=0.1"]) == {"width": 512, "target": "v", "beta": 0.1}
    with pytest.raises(ConceptWriterError, match="NAME=VALUE"):
        numbers_given(["width"])
