"""What a codec begins from: exported bundles, spaces that are kept."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from conceptwriter.bundles import load_manifest, verify
from conceptwriter.codec.pieces import PAD, load_tokenizer
from conceptwriter.training.checkpointing import CheckpointError, read_checkpoint
from conceptwriter.training.codec.bundle_weights import codec_of_bundle
from conceptwriter.training.codec.config import TOY
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.codec.initial_weights import initial_codec
from conceptwriter.training.codec.losses import LossConfig, codec_loss
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.codec.train import TrainConfig, main, train
from conceptwriter.training.codec.weights import codec_of_weights
from conceptwriter.training.export import Description, ExportError, LcmSettings, NamedLcm, write_bundle
from conceptwriter.training.export.__main__ import main as export
from conceptwriter.training.export.codec_graphs import write_encoder
from conceptwriter.training.graph_writer import SharedTable, array_of
from conceptwriter.training.packing import Pack
from conceptwriter.training.run import RunConfig
from conceptwriter.training.tokenizer import train_tokenizer
from conceptwriter.training.trainer import TrainingError
from tests.toy_bundle import make_toy_codec, make_toy_lcm
from tests.training.conftest import PAIRS

SHAPE = replace(TOY, vocabulary=330, encoder_layers=1, longest=40)
RUN = RunConfig(steps=2, save_every=2, threads=1, warm_up=1, device="cpu", matrix_rate=1e-2, other_rate=1e-2)
SHORT = TrainConfig(budget=200, noise_ramp=1, run=RUN)
ABOUT = Description("toy", "1", "# Toy\n", "Apache-2.0", "None.\n")
KEPT = ("encoder.onnx", "embedding.bin")


@pytest.fixture
def run_folder(pack: Pack, tokenizer_path: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    pack.save(folder / "pack.npz")
    (folder / "tokenizer.model").write_bytes(tokenizer_path.read_bytes())
    return folder


def write_encoder_files(model: CodecModel, folder: Path) -> None:
    table = SharedTable(array_of(model.embedding.weight), "int8", folder / "embedding.bin")
    model.encoder.config = replace(model.encoder.config, token_states=False)
    write_encoder(model.encoder, table, folder / "encoder.onnx", "int8")


def bundle_of(model: CodecModel, tokenizer: Path, folder: Path, precision: str = "int8") -> Path:
    write_bundle(folder, ABOUT, model, tokenizer, precision=precision)
    return folder


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"token_states": True},
        {"token_states": True, "copying": True},
        {"token_states": True, "reading_layers": 2},
    ],
)
@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_a_bundle_gives_its_codec_back(
    tokenizer_path: Path, tmp_path: Path, precision: str, parts: dict[str, Any]
) -> None:
    model = make_toy_codec(replace(SHAPE, **parts))
    if (gate := model.decoder.copy_gate) is not None:
        torch.nn.init.normal_(gate.weight)
    if model.token_states is not None:
        for parameter in model.token_states.layers.parameters():
            torch.nn.init.normal_(parameter)
    found = codec_of_bundle(bundle_of(model, tokenizer_path, tmp_path / "bundle", precision))
    assert found.config == model.config
    nearness = 1e-6 if precision == "float32" else 0.02
    for name, tensor in model.state_dict().items():
        assert (found.state_dict()[name] - tensor).abs().max() <= nearness * max(1, tensor.abs().max()), name
    ids = torch.randint(6, 300, (2, 5))
    again = codec_of_bundle(bundle_of(found, tokenizer_path, tmp_path / "third", precision))
    assert torch.allclose(again.encoder(ids), found.encoder(ids), atol=1e-3)


def test_a_space_is_kept_only_where_there_is_one(
    run_folder: Path,
    tokenizer_path: Path,
    data_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    config = replace(SHORT, keep_space=True)
    with pytest.raises(CheckpointError, match="no space to keep"):
        train(run_folder, SHAPE, config, LossConfig())
    bundle = bundle_of(make_toy_codec(SHAPE), tokenizer_path, tmp_path / "bundle")
    words = [str(data_folder), str(tmp_path / "other"), "--keep-space", "--begin-from", str(bundle)]
    words += ["--device", "cpu", "--steps", "1", "--budget", "100", "--threads", "1"]
    assert main(words) == 0
    given = (tmp_path / "other" / "tokenizer.model").read_bytes()
    assert given == tokenizer_path.read_bytes()
    train_tokenizer(
        [text for pair in PAIRS for text in pair] * 20, ["eng_Latn"], 320, bundle / "tokenizer.model"
    )
    with pytest.raises(CheckpointError, match="can only be kept with its tokenizer"):
        train(run_folder, SHAPE, config, LossConfig(), begin_from=bundle)


def test_bundles_of_other_networks_are_refused(tokenizer_path: Path, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"bundle\.json"):
        codec_of_bundle(tmp_path)
    more, less = (
        bundle_of(
            make_toy_codec(replace(SHAPE, decoder_layers=layers)), tokenizer_path, tmp_path / str(layers)
        )
        for layers in (2, 1)
    )
    whole = (more / "condition.onnx").read_bytes()
    (more / "condition.onnx").write_bytes((less / "condition.onnx").read_bytes())
    with pytest.raises(
        CheckpointError, match=r"condition\.onnx lacks weights .*: decoder\.layers\.1\.slot_key_value\.weight"
    ):
        codec_of_bundle(more)
    (less / "condition.onnx").write_bytes(whole)
    with pytest.raises(
        CheckpointError, match=r"condition\.onnx has weights .* lacks: constant_\d+ \(64, 32\)"
    ):
        codec_of_bundle(less)
    (less / "condition.onnx").write_bytes(b"no graph")
    with pytest.raises(CheckpointError, match=r"condition\.onnx is not a graph"):
        codec_of_bundle(less)


def test_training_goes_on_from_a_bundle(run_folder: Path, tokenizer_path: Path, tmp_path: Path) -> None:
    model = make_toy_codec(SHAPE)
    bundle = bundle_of(model, tokenizer_path, tmp_path / "bundle", "float32")
    run = replace(RUN, steps=1, matrix_rate=1e-9, other_rate=1e-9)
    shape = replace(TOY, token_states=True)
    begun = train(run_folder, shape, replace(SHORT, run=run), LossConfig(), begin_from=bundle)
    assert begun.config == replace(SHAPE, token_states=True)
    assert torch.allclose(begun.decoder.to_slots.weight, model.decoder.to_slots.weight, atol=1e-5)


def test_layers_that_read_begin_with_adding_nothing(
    run_folder: Path, tokenizer_path: Path, tmp_path: Path
) -> None:
    model = make_toy_codec(replace(SHAPE, token_states=True))
    bundle = bundle_of(model, tokenizer_path, tmp_path / "bundle", "float32")
    weights = tmp_path / "codec.safetensors"
    aliases = {"encoder.embedding.weight", "decoder.embedding.weight"}
    save_file({n: t for n, t in model.state_dict().items() if n not in aliases}, weights)
    for source in (bundle, weights):
        shape = replace(SHAPE, token_states=True, reading_layers=2)
        begun = initial_codec(source, shape, load_tokenizer(tokenizer_path))
        assert begun.config == shape
        assert begun.token_states is not None
        assert model.token_states is not None
        states = model.encoder.states(torch.randint(6, 300, (2, 5)))
        assert torch.allclose(begun.token_states(states).items, model.token_states(states).items, atol=1e-5)
    save_file({n: t for n, t in begun.state_dict().items() if n not in aliases}, weights)
    assert codec_of_weights(weights, SHAPE).config.reading_layers == 2


def test_a_space_that_is_kept_is_the_same_bit_by_bit(
    run_folder: Path, tokenizer_path: Path, tmp_path: Path
) -> None:
    model = make_toy_codec(SHAPE)
    with torch.no_grad():
        model.embedding.weight[PAD] = 0.1  # as training leaves it: the decoder learns not to write it
    bundle = bundle_of(model, tokenizer_path, tmp_path / "bundle")
    config = replace(SHORT, keep_space=True)
    shape = replace(TOY, token_states=True)
    losses = LossConfig(from_vector=0.3, from_states=0.3)
    before = TorchCodec(codec_of_bundle(bundle), load_tokenizer(tokenizer_path))
    train(run_folder, shape, config, losses, begin_from=bundle)
    after = TorchCodec.load(run_folder)
    texts = [text for pair in PAIRS for text in pair]
    assert (before.encode(texts, "eng_Latn") == after.encode(texts, "eng_Latn")).all()
    kept = {name for name in before.model.state_dict() if not name.startswith("decoder.")}
    for name, tensor in before.model.state_dict().items():
        is_same = torch.equal(after.model.state_dict()[name], tensor)
        assert is_same == (name in kept or name == "decoder.embedding.weight"), name
    for folder, codec in ((tmp_path / "one", before), (tmp_path / "two", after)):
        folder.mkdir()
        write_encoder_files(codec.model, folder)
    for name in KEPT:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert read_checkpoint(run_folder).step == 2
    with pytest.raises(TrainingError, match="trains other weights"):
        train(run_folder, shape, replace(SHORT, run=replace(RUN, steps=3)), losses)


def test_the_concept_models_of_a_kept_space_come_along(
    run_folder: Path, tokenizer_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    lcms = [NamedLcm("token", make_toy_lcm("token"), LcmSettings(residual_scale=0.4))]
    write_bundle(old, ABOUT, make_toy_codec(SHAPE), tokenizer_path, lcms)
    config = replace(SHORT, keep_space=True)
    shape = replace(TOY, token_states=True)
    train(run_folder, shape, config, LossConfig(), begin_from=old)
    card = tmp_path / "card.md"
    card.write_text("# Card")
    words = [str(run_folder), str(new), "--name", "better", "--version", "2", "--card", str(card)]
    words += ["--licence-text", str(card), "--meaning", "5", "--lcms-of", str(old)]
    assert export(words) == 0
    assert verify(new) == []
    manifest, before = load_manifest(new), load_manifest(old)
    assert manifest.lcm == before.lcm
    assert manifest.vector_space == before.vector_space
    assert manifest.codec is not None
    assert manifest.codec.token_states is not None
    assert manifest.codec.decoding.meaning == 5
    assert (new / "lcm-token.onnx").read_bytes() == (old / "lcm-token.onnx").read_bytes()
    (run_folder / "checkpoint.safetensors").unlink()
    train(run_folder, shape, SHORT, LossConfig(), begin_from=old)
    capsys.readouterr()
    assert export([words[0], str(tmp_path / "third"), *words[2:]]) == 1
    assert "differs. Train it with --keep-space" in capsys.readouterr().err
    assert export([words[0], str(tmp_path / "fourth"), *words[2:-1], str(new / "none")]) == 1
    alone = bundle_of(make_toy_codec(SHAPE), tokenizer_path, tmp_path / "alone")
    assert export([words[0], str(tmp_path / "fifth"), *words[2:-1], str(alone)]) == 1
    assert "has no concept models" in capsys.readouterr().err
    with pytest.raises(ExportError, match="not both"):
        write_bundle(tmp_path / "sixth", ABOUT, make_toy_codec(SHAPE), tokenizer_path, lcms, kept=old)


def test_weights_that_know_noise_are_not_spared_it(
    run_folder: Path, tokenizer_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scales: list[float] = []

    def noted(*arguments: Any) -> tuple[torch.Tensor, dict[str, float]]:
        scales.append(arguments[3])
        return codec_loss(*arguments)

    monkeypatch.setattr("conceptwriter.training.codec.train.codec_loss", noted)
    train(run_folder, SHAPE, replace(SHORT, noise_ramp=None), LossConfig())
    assert scales == [0, 1 / 3000]
    scales.clear()
    shutil.copytree(run_folder, tmp_path / "other")
    (tmp_path / "other" / "checkpoint.safetensors").unlink()
    train(tmp_path / "other", SHAPE, replace(SHORT, noise_ramp=None), LossConfig(), begin_from=run_folder)
    assert scales == [0, 1]
