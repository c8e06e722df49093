"""The codec over a bundle whose step chooses in the graph and whose texts begin with the end mark."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from conceptwriter.bundles import BundleError, Manifest, load_manifest
from conceptwriter.codec import DecodeOptions
from conceptwriter.codec import runtime as codec_runtime
from conceptwriter.codec.pieces import END
from conceptwriter.codec.runtime import Codec
from tests.runtime.toy_graphs import write_chooser, write_teller

TEXTS = ["The boats came in at dawn.", "No.", "The old man counted them twice."]


@pytest.fixture(scope="module")
def bundle(toy_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    folder = Path(shutil.copytree(toy_bundle, tmp_path_factory.mktemp("choosing") / "bundle"))
    manifest = load_manifest(folder)
    assert manifest.codec is not None
    vocabulary = Codec(folder, manifest).tokenizer.size
    write_teller(folder / "teller.onnx", manifest.dimension)
    write_chooser(folder / "chooser.onnx", vocabulary)
    part = msgspec.structs.replace(
        manifest.codec,
        condition="teller.onnx",
        decoder_step="chooser.onnx",
        step="choices",
        begins_with_end=True,
        decoding=msgspec.structs.replace(manifest.codec.decoding, length_offset=1, maximum_tokens=20),
    )
    return folder, msgspec.structs.replace(manifest, codec=part)


@pytest.fixture
def choosing(bundle: tuple[Path, Manifest]) -> Codec:
    return Codec(*bundle)


@pytest.mark.parametrize(
    "options",
    [DecodeOptions(beam_size=1), DecodeOptions(beam_size=5), DecodeOptions(sample=True, seed=3)],
)
def test_decoding_keeps_order_whatever_the_batch(choosing: Codec, options: DecodeOptions) -> None:
    vectors = np.random.default_rng(0).standard_normal((20, choosing.dimension)).astype(np.float32)
    options = replace(options, maximum_tokens=8)
    together = choosing.decode(vectors, "eng_Latn", options)
    assert len({decoded.text for decoded in together}) > 15
    if not options.sample:
        alone = [choosing.decode(vector[None], "eng_Latn", options)[0] for vector in vectors]
        assert sum(a.text == b.text for a, b in zip(alone, together, strict=True)) >= 19


def test_the_prompt_is_the_end_mark_and_the_tag(choosing: Codec) -> None:
    rules = choosing._rules("fra_Latn")
    assert rules.prompt == (END, choosing.tokenizer.tag("fra_Latn"))
    assert (rules.length_offset, rules.score_prompt, rules.force_end) == (1, True, True)
    vector = choosing.encode(TEXTS[:1], "eng_Latn")
    assert len({choosing.decode(vector, language)[0].text for language in choosing.languages}) > 1


def test_the_starters_rules_are_as_they_were(codec: Codec) -> None:
    rules = codec._rules("fra_Latn")
    assert rules.prompt == (codec.tokenizer.tag("fra_Latn"),)
    assert (rules.length_offset, rules.score_prompt, rules.force_end) == (0, False, False)


@pytest.mark.parametrize("beam", [1, 4])
def test_the_limit_cuts_and_says_so(choosing: Codec, beam: int) -> None:
    vectors = np.random.default_rng(5).standard_normal((12, choosing.dimension))
    found = choosing.decode(vectors, "eng_Latn", DecodeOptions(beam_size=beam, maximum_tokens=6))
    assert all(decoded.token_count <= 6 for decoded in found)
    cut = [decoded for decoded in found if not decoded.finished]
    assert cut
    assert all(decoded.token_count == 6 for decoded in cut)
    assert all(np.isfinite(decoded.score) for decoded in found)


def test_the_prompt_takes_its_place_in_the_models_limit(choosing: Codec) -> None:
    options = choosing._checked(DecodeOptions(maximum_tokens=10_000))
    assert options.maximum_tokens == choosing.maximum_tokens - 2


def test_no_tag_or_padding_is_ever_said(choosing: Codec) -> None:
    vectors = np.random.default_rng(1).standard_normal((30, choosing.dimension))
    for decoded in choosing.decode(vectors, "eng_Latn", DecodeOptions(beam_size=2, maximum_tokens=8)):
        assert "<" not in decoded.text
        assert decoded.text


def test_fewer_sentences_at_once_where_their_past_would_fill_the_memory(
    choosing: Codec, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = DecodeOptions(beam_size=4, maximum_tokens=10)
    assert choosing._sentences_at_once(options) == 8
    monkeypatch.setattr(codec_runtime, "_DECODE_BYTES", 9 * 10 * 96)  # nine rows of ten tokens
    assert choosing._sentences_at_once(options) == 2
    monkeypatch.setattr(codec_runtime, "_DECODE_BYTES", 1)
    assert choosing._sentences_at_once(options) == 1


def test_a_step_of_the_other_kind_is_refused(bundle: tuple[Path, Manifest], toy_bundle: Path) -> None:
    folder, manifest = bundle
    starter = load_manifest(toy_bundle)
    assert manifest.codec is not None
    assert starter.codec is not None
    with pytest.raises(BundleError, match=r"decoder_step\.onnx lacks .*count"):
        Codec(
            toy_bundle,
            msgspec.structs.replace(starter, codec=msgspec.structs.replace(starter.codec, step="choices")),
        )
    with pytest.raises(BundleError, match=r"chooser\.onnx lacks past_key"):
        Codec(
            folder,
            msgspec.structs.replace(manifest, codec=msgspec.structs.replace(manifest.codec, step="logits")),
        )
