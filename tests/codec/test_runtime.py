"""The codec over a bundle's graphs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from conceptwriter.bundles import BundleError, load_manifest
from conceptwriter.bundles.manifest import Manifest
from conceptwriter.codec import CodecError, DecodeOptions, EmptyText
from conceptwriter.codec.runtime import Codec
from conceptwriter.runtime.sessions import Interrupt, Interrupted

TEXTS = [
    "The boats came in at dawn.",
    "No.",
    "Nobody was waiting on the quay, and the bell rang across the water.",
    "The old man counted them twice.",
    "Why?",
]


def test_vectors_have_their_shape_and_unit_variance(codec: Codec) -> None:
    vectors = codec.encode(TEXTS, "eng_Latn")
    assert vectors.shape == (5, codec.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), np.sqrt(codec.dimension), rtol=1e-3)


def test_a_vector_does_not_depend_on_the_batch(codec: Codec) -> None:
    together = codec.encode(TEXTS * 20, "eng_Latn")
    alone = np.concatenate([codec.encode([text], "eng_Latn") for text in TEXTS])
    # The sums of floats may differ in the last bit and tip one rounding to int8, no more.
    np.testing.assert_allclose(together, np.tile(alone, (20, 1)), atol=5e-3)
    assert np.abs(alone[0] - alone[1]).max() > 0.1


def test_white_space_and_composition_do_not_matter(codec: Codec) -> None:
    vectors = codec.encode(["L'été  arrive.", " L'e\u0301te\u0301 arrive.\n"], "fra_Latn")
    np.testing.assert_allclose(vectors[0], vectors[1], atol=5e-3)


def test_nothing_in_nothing_out(codec: Codec) -> None:
    assert codec.encode([], "eng_Latn").shape == (0, codec.dimension)
    assert codec.decode(np.zeros((0, codec.dimension)), "eng_Latn") == []


def test_one_bad_text_fails_the_request_by_index(codec: Codec) -> None:
    with pytest.raises(EmptyText) as caught:
        codec.encode([*TEXTS, " "], "eng_Latn")
    assert caught.value.index == 5


@pytest.mark.parametrize(
    "options", [DecodeOptions(beam_size=1), DecodeOptions(), DecodeOptions(sample=True, seed=3)], ids=str
)
def test_decoding_keeps_order_whatever_the_batch(codec: Codec, options: DecodeOptions) -> None:
    vectors = np.random.default_rng(0).standard_normal((40, codec.dimension)).astype(np.float32)
    options = replace(options, maximum_tokens=12)
    together = codec.decode(vectors, "eng_Latn", options)
    assert together == codec.decode(vectors, "eng_Latn", options)
    assert len({decoded.text for decoded in together}) > 20
    if not options.sample:
        alone = [codec.decode(vector[None], "eng_Latn", options)[0] for vector in vectors]
        assert sum(a.text == b.text for a, b in zip(alone, together, strict=True)) >= 38


def test_language_and_seed_change_the_text(codec: Codec) -> None:
    vector = codec.encode(TEXTS[:1], "eng_Latn")
    texts = {codec.decode(vector, language)[0].text for language in codec.languages}
    assert len(texts) == 4
    drawn = {codec.decode(vector, "eng_Latn", DecodeOptions(sample=True, seed=s))[0].text for s in range(5)}
    assert len(drawn) == 5


def test_scores_and_counts_make_sense(codec: Codec) -> None:
    for decoded in codec.decode(
        codec.encode(TEXTS, "eng_Latn"), "deu_Latn", DecodeOptions(maximum_tokens=10)
    ):
        assert decoded.score < 0
        assert 1 <= decoded.token_count <= 10
        assert decoded.finished or decoded.token_count == 10


def test_the_limit_of_the_model_bounds_the_tokens(codec: Codec) -> None:
    (decoded,) = codec.decode(
        np.ones((1, codec.dimension)),
        "eng_Latn",
        DecodeOptions(maximum_tokens=10_000, beam_size=1, sample=True),
    )
    assert decoded.token_count <= codec.maximum_tokens


@pytest.mark.parametrize("shape", [(3,), (2, 3), (1, 16, 1)])
def test_vectors_of_another_shape_are_refused(codec: Codec, shape: tuple[int, ...]) -> None:
    with pytest.raises(CodecError, match="shape"):
        codec.decode(np.zeros(shape), "eng_Latn")


def test_nan_is_refused(codec: Codec) -> None:
    with pytest.raises(CodecError, match="finite"):
        codec.decode(np.full((1, codec.dimension), np.nan), "eng_Latn")


@pytest.mark.parametrize(
    "options",
    [
        DecodeOptions(beam_size=0),
        DecodeOptions(maximum_tokens=0),
        DecodeOptions(sample=True, temperature=0),
        DecodeOptions(sample=True, top_p=0),
        DecodeOptions(sample=True, top_p=1.5),
    ],
)
def test_impossible_options_are_refused(codec: Codec, options: DecodeOptions) -> None:
    with pytest.raises(CodecError):
        codec.decode(np.zeros((1, codec.dimension)), "eng_Latn", options)


def test_decoding_stops_within_a_step(codec: Codec) -> None:
    interrupt = Interrupt()
    seen: list[int] = []

    def stop(done: int, total: int, what: str) -> None:
        seen.append(done)
        interrupt.set()

    with pytest.raises(Interrupted):
        codec.decode(np.ones((200, codec.dimension)), "eng_Latn", interrupt=interrupt, on_progress=stop)
    assert len(seen) <= 2
    assert seen[-1] < 200


def test_progress_reaches_the_total(codec: Codec) -> None:
    seen: list[tuple[int, int, str]] = []
    codec.encode(TEXTS * 60, "eng_Latn", on_progress=lambda *step: seen.append(step))
    codec.decode(np.ones((20, codec.dimension)), "eng_Latn", on_progress=lambda *step: seen.append(step))
    assert (300, 300, "encode") in seen
    assert seen[-1] == (20, 20, "decode")


def test_a_bundle_without_codec_is_refused(toy_bundle: Path) -> None:
    bare = msgspec.structs.replace(load_manifest(toy_bundle), codec=None)
    with pytest.raises(BundleError, match="no codec"):
        Codec(toy_bundle, bare)


def with_the_encoder_as_decoder(bundle: Path) -> Manifest:
    """A file in the wrong role: it loads, but is no decoder."""
    manifest = load_manifest(bundle)
    assert manifest.codec is not None
    part = msgspec.structs.replace(manifest.codec, decoder_step=manifest.codec.encoder)
    return msgspec.structs.replace(manifest, codec=part)


def test_a_wrong_decoder_is_refused_at_once(toy_bundle: Path) -> None:
    with pytest.raises(BundleError, match="not the right graph for its role"):
        Codec(toy_bundle, with_the_encoder_as_decoder(toy_bundle))


def test_encoding_does_not_wait_for_the_decoder(codec: Codec, toy_bundle: Path) -> None:
    """What is wrong with the decoder stands in nobody's way before it is needed, and is told every time."""
    later = Codec(toy_bundle, with_the_encoder_as_decoder(toy_bundle), decoder_later=True)
    vectors = later.encode(TEXTS, "eng_Latn")
    np.testing.assert_array_equal(vectors, codec.encode(TEXTS, "eng_Latn"))
    for _ in range(2):
        with pytest.raises(BundleError, match="not the right graph for its role"):
            later.decode(vectors, "eng_Latn")


def test_the_first_decoding_waits_for_the_decoder(codec: Codec, toy_bundle: Path) -> None:
    later = Codec(toy_bundle, load_manifest(toy_bundle), decoder_later=True)
    vectors = codec.encode(TEXTS, "eng_Latn")
    assert later.decode(vectors, "eng_Latn") == codec.decode(vectors, "eng_Latn")
