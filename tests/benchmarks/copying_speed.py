"""What a decoding step costs a codec that attends to a written text, and one that also copies its pieces.

python tests/benchmarks/copying_speed.py

Run by hand, not by the tests. Random weights at the starter's sizes, 8 bits, one thread; the kinds take
turns, so that a busy computer slows all. A step is that of all rows: four are the beams of one sentence.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from conceptwriter.codec.pieces import END
from conceptwriter.codec.stepper import CachedStepper
from conceptwriter.runtime.sessions import Graph
from conceptwriter.training.codec.config import CodecConfig
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.export.codec_graphs import write_codec_graphs

SHAPE = CodecConfig(vocabulary=24_000, token_states=True)
TOKENS, STEPS, ROUNDS = 30, 20, 8
KINDS = {"attends": SHAPE, "copies": replace(SHAPE, copying=True)}


def opened(config: CodecConfig, folder: Path) -> tuple[Graph, Graph, Graph]:
    """Encoder, condition and step of a new model."""
    torch.manual_seed(1)
    folder.mkdir()
    write_codec_graphs(CodecModel(config).eval(), folder, "int8")
    encoder, condition, step = (
        Graph(folder / f"{name}.onnx") for name in ("encoder", "condition", "decoder_step")
    )
    return encoder, condition, step


def timed(graphs: tuple[Graph, Graph, Graph], ids: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> float:
    """Milliseconds per step."""
    encoder, condition, step = graphs
    found = encoder.run({"input_ids": ids})
    feeds = {**found, "tokens_seen": ids > 0, "token_ids": ids}
    attended = condition.run({name: feeds[name] for name in condition.inputs})
    stepper = CachedStepper(step, attended, np.zeros(SHAPE.vocabulary, np.bool_))
    started = time.perf_counter()
    for number in range(STEPS):
        stepper.step(ids[:, number], 8)
    return 1000 * (time.perf_counter() - started) / STEPS


def main() -> None:
    draw = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as folder:
        graphs = {kind: opened(config, Path(folder) / kind) for kind, config in KINDS.items()}
        for rows in (1, 4, 32):
            ids = draw.integers(300, SHAPE.vocabulary, (rows, TOKENS))
            ids[:, 0], ids[:, -1] = 4, END
            times: dict[str, list[float]] = {kind: [] for kind in graphs}
            for _ in range(ROUNDS):
                for kind, found in graphs.items():
                    times[kind].append(timed(found, ids))
            for kind, all_of_it in times.items():
                usual, best = statistics.median(all_of_it), min(all_of_it)
                sys.stdout.write(f"{rows} rows, {kind}: {usual:.2f} ms a step (fastest {best:.2f})\n")


if __name__ == "__main__":
    main()
