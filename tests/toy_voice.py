"""Toy language models of the three architectures, as GGUF files with random weights.

The weights come from a formula, so that the tests and the script that made the goldens
(`tools/reference/make_voice_goldens.py`) have the very same ones.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
LAYERS, WIDTH, HEADS, KEY_HEADS, INNER, CONTEXT = 2, 64, 4, 2, 96, 256
HEAD_SIZES = {"llama": 16, "qwen2": 16, "qwen3": 32}
ROTARY_BASE = 10000.0
EPSILON = 1e-5
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
MERGES = ["t h", "th e", "Ġ the", "a n", "an d", "Ġ and", "i n", "Ġ s", "Ġs e", "Ġse a", "e r", "Ġ w"]
SENTENCEPIECES = ["<unk>", "<s>", "</s>"]


def letters() -> list[str]:
    """The letter of each byte, as GPT-2 has them."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = iter(range(256, 512))
    return [chr(byte) if byte in plain else chr(next(others)) for byte in range(256)]


def byte_tokens() -> list[str]:
    """The vocabulary, marks first, as SmolLM2 has it."""
    return [*SPECIAL, *letters(), *(merge.replace(" ", "") for merge in MERGES)]


def weights(architecture: str, *, tied: bool = True) -> dict[str, Array]:
    """By GGUF's names, but with queries and keys in the order of halves, as `transformers` has them."""
    chance = np.random.default_rng(["llama", "qwen2", "qwen3"].index(architecture))
    size, vocabulary = HEAD_SIZES[architecture], len(byte_tokens())

    def some(*shape: int) -> Array:
        found: Array = (chance.standard_normal(shape) / np.sqrt(shape[-1])).astype(np.float32)
        return found

    def around_one(count: int) -> Array:
        return (1 + 0.2 * chance.standard_normal(count)).astype(np.float32)

    found = {"token_embd.weight": 4 * some(vocabulary, WIDTH), "output_norm.weight": around_one(WIDTH)}
    if not tied:
        found["output.weight"] = 4 * some(vocabulary, WIDTH)
    for layer in range(LAYERS):
        start = f"blk.{layer}."
        found[start + "attn_norm.weight"] = around_one(WIDTH)
        for part, heads in (("q", HEADS), ("k", KEY_HEADS), ("v", KEY_HEADS)):
            found[f"{start}attn_{part}.weight"] = 2 * some(heads * size, WIDTH)
            if architecture == "qwen2":
                found[f"{start}attn_{part}.bias"] = some(heads * size)
            if architecture == "qwen3" and part != "v":
                found[f"{start}attn_{part}_norm.weight"] = around_one(size)
        found[start + "attn_output.weight"] = some(WIDTH, HEADS * size)
        found[start + "ffn_norm.weight"] = around_one(WIDTH)
        for part in ("gate", "up"):
            found[f"{start}ffn_{part}.weight"] = 2 * some(INNER, WIDTH)
        found[start + "ffn_down.weight"] = some(WIDTH, INNER)
    return found


def write_toy(path: Path, architecture: str = "llama", **changes: Any) -> Path:
    """Write the file. `changes`: keys to set otherwise, None leaves one out; `tied`, `tensors`, `pieces`.

    `stored` names the tensors that are stored in few bits, with GGUF's names of the ways.
    """
    tied, pieces, stored = changes.pop("tied", True), changes.pop("pieces", False), changes.pop("stored", {})
    tensors = weights(architecture, tied=tied) | changes.pop("tensors", {})
    writer = gguf.GGUFWriter(path, changes.pop("written_as", architecture))
    for key, value in (
        _keys(architecture) | (_sentencepiece() if pieces else _byte_pairs()) | changes
    ).items():
        _add(writer, key, value)
    for name, tensor in tensors.items():
        if tensor is not None:
            plain = _interleaved(tensor, name) if architecture == "llama" else tensor
            _add_tensor(writer, name, plain, stored.get(name, "F32"))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_tensor(writer: Any, name: str, plain: Array, way: str) -> None:
    kind = gguf.GGMLQuantizationType[way]
    packed = gguf.quants.quantize(plain, kind)
    writer.add_tensor(name, packed, raw_dtype=None if way == "F32" else kind)


def _keys(architecture: str) -> dict[str, Any]:
    sizes = {
        "block_count": LAYERS,
        "embedding_length": WIDTH,
        "attention.head_count": HEADS,
        "attention.head_count_kv": KEY_HEADS,
        "attention.key_length": HEAD_SIZES[architecture],
        "feed_forward_length": INNER,
        "context_length": CONTEXT,
        "rope.freq_base": ROTARY_BASE,
        "attention.layer_norm_rms_epsilon": EPSILON,
    }
    return {f"{architecture}.{key}": value for key, value in sizes.items()} | {
        "general.name": "Toy Voice",
        "general.license": "apache-2.0",
    }


def _byte_pairs() -> dict[str, Any]:
    tokens = byte_tokens()
    return {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "smollm",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": [3] * len(SPECIAL) + [1] * (len(tokens) - len(SPECIAL)),
        "tokenizer.ggml.merges": MERGES,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.chat_template": "{% for m in messages %}<|im_start|>{{ m.role }}{% endfor %}",
    }


def _sentencepiece() -> dict[str, Any]:
    """As many tokens: marks, bytes, and words of a few letters with the better score."""
    words = ["▁", "t", "h", "e", "▁t", "he", "▁the", "s", "a", "▁s", "▁sea", "ea"]
    tokens = [*SENTENCEPIECES, *(f"<0x{byte:02X}>" for byte in range(256)), *words]
    return {
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.scores": [0.0] * 259 + [-float(number) for number in range(len(words))][::-1],
        "tokenizer.ggml.token_type": [2, 3, 3] + [6] * 256 + [1] * len(words),
        "tokenizer.ggml.unknown_token_id": 0,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
    }


def _add(writer: Any, key: str, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        writer.add_bool(key, value)
    elif isinstance(value, int):
        writer.add_uint32(key, value)
    elif isinstance(value, float):
        writer.add_float32(key, value)
    elif isinstance(value, str):
        writer.add_string(key, value)
    else:
        writer.add_array(key, value)


def _interleaved(tensor: Array, name: str) -> Array:
    """Rows of queries and keys so that halves of a head become neighbours, as llama.cpp stores Llama."""
    part = name.rsplit(".", 2)[-2]
    if part not in {"attn_q", "attn_k"}:
        return tensor
    heads = HEADS if part == "attn_q" else KEY_HEADS
    halves = tensor.reshape(heads, 2, -1, *tensor.shape[1:])
    return np.ascontiguousarray(halves.swapaxes(1, 2).reshape(tensor.shape))
