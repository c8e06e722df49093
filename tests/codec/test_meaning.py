"""Choosing among finished beams by meaning."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from conceptwriter.bundles import load_manifest
from conceptwriter.codec import runtime
from conceptwriter.codec.contract import DecodeOptions
from conceptwriter.codec.meaning import nearest_in_meaning
from conceptwriter.codec.runtime import Codec
from conceptwriter.codec.search import Hypothesis

FloatArray = npt.NDArray[np.float32]
DIRECTIONS: dict[tuple[int, ...], tuple[float, float]] = {
    (1,): (1.0, 0.0),
    (2,): (0.0, 1.0),
    (3,): (0.6, 0.8),
}


def said(*tokens: int, total: float = -1.0) -> Hypothesis:
    return Hypothesis(tokens, total, finished=True)


def vectors_of(texts: list[tuple[int, ...]]) -> FloatArray:
    return np.array([DIRECTIONS[text] for text in texts], np.float32) * 3


def chosen(
    weight: float, found: list[list[Hypothesis]], *vectors: tuple[float, float]
) -> list[tuple[int, ...]]:
    ranks = [[text.total for text in texts] for texts in found]
    best = nearest_in_meaning(found, ranks, np.array(vectors, np.float32), vectors_of, weight)
    return [text.tokens for text in best]


def test_the_nearest_text_wins_where_meaning_weighs_enough() -> None:
    found = [[said(1, total=-0.1), said(2, total=-0.5), said(3, total=-0.9)]]
    assert chosen(0.1, found, (0.0, 2.0)) == [(1,)]
    assert chosen(1.0, found, (0.0, 2.0)) == [(2,)]
    assert chosen(10.0, found, (0.6, 0.8)) == [(3,)]


def test_sentences_do_not_mix() -> None:
    found = [[said(1), said(2)], [said(3)], [said(2), said(3)]]
    assert chosen(5.0, found, (0.0, 1.0), (1.0, 0.0), (0.6, 0.8)) == [(2,), (3,), (3,)]


def test_a_single_text_is_not_read() -> None:
    def never(texts: list[tuple[int, ...]]) -> FloatArray:
        raise AssertionError(texts)

    twice = said(1, total=-0.1)
    found = [[said()], [twice, said(1, total=-0.3)]]
    best = nearest_in_meaning(found, [[-1.0], [-0.1, -0.3]], np.ones((2, 2), np.float32), never, 5.0)
    assert best == [found[0][0], twice]


def test_a_codec_chooses_by_meaning_where_its_bundle_says_so(
    reading_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = load_manifest(reading_bundle)
    assert manifest.codec is not None
    part = msgspec.structs.replace(
        manifest.codec, decoding=msgspec.structs.replace(manifest.codec.decoding, meaning=100.0)
    )
    plain = Codec(reading_bundle, manifest)
    choosing = Codec(reading_bundle, msgspec.structs.replace(manifest, codec=part))
    assert (plain.recommended.meaning, choosing.recommended.meaning) == (0.0, 100.0)
    texts = ["Les bateaux sont rentrés.", "Personne n'attendait."]
    surest, other = (tuple(ids[1:-1]) for ids in plain.tokenizer.encode(texts, "fra_Latn"))
    found = [said(*surest, total=-0.1), said(*other, total=-9.0)]
    monkeypatch.setattr(runtime, "search_all", lambda *_: [found])
    vectors = plain.encode(texts[1:], "fra_Latn")

    def text(codec: Codec, options: DecodeOptions) -> str:
        (decoded,) = codec.decode(vectors, "fra_Latn", options)
        return decoded.text

    options = DecodeOptions(beam_size=4)
    assert text(plain, options) == texts[0]
    assert text(plain, replace(options, meaning=100.0)) == texts[1]
    assert text(choosing, options) == texts[1]
    assert text(choosing, replace(options, meaning=0.0)) == texts[0]
    (decoded,) = choosing.decode_from_texts(texts[1:], "fra_Latn", "fra_Latn", options)
    assert decoded.text == texts[1]
    assert decoded.score == pytest.approx(-9.0 / (len(other) + 1))
