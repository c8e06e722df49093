"""An LCM whose space is not that of the writer's codec: its own codec, in the same model process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from conceptwriter.bundles import BundleError, Manifest, load_manifest, save_manifest
from conceptwriter.engine import (
    BundleChoice,
    Decode,
    DecodeOptions,
    Describe,
    Encode,
    Engine,
    ItemKind,
    LanguageNotInCodec,
    Sample,
    SampleSettings,
)
from conceptwriter.job import JobProgress

WAIT = 60.0
SENTENCE = ("The boats came in.",)


@pytest.fixture
def engine(toy_bundle: Path, writers_bundle: Path) -> Iterator[Engine]:
    choice = BundleChoice(writers_bundle, toy_bundle, lcm_codec=toy_bundle)
    with Engine(choice, device="cpu", threads=1) as running:
        yield running


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Path, Callable[[Manifest], Manifest]], Path]:
    """A bundle with other facts in its manifest."""

    def copied(bundle: Path, change: Callable[[Manifest], Manifest]) -> Path:
        folder = Path(shutil.copytree(bundle, tmp_path / f"copy {len(list(tmp_path.iterdir()))}"))
        save_manifest(change(load_manifest(folder)), folder)
        return folder

    return copied


def test_the_second_codec_is_described_at_once_and_loaded_when_first_asked(engine: Engine) -> None:
    status = engine.submit(Describe()).result(WAIT)
    assert status.codec is not None
    assert status.lcm_codec is not None
    assert (status.codec.id, status.codec.dimension, status.codec.loaded) == ("writers", 24, True)
    own = status.lcm_codec
    assert (own.id, own.version, own.dimension, own.loaded) == ("toy", "0.0.1", 16, False)
    assert "deu_Latn" in own.languages
    assert "swh_Latn" not in own.languages
    assert own.size > 10_000
    reports: list[JobProgress] = []
    assert engine.submit(Encode(SENTENCE, "eng_Latn"), reports.append).result(WAIT).shape == (1, 24)
    assert [progress.what for progress in reports] == ["encode"]
    assert engine.status.lcm_codec is not None
    assert not engine.status.lcm_codec.loaded
    reports.clear()
    vectors = engine.submit(Encode(SENTENCE, "eng_Latn", concepts=True), reports.append).result(WAIT)
    assert vectors.shape == (1, 16)
    assert list(dict.fromkeys(progress.what for progress in reports)) == ["load", "encode"]
    now = engine.status
    assert now.lcm_codec is not None
    assert now.lcm_codec.loaded
    assert now.rss_bytes is not None
    assert now.rss_bytes > 10_000_000


def test_each_request_reaches_its_codec(engine: Engine) -> None:
    vectors = engine.submit(Encode(SENTENCE, "deu_Latn", concepts=True)).result(WAIT)
    with pytest.raises(LanguageNotInCodec):
        engine.submit(Encode(SENTENCE, "deu_Latn")).result(WAIT)
    with pytest.raises(LanguageNotInCodec):
        engine.submit(Encode(SENTENCE, "swh_Latn", concepts=True)).result(WAIT)
    sampled = engine.submit(Sample(vectors, np.array([ItemKind.CONCEPT]), 2, SampleSettings())).result(WAIT)
    options = DecodeOptions(beam_size=1, maximum_tokens=6)
    drawn = engine.submit(Decode(sampled.vectors, "deu_Latn", options, concepts=True)).result(WAIT)
    assert len(drawn) == 2
    again = engine.submit(Encode(SENTENCE, "swh_Latn")).result(WAIT)
    assert len(engine.submit(Decode(again, "swh_Latn", options)).result(WAIT)) == 1


def test_with_one_space_both_are_the_same_codec(toy_bundle: Path) -> None:
    with Engine(toy_bundle, device="cpu", threads=1) as engine:
        assert engine.submit(Describe()).result(WAIT).lcm_codec is None
        one, two = (
            engine.submit(Encode(SENTENCE, "eng_Latn", concepts=concepts)).result(WAIT)
            for concepts in (False, True)
        )
    np.testing.assert_array_equal(one, two)


def test_codecs_of_one_space_go_with_its_lcm(
    toy_bundle: Path, copy_of: Callable[[Path, Callable[[Manifest], Manifest]], Path]
) -> None:
    """Another precision of the same codec: another name, the same space."""
    codec = copy_of(
        toy_bundle,
        lambda it: msgspec.structs.replace(
            it, name="toy-fp16", space="toy-space", kinds=["codec"], lcm=None, lcm_variants=[]
        ),
    )

    def in_space(manifest: Manifest) -> Manifest:
        lcm = msgspec.structs.replace(manifest.all_lcms[0], space="toy-space")
        return msgspec.structs.replace(manifest, lcm=lcm, lcm_variants=[])

    with Engine(BundleChoice(codec, copy_of(toy_bundle, in_space)), device="cpu", threads=1) as engine:
        status = engine.submit(Describe()).result(WAIT)
        assert status.lcm is not None
        assert status.lcm_codec is None


def test_a_missing_or_wrong_second_codec_says_what_to_do(toy_bundle: Path, writers_bundle: Path) -> None:
    with (
        Engine(BundleChoice(writers_bundle, toy_bundle)) as engine,
        pytest.raises(BundleError, match=r"models install toy.*passed on as text"),
    ):
        engine.submit(Describe()).result(WAIT)
    with (
        Engine(BundleChoice(writers_bundle, toy_bundle, writers_bundle)) as engine,
        pytest.raises(BundleError, match=r"no codec of the vector space toy 0\.0\.1"),
    ):
        engine.submit(Describe()).result(WAIT)


def test_one_space_with_two_dimensions_is_refused(
    toy_bundle: Path,
    writers_bundle: Path,
    copy_of: Callable[[Path, Callable[[Manifest], Manifest]], Path],
) -> None:
    liar = copy_of(writers_bundle, lambda it: msgspec.structs.replace(it, space="toy 0.0.1"))
    with (
        Engine(BundleChoice(liar, toy_bundle)) as engine,
        pytest.raises(BundleError, match="24 and 16 dimensions"),
    ):
        engine.submit(Describe()).result(WAIT)


def test_a_damaged_second_codec_is_found_when_it_is_asked_for(
    toy_bundle: Path, writers_bundle: Path, tmp_path: Path
) -> None:
    hurt = Path(shutil.copytree(toy_bundle, tmp_path / "hurt"))
    data = bytearray((hurt / "encoder.onnx").read_bytes())
    data[-1] ^= 255
    (hurt / "encoder.onnx").write_bytes(data)
    with Engine(BundleChoice(writers_bundle, toy_bundle, hurt), device="cpu", threads=1) as engine:
        assert engine.submit(Encode(SENTENCE, "eng_Latn")).result(WAIT).shape == (1, 24)
        with pytest.raises(BundleError, match=r"encoder\.onnx"):
            engine.submit(Encode(SENTENCE, "eng_Latn", concepts=True)).result(WAIT)
        assert engine.submit(Encode(SENTENCE, "eng_Latn")).result(WAIT).shape == (1, 24)
