"""SONAR and the LCM under one set of names, whatever the layout; and what is said of misfits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch

from conceptwriter.convert.checkpoints import (
    CheckpointProblem,
    SonarWeights,
    open_weights,
    sonar_decoder_weights,
    sonar_encoder_weights,
    two_tower_weights,
)
from conceptwriter.convert.checkpoints.sonar_layouts import Part, expected_shapes
from conceptwriter.convert.checkpoints.two_tower_layout import TwoTowerShape, expected_two_tower_shapes
from conceptwriter.convert.sonar.config import PUBLISHED, SonarConfig

State = dict[str, torch.Tensor]
Saved = Callable[[object], Path]
Tower = Callable[[Part], State]

HEADS = 2
OLDER = (
    ("encoder_decoder_attn_layer_norm", "encoder_attn_layer_norm"),
    ("encoder_decoder_attn.", "encoder_attn."),
    ("attn.output_proj", "attn.out_proj"),
    ("ffn.inner_proj", "fc1"),
    ("ffn.output_proj", "fc2"),
    ("ffn_layer_norm", "final_layer_norm"),
)


def read(path: Path, part: Part) -> SonarWeights:
    weights = open_weights(path)
    if part == "encoder":
        return sonar_encoder_weights(weights, HEADS)
    return sonar_decoder_weights(weights, HEADS)


def older(state: State, part: Part, prefix: str = "") -> State:
    """The same weights under fairseq's and Hugging Face's names, special rows in their order."""
    found: State = {}
    for name, tensor in state.items():
        if name.endswith("embed.weight"):
            table = tensor.clone()
            table[[1, 3, 0, 2]] = tensor[[0, 1, 2, 3]]
            found[f"{prefix}embed_tokens.weight"] = table
            continue
        for new, old in OLDER:
            name = name.replace(new, old)
        found[prefix + name.removeprefix(f"{part}.")] = tensor
    return found


def require_same(weights: SonarWeights, state: State) -> None:
    assert weights.names() == list(state)
    for name, tensor in state.items():
        assert np.array_equal(weights.get(name), tensor.numpy()), name
    embedding = next(iter(state))
    for first, last in ((0, 2), (1, 7), (3, 4), (5, 9)):
        assert np.array_equal(weights.rows(embedding, first, last), state[embedding][first:last].numpy())


@pytest.mark.parametrize("part", ["encoder", "decoder"])
def test_fairseq2_files(saved: Saved, tower: Tower, part: Part) -> None:
    state = tower(part)
    tied = {**state, "final_proj.weight": state[next(iter(state))]} if part == "decoder" else state
    for value in (tied, {"model": tied}, {"model": {f"module.{name}": t for name, t in tied.items()}}):
        weights = read(saved(value), part)
        require_same(weights, state)
        assert weights.config == SonarConfig(dimension=8, layers=2, heads=2, inner=12, vocabulary=10)


@pytest.mark.parametrize("part", ["encoder", "decoder"])
def test_fairseq_files(saved: Saved, tower: Tower, part: Part) -> None:
    state = tower(part)
    flat = older(state, part)
    table = flat["embed_tokens.weight"]
    flat |= {"version": torch.tensor([3.0]), "embed_positions._float_tensor": torch.zeros(1)}
    if part == "decoder":
        flat["output_projection.weight"] = table
    embedding = torch.nn.Embedding(10, 8, _weight=table)
    without = {name: tensor for name, tensor in flat.items() if name != "embed_tokens.weight"}
    for value in (
        {"state_dict": flat},
        {"state_dict": without, "embed_tokens": embedding},
        {"state_dict": {**without, "embed_tokens": embedding}},
    ):
        require_same(read(saved(value), part), state)


@pytest.mark.parametrize("part", ["encoder", "decoder"])
def test_hugging_face_files(tmp_path: Path, tower: Tower, part: Part) -> None:
    state = tower(part)
    path = tmp_path / "model.safetensors"
    other: Part = "decoder" if part == "encoder" else "encoder"
    alone = older(state, part)
    whole = older(state, part, f"model.{part}.") | older(tower(other), other, f"model.{other}.")
    table = whole.pop(f"model.{part}.embed_tokens.weight")
    whole.pop(f"model.{other}.embed_tokens.weight")
    whole |= {"model.shared.weight": table, "lm_head.weight": table.clone()}
    for value in (alone, whole, older(state, part, f"{part}.")):
        safetensors.torch.save_file(value, path)
        require_same(read(path, part), state)


def test_what_a_training_run_keeps_next_to_its_model(saved: Saved, tower: Tower) -> None:
    state = tower("decoder")
    value = {
        "model": {**state, "decoder_frontend.pos_encoder.freqs": torch.zeros(3, 2)},
        "optimizer": {"state": {0: {"exp_avg": torch.zeros(4)}}},
        "epoch": 3,
    }
    require_same(read(saved(value), "decoder"), state)
    flat = older(state, "decoder", "decoder.")
    flat["decoder.output_projection.weight"] = flat["decoder.embed_tokens.weight"]
    require_same(read(saved({"model": flat, "last_optimizer_state": {"x": torch.ones(2)}}), "decoder"), state)


def test_half_precision_is_widened(saved: Saved, tower: Tower) -> None:
    state = {name: tensor.to(torch.float16) for name, tensor in tower("encoder").items()}
    require_same(read(saved(older(state, "encoder")), "encoder"), {n: t.float() for n, t in state.items()})


def test_the_published_sizes_need_no_heads(tmp_path: Path) -> None:
    assert PUBLISHED.head_width == 64
    state = {
        name: torch.zeros(shape)
        for name, shape in expected_shapes(SonarConfig(128, 1, 2, 16, 9), "encoder").items()
    }
    safetensors.torch.save_file(state, tmp_path / "model.safetensors")
    assert sonar_encoder_weights(open_weights(tmp_path)).config.heads == 2


def test_missing_and_misshapen_tensors_are_named(saved: Saved, tower: Tower) -> None:
    parts: tuple[Part, ...] = ("encoder", "decoder")
    for part in parts:
        state = tower(part)
        for name in list(state):
            fewer = {other: tensor for other, tensor in state.items() if other != name}
            path = saved({"model": fewer})
            with pytest.raises(CheckpointProblem, match=name) as problem:
                read(path, part)
            assert path.name in str(problem.value)
    state = tower("encoder")
    state["encoder.layers.1.ffn.inner_proj.bias"] = torch.zeros(13)
    with pytest.raises(CheckpointProblem, match=r"1\.ffn\.inner_proj\.bias has the shape \(13,\), not"):
        read(saved(state), "encoder")


def test_other_models_are_named(saved: Saved, tower: Tower) -> None:
    encoder, decoder = tower("encoder"), tower("decoder")
    for value in (decoder, older(decoder, "decoder"), {"model": decoder}):
        with pytest.raises(CheckpointProblem, match="contains a text decoder, not a SONAR text encoder"):
            read(saved(value), "encoder")
    with pytest.raises(CheckpointProblem, match="contains a text encoder, not a SONAR text decoder"):
        read(saved(encoder), "decoder")
    with pytest.raises(CheckpointProblem, match=r"decoder\.layers\.0\.encoder_decoder_attn"):
        read(saved(older(encoder, "encoder")), "decoder")
    with pytest.raises(CheckpointProblem, match=r"is not a SONAR text encoder: .*missing \(it has wte\)"):
        read(saved({"wte": torch.zeros(3, 3)}), "encoder")
    with pytest.raises(CheckpointProblem, match="which SONAR has not"):
        read(saved({**encoder, "pooler.weight": torch.zeros(3, 3)}), "encoder")
    with pytest.raises(CheckpointProblem, match="which SONAR has not"):
        read(saved({**encoder, "encoder.layers.0.self_attn.q_proj.lora.weight": torch.zeros(3)}), "encoder")
    with pytest.raises(CheckpointProblem, match="does not divide into 3 heads"):
        sonar_encoder_weights(open_weights(saved(encoder)), 3)


def test_an_output_projection_of_its_own_is_refused(saved: Saved, tower: Tower) -> None:
    state = tower("decoder")
    table = state["decoder_frontend.embed.weight"]
    with pytest.raises(CheckpointProblem, match=r"final_proj\.weight is not the embedding once more"):
        read(saved({**state, "final_proj.weight": table + 1}), "decoder")
    with pytest.raises(CheckpointProblem, match=r"final_proj\.weight has the shape \(4, 8\)"):
        read(saved({**state, "final_proj.weight": table[:4]}), "decoder")


LCM = TwoTowerShape(vector=6, width=8, context_layers=1, denoiser_layers=2, heads=2, inner=12, time=4)


def lcm_state() -> State:
    return {name: torch.randn(shape) for name, shape in expected_two_tower_shapes(LCM).items()}


def test_two_tower_files(saved: Saved) -> None:
    state = lcm_state()
    normaliser = {"sonar_normalizer.center": torch.zeros(6), "sonar_normalizer.scale": torch.ones(6)}
    for extra in ({}, normaliser):
        value = {**state, **extra}
        for wrapped in (
            value,
            {"model": value},
            {"model": {f"module.{name}": t for name, t in value.items()}},
        ):
            weights = two_tower_weights(open_weights(saved(wrapped)), 2)
            assert weights.config == LCM
            assert weights.unused == []
            assert sorted(weights.names()) == sorted(value)
            assert all(np.array_equal(weights.get(name), value[name].numpy()) for name in value)
    strange = two_tower_weights(open_weights(saved({**state, "scheduler.steps": torch.zeros(2)})), 2)
    assert strange.unused == ["scheduler.steps"]
    assert sorted(strange.names()) == sorted(state)


def test_two_tower_problems_are_named(saved: Saved, tower: Tower) -> None:
    state = lcm_state()
    for name in state:
        fewer = {other: tensor for other, tensor in state.items() if other != name}
        with pytest.raises(CheckpointProblem, match=name):
            two_tower_weights(open_weights(saved(fewer)), 2)
    state["denoiser.layers.1.modulator.fc.bias"] = torch.zeros(8)
    with pytest.raises(CheckpointProblem, match=r"modulator\.fc\.bias has the shape \(8,\), not \(72,\)"):
        two_tower_weights(open_weights(saved(state)), 2)
    with pytest.raises(CheckpointProblem, match="is not a two-tower LCM"):
        two_tower_weights(open_weights(saved(tower("encoder"))))
    with pytest.raises(CheckpointProblem, match="does not divide into 3 heads"):
        two_tower_weights(open_weights(saved(lcm_state())), 3)
