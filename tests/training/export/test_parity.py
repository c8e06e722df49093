"""Every exported graph against the PyTorch module it stands for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch

from conceptwriter.codec.pieces import END
from conceptwriter.convert.quantising import quantise_rows
from conceptwriter.runtime.saturation import SAFE_LEVELS
from conceptwriter.runtime.sessions import Graph, empty_past
from conceptwriter.training.codec.config import TOY, CodecConfig
from conceptwriter.training.codec.model import CodecModel, Memory
from conceptwriter.training.export.codec_graphs import write_codec_graphs

Array = npt.NDArray[Any]
Ids = npt.NDArray[np.int64]
TARGET: Ids = np.random.default_rng(2).integers(4, TOY.vocabulary, (6, 9))
# float32 must agree to rounding; int8 keeps seven bits of a weight, so random toy models differ visibly.
TOLERANCE = {"float32": 1e-4, "int8": 0.25}


@dataclass(frozen=True)
class Exported:
    model: CodecModel
    encoder: Graph
    condition: Graph
    step: Graph
    tolerance: float


@pytest.fixture(scope="module", params=["float32", "int8"])
def codec(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return exported(TOY, request.param, tmp_path_factory)


@pytest.fixture(scope="module", params=["float32", "int8"])
def reading(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """A codec whose decoder also attends to token states, which pass through a layer of their own."""
    return exported(replace(TOY, token_states=True, reading_layers=1), request.param, tmp_path_factory)


@pytest.fixture(scope="module", params=["float32", "int8"])
def copying(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """A codec that can also copy the text's pieces."""
    return exported(replace(TOY, token_states=True, copying=True), request.param, tmp_path_factory)


def exported(config: CodecConfig, precision: str, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    torch.manual_seed(3)
    model = CodecModel(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():  # biases and norms are 0 and 1 at first: make them count
            parameter.add_(torch.randn_like(parameter) * 0.1)
        if model.decoder.copy_gate is not None:
            model.decoder.copy_gate.bias.fill_(0.4)
    folder = tmp_path_factory.mktemp("graphs")
    write_codec_graphs(model, folder, precision)
    encoder, condition, step = (
        Graph(folder / name) for name in ("encoder.onnx", "condition.onnx", "decoder_step.onnx")
    )
    return Exported(model, encoder, condition, step, TOLERANCE[precision])


def ids_with_padding() -> Ids:
    ids = np.random.default_rng(0).integers(4, TOY.vocabulary, (6, 18))
    ids[0, 4:] = 0
    ids[3, 11:] = 0
    return ids


@torch.no_grad()
def test_encoder(codec: Exported) -> None:
    ids = ids_with_padding()
    wanted = codec.model.encoder(torch.from_numpy(ids)).numpy()
    np.testing.assert_allclose(codec.encoder.run({"input_ids": ids})["vectors"], wanted, atol=codec.tolerance)


def test_padding_and_neighbours_change_nothing(codec: Exported) -> None:
    ids = ids_with_padding()
    together = codec.encoder.run({"input_ids": ids})["vectors"]
    alone = codec.encoder.run({"input_ids": ids[:1, :4]})["vectors"]
    np.testing.assert_allclose(together[:1], alone, atol=5e-3)


@torch.no_grad()
def test_cached_steps_equal_the_whole_text_at_once(codec: Exported) -> None:
    """The graph one token at a time against PyTorch's teacher forcing, which has no cache."""
    vectors = torch.randn(6, TOY.dimension)
    ids = np.random.default_rng(1).integers(4, TOY.vocabulary, (6, 9))
    decoder = codec.model.decoder
    wanted = decoder.logits(decoder(vectors, torch.from_numpy(ids))).numpy()
    condition = codec.condition.run({"vectors": vectors.numpy()})
    past_key, past_value = empty_past(codec.step, 6)
    for place in range(ids.shape[1]):
        found = codec.step.run(
            {"token": ids[:, place : place + 1], "past_key": past_key, "past_value": past_value, **condition}
        )
        past_key, past_value = found["present_key"], found["present_value"]
        assert past_key.shape[3] == place + 1
        np.testing.assert_allclose(found["logits"], wanted[:, place], atol=codec.tolerance * 2)


@torch.no_grad()
def test_keys_and_values_are_not_mixed_up(codec: Exported) -> None:
    """A past of distinct keys and values, as in the middle of a text."""
    vectors = torch.randn(2, TOY.dimension)
    shape = (2, TOY.decoder_layers, TOY.heads, 5, TOY.width // TOY.heads)
    key, value = torch.randn(shape), torch.randn(shape)
    token = np.array([[7], [9]])
    decoder = codec.model.decoder
    condition = decoder.condition(vectors)
    logits, new_key, new_value = decoder.step(torch.from_numpy(token), key, value, condition)
    found = codec.step.run(
        {
            "token": token,
            "past_key": key.numpy(),
            "past_value": value.numpy(),
            **codec.condition.run({"vectors": vectors.numpy()}),
        }
    )
    np.testing.assert_allclose(found["logits"], logits.numpy(), atol=codec.tolerance * 2)
    np.testing.assert_allclose(found["present_key"], new_key.numpy(), atol=codec.tolerance)
    np.testing.assert_allclose(found["present_value"], new_value.numpy(), atol=codec.tolerance)


NO_TEXT = {"token_states": np.zeros((6, 0, TOY.width), np.float32), "tokens_seen": np.zeros((6, 0), np.bool_)}


def compare_with_teacher_forcing(codec: Exported, condition: dict[str, Array], wanted: Array) -> None:
    """Feed the step the ids of `TARGET` one by one; `wanted` are PyTorch's logits for all of them."""
    past_key, past_value = empty_past(codec.step, len(TARGET))
    for place in range(TARGET.shape[1]):
        found = codec.step.run(
            {
                "token": TARGET[:, place : place + 1],
                "past_key": past_key,
                "past_value": past_value,
                **condition,
            }
        )
        past_key, past_value = found["present_key"], found["present_value"]
        np.testing.assert_allclose(found["logits"], wanted[:, place], atol=codec.tolerance * 2)


@torch.no_grad()
def test_token_states(reading: Exported) -> None:
    ids = ids_with_padding()
    found, wanted = (
        reading.encoder.run({"input_ids": ids}),
        reading.model.encoder.states(torch.from_numpy(ids)),
    )
    np.testing.assert_allclose(found["token_states"][ids > 0], wanted.items[ids > 0], atol=reading.tolerance)
    np.testing.assert_allclose(found["vectors"], reading.model.encoder.pool(wanted), atol=reading.tolerance)


@torch.no_grad()
def test_steps_that_attend_to_a_text(reading: Exported) -> None:
    ids, vectors = ids_with_padding(), torch.randn(6, TOY.dimension)
    assert reading.model.token_states is not None
    states = reading.model.encoder.states(torch.from_numpy(ids))
    text = reading.model.token_states(Memory(states.items, states.seen))
    decoder = reading.model.decoder
    wanted = decoder.logits(decoder(vectors, torch.from_numpy(TARGET), text)).numpy()
    feeds = {"vectors": vectors.numpy(), "token_states": states.items.numpy(), "tokens_seen": ids > 0}
    condition = reading.condition.run(feeds)
    assert condition["condition_keys"].shape[3] == TOY.slots + ids.shape[1]
    compare_with_teacher_forcing(reading, condition, wanted)


@torch.no_grad()
def test_the_same_graphs_decode_a_vector_alone(reading: Exported) -> None:
    vectors = torch.randn(6, TOY.dimension)
    decoder = reading.model.decoder
    wanted = decoder.logits(decoder(vectors, torch.from_numpy(TARGET))).numpy()
    condition = reading.condition.run({"vectors": vectors.numpy(), **NO_TEXT})
    assert condition["condition_keys"].shape[3] == TOY.slots
    compare_with_teacher_forcing(reading, condition, wanted)


@torch.no_grad()
def test_steps_that_copy(copying: Exported) -> None:
    """Three texts: one with pieces that come twice, one with padding, and one that has no piece at all."""
    ids = ids_with_padding()
    ids[:, 5:9] = ids[:, 1:5]
    ids[0, 4:], ids[2] = 0, 0
    ids[:, 0], ids[2, 1] = 5, END
    vectors, model = torch.randn(6, TOY.dimension), copying.model
    assert model.token_states is not None
    states = model.encoder.states(torch.from_numpy(ids))
    text = model.token_states(states)
    found = model.decoder.states_and_copies(vectors, torch.from_numpy(TARGET), text)
    wanted = model.decoder.logits(*found).numpy()
    assert np.abs(wanted - model.decoder.logits(found[0]).numpy()).max() > 1
    condition = copying.condition.run(
        {
            "vectors": vectors.numpy(),
            "token_states": states.items.numpy(),
            "tokens_seen": ids > 0,
            "token_ids": ids,
        }
    )
    assert states.pieces is not None
    np.testing.assert_array_equal(condition["copyable"][:, TOY.slots :], states.pieces)
    assert not condition["copyable"][:, : TOY.slots].any()
    compare_with_teacher_forcing(copying, condition, wanted)


@torch.no_grad()
@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_a_vector_alone_is_decoded_as_without_copying(
    precision: str, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    copying = exported(replace(TOY, token_states=True, copying=True), precision, tmp_path_factory)
    plain = CodecModel(replace(TOY, token_states=True)).eval()
    plain.load_state_dict({name: copying.model.state_dict()[name] for name in plain.state_dict()})
    write_codec_graphs(plain, tmp_path, precision)
    vectors: Array = np.random.default_rng(4).standard_normal((6, TOY.dimension)).astype(np.float32)
    feeds = {"vectors": vectors, **NO_TEXT}
    condition = Graph(tmp_path / "condition.onnx").run(feeds)
    past = dict(zip(("past_key", "past_value"), empty_past(copying.step, 6), strict=True))
    wanted = Graph(tmp_path / "decoder_step.onnx").run({"token": TARGET[:, :1], **past, **condition})
    condition = copying.condition.run({**feeds, "token_ids": np.zeros((6, 0), np.int64)})
    assert condition["copyable"].shape == (6, TOY.slots)
    found = copying.step.run({"token": TARGET[:, :1], **past, **condition})
    np.testing.assert_array_equal(found["logits"], wanted["logits"])


def test_graphs_without_token_states_are_as_ever(codec: Exported) -> None:
    assert codec.encoder.outputs == ["vectors"]
    assert list(codec.condition.inputs) == ["vectors"]
    assert codec.condition.outputs == ["condition_keys", "condition_values"]
    assert "condition_bias" not in codec.step.inputs


def test_quantised_rows_are_close_and_never_saturate() -> None:
    matrix = np.random.default_rng(0).standard_normal((20, 64)).astype(np.float32)
    matrix[3] = 0
    found = quantise_rows(matrix, SAFE_LEVELS)
    assert np.abs(found.values.astype(int)).max() <= 63  # 2 * 255 * 63 fits into 16 bits
    largest = np.abs(matrix).max(axis=1)
    assert (
        np.abs(found.values * found.scales[:, None] - matrix).max(axis=1) <= largest / 63 / 2 + 1e-6
    ).all()
