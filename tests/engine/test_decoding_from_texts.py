"""The request that decodes written texts, with a codec that can and with one that cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conceptwriter.bundles import load_manifest
from conceptwriter.codec.runtime import Codec
from conceptwriter.engine import (
    DecodeFromTexts,
    DecodeOptions,
    Describe,
    Engine,
    LanguageNotInCodec,
    TextNotDecodable,
    TextTooLong,
)
from conceptwriter.errors import JobCancelled
from conceptwriter.job import JobProgress

WAIT = 30.0
TEXTS = ("The boats came in at dawn.", "No.", "Nobody was waiting on the quay.")
OPTIONS = DecodeOptions(maximum_tokens=12)


@pytest.fixture(scope="module")
def reading(reading_bundle: Path) -> Iterator[Engine]:
    with Engine(reading_bundle, threads=1) as running:
        yield running


def test_the_answer_is_the_codec_s(reading: Engine, reading_bundle: Path) -> None:
    request = DecodeFromTexts(TEXTS, "eng_Latn", "fra_Latn", OPTIONS)
    answer = reading.submit(request).result(WAIT)
    codec = Codec(reading_bundle, load_manifest(reading_bundle))
    assert answer == codec.decode_from_texts(TEXTS, "eng_Latn", "fra_Latn", OPTIONS)
    status = reading.submit(Describe()).result(WAIT)
    assert status.codec is not None
    assert status.codec.decodes_texts


def test_errors_arrive_as_they_are(reading: Engine) -> None:
    with pytest.raises(TextTooLong) as caught:
        reading.submit(DecodeFromTexts(("No.", "sea " * 200), "eng_Latn", "fra_Latn")).result(WAIT)
    assert caught.value.index == 1
    with pytest.raises(LanguageNotInCodec):
        reading.submit(DecodeFromTexts(TEXTS, "eng_Latn", "xho_Latn")).result(WAIT)


def test_it_is_cancelled_between_steps(reading: Engine) -> None:
    def stop(progress: JobProgress) -> None:
        if progress.what == "decode":
            job.cancel()

    job = reading.submit(DecodeFromTexts(TEXTS * 5000, "eng_Latn", "fra_Latn"))
    job.add_progress_callback(stop)
    with pytest.raises(JobCancelled):
        job.result(WAIT)
    assert len(reading.submit(DecodeFromTexts(TEXTS, "eng_Latn", "fra_Latn")).result(WAIT)) == 3


def test_a_codec_with_vectors_only_says_so(shared_engine: Engine) -> None:
    status = shared_engine.submit(Describe()).result(WAIT)
    assert status.codec is not None
    assert not status.codec.decodes_texts
    with pytest.raises(TextNotDecodable, match="toy"):
        shared_engine.submit(DecodeFromTexts(TEXTS, "eng_Latn", "fra_Latn")).result(WAIT)
