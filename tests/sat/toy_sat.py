"""A graph of the same interface as SaT's: a sentence ends behind every token "|", and nowhere else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import sentencepiece
from onnx import TensorProto, helper, numpy_helper, save

from conceptwriter.convert.sat import SatConversion, convert_sat

WORDS = "the boats came in at dawn nobody was waiting on quay and a bell rang over water été"
MARK = "|"


def write_tokenizer(path: Path) -> Path:
    """A SentencePiece model with the special pieces of XLM-RoBERTa's and "|" as a piece of its own."""
    letters = " ".join(sorted(set(WORDS)))
    with path.open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter([WORDS, letters] * 30),
            model_writer=file,
            vocab_size=60,
            hard_vocab_limit=False,
            user_defined_symbols=[MARK],
            minloglevel=2,
        )
    return path


def write_graph(path: Path, tokenizer: Path, *, output: str = "logits") -> Path:
    """`input_ids` int64 (n, t), `attention_mask` float16 (n, t) -> `logits` (n, t, 1)."""
    pieces = sentencepiece.SentencePieceProcessor(model_proto=tokenizer.read_bytes())
    mark = np.array(pieces.piece_to_id(MARK) + 1, np.int64)
    nodes = [
        helper.make_node("Equal", ["input_ids", "mark"], ["is_mark"]),
        helper.make_node("Cast", ["is_mark"], ["ones"], to=TensorProto.FLOAT),
        helper.make_node("Cast", ["attention_mask"], ["seen"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["ones", "seen"], ["seen_ones"]),
        helper.make_node("Mul", ["seen_ones", "height"], ["high"]),
        helper.make_node("Sub", ["high", "depth"], ["low"]),
        helper.make_node("Unsqueeze", ["low", "axis"], [output]),
    ]
    constants = [
        numpy_helper.from_array(mark, "mark"),
        numpy_helper.from_array(np.array(20, np.float32), "height"),
        numpy_helper.from_array(np.array(10, np.float32), "depth"),
        numpy_helper.from_array(np.array([2], np.int64), "axis"),
    ]
    inputs = [
        helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["n", "t"]),
        helper.make_tensor_value_info("attention_mask", TensorProto.FLOAT16, ["n", "t"]),
    ]
    outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["n", "t", 1])]
    graph = helper.make_graph(nodes, "toy", inputs, outputs, constants)
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), str(path))
    return path


def make_sat_bundle(folder: Path, name: str = "sat-3l-sm") -> Path:
    """A bundle as installing it from the catalogue would leave it: `folder / name`."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = write_tokenizer(folder.parent / "toy.model")
    graph = write_graph(folder.parent / "toy.onnx", tokenizer)
    convert_sat(SatConversion(graph, tokenizer, folder / name, name))
    return folder / name
