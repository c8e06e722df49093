"""A CTranslate2 int8 model of SONAR's shape with random weights, and the contender that measures it.

    python tools/reference/bench_ctranslate2.py make FOLDER [--layers 24] [--vocabulary 256206]
    python tools/reference/bench_ctranslate2.py serve FOLDER --threads 2

Run by the Python that has `ctranslate2` (and NumPy), with the checkout on PYTHONPATH. Its decoder keeps a
real cross-attention, which the format cannot leave out; over a source of one token, as close as it gets.
"""

from __future__ import annotations

import argparse
import importlib
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from conceptwriter.training.bench.serving import peak_bytes, serve, timed, token_rows

WIDTH, INNER, HEADS = 1024, 8192, 16
SPECIAL = ["<pad>", "<unk>", "<s>", "</s>"]
_SHORT, _LONG = 4, 20
"""Two lengths of a generated text: their difference excludes the work done once per text."""


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["make", "serve"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--layers", type=int, default=24)
    parser.add_argument("--vocabulary", type=int, default=256_206)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    if given.what == "make":
        make(given.folder, given.layers, given.vocabulary)
    else:
        serve_model(given.folder, given.threads)


def make(folder: Path, layers: int, vocabulary: int) -> None:
    """Write `folder`/encoder and `folder`/decoder."""
    specs = importlib.import_module("ctranslate2.specs")
    tokens = [*SPECIAL, *(f"w{number}" for number in range(vocabulary - len(SPECIAL)))]
    draw = np.random.default_rng(5)
    table = _quantised(draw, vocabulary, WIDTH)

    encoder = specs.TransformerEncoderModelSpec(specs.TransformerEncoderSpec(layers, HEADS, pre_norm=True))
    encoder.register_vocabulary(tokens)
    _fill(encoder.encoder, draw, table)
    _write(encoder, folder / "encoder")

    # One encoder layer: its output is used once per text and cancels out in the difference of two lengths.
    both = specs.TransformerSpec.from_config((1, layers), HEADS, pre_norm=True)
    both.register_source_vocabulary(tokens)
    both.register_target_vocabulary(tokens)
    _fill(both.encoder, draw, table)
    _fill(both.decoder, draw, table)
    _write(both, folder / "decoder")


def _write(spec: Any, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    spec.validate()
    spec.optimize()
    spec.save(str(folder))


def _quantised(draw: np.random.Generator, rows: int, columns: int) -> tuple[Any, Any]:
    """int8 weights (rows, columns) and their scales, integer levels per unit of weight."""
    values = draw.integers(-127, 128, (rows, columns), dtype=np.int8)
    # No two tensors of scales alike: the writer would store one as an alias, which the reader does not find.
    return values, (127 * columns**0.5 / 1.7 * draw.uniform(0.99, 1.01, rows)).astype(np.float32)


def _fill(stack: Any, draw: np.random.Generator, table: tuple[Any, Any]) -> None:
    embeddings = stack.embeddings[0] if isinstance(stack.embeddings, list) else stack.embeddings
    embeddings.weight, embeddings.weight_scale = _shared(table, draw)
    stack.position_encodings.encodings = draw.standard_normal((514, WIDTH)).astype(np.float32)
    _norm(stack.layer_norm)
    if hasattr(stack, "projection"):
        stack.projection.weight, stack.projection.weight_scale = _shared(table, draw)
    for layer in stack.layer:
        _norm(layer.self_attention.layer_norm)
        _linear(layer.self_attention.linear[0], draw, 3 * WIDTH, WIDTH)
        _linear(layer.self_attention.linear[1], draw, WIDTH, WIDTH)
        if hasattr(layer, "attention"):
            _norm(layer.attention.layer_norm)
            for linear, rows in zip(layer.attention.linear, (WIDTH, 2 * WIDTH, WIDTH), strict=True):
                _linear(linear, draw, rows, WIDTH)
        _norm(layer.ffn.layer_norm)
        _linear(layer.ffn.linear_0, draw, INNER, WIDTH)
        _linear(layer.ffn.linear_1, draw, WIDTH, INNER)


def _shared(table: tuple[Any, Any], draw: np.random.Generator) -> tuple[Any, Any]:
    """The same weights, stored once in the file, with separate scales."""
    return table[0], (table[1] * draw.uniform(0.99, 1.01, len(table[1]))).astype(np.float32)


def _norm(layer: Any) -> None:
    layer.gamma = np.ones(WIDTH, np.float32)
    layer.beta = np.zeros(WIDTH, np.float32)


def _linear(layer: Any, draw: np.random.Generator, rows: int, columns: int) -> None:
    layer.weight, layer.weight_scale = _quantised(draw, rows, columns)
    layer.bias = np.zeros(rows, np.float32)


def serve_model(folder: Path, threads: int) -> None:
    """Answer the requests of the measuring process."""
    ctranslate2: Any = importlib.import_module("ctranslate2")
    models: dict[str, Any] = {}
    how = {"device": "cpu", "compute_type": "int8", "inter_threads": 1, "intra_threads": threads}

    def load(request: dict[str, Any]) -> dict[str, Any]:
        started = time.perf_counter()
        kind = ctranslate2.Encoder if request["part"] == "encoder" else ctranslate2.Translator
        models[request["part"]] = kind(str(folder / request["part"]), **how)
        return {"seconds": time.perf_counter() - started, "peak": peak_bytes()}

    def encode(request: dict[str, Any]) -> dict[str, Any]:
        ids = token_rows(request["rows"], request["tokens"], request["vocabulary"], request["vocabulary"] - 5)

        def run() -> Any:
            return np.array(models["encoder"].forward_batch(ids).last_hidden_state).mean(1)

        return {**timed(run, request["at_least"])}

    def decode(request: dict[str, Any]) -> dict[str, Any]:
        source = [["w1"]] * request["rows"]

        def write(length: int) -> None:
            models["decoder"].translate_batch(
                source,
                beam_size=request["beam"],
                min_decoding_length=length,
                max_decoding_length=length,
                max_batch_size=0,
            )

        short = timed(lambda: write(_SHORT), request["at_least"])
        long = timed(lambda: write(_LONG), request["at_least"])
        steps = _LONG - _SHORT
        return {name: [(median(long[name]) - median(short[name])) / steps] for name in long}

    serve({"load": load, "encode": encode, "decode": decode})


if __name__ == "__main__":
    main()
