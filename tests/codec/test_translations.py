"""Choosing among several translations with word statistics, alone and in a codec."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from conceptwriter.bundles import BundleError, load_manifest, save_manifest
from conceptwriter.bundles.integrity import describe_file
from conceptwriter.bundles.words_part import WordsPart
from conceptwriter.codec import DecodeOptions
from conceptwriter.codec.meaning import FloatArray
from conceptwriter.codec.runtime import Codec
from conceptwriter.codec.search import Hypothesis, search_all
from conceptwriter.codec.translations import TranslationRequest, best_translations
from conceptwriter.codec.word_statistics import (
    NO_WORD,
    WORDS_FILE,
    Rows,
    WordStatistics,
    WordStatisticsError,
)

ENGLISH, FRENCH = "eng_Latn", "fra_Latn"
PART = WordsPart(WORDS_FILE, meaning=1.0, supported=1.0, covered=1.0, fluency=1.0, beam_size=3)
TEXTS = {(1,): "bateau", (2,): "maison", (3, 4): "le bateau", (): ""}


def rows(entries: list[tuple[int, int, int]], count: int) -> Rows:
    first, second, values = (np.array([entry[place] for entry in entries], np.int64) for place in range(3))
    return Rows.of(first, second, values, count)


def statistics(word: str = "bateau") -> WordStatistics:
    """`boat` is translated by `word`."""
    words = {ENGLISH: [NO_WORD, "boat"], FRENCH: [NO_WORD, word]}
    certain = rows([(1, 1, 0)], 2)
    often = {language: np.array([5, 5]) for language in words}
    sequences = {language: rows([(0, 1, 5), (1, 0, 5)], 2) for language in words}
    longer = {language: rows([(0, 0, 5)], 2) for language in words}
    return WordStatistics(
        words, {(ENGLISH, FRENCH): certain, (FRENCH, ENGLISH): certain}, often, sequences, longer
    )


def found(*tokens: tuple[int, ...], ranks: tuple[float, ...] = ()) -> list[tuple[float, Hypothesis]]:
    given = ranks or (0.0,) * len(tokens)
    return [(rank, Hypothesis(each, rank, finished=True)) for each, rank in zip(tokens, given, strict=True)]


def chosen(texts: list[tuple[float, Hypothesis]], part: WordsPart = PART) -> tuple[int, ...]:
    def vectors_of(asked: list[tuple[int, ...]]) -> FloatArray:
        return np.array([[1.0, 0.0] if each == (2,) else [0.0, 1.0] for each in asked], np.float32)

    request = TranslationRequest("Boat!", ENGLISH, FRENCH, np.array([2.0, 0.0], np.float32))
    (best,) = best_translations([request], [texts], TEXTS.__getitem__, vectors_of, statistics(), part)
    return best.tokens


def test_words_outweigh_rank_and_meaning() -> None:
    assert chosen(found((2,), (1,), ranks=(-0.1, -0.6))) == (1,)
    assert chosen(found((1,), (3, 4), ranks=(-0.5, -0.5))) == (1,), "nothing in the text explains `le`"


def test_without_weights_of_words_meaning_and_rank_decide() -> None:
    nothing = msgspec.structs.replace(PART, supported=0.0, covered=0.0, fluency=0.0)
    assert chosen(found((1,), (2,)), nothing) == (2,)
    assert chosen(found((1,), (2,), ranks=(1.5, 0.0)), nothing) == (1,)


def test_the_same_text_counts_once_with_its_best_rank() -> None:
    texts = found((1,), (2,), (1,), ranks=(-90.0, 0.0, -0.2))
    assert chosen(texts) == (1,)


def test_an_empty_text_is_only_chosen_where_there_is_no_other() -> None:
    assert chosen(found((), (2,), ranks=(100.0, -50.0))) == (2,)
    assert chosen(found((), ())) == ()


@pytest.fixture
def with_words(reading_bundle: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    shutil.copytree(reading_bundle, folder)
    manifest = load_manifest(folder)
    assert manifest.codec is not None
    statistics("water").save(folder / WORDS_FILE)
    files = [*manifest.files, describe_file(folder, WORDS_FILE)]
    codec = msgspec.structs.replace(manifest.codec, words=PART)
    save_manifest(msgspec.structs.replace(manifest, codec=codec, files=files), folder)
    return folder


SEARCH = DecodeOptions(beam_size=2, maximum_tokens=12)


def test_a_codec_chooses_among_what_text_and_vector_give(
    with_words: Path, reading_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []

    def first(
        requests: list[TranslationRequest],
        texts: list[list[tuple[float, Hypothesis]]],
        text_of: object,
        *_: object,
    ) -> list[Hypothesis]:
        assert [request.text for request in requests] == ["The boats came in.", "Water"][: len(requests)]
        assert callable(text_of)
        seen.extend([str(text_of(text.tokens)) for _, text in each] for each in texts)
        return [each[-1][1] for each in texts]

    searched: list[int] = []

    def searching(*given: Any) -> list[list[Hypothesis]]:
        searched.append(given[3].beam_size)
        return search_all(*given)

    monkeypatch.setattr("conceptwriter.codec.runtime.best_translations", first)
    monkeypatch.setattr("conceptwriter.codec.runtime.search_all", searching)
    codec = Codec(with_words, load_manifest(with_words))
    progress: list[tuple[int, int]] = []
    said = ["The boats came in.", "Water"]
    decoded = codec.decode_from_texts(
        said, ENGLISH, FRENCH, SEARCH, on_progress=lambda done, of, what: progress.append((done, of))
    )
    assert searched == [3, 3], "beams, as the bundle wants, of both ways"
    plain = Codec(reading_bundle, load_manifest(reading_bundle))
    three = replace(SEARCH, beam_size=3, meaning=0.0)
    for texts, text, vector, last in zip(
        seen,
        plain.decode_from_texts(said, ENGLISH, FRENCH, three),
        plain.decode(plain.encode(said, ENGLISH), FRENCH, three),
        decoded,
        strict=True,
    ):
        assert texts[0] == text.text
        assert vector.text in texts[1:]
        assert last.text == texts[-1]
    assert progress[-1] == (2, 2)
    assert [done for done, _ in progress] == sorted(done for done, _ in progress)


@pytest.mark.parametrize(
    ("options", "target"),
    [
        (replace(SEARCH, beam_size=1), FRENCH),
        (replace(SEARCH, sample=True), FRENCH),
        (replace(SEARCH, meaning=0.0), FRENCH),
        (SEARCH, ENGLISH),
        (SEARCH, "deu_Latn"),
    ],
)
def test_elsewhere_a_codec_decodes_as_without_words(
    options: DecodeOptions, target: str, with_words: Path, reading_bundle: Path
) -> None:
    codec = Codec(with_words, load_manifest(with_words))
    plain = Codec(reading_bundle, load_manifest(reading_bundle))
    assert target in plain.languages
    said = ["The boats came in."]
    assert codec.decode_from_texts(said, ENGLISH, target, options) == plain.decode_from_texts(
        said, ENGLISH, target, options
    )


@pytest.mark.parametrize(
    "changed",
    [{"meaning": float("nan")}, {"beam_size": 0}, {"file": "elsewhere.npz"}, {"file": "../words.npz"}],
)
def test_a_manifest_with_wrong_words_is_refused(changed: dict[str, object], with_words: Path) -> None:
    manifest = load_manifest(with_words)
    assert manifest.codec is not None
    words = msgspec.structs.replace(PART, **changed)
    codec = msgspec.structs.replace(manifest.codec, words=words)
    save_manifest(msgspec.structs.replace(manifest, codec=codec), with_words)
    with pytest.raises(BundleError):
        load_manifest(with_words)


def test_a_damaged_file_of_words_is_said(with_words: Path) -> None:
    (with_words / WORDS_FILE).write_bytes(b"no archive")
    codec = Codec(with_words, load_manifest(with_words))
    with pytest.raises(WordStatisticsError, match=r"words\.npz"):
        codec.decode_from_texts(["Water"], ENGLISH, FRENCH, SEARCH)
