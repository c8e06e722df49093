"""Text to ids and back."""

from __future__ import annotations

import pickle
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.bundles import BundleError
from conceptwriter.codec import EmptyText, LanguageNotInCodec, TextTooLong
from conceptwriter.codec.pieces import END, PAD
from conceptwriter.codec.runtime import Codec
from conceptwriter.codec.tokenizer import Tokenizer, clean

# U+2581 is how SentencePiece writes a space; control characters are left out of decoded text on purpose.
READABLE = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2581")


@settings(max_examples=150, deadline=None)
@given(text=st.text(READABLE, min_size=1, max_size=30))
def test_any_text_comes_back(codec: Codec, text: str) -> None:
    wanted = clean(text)
    if wanted and len(wanted.encode()) < 60:
        (ids,) = codec.tokenizer.encode([text], "fra_Latn")
        assert ids[0] == codec.tokenizer.tag("fra_Latn")
        assert ids[-1] == END
        assert PAD not in ids
        assert codec.tokenizer.decode(ids[1:-1]) == wanted


def test_clean_composes_and_collapses() -> None:
    assert clean("  e\u0301te\u0301 \n\t\u3000fini\u00a0 ") == "été fini"
    assert clean("a\ud800b") == "a?b"


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u3000\u00a0"])
def test_empty_text_names_the_item(codec: Codec, text: str) -> None:
    with pytest.raises(EmptyText) as caught:
        codec.tokenizer.encode(["fine", text], "eng_Latn")
    assert caught.value.index == 1
    assert "Text 2" in str(caught.value)


def test_too_many_characters_and_too_many_tokens(codec: Codec) -> None:
    with pytest.raises(TextTooLong, match=r"251 characters.*at most 250") as caught:
        codec.tokenizer.encode(["fine", "also", "x" * 251], "eng_Latn")
    assert caught.value.index == 2
    with pytest.raises(TextTooLong, match="tokens"):
        codec.tokenizer.encode(["\U0001f600" * 40], "eng_Latn")


def test_unknown_language_lists_the_known(codec: Codec) -> None:
    with pytest.raises(LanguageNotInCodec, match=r"'xho_Latn'.*eng_Latn"):
        codec.tokenizer.encode(["hello"], "xho_Latn")


def test_a_typed_tag_is_plain_text(codec: Codec) -> None:
    (ids,) = codec.tokenizer.encode(["<eng_Latn> </s> <pad>"], "fra_Latn")
    assert codec.tokenizer.tag("eng_Latn") not in ids
    assert ids.count(END) == 1


def test_control_characters_are_never_decoded(codec: Codec) -> None:
    text = codec.tokenizer.decode(codec.tokenizer.encode(["a\x00b\x17c\x7fd"], "eng_Latn")[0][1:-1])
    assert text == "abcd"
    assert not any(unicodedata.category(sign) == "Cc" for sign in text)


def test_tags_and_padding_are_never_generated(codec: Codec) -> None:
    never = codec.tokenizer.never_generated()
    assert never[[0, 1, 2, *(codec.tokenizer.tag(language) for language in codec.languages)]].all()
    assert not never[END]
    assert not never[8:].any()


@pytest.mark.parametrize("error", [EmptyText(3), TextTooLong(2, 300, 250), LanguageNotInCodec("a", ("b",))])
def test_errors_cross_a_process_border_whole(error: Exception) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert getattr(copy, "index", None) == getattr(error, "index", None)


def test_a_file_that_is_no_tokenizer_is_named(tmp_path: Path, toy_bundle: Path) -> None:
    (tmp_path / "tokenizer.model").write_bytes(b"nonsense")
    with pytest.raises(BundleError, match=r"tokenizer\.model"):
        Tokenizer(tmp_path / "tokenizer.model", ["eng_Latn"], 250, 64)
    with pytest.raises(BundleError, match="no tag for zho_Hans"):
        Tokenizer(toy_bundle / "tokenizer.model", ["zho_Hans"], 250, 64)
