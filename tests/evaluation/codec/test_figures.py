from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from conceptwriter.evaluation.codec.comparison import LOST, comparison_figures
from conceptwriter.evaluation.codec.figures import (
    FROM_TEXT,
    CodecRun,
    Vectors,
    bleu_of,
    retrieval_figures,
    translation_figures,
)
from conceptwriter.evaluation.codec.fragility import LEVELS, fragility_figures
from conceptwriter.evaluation.codec.known_bad import Copier, Shuffled
from conceptwriter.evaluation.held_out.corpora import CorpusError, CorpusSentence
from conceptwriter.evaluation.held_out.dev_sets import tatoeba_pairs
from conceptwriter.evaluation.held_out.overlaps import Seen, hashed
from conceptwriter.evaluation.held_out.sentences import key
from conceptwriter.evaluation.held_out.sets import EvaluationSets
from conceptwriter.evaluation.measurements import Report
from tests.evaluation.conftest import LANGUAGES, PAIRS, Oracle


@pytest.fixture
def sets(dev: Path) -> EvaluationSets:
    return EvaluationSets(dev)


def measured(codec: Oracle | Copier | Shuffled, sets: EvaluationSets) -> Report:
    return Report(CodecRun(codec, sets, LANGUAGES).measure(), {"languages": LANGUAGES})


def test_a_perfect_codec_gets_perfect_figures(sets: EvaluationSets) -> None:
    report = measured(Oracle(), sets)
    for table, name in (("auto-encoding", "bleu"), ("auto-encoding", "chrf"), ("translation", "chrf++")):
        assert all(row.figure.value == pytest.approx(100) for row in report.find(table, name))
    assert all(row.figure.value == 1 for row in report.find("auto-encoding", "exact"))
    assert all(row.figure.value == 0 for row in report.find("retrieval", "error"))
    for name in ("numbers kept", "names kept"):
        assert all(row.figure.value == 1 for row in report.find(name, "share"))
    assert all(row.figure.low <= row.figure.value <= row.figure.high for row in report.measurements)


def test_the_other_way_of_decoding_has_columns_of_its_own(sets: EvaluationSets) -> None:
    """Here one that keeps every text as it is: a perfect auto-encoder that translates nothing."""
    usual = measured(Oracle(), sets)
    run = CodecRun(Oracle(), sets, LANGUAGES, from_texts=lambda texts, _source, _target: list(texts))
    found = Report(run.measure(), {"languages": LANGUAGES})
    assert [row for row in found.measurements if not row.name.endswith(FROM_TEXT)] == list(usual.measurements)
    for table in ("translation", "auto-encoding"):
        names = {row.name for row in usual.measurements if row.table == table}
        of_table = {row.name for row in found.measurements if row.table == table}
        assert of_table == names | {f"{name}{FROM_TEXT}" for name in names}
    assert all(row.figure.value == 1 for row in found.find("auto-encoding", f"exact{FROM_TEXT}"))
    rows = found.find("translation", f"chrf++{FROM_TEXT}")
    assert len(rows) == len(usual.find("translation", "chrf++"))
    assert all(row.figure.value < 35 for row in rows)
    assert found.find("numbers kept", f"share{FROM_TEXT}")
    assert not found.find("retrieval", f"error{FROM_TEXT}")


def test_every_set_and_direction_is_there(sets: EvaluationSets) -> None:
    report = measured(Oracle(), sets)
    encoded = {(row.about["set"], row.about["language"]) for row in report.find("auto-encoding", "bleu")}
    documents = {(f"{name}, <= {most}", "eng_Latn") for name in ("stories", "books") for most in (100, 200)}
    assert encoded == {("tatoeba", "eng_Latn"), ("tatoeba", "fra_Latn"), *documents}
    ways = {(row.about["source"], row.about["target"]) for row in report.find("translation", "chrf++")}
    assert ways == {("eng_Latn", "fra_Latn"), ("fra_Latn", "eng_Latn")}
    assert {row.about["source"] for row in report.find("names kept", "share")} == set(LANGUAGES)
    by_length = report.find("auto-encoding by length", "bleu")
    assert [row.about["characters"] for row in by_length] == ["31 to 60"]
    assert by_length[0].figure.items == 3 * len(PAIRS)


def test_figures_are_the_same_each_time(sets: EvaluationSets) -> None:
    bad = Shuffled(Oracle())
    assert measured(bad, sets).as_json() == measured(bad, sets).as_json()


def test_a_source_copier_translates_nothing(sets: EvaluationSets) -> None:
    report = measured(Copier(), sets)
    assert all(row.figure.value == 1 for row in report.find("auto-encoding", "exact"))
    assert all(row.figure.value < 35 for row in report.find("translation", "chrf++"))
    assert all(row.figure.value > 0.5 for row in report.find("retrieval", "error"))


def test_shuffled_vectors_say_other_things(sets: EvaluationSets) -> None:
    report = measured(Shuffled(Oracle()), sets)
    assert all(row.figure.value == 0 for row in report.find("auto-encoding", "exact"))
    assert all(row.figure.value < 1 for row in report.find("numbers kept", "share"))


def test_accepted_alternatives_count(dev: Path) -> None:
    english = PAIRS[0][0]
    with gzip.open(dev / "tatoeba_dev.tsv.gz", "wt", encoding="utf-8") as stream:
        stream.write("lang_a\tlang_b\ttext_a\ttext_b\talt_b\n")
        stream.write(f"eng_Latn\tfra_Latn\t{english}\tTout autre chose.\tEncore. ||| {PAIRS[0][1]}\n")
    pairs = EvaluationSets(dev).pairs("eng_Latn", "fra_Latn")
    assert pairs.accepted == [["Tout autre chose.", "Encore.", PAIRS[0][1]]]
    run = CodecRun(Oracle(), EvaluationSets(dev), LANGUAGES)
    vectors = Oracle().encode([english], "eng_Latn")
    decoded = run._translated(vectors, pairs)
    assert translation_figures(decoded)[0].figure.value == pytest.approx(100)


def test_what_was_trained_on_is_left_out(dev: Path) -> None:
    trained = [CorpusSentence(PAIRS[0][0].upper(), "eng_Latn"), CorpusSentence(PAIRS[3][1], "fra_Latn")]
    sets = EvaluationSets(dev, seen=Seen(frozenset(hashed(key(sentence)) for sentence in trained)))
    pairs = sets.pairs("eng_Latn", "fra_Latn")
    assert len(pairs.sources) == len(PAIRS) - 2
    assert PAIRS[0][0] not in pairs.sources
    assert PAIRS[3][1] not in pairs.targets
    texts = sets.sentences("stories", "eng_Latn", 200)
    assert PAIRS[0][0] not in texts.texts
    assert len(texts.texts) == len(PAIRS) - 1
    assert sets.left_out.trained_on == {"tatoeba eng_Latn-fra_Latn": 2, "stories eng_Latn": 1}


def test_what_does_not_fit_is_left_out_and_counted(dev: Path) -> None:
    sets = EvaluationSets(dev, fits=lambda text, _: "sheep" not in text)
    assert not any("sheep" in text for text in sets.sentences("stories", "eng_Latn", 200).texts)
    assert sets.left_out.too_long == {"stories eng_Latn": 6}


def test_a_sample_is_from_all_documents(dev: Path) -> None:
    few = EvaluationSets(dev, most=8)
    texts = few.sentences("stories", "eng_Latn", 200)
    assert len(texts.texts) == 8
    assert len(set(texts.documents)) > 2
    assert texts == few.sentences("stories", "eng_Latn", 200)
    assert texts != replace(few, seed=2).sentences("stories", "eng_Latn", 200)


def test_pairs_of_two_other_languages_share_their_english(dev: Path) -> None:
    with gzip.open(dev / "tatoeba_dev.tsv.gz", "at", encoding="utf-8") as stream:
        stream.write(f"eng_Latn\tdeu_Latn\t{PAIRS[2][0].lower()}\tHeute.\tAm heutigen Tage.\n")
        stream.write("eng_Latn\tdeu_Latn\tOnly here.\tNur hier.\t\n")
    pairs = EvaluationSets(dev).between("fra_Latn", "deu_Latn")
    assert (pairs.sources, pairs.targets) == ([PAIRS[2][1]], ["Heute."])
    assert pairs.accepted == [["Heute.", "Am heutigen Tage."]]


def test_retrieval_counts_wrong_neighbours() -> None:
    vectors = np.eye(4, dtype=np.float32)
    (row,) = retrieval_figures(vectors, vectors[[1, 0, 2, 3]], "eng_Latn", "fra_Latn")
    assert row.figure.value == 0.5
    assert row.about["other"] == "fra_Latn"


def test_missing_dev_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"tatoeba_dev\.tsv\.gz"):
        tatoeba_pairs(tmp_path, "eng_Latn", "fra_Latn")


def test_chinese_and_japanese_are_not_one_word() -> None:
    """Half of the characters right is not nothing."""
    for language in ("zho_Hans", "jpn_Jpan"):
        assert (
            bleu_of(language).figure(["我今天看见一只白色的狗。"], [["我今天看见一只黑色的猫。"]]).value > 20
        )


def test_noise_costs_more_the_more_there_is(dev: Path) -> None:
    texts = EvaluationSets(dev).sentences("stories", "eng_Latn", 100)
    rows = fragility_figures(Oracle(), texts, lcm_error=4.0)
    bleu = [row.figure.value for row in rows if row.name == "bleu"]
    assert len(bleu) == len(LEVELS) == 9
    assert bleu[0] == pytest.approx(100)
    (lost,) = (row for row in rows if row.name == "bleu lost at half the error")
    assert lost.about["noise"] == "2.000"
    assert lost.figure.value > 5
    assert lost.figure.low > 0


def test_without_the_lcms_error_there_is_no_lost_figure(dev: Path) -> None:
    texts = EvaluationSets(dev).sentences("stories", "eng_Latn", 100)
    assert {row.name for row in fragility_figures(Oracle(), texts)} == {"bleu", "chrf", "exact"}


class Forgetful(Oracle):
    """Says something else for every fourth sentence."""

    def decode_texts(self, vectors: Vectors, language: str) -> list[str]:
        texts = super().decode_texts(vectors, language)
        return [text if n % 4 else "No." for n, text in enumerate(texts)]


def test_the_cost_of_the_other_files_is_paired(sets: EvaluationSets) -> None:
    same = Report(comparison_figures(Oracle(), Oracle(), sets, LANGUAGES))
    assert {(row.figure.low, row.figure.high) for row in same.find("against", LOST)} == {(0, 0)}
    worse = Report(comparison_figures(Forgetful(), Oracle(), sets, LANGUAGES))
    assert all(row.figure.low > 5 for row in worse.find("against", LOST))
    assert all(row.figure.value == 0.75 for row in worse.find("against", "same text"))
    better = Report(comparison_figures(Oracle(), Forgetful(), sets, LANGUAGES))
    assert all(row.figure.high < -5 for row in better.find("against", LOST))
