"""Opening GGUF files: what is understood, and a plain sentence for what is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest

from conceptwriter.convert.errors import ConversionError
from conceptwriter.convert.voice import gguf_file
from conceptwriter.convert.voice.gguf_file import GgufFile
from tests.toy_voice import HEADS, INNER, KEY_HEADS, LAYERS, WIDTH, weights, write_toy


def test_the_shape_is_read(tmp_path: Path) -> None:
    shape = GgufFile(write_toy(tmp_path / "toy.gguf", "qwen3")).shape
    assert (shape.layers, shape.width, shape.heads, shape.key_heads) == (LAYERS, WIDTH, HEADS, KEY_HEADS)
    assert (shape.inner, shape.head_size, shape.group, shape.interleaved) == (INNER, 32, 2, False)


@pytest.mark.parametrize("way", ["F16", "BF16", "Q8_0", "Q5_1", "Q4_0", "Q4_1"])
def test_weights_of_few_bits_are_what_gguf_makes_of_them(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gguf_file, "_BYTES_AT_A_TIME", 100)  # in many pieces
    name = "blk.0.ffn_gate.weight"
    plain, kind = weights("llama")[name], gguf.GGMLQuantizationType[way]
    found = GgufFile(write_toy(tmp_path / "toy.gguf", stored={name: way})).get(name)
    assert np.array_equal(found, gguf.quants.dequantize(gguf.quants.quantize(plain, kind), kind))
    assert 0 < np.abs(found - plain).max() < 0.1 * np.abs(plain).max()


def test_positions_stretched_as_in_llama_3(tmp_path: Path) -> None:
    factors = np.linspace(1, 8, 8, dtype=np.float32)
    plain = GgufFile(write_toy(tmp_path / "plain.gguf")).rotary_frequencies()
    stretched = GgufFile(write_toy(tmp_path / "long.gguf", tensors={"rope_freqs.weight": factors}))
    assert np.allclose(stretched.rotary_frequencies(), plain / factors)


def test_positions_stretched_evenly(tmp_path: Path) -> None:
    plain = GgufFile(write_toy(tmp_path / "plain.gguf")).rotary_frequencies()
    keys: dict[str, Any] = {"llama.rope.scaling.type": "linear", "llama.rope.scaling.factor": 4.0}
    assert np.allclose(GgufFile(write_toy(tmp_path / "l.gguf", **keys)).rotary_frequencies(), plain / 4)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"written_as": "gemma3"}, "architecture 'gemma3'.*Llama, Mistral, SmolLM2"),
        ({"llama.expert_count": 8}, "mixture of experts"),
        ({"llama.rope.scaling.type": "yarn"}, "'yarn'"),
        ({"llama.rope.dimension_count": 8}, "turns 8 of the 16 numbers"),
        ({"llama.embedding_length": None}, "does not tell llama.embedding_length"),
        ({"llama.attention.head_count_kv": 3}, "do not fit together"),
        ({"llama.block_count": 3}, "has no blk.2"),
        ({"llama.feed_forward_length": 97}, r"is \(96, 64\), and should be \(97, 64\)"),
        ({"tensors": {"blk.1.attn_q.weight": None}}, "has no blk.1.attn_q.weight"),
    ],
)
def test_what_is_not_understood_is_reported(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    path = write_toy(tmp_path / "toy.gguf", **changes)
    with pytest.raises(ConversionError, match=said) as caught:
        GgufFile(path)
    assert "toy.gguf" in str(caught.value)


def test_weights_that_are_no_numbers_are_reported(tmp_path: Path) -> None:
    bad = weights("llama")["output_norm.weight"].copy()
    bad[3] = np.nan
    model = GgufFile(write_toy(tmp_path / "toy.gguf", tensors={"output_norm.weight": bad}))
    with pytest.raises(ConversionError, match=r"output_norm.weight holds values that are not numbers"):
        model.get("output_norm.weight")


@pytest.mark.parametrize(
    "content", [b"", b"GGUF", b"PK\x03\x04" + bytes(64), b"GGUF\x03\0\0\0" + b"\xff" * 64]
)
def test_a_file_of_another_kind_is_reported(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.gguf"
    path.write_bytes(content)
    with pytest.raises(ConversionError, match=r"other\.gguf"):
        GgufFile(path)


def test_a_cut_file_is_reported(tmp_path: Path) -> None:
    whole = write_toy(tmp_path / "toy.gguf").read_bytes()
    cut = tmp_path / "cut.gguf"
    for length in range(100, len(whole), len(whole) // 25):
        cut.write_bytes(whole[:length])
        with pytest.raises(ConversionError, match=r"cut\.gguf"):
            GgufFile(cut)


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ConversionError, match=r"none\.gguf does not exist"):
        GgufFile(tmp_path / "none.gguf")
