"""A complete bundle with random weights: tiny, quick to make, the same every time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from conceptwriter.training.codec.config import TOY, CodecConfig
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.export.bundle import Description, LcmSource, write_bundle
from conceptwriter.training.export.graph import GraphWriter
from conceptwriter.training.tokenizer import END, load_tokenizer, train_tokenizer

LANGUAGES = ("eng_Latn", "fra_Latn", "deu_Latn", "spa_Latn")
SENTENCES = (
    "The boats came in at dawn.",
    "Nobody was waiting on the quay, and the bell rang across the water.",
    "The old man counted them twice before he opened the letter.",
    "Les bateaux sont rentrés à l'aube.",
    "Personne n'attendait sur le quai, et la cloche sonnait sur l'eau.",
    "Le vieil homme les compta deux fois avant d'ouvrir la lettre.",
    "Die Boote kamen im Morgengrauen zurück.",
    "Niemand wartete am Kai, und die Glocke läutete über dem Wasser.",
    "Der alte Mann zählte sie zweimal, bevor er den Brief öffnete.",
    "Los barcos llegaron al amanecer.",
    "Nadie esperaba en el muelle, y la campana sonaba sobre el agua.",
    "El viejo los contó dos veces antes de abrir la carta.",
)
"""Enough text for a tokenizer of a few hundred pieces."""
FIRST_BYTE = 4 + len(LANGUAGES)
"""Id of the first byte piece."""


def make_toy_tokenizer(folder: Path) -> Path:
    """Train the tokenizer; returns its file."""
    path = folder / "toy-tokenizer.model"
    train_tokenizer(SENTENCES * 20, LANGUAGES, 380, path)
    return path


def make_toy_bundle(folder: Path, name: str = "toy", precision: str = "int8") -> Path:
    """Write the bundle into `folder / name` and return that."""
    tokenizer = make_toy_tokenizer(folder)
    torch.manual_seed(7)
    shape = replace(TOY, vocabulary=load_tokenizer(tokenizer).get_piece_size())
    about = Description(
        name=name,
        version="0.0.1",
        card="# Toy\n\nRandom weights, for tests.\n",
        licence="Apache-2.0",
        licence_text="Toy licence text.\n",
    )
    lcm = LcmSource(write_toy_lcm, residual_scale=0.3, maximum_context=32)
    bundle = folder / name
    write_bundle(bundle, about, make_toy_codec(shape), tokenizer, lcm, precision)
    return bundle


def make_toy_codec(shape: CodecConfig) -> CodecModel:
    """Random, but what it decodes depends on the vector, is made of learned pieces and ends now and then."""
    codec = CodecModel(shape)
    with torch.no_grad():
        for layer in codec.modules():
            if isinstance(layer, nn.Linear):
                nn.init.normal_(layer.weight, std=0.4)
        codec.embedding.weight[FIRST_BYTE : FIRST_BYTE + 256] *= 0.1
        end = codec.embedding.weight[END]
        codec.decoder.norm.bias += 1.5 * end / end.norm() ** 2
    return codec


def write_toy_lcm(
    path: Path, precision: str, heads: int = 2, width: int = 16, dimension: int = 16, k: int = 4
) -> None:
    """One attention layer with a cache, random weights, the interface of a real LCM graph."""
    torch.manual_seed(8)
    size = width // heads
    graph = GraphWriter(precision)
    vectors = graph.input("vectors", np.float32, [1, "t", dimension])
    kinds = graph.input("kinds", np.int64, [1, "t"])
    past_key = graph.input("past_key", np.float32, [1, 1, heads, "p", size])
    past_value = graph.input("past_value", np.float32, [1, 1, heads, "p", size])
    kind_table = graph.constant(torch.randn(3, width).numpy())
    x = graph.add(graph.linear(vectors, nn.Linear(dimension, width)), graph.node("Gather", kind_table, kinds))
    parts = graph.nodes("Split", 3, graph.linear(x, nn.Linear(width, 3 * width)), axis=-1, num_outputs=3)
    q, new_key, new_value = (graph.split_heads(part, heads) for part in parts)
    key = graph.node("Concat", graph.at(past_key, 0, 1), new_key, axis=2)
    value = graph.node("Concat", graph.at(past_value, 0, 1), new_value, axis=2)
    bias = graph.hide_the_future(vectors, past_key)
    x = graph.add(
        x, graph.linear(graph.join_heads(graph.attention(q, key, value, size, bias)), nn.Linear(width, width))
    )
    candidates = graph.reshape(graph.linear(x, nn.Linear(width, k * dimension)), [0, 0, k, dimension])
    ones, zeros = np.ones(dimension, np.float32), np.zeros(dimension, np.float32)
    graph.output("candidates", graph.plain_norm(candidates, ones, zeros), [1, "t", k, dimension])
    graph.output(
        "weights", graph.node("LogSoftmax", graph.linear(x, nn.Linear(width, k)), axis=-1), [1, "t", k]
    )
    graph.output("end", graph.reshape(graph.linear(x, nn.Linear(width, 1)), [0, -1]), [1, "t"])
    graph.output("present_key", graph.stack([key], 1), [1, 1, heads, "p + t", size])
    graph.output("present_value", graph.stack([value], 1), [1, 1, heads, "p + t", size])
    graph.save(path)
