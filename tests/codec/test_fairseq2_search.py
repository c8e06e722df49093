"""Our search over a toy SONAR decoder finds what fairseq2's own found (see `tests/training/sonar`)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from conceptwriter.codec import DecodeOptions
from conceptwriter.codec.choices import Stepper
from conceptwriter.codec.pieces import END, PAD
from conceptwriter.codec.search import SearchRules, search
from conceptwriter.codec.stepper import ChoosingStepper
from conceptwriter.convert.checkpoints import open_weights, sonar_decoder_weights
from conceptwriter.convert.sonar.graphs import (
    DECODER_TABLE,
    GraphSettings,
    write_condition,
    write_decoder_step,
    write_table,
)
from conceptwriter.runtime.sessions import Graph

GOLDEN = Path(__file__).parents[1] / "convert" / "sonar" / "golden"
RUNS: list[dict[str, Any]] = json.loads((GOLDEN / "texts.json").read_text(encoding="utf-8"))
TOKENS: dict[str, Any] = json.loads((GOLDEN / "tokens.json").read_text(encoding="utf-8"))
PROMPT = 2


Open = Callable[[npt.NDArray[np.float32]], Stepper]
"""From vectors to a search's state."""


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Open:
    """What conversion makes of it, in float32."""
    folder = tmp_path_factory.mktemp("graphs")
    settings = GraphSettings("float32")
    with open_weights(GOLDEN / "decoder.pt") as weights:
        decoder = sonar_decoder_weights(weights, heads=4)
        table = write_table(decoder, DECODER_TABLE, folder / "table.bin", "float32")
        write_condition(decoder, folder / "condition.onnx", settings)
        write_decoder_step(decoder, table, folder / "decoder_step.onnx", settings, lambda _: None)
    condition, step = Graph(folder / "condition.onnx"), Graph(folder / "decoder_step.onnx")
    return lambda vectors: ChoosingStepper(step, condition.run({"vectors": vectors}), TOKENS["vocabulary"])


@pytest.mark.parametrize("run", RUNS, ids=lambda run: f"{run['language']}-beam-{run['beam']}")
def test_texts_and_scores_are_fairseq2s(run: dict[str, Any], graphs: Open) -> None:
    vectors = np.load(GOLDEN / "answers.npz")["vectors"]
    only_padding = np.arange(TOKENS["vocabulary"]) == PAD
    tag = TOKENS["tags"][run["language"]][0][0]
    rules = SearchRules(
        (END, tag),
        END,
        only_padding,
        length_offset=1,
        score_prompt=True,
        force_end=True,
        never_empty=False,
    )
    options = DecodeOptions(
        beam_size=run["beam"],
        maximum_tokens=run["longest"] - PROMPT,
        length_penalty=1.0,
        no_repeat_ngram=0,
    )
    found = search(graphs(vectors), len(vectors), rules, options)
    for ours, theirs in zip(found, run["hypotheses"], strict=True):
        assert [*ours.tokens, END] == theirs[0]["ids"]
        assert ours.rank(1.0, rules.length_offset) == pytest.approx(theirs[0]["score"], rel=1e-4)


def test_the_golden_texts_end_by_themselves_and_by_force() -> None:
    longest = [len(texts[0]["ids"]) == run["longest"] - PROMPT for run in RUNS for texts in run["hypotheses"]]
    assert set(longest) == {True, False}
