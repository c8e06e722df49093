"""Decoding from a written text: the decoder attends to its tokens beside its vector."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from conceptwriter.bundles import BundleError, load_manifest
from conceptwriter.bundles.manifest import COPYING_VERSION, TokenStatesPart
from conceptwriter.codec import DecodeOptions, EmptyText, LanguageNotInCodec, TextNotDecodable, TextTooLong
from conceptwriter.codec.runtime import Codec
from conceptwriter.runtime.sessions import Interrupt, Interrupted

TEXTS = [
    "The boats came in at dawn.",
    "No.",
    "Nobody was waiting on the quay, and the bell rang across the water.",
    "The old man counted them twice before he opened the letter.",
    "Why?",
    "A bell rang.",
    "Le vieil homme les compta deux fois avant d'ouvrir la lettre.",
    "He opened it at dawn, and the boats came in across the water before the bell.",
]
GREEDY = DecodeOptions(beam_size=1, maximum_tokens=16)
BEAM = DecodeOptions(beam_size=4, maximum_tokens=16)
SAMPLED = DecodeOptions(sample=True, seed=3, maximum_tokens=16)


@pytest.fixture(scope="module", params=["attends", "copies"])
def reading(
    request: pytest.FixtureRequest, reading_bundle: Path, tmp_path_factory: pytest.TempPathFactory
) -> Codec:
    from tests.toy_bundle import make_reading_bundle

    if request.param == "copies":
        reading_bundle = make_reading_bundle(tmp_path_factory.mktemp("copying"), copying=0.0)
    return Codec(reading_bundle, load_manifest(reading_bundle))


def test_only_codecs_trained_for_it_decode_texts(codec: Codec, reading: Codec) -> None:
    assert (codec.decodes_texts, reading.decodes_texts) == (False, True)
    with pytest.raises(TextNotDecodable, match="The model toy cannot decode from a text") as caught:
        codec.decode_from_texts(TEXTS, "eng_Latn", "fra_Latn")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize("options", [GREEDY, BEAM], ids=["greedy", "beam"])
def test_padding_and_neighbours_change_nothing(reading: Codec, options: DecodeOptions) -> None:
    """In a batch, a short text is padded to the longest, and rows leave as they are done."""
    together = reading.decode_from_texts(TEXTS * 5, "eng_Latn", "fra_Latn", options)
    assert together[: len(TEXTS)] == together[-len(TEXTS) :]
    alone = [reading.decode_from_texts([text], "eng_Latn", "fra_Latn", options)[0] for text in TEXTS]
    assert [decoded.text for decoded in together[: len(TEXTS)]] == [decoded.text for decoded in alone]
    for one, other in zip(together, alone, strict=False):
        assert one.score == pytest.approx(other.score, abs=5e-3)
    assert len({decoded.text for decoded in alone}) > 4


def test_draws_do_not_depend_on_the_batch(reading: Codec) -> None:
    first = reading.decode_from_texts(TEXTS, "eng_Latn", "fra_Latn", SAMPLED)
    assert first == reading.decode_from_texts(TEXTS, "eng_Latn", "fra_Latn", SAMPLED)
    more = reading.decode_from_texts(TEXTS * 6, "eng_Latn", "fra_Latn", SAMPLED)
    assert [decoded.text for decoded in more[: len(TEXTS)]] == [decoded.text for decoded in first]
    other = reading.decode_from_texts(TEXTS, "eng_Latn", "fra_Latn", replace(SAMPLED, seed=4))
    assert other != first


def test_the_text_counts_beside_its_vector(reading: Codec) -> None:
    vectors = reading.encode(TEXTS, "eng_Latn")
    by_vector = reading.decode(vectors, "fra_Latn", GREEDY)
    by_text = reading.decode_from_texts(TEXTS, "eng_Latn", "fra_Latn", GREEDY)
    assert sum(a.text != b.text for a, b in zip(by_vector, by_text, strict=True)) >= len(TEXTS) - 1


@pytest.mark.parametrize("options", [GREEDY, BEAM, SAMPLED], ids=["greedy", "beam", "sampled"])
def test_vectors_decode_as_without_token_states(
    tmp_path: Path, reading: Codec, options: DecodeOptions
) -> None:
    """The same weights exported without token states give the same texts for vectors."""
    from tests.toy_bundle import make_reading_bundle

    plain = make_reading_bundle(tmp_path, token_states=False)
    manifest = load_manifest(plain)
    assert manifest.codec is not None
    assert manifest.codec.token_states is None
    vectors = np.random.default_rng(5).standard_normal((12, reading.dimension)).astype(np.float32)
    assert reading.decode(vectors, "deu_Latn", options) == Codec(plain, manifest).decode(
        vectors, "deu_Latn", options
    )


def test_with_an_open_gate_all_is_copied(tmp_path: Path) -> None:
    """Random weights cannot say anything that makes sense, but nothing else is left for them to say."""
    from tests.toy_bundle import make_reading_bundle

    bundle = make_reading_bundle(tmp_path, copying=60.0)
    codec = Codec(bundle, load_manifest(bundle))
    options = replace(GREEDY, no_repeat_ngram=0)
    for decoded, text in zip(
        codec.decode_from_texts(TEXTS, "eng_Latn", "fra_Latn", options), TEXTS, strict=True
    ):
        assert decoded.text
        assert set(decoded.text) <= {*text, " "}
        assert not decoded.finished
    vectors = codec.encode(TEXTS, "eng_Latn")
    letters = {letter for one in codec.decode(vectors, "fra_Latn", options) for letter in one.text}
    assert not letters <= {*"".join(TEXTS)}


def test_limits_and_errors_are_those_of_encoding(reading: Codec) -> None:
    assert reading.decode_from_texts([], "eng_Latn", "fra_Latn") == []
    with pytest.raises(EmptyText) as empty:
        reading.decode_from_texts([*TEXTS, " "], "eng_Latn", "fra_Latn")
    assert empty.value.index == len(TEXTS)
    with pytest.raises(TextTooLong):
        reading.decode_from_texts(["word " * 100], "eng_Latn", "fra_Latn")
    for pair in (("eng_Latn", "xho_Latn"), ("xho_Latn", "eng_Latn")):
        with pytest.raises(LanguageNotInCodec):
            reading.decode_from_texts(TEXTS, *pair)


def test_it_stops_within_a_step(reading: Codec) -> None:
    interrupt = Interrupt()
    seen: list[int] = []

    def stop(done: int, total: int, what: str) -> None:
        seen.append(done)
        interrupt.set()

    with pytest.raises(Interrupted):
        reading.decode_from_texts(TEXTS * 20, "eng_Latn", "fra_Latn", interrupt=interrupt, on_progress=stop)
    assert len(seen) <= 2
    with pytest.raises(Interrupted):
        reading.decode_from_texts(TEXTS, "eng_Latn", "fra_Latn", interrupt=interrupt)


def test_progress_reaches_the_total(reading_bundle: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    later = Codec(reading_bundle, load_manifest(reading_bundle), decoder_later=True)
    later.decode_from_texts(
        TEXTS * 2, "eng_Latn", "fra_Latn", GREEDY, on_progress=lambda *step: seen.append(step)
    )
    assert seen[0][2] == "load"
    assert seen[-1] == (2 * len(TEXTS), 2 * len(TEXTS), "decode")


def test_graphs_without_token_states_are_not_taken_for_such(toy_bundle: Path) -> None:
    manifest = load_manifest(toy_bundle)
    assert manifest.codec is not None
    part = msgspec.structs.replace(manifest.codec, token_states=TokenStatesPart())
    with pytest.raises(BundleError, match="lacks token_states"):
        Codec(toy_bundle, msgspec.structs.replace(manifest, codec=part))


def test_graphs_without_copying_are_not_taken_for_such(reading_bundle: Path) -> None:
    manifest = load_manifest(reading_bundle)
    assert manifest.codec is not None
    part = msgspec.structs.replace(manifest.codec, token_states=TokenStatesPart(COPYING_VERSION))
    with pytest.raises(BundleError, match="lacks token_ids, copyable"):
        Codec(reading_bundle, msgspec.structs.replace(manifest, codec=part))
