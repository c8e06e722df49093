"""Weights for others: in half precision, in parts; bundles and other runs can be made from them."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from conceptwriter.codec.pieces import load_tokenizer
from conceptwriter.training.checkpointing import Checkpoint, CheckpointError, save_checkpoint
from conceptwriter.training.codec.config import TOY
from conceptwriter.training.codec.initial_weights import initial_codec
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.export.checkpoints import load_codec, load_lcm
from conceptwriter.training.passed_on import is_passed_on, pass_on
from conceptwriter.training.pieces import join_all, main
from tests.toy_bundle import make_toy_lcm

SHAPE = {**TOY.as_dict(), "vocabulary": 330, "token_states": True, "longest": 40}


@pytest.fixture
def runs(tokenizer_path: Path, tmp_path: Path) -> dict[str, Path]:
    """Of a codec and of an LCM."""
    torch.manual_seed(3)
    lcm = make_toy_lcm("quant")
    models = {
        "codec": Checkpoint("codec", SHAPE, CodecModel(TOY.__class__(**SHAPE)).state_dict()),  # type: ignore[arg-type]
        "lcm-quant": Checkpoint("quant", lcm.context.config.as_dict(), lcm.state_dict()),
    }
    for name, checkpoint in models.items():
        (tmp_path / name).mkdir()
        save_checkpoint(tmp_path / name, checkpoint)
    (tmp_path / "codec" / "tokenizer.model").write_bytes(tokenizer_path.read_bytes())
    return {name: tmp_path / name for name in models}


def test_weights_are_sent_in_parts_and_are_the_same_models(runs: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "weights"
    assert not is_passed_on(runs, out)
    made = pass_on(runs, out, largest=30_000)
    assert is_passed_on(runs, out)
    assert sorted(made) == sorted(out.iterdir())
    assert max(path.stat().st_size for path in made if path.name != "tokenizer.model") <= 30_000
    assert join_all(tmp_path, but=out) == []
    assert main([str(tmp_path)]) == 0
    codec, lcm = out / "codec.safetensors", out / "lcm-quant.safetensors"
    assert codec.stat().st_size < 0.6 * (runs["codec"] / "checkpoint.safetensors").stat().st_size
    assert (out / "tokenizer.model").is_file()
    for found, given in (
        (load_codec(codec), load_codec(runs["codec"])),
        (load_lcm(lcm), load_lcm(runs["lcm-quant"])),
    ):
        for name, tensor in given.state_dict().items():
            assert torch.allclose(found.state_dict()[name], tensor, atol=2e-3), name


def test_a_run_begins_from_weights_that_say_their_shape(runs: dict[str, Path], tmp_path: Path) -> None:
    pass_on(runs, tmp_path / "weights")
    tokenizer = load_tokenizer(runs["codec"] / "tokenizer.model")
    model = initial_codec(tmp_path / "weights" / "codec.safetensors", TOY, tokenizer)
    assert model.config.as_dict() == SHAPE
    with pytest.raises(CheckpointError, match=r"of an LCM \(quant\)"):
        initial_codec(tmp_path / "weights" / "lcm-quant.safetensors", TOY, tokenizer)
