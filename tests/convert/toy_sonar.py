"""The toy SONAR of the golden files, its graphs, and running them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.convert.sonar.checks import Checks
from conceptwriter.convert.sonar.files import SonarFiles, Sources
from conceptwriter.runtime.sessions import Graph

_GOLDEN = Path(__file__).parent / "sonar" / "golden"
SOURCES = Sources(_GOLDEN / "encoder.pt", _GOLDEN / "decoder.pt", _GOLDEN / "sentencepiece.model", heads=4)
LAX = Checks(compared=4, most_sentences=4, maximum_tokens=4)
"""Checks without floors."""
ANSWERS = _GOLDEN / "answers.npz"


def write_files(folder: Path, precision: str, languages: Sequence[str] | None = None) -> Path:
    folder.mkdir(parents=True)
    SonarFiles(SOURCES, folder, precision, languages, lambda done, total, what: None).write()
    return folder


def padded(ids: Sequence[Sequence[int]]) -> npt.NDArray[np.int64]:
    table = np.zeros((len(ids), max(map(len, ids))), np.int64)
    for row, text in enumerate(ids):
        table[row, : len(text)] = text
    return table


class Stepping:
    """A decoder step and the past of its rows."""

    def __init__(self, folder: Path, vectors: npt.NDArray[np.float32]) -> None:
        self.graph = Graph(folder / "decoder_step.onnx")
        self.condition = Graph(folder / "condition.onnx").run({"vectors": vectors})["condition"]
        self.position = 0
        self.past: dict[str, npt.NDArray[Any]] = {
            name: np.zeros((len(vectors), shape[1], 0, shape[3]), self.graph.input_types[name])
            for name, shape in self.graph.inputs.items()
            if name.startswith("past_")
        }

    def step(
        self, tokens: Sequence[int], rows: Sequence[int] | None = None, count: int = 5
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Choices and scores after each row's token; `rows` says which old row each goes on from."""
        if rows is not None:
            self.condition = self.condition[list(rows)]
        found = self.graph.run(
            {
                "token": np.array(tokens, np.int64)[:, None],
                "rows": np.arange(len(tokens)) if rows is None else np.array(rows, np.int64),
                "position": np.array([self.position]),
                "count": np.array([count]),
                "condition": self.condition,
                **self.past,
            }
        )
        self.past = {name: found[name.replace("past", "present")] for name in self.past}
        self.position += 1
        return found["choices"], found["scores"]
