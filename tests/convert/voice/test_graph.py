"""The graph of a voice: the numbers of `transformers`, a shared prompt, drafts in a batch."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conceptwriter.convert.voice.gguf_file import GgufFile
from conceptwriter.convert.voice.graph import write_voice
from conceptwriter.convert.voice.reference import log_probabilities
from conceptwriter.runtime.sessions import Graph
from tests.toy_voice import CONTEXT, HEAD_SIZES, KEY_HEADS, LAYERS, write_toy

ARCHITECTURES = tuple(HEAD_SIZES)
_GOLDEN = Path(__file__).with_name("golden") / "voices.npz"


def graph_of(folder: Path, architecture: str, precision: str = "float32", **changes: Any) -> Graph:
    model = GgufFile(write_toy(folder / "toy.gguf", architecture, **changes))
    write_voice(model, folder / "voice.onnx", precision, CONTEXT, lambda what: None)
    return Graph(folder / "voice.onnx")


def nothing(graph: Graph, kind: str, rows: int | None = None) -> dict[str, Any]:
    size = graph.sizes("prompt_key_0", (2,))[0]
    shape = (KEY_HEADS, 0, size) if rows is None else (KEY_HEADS, rows, 0, size)
    names = [f"{kind}_{what}_{layer}" for layer in range(LAYERS) for what in ("key", "value")]
    return dict.fromkeys(names, np.zeros(shape, np.float32))


def run(
    graph: Graph,
    tokens: Sequence[Sequence[int]],
    wanted: Sequence[int],
    before: int = 0,
    prompt: dict[str, Any] | None = None,
    past: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The score of a token after each of the places, one row after the other."""
    rows = np.array(tokens)
    past = nothing(graph, "past", len(rows)) if past is None else past
    grown = past["past_key_0"].shape[2]
    new = rows.shape[1]
    mask = np.concatenate([np.zeros((new, grown)), np.triu(np.full((new, new), -1e9), 1)], axis=1)
    feeds = {
        "tokens": rows,
        "positions": np.tile(before + grown + np.arange(new), (len(rows), 1)),
        "mask": mask.astype(np.float32),
        "places": np.arange(rows.size),
        "wanted": np.array(wanted),
        "count": np.array([5]),
        **(nothing(graph, "prompt") if prompt is None else prompt),
        **past,
    }
    return graph.run(feeds)


def as_prompt(answer: dict[str, Any]) -> dict[str, Any]:
    return {n.replace("present", "prompt"): v[:, 0] for n, v in answer.items() if n.startswith("present")}


def as_past(answer: dict[str, Any]) -> dict[str, Any]:
    return {n.replace("present", "past"): v for n, v in answer.items() if n.startswith("present")}


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_graph_and_reference_give_the_numbers_of_transformers(tmp_path: Path, architecture: str) -> None:
    golden = np.load(_GOLDEN)
    tokens = golden["tokens"].tolist()
    graph = graph_of(tmp_path, architecture)
    plain = log_probabilities(GgufFile(tmp_path / "toy.gguf"), tokens)
    assert np.abs(plain - golden[architecture]).max() < 1e-4
    following = [*tokens[1:], 11]
    answer = run(graph, [tokens], following)
    expected = golden[architecture][np.arange(len(tokens)), following]
    assert np.abs(answer["wanted_scores"][:, 0] - expected).max() < 1e-4
    best = np.sort(golden[architecture], axis=1)[:, ::-1][:, :5]
    assert np.abs(answer["scores"] - best).max() < 1e-4
    assert (answer["choices"][:, 0] == golden[architecture].argmax(axis=1)).all()


@pytest.mark.parametrize("precision", ["float32", "int8", "int4"])
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_prompt_read_once_is_as_good_as_one_before_every_draft(
    tmp_path: Path, architecture: str, precision: str
) -> None:
    graph = graph_of(tmp_path, architecture, precision)
    prompt, drafts = [5, 80, 33, 150, 9, 61], [[7, 19, 240], [90, 8, 130], [7, 200, 14]]
    read = run(graph, [prompt], prompt)
    together = run(graph, drafts, functools.reduce(operator.iadd, drafts, []), len(prompt), as_prompt(read))
    for row, draft in enumerate(drafts):
        alone = run(graph, [prompt + draft], prompt + draft)["wanted_scores"][len(prompt) :]
        shared = together["wanted_scores"][3 * row : 3 * row + 3]
        assert np.abs(shared - alone).max() < (1e-4 if precision != "int4" else 0.05)


def test_a_token_at_a_time_is_as_good_as_all_at_once(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, "llama")
    prompt = as_prompt(run(graph, [[5, 80, 33]], [0, 0, 0]))
    drafts = np.array([[7, 19, 240, 3], [90, 8, 130, 44]])
    whole = run(graph, drafts.tolist(), [11] * 8, 3, prompt)["wanted_scores"].reshape(2, 4)
    past, stepped = None, []
    for step in range(4):
        answer = run(graph, drafts[:, step : step + 1].tolist(), [11, 11], 3, prompt, past)
        stepped.append(answer["wanted_scores"][:, 0])
        past = as_past(answer)
    assert np.abs(np.array(stepped).T - whole).max() < 1e-4


def test_an_output_of_its_own_is_used(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, "llama", tied=False)
    tokens = [4, 90, 17, 230]
    model = GgufFile(tmp_path / "toy.gguf")
    assert model.has("output.weight")
    plain = log_probabilities(model, tokens)[:, 11]
    assert np.abs(run(graph, [tokens], [11] * 4)["wanted_scores"][:, 0] - plain).max() < 1e-4


@pytest.mark.parametrize("precision", ["int8", "int4"])
def test_small_numbers_stay_near(tmp_path: Path, precision: str) -> None:
    tokens = [4, 90, 17, 230, 66, 12]
    graph = graph_of(tmp_path, "llama", precision)
    plain = log_probabilities(GgufFile(tmp_path / "toy.gguf"), tokens)[:, 11]
    found = run(graph, [tokens], [11] * 6)["wanted_scores"][:, 0]
    assert np.abs(found - plain).mean() < (0.2 if precision == "int8" else 1.0)
