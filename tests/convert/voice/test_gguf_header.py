"""Files that promise what they do not have: refused in a sentence, at once and in little memory."""

from __future__ import annotations

import struct
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conceptwriter.convert.errors import ConversionError
from conceptwriter.convert.voice.conversion import VoiceConversion, convert_voice
from conceptwriter.convert.voice.gguf_file import GgufFile
from conceptwriter.convert.voice.gguf_header import DamagedHeader, UnreadableText, read_header
from conceptwriter.convert.voice.tokens import chat_template, token_table
from tests.toy_voice import write_toy

MOST_BYTES = 40_000_000
"""Memory for a damaged toy of 300 kB: a length that was believed would ask for far more."""


def text(words: str | bytes) -> bytes:
    plain = words if isinstance(words, bytes) else words.encode()
    return struct.pack("<Q", len(plain)) + plain


def key(name: str | bytes, kind: int, value: bytes) -> bytes:
    return text(name) + struct.pack("<I", kind) + value


def listed(kind: int, count: int, items: bytes) -> bytes:
    return struct.pack("<IQ", kind, count) + items


def tensor(name: str | bytes, sizes: tuple[int, ...], kind: int = 0, start: int = 0) -> bytes:
    return text(name) + struct.pack(f"<I{len(sizes)}QIQ", len(sizes), *sizes, kind, start)


def file(*parts: bytes, keys: int = 0, tensors: int = 0, version: int = 3, data: int = 64) -> bytes:
    start = b"GGUF" + struct.pack("<IQQ", version, tensors, keys) + b"".join(parts)
    return start + bytes(-len(start) % 32 + data)


def test_values_of_every_type_are_read() -> None:
    parts = [
        key("u8", 0, b"\xff"),
        key("i16", 3, struct.pack("<h", -2)),
        key("f32", 6, struct.pack("<f", 0.5)),
        key("yes", 7, b"\x02"),
        key("text", 8, text("é")),
        key("u64", 10, struct.pack("<Q", 2**63)),
        key("f64", 12, struct.pack("<d", 1e300)),
        key("texts", 9, listed(8, 2, text("a") + text(""))),
        key("numbers", 9, listed(5, 2, struct.pack("<ii", -1, 1))),
        key("bools", 9, listed(7, 3, b"\0\1\2")),
        key("bad", 8, text(b"\xff")),
        tensor("w", (8, 2), start=0),
    ]
    header = read_header(file(*parts, keys=11, tensors=1))
    lists = {name: value.tolist() for name, value in header.keys.items() if isinstance(value, np.ndarray)}
    assert lists == {"numbers": [-1, 1], "bools": [False, True, True]}
    assert isinstance(header.keys.pop("bad"), UnreadableText)
    plain = {name: value for name, value in header.keys.items() if name not in lists}
    assert plain == {
        "u8": 255, "i16": -2, "f32": 0.5, "yes": True, "text": "é", "u64": 2**63, "f64": 1e300,
        "texts": ["a", ""],
    }  # fmt: skip
    assert header.tensors["w"].shape == (2, 8)
    assert header.tensors["w"].length == 64
    assert header.tensors["w"].start % 32 == 0


HUGE = 2**63 + 5
LIES = {
    "keys": file(keys=HUGE),
    "tensors": file(tensors=HUGE),
    "keys and tensors": file(keys=3, tensors=3, data=13 * 3 + 24 * 2),
    "more keys than any model": file(keys=1 << 17, data=1 << 22),
    "the length of a name": file(struct.pack("<Q", HUGE), keys=1),
    "a name that is no text": file(key(b"\xff\xfe", 0, b"\0"), keys=1),
    "the length of a text": file(key("a", 8, struct.pack("<Q", HUGE)), keys=1),
    "a type of a key": file(key("a", 13, b""), keys=1),
    "the same key twice": file(key("a", 0, b"\0") * 2, keys=2),
    "the items of a list": file(key("a", 9, listed(4, HUGE, b"")), keys=1),
    "items that have no bytes": file(key("a", 9, listed(4, 40, b"")), keys=1),
    "the texts of a list": file(key("a", 9, listed(8, 1 << 40, b"")), keys=1),
    "a list longer than any": file(key("a", 9, listed(0, (1 << 22) + 1, b"")), keys=1, data=1 << 23),
    "a type of a list": file(key("a", 9, listed(99, 0, b"")), keys=1),
    "a list of lists": file(key("a", 9, listed(9, 1, listed(9, 1, listed(4, 0, b"")))), keys=1),
    "axes": file(text("w") + struct.pack("<I", 2**32 - 1), tensors=1),
    "five axes": file(tensor("w", (1, 1, 1, 1, 1)), tensors=1),
    "a size": file(tensor("w", (2**62,)), tensors=1),
    "sizes whose product wraps around": file(tensor("w", (2**32, 2**32)), tensors=1),
    "a kind": file(tensor("w", (1,), kind=77), tensors=1),
    "a row of broken blocks": file(tensor("w", (33,), kind=2), tensors=1),
    "a place": file(tensor("w", (1,), start=HUGE), tensors=1),
    "the last byte": file(tensor("w", (17,), start=0), tensors=1),
    "the same tensor twice": file(tensor("w", (1,)) * 2, tensors=2),
    "an alignment of 0": file(key("general.alignment", 4, bytes(4)), keys=1),
    "an alignment of 48": file(key("general.alignment", 4, struct.pack("<I", 48)), keys=1),
    "an alignment that is no number": file(key("general.alignment", 8, text("x" * 5000)), keys=1, data=6000),
    "version 1": file(version=1),
    "big-endian": b"GGUF" + struct.pack(">IQQ", 3, 0, 0),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_what_a_file_promises_is_not_believed(lie: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(DamagedHeader) as caught:
            read_header(lie)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
    assert len(str(caught.value)) < 1200


# Whole files


@pytest.fixture(scope="module", params=[False, True], ids=["byte pairs", "pieces"])
def toy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("toy") / "toy.gguf"
    stored = {"blk.0.ffn_gate.weight": "Q4_1", "token_embd.weight": "Q8_0"}
    return write_toy(path, pieces=request.param, stored=stored).read_bytes()


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("edited") / "edited.gguf"


def read_all(path: Path) -> None:
    """What a conversion reads. Raises ConversionError."""
    model = GgufFile(path)
    token_table(model)
    chat_template(model)
    model.rotary_frequencies()
    for name in model._tensors:
        model.get(name)


def outcome(path: Path) -> tuple[str | None, int]:
    """What is wrong with the file, and the most memory that it took to find out."""
    tracemalloc.start()
    try:
        read_all(path)
    except ConversionError as error:
        return str(error), tracemalloc.get_traced_memory()[1]
    else:
        return None, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


NUMBERS = [0, 1, 3, 255, 2**15, 2**31 - 1, 2**31, 2**32 - 1, 2**62, 2**63, 2**64 - 1]
edits = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.one_of(
            st.binary(min_size=1, max_size=8),
            st.sampled_from(NUMBERS).map(lambda number: struct.pack("<Q", number)),
            st.sampled_from(NUMBERS[:8]).map(lambda number: struct.pack("<I", number)),
        ),
    ),
    min_size=1,
    max_size=4,
)


@settings(deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=edits, kept=st.floats(0, 1), header_only=st.booleans())
def test_any_damage_is_reported_or_harmless(
    toy: bytes, edited: Path, edits: list[tuple[float, bytes]], kept: float, header_only: bool
) -> None:
    reach = toy.index(b"output_norm") + 2000 if header_only else len(toy)
    content = bytearray(toy)
    for place, bytes_ in edits:
        start = int(place * reach)
        content[start : start + len(bytes_)] = bytes_
    if kept < 0.2:
        del content[int(5 * kept * len(content)) :]
    edited.write_bytes(content)
    message, most = outcome(edited)
    assert most < MOST_BYTES
    assert message is None or "edited.gguf" in message
    assert message is None or ("\n" not in message and len(message) < 1500)


def test_every_cut_is_reported(toy: bytes, edited: Path) -> None:
    for length in range(0, len(toy), 997):
        edited.write_bytes(toy[:length])
        with pytest.raises(ConversionError, match=r"edited\.gguf"):
            read_all(edited)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"general.architecture": 3, "written_as": "llama"}, "general.architecture is no text"),
        ({"llama.rope.freq_base": float("nan")}, "freq_base is nan"),
        ({"llama.rope.freq_base": 1e-30}, "do not fit together"),
        ({"llama.attention.layer_norm_rms_epsilon": float("inf")}, "epsilon is inf"),
        ({"llama.attention.layer_norm_rms_epsilon": -1.0}, "do not fit together"),
        ({"llama.rope.scaling.type": "linear", "llama.rope.scaling.factor": 0.0}, "stretches"),
        ({"llama.rope.scaling.type": 1}, "scaling.type is no text"),
        ({"tensors": {"rope_freqs.weight": np.zeros(8, np.float32)}}, "fits no head"),
        ({"tensors": {"rope_freqs.weight": np.ones(3, np.float32)}}, "fits no head"),
        ({"tokenizer.ggml.model": ["gpt2"]}, "tokenizer.ggml.model is no text"),
        ({"tokenizer.ggml.pre": 1}, "tokenizer.ggml.pre is no text"),
        ({"tokenizer.ggml.tokens": "abc"}, "do not fit together"),
        ({"tokenizer.ggml.token_type": 3}, "numbers of tokens and of their types"),
        ({"tokenizer.ggml.merges": ["t  h"]}, "a merge of its tokenizer is 't  h'"),
        ({"tokenizer.ggml.merges": ["th"]}, "a merge of its tokenizer is 'th'"),
        ({"tokenizer.ggml.bos_token_id": 2**31, "tokenizer.ggml.add_bos_token": True}, "no token 2147483648"),
        ({"pieces": True, "tokenizer.ggml.scores": ["a"] * 271}, "SentencePiece cannot read"),
        ({"pieces": True, "tokenizer.ggml.scores": [0.0]}, "no scores"),
        ({"pieces": True, "tokenizer.ggml.token_type": [77] * 271}, "SentencePiece cannot read"),
    ],
)
def test_values_that_make_no_sense_are_reported(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    path = write_toy(tmp_path / "toy.gguf", **changes)
    with pytest.raises(ConversionError, match=said):
        convert_voice(VoiceConversion(path, tmp_path / "b"), lambda *_: None)


def test_weights_too_large_for_any_sum_are_reported(tmp_path: Path) -> None:
    huge = np.full((96, 64), 3e38, np.float32)
    path = write_toy(tmp_path / "toy.gguf", tensors={"blk.0.ffn_gate.weight": huge})
    with pytest.raises(ConversionError, match="nan nats a token apart"):
        convert_voice(VoiceConversion(path, tmp_path / "b"), lambda *_: None)


@pytest.mark.parametrize(
    ("stated", "name"),
    [("../../x", "x"), ("Qwen/Qwen 2", "qwen-qwen-2"), ("\n", "toy"), ("...", "voice"), ("né", "n")],
)
def test_a_model_is_named_plainly(tmp_path: Path, stated: str, name: str) -> None:
    from conceptwriter.bundles.manifest import load_manifest

    path = write_toy(tmp_path / "toy.gguf", **{"general.name": stated})
    convert_voice(VoiceConversion(path, tmp_path / "b"), lambda *_: None)
    assert load_manifest(tmp_path / "b").name == name
