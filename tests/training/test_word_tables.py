"""``conceptwriter train words``: a lexicon and word statistics from a folder of texts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from conceptwriter.codec.lexicon import LEXICON_FILE, Lexicon
from conceptwriter.codec.word_statistics import STEPS, WORDS_FILE, WordStatistics
from conceptwriter.evaluation.held_out.corpora import CorpusSentence
from conceptwriter.training.codec.lexicons import aligned, lexicon_of
from conceptwriter.training.codec.made_pairs import Pair
from conceptwriter.training.codec.word_tables import TableLimits, main, word_statistics

ENGLISH, GERMAN, FRENCH = "eng_Latn", "deu_Latn", "fra_Latn"


def pair(first: str, second: str, language: str = GERMAN, source: str = ENGLISH) -> Pair:
    return CorpusSentence(first, source), CorpusSentence(second, language)


GERMAN_PAIRS = [
    pair("The house is old.", "Das Haus ist alt."),
    pair("The house sleeps.", "Das Haus schläft."),
    pair("The lighthouse is old.", "Der Leuchtturm ist alt."),
    pair("The lighthouse sleeps.", "Der Leuchtturm schläft."),
    pair("A lighthouse", "Ein Leuchtturm"),
]
FRENCH_PAIRS = [
    pair("The lighthouse is old.", "Le phare est vieux.", FRENCH),
    pair("The lighthouse sleeps.", "Le phare dort.", FRENCH),
    pair("A lighthouse", "Un phare", FRENCH),
    pair("The cat", "Le chat", FRENCH),
    pair("A cat", "Un chat", FRENCH),
]
BETWEEN = [pair("Das Haus ist alt.", "La maison est vieille.", FRENCH, GERMAN)]


def test_a_word_is_translated_by_way_of_another_language() -> None:
    pairs = [*GERMAN_PAIRS, *FRENCH_PAIRS, *BETWEEN]
    lexicon, _ = lexicon_of(pairs)
    assert lexicon.tables[GERMAN, FRENCH]["leuchtturm"] == "phare"
    assert lexicon.tables[FRENCH, GERMAN]["phare"] == "Leuchtturm"
    without, _ = lexicon_of([*GERMAN_PAIRS, *FRENCH_PAIRS])
    assert (GERMAN, FRENCH) not in without.tables, "nobody translates between these two"


def test_the_form_within_a_sentence_is_taken() -> None:
    pairs = [pair("Alte Wörter", "old words"), pair("Die alte Katze", "The old cat"), pair("Alte", "Old")]
    lexicon, _ = lexicon_of([pair(first.text, second.text, ENGLISH, GERMAN) for first, second in pairs])
    assert lexicon.tables[GERMAN, ENGLISH]["alte"] == "old"


def test_statistics_keep_what_is_likely() -> None:
    texts = [sentence for both in GERMAN_PAIRS for sentence in both]
    limits = TableLimits(least_chance=0.05, most_translations=1, least_seen=1)
    statistics = word_statistics(aligned(GERMAN_PAIRS), texts, limits)
    assert statistics.knows(ENGLISH, GERMAN)
    assert statistics.knows(GERMAN, ENGLISH)
    words = statistics.words[ENGLISH]
    rows = statistics.translations[ENGLISH, GERMAN]
    columns, values = rows.row(words.index("lighthouse"))
    assert [statistics.words[GERMAN][column] for column in columns] == ["leuchtturm"]
    assert float(np.exp(-float(values[0]) / STEPS)) > 0.5
    assert statistics.fluency(GERMAN, "Der Leuchtturm schläft.") > statistics.fluency(
        GERMAN, "Leuchtturm der"
    )
    rare = word_statistics(aligned(GERMAN_PAIRS), texts, TableLimits(least_seen=3))
    assert len(rare.bigrams[GERMAN].columns) < len(statistics.bigrams[GERMAN].columns)
    few = word_statistics(aligned(GERMAN_PAIRS), texts, TableLimits(least_seen=1, most_sequences=2))
    assert len(few.bigrams[GERMAN].columns) == 2


def test_the_command_writes_both_files(
    data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(data_folder), str(tmp_path / "out")]) == 0
    tables = Lexicon.load(tmp_path / "out" / LEXICON_FILE).tables
    statistics = WordStatistics.load(tmp_path / "out" / WORDS_FILE)
    assert tables
    for source, target in tables:
        assert statistics.knows(source, target)
        assert np.isfinite(statistics.support(source, target, "A text.", "Another one."))
    assert "rare words" in capsys.readouterr().out


def test_a_folder_without_pairs_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "parallel").mkdir()
    assert main([str(tmp_path), str(tmp_path / "out"), "--languages", ENGLISH, GERMAN]) == 1
    assert "no sentence pairs" in capsys.readouterr().err
