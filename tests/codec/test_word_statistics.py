"""What sentence pairs say of single words: the tables, their file, and what they say of a translation."""

from __future__ import annotations

import math
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.codec.word_statistics import (
    LEAST,
    NO_WORD,
    STEPS,
    WORDS_FILE,
    Rows,
    WordStatistics,
    WordStatisticsError,
    words_of,
)

ENGLISH, GERMAN, FRENCH = "eng_Latn", "deu_Latn", "fra_Latn"


def table(entries: list[tuple[int, int, float]], rows: int) -> Rows:
    """From (source word, target word, chance)."""
    source, target, chance = (np.array(column) for column in zip(*entries, strict=True))
    return Rows.of(source, target, np.round(-np.log(chance) * STEPS).astype(np.uint8), rows)


def counts(entries: list[tuple[int, int, int]], rows: int) -> Rows:
    first, second, count = (np.array(column) for column in zip(*entries, strict=True))
    return Rows.of(first, second, count, rows)


@pytest.fixture
def statistics() -> WordStatistics:
    """English: the old boat; German: das alte boot."""
    return WordStatistics(
        {ENGLISH: [NO_WORD, "the", "old", "boat"], GERMAN: [NO_WORD, "das", "alte", "boot"]},
        {
            (ENGLISH, GERMAN): table([(0, 1, 0.05), (1, 1, 0.6), (2, 2, 0.8), (3, 3, 0.9), (3, 2, 0.02)], 4),
            (GERMAN, ENGLISH): table([(1, 1, 0.7), (2, 2, 0.8), (3, 3, 0.9)], 4),
        },
        {ENGLISH: np.array([10, 12, 4, 5]), GERMAN: np.array([10, 12, 4, 5])},
        {
            ENGLISH: counts([(0, 1, 9), (1, 2, 4), (2, 3, 3), (3, 0, 5)], 4),
            GERMAN: counts([(0, 1, 9), (1, 2, 4), (2, 3, 3), (3, 0, 5)], 4),
        },
        {
            ENGLISH: counts([(0, 2, 4), (1, 3, 3), (2, 0, 3)], 4),
            GERMAN: counts([(0, 2, 4), (1, 3, 3), (2, 0, 3)], 4),
        },
    )


def test_a_translation_is_supported_by_the_words_that_explain_it(statistics: WordStatistics) -> None:
    def support(translation: str) -> float:
        return statistics.support(ENGLISH, GERMAN, "The old boat", translation)

    expected = np.mean([math.log(chance + LEAST) for chance in (0.6, 0.8, 0.9)])
    assert support("Das alte Boot!") == pytest.approx(expected, abs=0.02), (
        "each by the best word, nearly exact"
    )
    assert support("Das Boot") > support("Das alte Haus")
    assert statistics.support(ENGLISH, GERMAN, "boat", "das") == pytest.approx(math.log(0.05), abs=0.02), (
        "of no word"
    )
    assert support("") == support("?!") == math.log(LEAST)


def test_a_source_is_covered_or_not(statistics: WordStatistics) -> None:
    whole = statistics.support(GERMAN, ENGLISH, "das alte boot", "the old boat")
    part = statistics.support(GERMAN, ENGLISH, "das boot", "the old boat")
    assert whole > part, "nothing says old"


def test_a_word_that_no_pair_had_may_stay(statistics: WordStatistics) -> None:
    kept = statistics.support(ENGLISH, GERMAN, "the Akinyi", "das Akinyi")
    assert kept > statistics.support(ENGLISH, GERMAN, "the Akinyi", "das Boot")
    untranslated = statistics.support(ENGLISH, GERMAN, "the boot", "das boot")
    assert untranslated < statistics.support(ENGLISH, GERMAN, "the boat", "das boot"), (
        "a known word should not"
    )


def test_what_is_usually_said_is_more_fluent(statistics: WordStatistics) -> None:
    usual = statistics.fluency(GERMAN, "Das alte Boot.")
    assert usual > statistics.fluency(GERMAN, "Boot alte das")
    assert usual > statistics.fluency(GERMAN, "Das alte Zelt")
    assert math.isfinite(statistics.fluency(GERMAN, ""))


def test_only_languages_with_all_tables_are_known(statistics: WordStatistics) -> None:
    assert statistics.knows(ENGLISH, GERMAN)
    assert not statistics.knows(ENGLISH, FRENCH)
    assert not statistics.knows(ENGLISH, ENGLISH)


def test_what_is_stored_is_read(statistics: WordStatistics, tmp_path: Path) -> None:
    path = tmp_path / WORDS_FILE
    statistics.save(path)
    read = WordStatistics.load(path)
    assert read.words == statistics.words
    for text in ("Das alte Boot", "Boot Zelt", ""):
        assert read.support(ENGLISH, GERMAN, "the old boat", text) == statistics.support(
            ENGLISH, GERMAN, "the old boat", text
        )
        assert read.fluency(GERMAN, text) == statistics.fluency(GERMAN, text)
    again = tmp_path / "again.npz"
    read.save(again)
    assert again.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("broken", ["missing", "empty", "text", "parts", "pickle", "counts"])
def test_a_damaged_file_is_an_error_that_names_it(
    broken: str, statistics: WordStatistics, tmp_path: Path
) -> None:
    path = tmp_path / WORDS_FILE
    statistics.save(path)
    with np.load(path) as stored:
        arrays = dict(stored)
    if broken == "missing":
        path.unlink()
    elif broken == "empty":
        path.write_bytes(b"")
    elif broken == "text":
        path.write_bytes(b"PK but nothing else")
    elif broken == "parts":
        np.savez(path, **{**arrays, f"bigrams.{GERMAN}.values": arrays[f"bigrams.{GERMAN}.values"][:-1]})
    elif broken == "pickle":
        np.savez(path, **{**arrays, f"often.{GERMAN}": np.array([{"no": "numbers"}], dtype=object)})
    else:
        np.savez(path, **{**arrays, f"often.{GERMAN}": np.arange(2)})
    with pytest.raises(WordStatisticsError, match=r"words\.npz"):
        WordStatistics.load(path)


def test_a_file_that_swells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / WORDS_FILE
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("a.npy", "w") as stream:
        for _ in range(260):
            stream.write(bytes(1 << 20))
    with pytest.raises(WordStatisticsError, match="larger"):
        WordStatistics.load(path)


ENTRIES = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 300), st.integers(0, 255)),
    unique_by=lambda entry: entry[:2],
    max_size=40,
)


@given(ENTRIES)
def test_entries_are_found_where_they_are(entries: list[tuple[int, int, int]]) -> None:
    first, second, values = (np.array([entry[place] for entry in entries], np.int64) for place in range(3))
    rows = Rows.of(first, second, values, 7)
    assert rows.is_sound
    wanted = {entry[:2]: entry[2] for entry in entries}
    for row in range(-1, 8):
        for column in {0, 1, 300, *(entry[1] for entry in entries)}:
            place = rows.place(row, column)
            assert (place >= 0) == ((row, column) in wanted)
            if place >= 0:
                assert rows.values[place] == wanted[row, column]
    assert rows.place(0, -1) == -1


def test_words_are_in_small_letters_without_digits() -> None:
    assert words_of("L'Été, 12 boats_x") == ["l", "été", "boats", "x"]
