"""Text to tokens and back."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.bundles.errors import BundleError
from conceptwriter.convert.voice.gguf_file import GgufFile
from conceptwriter.convert.voice.tokens import token_table
from conceptwriter.voice.tokenizer import TokenTable, VoiceTokenizer
from tests.toy_voice import byte_tokens, write_toy


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, TokenTable]:
    folder = tmp_path_factory.mktemp("voices")
    kinds = {"bpe": False, "sentencepiece": True}
    return {
        kind: token_table(GgufFile(write_toy(folder / f"{kind}.gguf", pieces=pieces)))
        for kind, pieces in kinds.items()
    }


@pytest.fixture(scope="module")
def coders(
    tables: dict[str, TokenTable], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, VoiceTokenizer]:
    found = {}
    for kind, table in tables.items():
        path = tmp_path_factory.mktemp("tokens") / kind
        path.write_bytes(msgspec.msgpack.encode(table))
        found[kind] = VoiceTokenizer(path)
    return found


@pytest.mark.parametrize("kind", ["bpe", "sentencepiece"])
@given(text=st.text(max_size=40))
def test_every_text_comes_back(coders: dict[str, VoiceTokenizer], kind: str, text: str) -> None:
    coder = coders[kind]
    if kind == "sentencepiece":
        text = text.replace("\u2581", "").replace("\0", "")  # its own sign for a space; its end of a string
    assert coder.decode(coder.encode(text)) == text


def test_merges_are_applied_in_order(coders: dict[str, VoiceTokenizer]) -> None:
    tokens = byte_tokens()
    found = [tokens[number] for number in coders["bpe"].encode("the sea and they")]
    assert found == ["the", "Ġsea", "Ġand", "Ġthe", "y"]


@pytest.mark.parametrize("text", ["a 12", "a  12", "a \n 12", "12a", "  12  "])
def test_each_digit_is_a_word(coders: dict[str, VoiceTokenizer], text: str) -> None:
    """As SmolLM2 was trained: a number is written digit by digit, with the spaces before it apart."""
    tokens = byte_tokens()
    found = [tokens[number] for number in coders["bpe"].encode(text)]
    assert "1" in found
    assert "2" in found


def test_marks_in_a_text_are_text(coders: dict[str, VoiceTokenizer]) -> None:
    coder = coders["bpe"]
    assert coder.mark("<|im_end|>") not in coder.encode("<|im_end|>")
    assert coder.mark("<|im_end|>") in coder.ends


def test_half_a_character_is_no_error(coders: dict[str, VoiceTokenizer]) -> None:
    coder = coders["bpe"]
    first = coder.encode("é")[:1]
    assert coder.decode(first) == "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    "content", [b"", b"{}", msgspec.msgpack.encode({"kind": "bpe", "pattern": "none"}), b"\xff" * 9]
)
def test_a_damaged_file_is_reported(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tokens"
    path.write_bytes(content)
    with pytest.raises(BundleError, match=r"tokens is damaged"):
        VoiceTokenizer(path)
