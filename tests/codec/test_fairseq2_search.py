"""Our search over a toy SONAR decoder finds what fairseq2's own found (see `tests/training/sonar`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from conceptwriter.codec import DecodeOptions
from conceptwriter.codec.choices import Choices, Indices, likeliest, log_softmax
from conceptwriter.codec.search import Rules, search
from conceptwriter.codec.tokenizer import END, PAD
from conceptwriter.training.sonar.load import load_decoder
from conceptwriter.training.sonar.model import Past, SonarDecoder

GOLDEN = Path(__file__).parents[1] / "training" / "sonar" / "golden"
RUNS: list[dict[str, Any]] = json.loads((GOLDEN / "texts.json").read_text(encoding="utf-8"))
TOKENS: dict[str, Any] = json.loads((GOLDEN / "tokens.json").read_text(encoding="utf-8"))
PROMPT = 2


class ModuleStepper:
    """The decoder in PyTorch, one token at a time."""

    def __init__(self, decoder: SonarDecoder, vectors: torch.Tensor) -> None:
        self.size = decoder.config.vocabulary
        self._decoder = decoder
        self._condition = decoder.condition(vectors)
        self._past: Past | None = None
        self._scores = np.zeros((0, 0), np.float32)

    def step(self, tokens: Indices, count: int) -> Choices:
        with torch.inference_mode():
            newest = torch.from_numpy(tokens)[:, None]
            logits, self._past = self._decoder(newest, self._condition, self._past)
        self._scores = log_softmax(logits[:, 0].numpy())
        return self.again(count)

    def again(self, count: int) -> Choices:
        return likeliest(self._scores, count)

    def keep(self, rows: Indices) -> None:
        order = torch.from_numpy(rows)
        self._condition = self._condition[order]
        assert self._past is not None
        self._past = [(key[order], value[order]) for key, value in self._past]


@pytest.fixture(scope="module")
def decoder() -> SonarDecoder:
    return load_decoder(GOLDEN / "decoder.pt", heads=4)


@pytest.mark.parametrize("run", RUNS, ids=lambda run: f"{run['language']}-beam-{run['beam']}")
def test_texts_and_scores_are_fairseq2s(decoder: SonarDecoder, run: dict[str, Any]) -> None:
    vectors = torch.from_numpy(np.load(GOLDEN / "answers.npz")["vectors"])
    only_padding = np.arange(decoder.config.vocabulary) == PAD
    tag = TOKENS["tags"][run["language"]][0][0]
    rules = Rules(
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
    found = search(ModuleStepper(decoder, vectors), len(vectors), rules, options)
    for ours, theirs in zip(found, run["hypotheses"], strict=True):
        assert [*ours.tokens, END] == theirs[0]["ids"]
        assert ours.rank(1.0, rules.length_offset) == pytest.approx(theirs[0]["score"], rel=1e-4)


def test_the_golden_texts_end_by_themselves_and_by_force() -> None:
    longest = [len(texts[0]["ids"]) == run["longest"] - PROMPT for run in RUNS for texts in run["hypotheses"]]
    assert set(longest) == {True, False}
