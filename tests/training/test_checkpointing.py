from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from conceptwriter.training.checkpointing import (
    Checkpoint,
    CheckpointError,
    checkpoint_path,
    has_checkpoint,
    read_checkpoint,
    save_checkpoint,
    write_model,
)


class Shared(nn.Module):
    """Two names for one matrix, and a buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Linear(3, 4, bias=False)
        self.two = nn.Linear(3, 4, bias=False)
        self.two.weight = self.one.weight
        self.register_buffer("scale", torch.ones(4))


def a_checkpoint(step: int = 7) -> Checkpoint:
    state = Shared().state_dict()
    return Checkpoint(
        "quant",
        {"width": 4, "names": ["a"]},
        state,
        step,
        2 * step,
        1.5,
        (3, 9),
        True,
        [{"x": torch.ones(2)}],
    )


def test_everything_comes_back(tmp_path: Path) -> None:
    saved = a_checkpoint()
    save_checkpoint(tmp_path, saved)
    found = read_checkpoint(tmp_path, with_optimisers=True)
    assert replace(found, model={}, optimisers=[]) == replace(saved, model={}, optimisers=[])
    assert torch.equal(found.optimisers[0]["x"], torch.ones(2))
    model = Shared()
    model.load_state_dict(found.model)
    assert torch.equal(model.two.weight, saved.model["one.weight"])


def test_the_next_save_takes_the_place_of_the_last(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, a_checkpoint(7))
    save_checkpoint(tmp_path, a_checkpoint(8))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoint.safetensors", "optimisers-8.pt"]


def test_a_kill_between_the_two_files_leaves_the_former_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_checkpoint(tmp_path, a_checkpoint(7))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("conceptwriter.training.checkpointing.save_file", killed)
    with pytest.raises(KeyboardInterrupt):
        save_checkpoint(tmp_path, a_checkpoint(8))
    assert read_checkpoint(tmp_path, with_optimisers=True).step == 7


def test_the_form_before_safetensors_is_read(tmp_path: Path) -> None:
    old = {"model": Shared().state_dict(), "optimisers": [{"x": 1}], "step": 50, "finish": [40, 20]}
    torch.save({**old, "shape": {"width": 4}}, tmp_path / "checkpoint.pt")
    found = read_checkpoint(tmp_path, with_optimisers=True)
    assert (found.variant, found.step, found.position, found.finish) == ("codec", 50, 50, (40, 20))
    assert found.optimisers == [{"x": 1}]
    torch.save({**old, "shape": {"alternatives": 4}}, tmp_path / "checkpoint.pt")
    assert read_checkpoint(tmp_path / "checkpoint.pt").variant == "token"


def test_former_names_of_linear_maps_are_read(tmp_path: Path) -> None:
    former = [
        "layer.feed.rise.weight",
        "layer.feed.fall.bias",
        "context.rise.weight",
        "time.fall.bias",
    ]
    numbers = {name: torch.full((1,), float(place)) for place, name in enumerate([*former, "fall.weight"])}
    write_model(tmp_path / "checkpoint.safetensors", Checkpoint("base", {}, numbers))
    assert {name: int(tensor) for name, tensor in read_checkpoint(tmp_path).model.items()} == {
        "layer.feed.up_proj.weight": 0,
        "layer.feed.down_proj.bias": 1,
        "context.input_proj.weight": 2,
        "time.down_proj.bias": 3,
        "output_proj.weight": 4,
    }


def test_a_missing_or_damaged_checkpoint_is_named(tmp_path: Path) -> None:
    assert not has_checkpoint(tmp_path)
    with pytest.raises(CheckpointError, match="has no checkpoint"):
        checkpoint_path(tmp_path)
    (tmp_path / "checkpoint.safetensors").write_bytes(b"no such thing, but long enough to be read")
    with pytest.raises(CheckpointError, match=r"checkpoint\.safetensors is not a checkpoint"):
        read_checkpoint(tmp_path)


def test_lost_optimisers_are_missed_only_when_wanted(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, a_checkpoint())
    (tmp_path / "optimisers-7.pt").unlink()
    assert read_checkpoint(tmp_path).step == 7
    with pytest.raises(CheckpointError, match=r"optimisers-7\.pt is missing"):
        read_checkpoint(tmp_path, with_optimisers=True)
