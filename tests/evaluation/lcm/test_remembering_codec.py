from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from conceptwriter.codec.contract import TextTooLong
from conceptwriter.evaluation.lcm.predictors import Vectors
from conceptwriter.evaluation.lcm.remembering_codec import RememberingCodec
from tests.evaluation.lcm.stand_ins import ENGLISH, WordCodec, bag_of_words

LIMIT = 12


class Narrow(WordCodec):
    """Reads twelve characters."""

    def encode(self, texts: Sequence[str], language: str) -> Vectors:
        for index, text in enumerate(texts):
            if len(text) > LIMIT:
                raise TextTooLong(index, len(text), LIMIT)
        return super().encode(texts, language)


def test_a_text_is_encoded_once_and_every_row_is_its_own() -> None:
    inner = WordCodec()
    codec = RememberingCodec(inner, "words", "1")
    first = codec.encode(["One.", "Two.", "One."], ENGLISH)
    again = codec.encode(["Two.", "Three."], ENGLISH)
    assert inner.encoded == ["One.", "Two.", "Three."]
    assert (first[0] == first[2]).all()
    assert (again[0] == first[1]).all()
    assert np.allclose(again[1], bag_of_words("Three."))
    assert codec.encode([], ENGLISH).shape == (0, 64)
    codec.encode(["One."], "fra_Latn")
    assert inner.encoded[-1] == "One.", "the same words of another language are another text"


def test_what_is_too_long_is_refused_or_cut() -> None:
    codec = RememberingCodec(Narrow(), "narrow", "1")
    texts = ["short one", "a rather long sentence here", "short one", "tiny", "another too long sentence"]
    codec.encode(["tiny"], ENGLISH)
    with pytest.raises(TextTooLong):
        codec.encode(texts, ENGLISH)
    vectors = codec.encode_cut(texts, ENGLISH)
    assert len(vectors) == len(texts)
    assert np.allclose(vectors[0], bag_of_words("short one"))
    assert np.allclose(vectors[1], bag_of_words("a rath"))
    assert np.allclose(vectors[4], bag_of_words("another too "))
