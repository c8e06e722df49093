from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from conceptwriter.evaluation.gates import LCM_TARGETS, STRONGEST_BASELINES
from conceptwriter.evaluation.held_out.corpora import CorpusError, CorpusSentence
from conceptwriter.evaluation.held_out.overlaps import Seen, hashed
from conceptwriter.evaluation.held_out.sentences import key
from conceptwriter.evaluation.lcm.baselines import (
    KNOWN_BAD,
    ConstantVector,
    DecayedMean,
    PreviousSentence,
    RandomVector,
    baselines,
)
from conceptwriter.evaluation.lcm.distance import own_error
from conceptwriter.evaluation.lcm.order import passages_of
from conceptwriter.evaluation.lcm.other_spaces import (
    in_space,
    n_gram_space,
    other_space_rows,
    spaces_of,
)
from conceptwriter.evaluation.lcm.places import embedded, places_of, unit_rows
from conceptwriter.evaluation.lcm.predictors import (
    Expectation,
    Kinds,
    PointPredictor,
    Vectors,
    equally_likely,
)
from conceptwriter.evaluation.lcm.remembering_codec import RememberingCodec
from conceptwriter.evaluation.lcm.retrieval import (
    chosen_scoring,
    expectations_at,
    ranks,
)
from conceptwriter.evaluation.lcm.teacher_forced import (
    OTHER_WAYS,
    Amounts,
    TeacherForcedData,
    lcm_error,
    sets_in,
    teacher_forced,
    teacher_forced_data,
)
from conceptwriter.evaluation.measurements import Report
from conceptwriter.lcm.contract import ItemKind
from tests.evaluation.lcm.stand_ins import (
    DIMENSION,
    ENGLISH,
    Oracle,
    bag_of_words,
    story,
    word_codec,
    write_dev,
)

AMOUNTS = Amounts(places=12, sentences=400, passages=9, shuffles=6, round_trips=6)


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dev(tmp_path_factory.mktemp("dev"))


@pytest.fixture(scope="module")
def codec() -> RememberingCodec:
    return word_codec()


@pytest.fixture(scope="module")
def data(dev: Path, codec: RememberingCodec) -> TeacherForcedData:
    return teacher_forced_data(codec, dev, ENGLISH, AMOUNTS)


@pytest.fixture(scope="module")
def perfect(dev: Path, data: TeacherForcedData, codec: RememberingCodec) -> Report:
    return report(Oracle(dev, codec), data, codec)


def report(
    predictor: PointPredictor, data: TeacherForcedData, codec: RememberingCodec, beside: bool = True
) -> Report:
    found = teacher_forced(codec, [predictor], baselines() if beside else [], data, AMOUNTS)
    others = other_space_rows(data, spaces_of(data, teacher)) if beside else []
    return Report([*others, *found.measurements], found.facts)


def teacher(texts: Sequence[str]) -> Vectors:
    return np.stack([bag_of_words(text)[:16] for text in texts])


def values(found: Report, table: str, name: str, **where: str) -> list[float]:
    rows = found.find(table, name, **where)
    assert rows, (table, name, where)
    return [row.figure.value for row in rows]


def test_who_knows_everything_is_perfect(perfect: Report) -> None:
    found = perfect
    for name in ("recall@1", "recall@10", "mrr"):
        assert values(found, "next sentence", name, method="lcm") == [1.0] * 8
    assert values(found, "teacher-forced", "contrastive accuracy", method="lcm") == [1.0] * 4
    assert values(found, "order", "accuracy", method="lcm") == [1.0]
    assert values(found, "teacher-forced", "l2", method="lcm") == [0.0] * 4
    assert values(found, "drawn", "round-trip l2", method="lcm") == pytest.approx([0.0] * 4, abs=1e-6)
    assert values(found, "teacher-forced", "paraphrasedness", method="lcm") == pytest.approx([1.0] * 4)
    assert values(found, "lcm error", "expected") == [0.0]
    teacher_forced_gates = [
        gate for gate in LCM_TARGETS if gate.table in ("next sentence", "teacher-forced", "order")
    ]
    assert len(teacher_forced_gates) == 3
    assert all(verdict.passed for gate in teacher_forced_gates for verdict in gate.verdicts(found))


@pytest.mark.parametrize("bad", KNOWN_BAD)
def test_models_known_to_be_bad_fail_every_gate(
    bad: str, perfect: Report, data: TeacherForcedData, codec: RememberingCodec
) -> None:
    beside = [row for row in perfect.measurements if row.about.get("method") != "lcm"]
    found = Report(beside, {}).joined(report(KNOWN_BAD[bad](), data, codec, beside=False))
    for gate in LCM_TARGETS:
        if gate.table in ("next sentence", "teacher-forced", "order"):
            verdicts = gate.verdicts(found)
            assert verdicts
            assert not any(verdict.passed for verdict in verdicts), (bad, gate.name)


def test_every_figure_is_listed_with_its_baselines(perfect: Report) -> None:
    found = perfect
    for table, name in (
        ("next sentence", "recall@1"),
        ("teacher-forced", "contrastive accuracy"),
        ("teacher-forced", "l2"),
        ("teacher-forced", "paraphrasedness"),
        ("order", "accuracy"),
    ):
        methods = {row.about["method"] for row in found.find(table, name)}
        assert {"lcm", "previous sentence", "document mean", "random sentence of the document"} <= methods
        assert (set(STRONGEST_BASELINES) <= methods) is (name not in {"l2", "paraphrasedness"})
    assert all(row.figure.low <= row.figure.value <= row.figure.high for row in found.measurements)


def test_without_the_strongest_baselines_nothing_was_beaten(perfect: Report) -> None:
    (gate,) = (gate for gate in LCM_TARGETS if gate.table == "next sentence")
    for lacking in STRONGEST_BASELINES:
        rows = [row for row in perfect.measurements if row.about.get("method") != lacking]
        verdicts = gate.verdicts(Report(rows, perfect.facts))
        assert verdicts
        assert not any(verdict.passed or verdict.figure for verdict in verdicts)


def test_other_spaces_have_the_same_places(data: TeacherForcedData) -> None:
    there = in_space(data, teacher)
    assert [place.item for place in there.places] == [place.item for place in data.places]
    for ours, theirs in zip(data.places, there.places, strict=True):
        assert ours.document.texts == theirs.document.texts
        assert (ours.wide == theirs.wide).all()
        assert theirs.truth.shape == (16,)
    pools = {id(place.pool) for place in there.places}
    assert len(pools) == 3
    assert [passage.identity for passage in there.passages] == [passage.identity for passage in data.passages]
    assert all((a.shuffles == b.shuffles).all() for a, b in zip(there.passages, data.passages, strict=True))


def test_n_grams_know_rare_words() -> None:
    texts = ["The boat of Anna", "the boat of Peter", "the boat sank", "Anna slept", "the dog and the cat"]
    found = unit_rows(n_gram_space(texts)(texts))
    cosines = found @ found.T
    assert cosines[0, 3] > cosines[0, 2] > cosines[0, 4]
    assert cosines[0, 1] < 0.9


def test_decayed_mean_leans_to_the_last() -> None:
    vectors = np.eye(3, dtype=np.float32)
    kinds = np.full(3, int(ItemKind.CONCEPT), dtype=np.int64)
    mean = DecayedMean().point(vectors, kinds)
    assert mean == pytest.approx(np.array([0.5625, 0.75, 1.0]) / 2.3125)


def test_languages_are_measured_by_the_sets_that_have_them(tmp_path: Path, codec: RememberingCodec) -> None:
    write_dev(tmp_path)
    with gzip.open(tmp_path / "stories_dev.jsonl.gz", "at", encoding="utf-8") as stream:
        for number in range(6):
            record = {**story(number, "stories"), "id": f"french:{number}", "lang": "fra_Latn"}
            stream.write(json.dumps(record) + "\n")
    assert sets_in(tmp_path, "fra_Latn") == ["stories"]
    found = teacher_forced_data(codec, tmp_path, "fra_Latn", AMOUNTS)
    assert {place.document.set for place in found.places} == {"stories"}
    assert all(
        row.about["language"] == "fra_Latn" for row in report(RandomVector(), found, codec).measurements
    )


def test_the_same_places_whoever_is_asked(
    dev: Path, data: TeacherForcedData, codec: RememberingCodec
) -> None:
    again = teacher_forced_data(codec, dev, ENGLISH, AMOUNTS)
    assert [(place.document.identity, place.item) for place in again.places] == [
        (place.document.identity, place.item) for place in data.places
    ]
    assert all((one.wide == other.wide).all() for one, other in zip(again.places, data.places, strict=True))


def test_a_text_is_encoded_once(dev: Path) -> None:
    codec = word_codec()
    teacher_forced_data(codec, dev, ENGLISH, AMOUNTS)
    once = len(codec.codec.encoded)  # type: ignore[attr-defined]
    teacher_forced_data(codec, dev, ENGLISH, AMOUNTS)
    assert len(codec.codec.encoded) == once > 0  # type: ignore[attr-defined]


def test_a_place_offers_the_truth_and_nothing_that_was_read(data: TeacherForcedData) -> None:
    for place in data.places:
        truth = place.document.texts[place.item].casefold()
        read = {place.document.texts[number].casefold() for number in range(place.item)}
        rows = {
            row: text
            for document, texts in enumerate(d.texts for d in data.documents[place.document.set])
            for item, text in enumerate(texts)
            if (row := place.pool.number.get((document, item))) is not None
        }
        for candidates in (place.wide, place.near):
            offered = [rows[int(row)].casefold() for row in candidates]
            assert offered[0] == truth
            assert len(set(offered)) == len(offered)
            assert not set(offered) & read
    assert any(len(place.near) > 3 for place in data.places)


def test_choosing_places_are_not_measured_on(data: TeacherForcedData) -> None:
    measured = {(place.document.identity, place.item) for place in data.places}
    assert data.choosing
    assert not measured & {(place.document.identity, place.item) for place in data.choosing}


def test_sentences_seen_in_training_are_never_the_truth(dev: Path, codec: RememberingCodec) -> None:
    texts = [text for paragraph in story(2, "books")["paragraphs"] for text in paragraph]
    seen = Seen(frozenset(hashed(key(CorpusSentence(text, ENGLISH))) for text in texts))
    found = teacher_forced_data(codec, dev, ENGLISH, Amounts(places=60, sentences=400, passages=3), seen=seen)
    truths = {place.document.texts[place.item] for place in [*found.places, *found.choosing]}
    assert not truths & set(texts)
    assert truths


class TwoMinds(PointPredictor):
    """Expects the truth or its opposite: the mean is nothing, the nearest alternative is right."""

    name = "two minds"

    def __init__(self, oracle: Oracle) -> None:
        self._oracle = oracle

    def expect(self, vectors: Vectors, kinds: Kinds) -> Expectation:
        true = self._oracle.point(vectors, kinds)
        return equally_likely(np.stack([true, -true + 0.01 * np.roll(true, 1)]))

    def point(self, vectors: Vectors, kinds: Kinds) -> Vectors:
        return self._oracle.point(vectors, kinds)


def test_the_better_scoring_is_chosen_and_the_other_one_shown(
    dev: Path, data: TeacherForcedData, codec: RememberingCodec
) -> None:
    predictor = TwoMinds(Oracle(dev, codec))
    assert chosen_scoring(predictor, data.choosing, data.ways) == "nearest"
    found = report(predictor, data, codec, beside=False)
    assert found.facts["scoring"] == {"two minds": "nearest"}
    assert values(found, "next sentence", "recall@1", method="lcm", set="together") == [1.0, 1.0]
    other = values(found, OTHER_WAYS, "recall@1", method="lcm, expected", set="together")
    assert max(other) < 0.5


class Timid(PointPredictor):
    """Knows the way from the mean of all sentences to the truth, but goes a tenth of it."""

    name = "timid"

    def __init__(self, oracle: Oracle, common: Vectors) -> None:
        self._oracle, self._common = oracle, common

    def point(self, vectors: Vectors, kinds: Kinds) -> Vectors:
        return 0.1 * self._oracle.point(vectors, kinds) + 0.9 * self._common


def test_who_expects_a_mean_is_scored_without_the_common_direction(
    dev: Path, data: TeacherForcedData, codec: RememberingCodec
) -> None:
    sentences = [
        document.vectors[document.sentences] for found in data.documents.values() for document in found
    ]
    predictor = Timid(Oracle(dev, codec), np.concatenate(sentences).mean(axis=0))
    assert chosen_scoring(predictor, data.choosing, data.ways) == "centred"
    centred = ranks(expectations_at(predictor, data.places), data.places, data.ways["centred"])
    assert (centred.wide == 0).all()


def test_ties_count_against_the_model(data: TeacherForcedData) -> None:
    nothing = [equally_likely(np.zeros((1, DIMENSION), np.float32)) for _ in data.places]
    found = ranks(nothing, data.places, data.ways["expected"])
    assert (found.wide == found.others).all()


def test_own_error_of_known_noise(dev: Path, data: TeacherForcedData) -> None:
    draw = np.random.default_rng(3)
    scale = np.linspace(0.1, 1.5, DIMENSION)
    noisy = [
        equally_likely((place.truth + scale * draw.standard_normal((1, DIMENSION))).astype(np.float32))
        for place in [*data.places] * 20
    ]
    error = own_error(noisy, [*data.places] * 20)
    assert error.expected.value == pytest.approx(np.sqrt((scale**2).mean()), rel=0.05)
    assert error.nearest.value == pytest.approx(error.expected.value)
    assert np.corrcoef(error.per_dimension, scale)[0, 1] > 0.99


def test_error_for_the_codecs_gate_is_that_of_the_report(dev: Path, codec: RememberingCodec) -> None:
    assert lcm_error(codec, RandomVector(), dev, ENGLISH, 40) == pytest.approx(np.sqrt(2), rel=0.1)
    assert lcm_error(codec, ConstantVector(), dev, ENGLISH, 40) == pytest.approx(np.sqrt(2), rel=0.1)


def test_passages_are_shuffled_and_have_a_foreign_sentence(data: TeacherForcedData) -> None:
    for passage in data.passages:
        assert 8 <= len(passage.vectors) <= 12
        assert all((order != np.arange(len(order))).any() for order in passage.shuffles)
        assert 1 <= passage.foreign_at < len(passage.vectors)
        assert not (passage.vectors == passage.foreign).all(axis=1).any()


def test_a_foreign_sentence_surprises_who_knows(perfect: Report) -> None:
    (oracle,) = values(perfect, "order", "foreign found", method="lcm")
    (chance,) = values(perfect, "order", "foreign found", method="chance")
    assert oracle > 3 * chance


def test_places_need_something_before_and_after(codec: RememberingCodec, dev: Path) -> None:
    documents = teacher_forced_data(codec, dev, ENGLISH, AMOUNTS).documents["stories"]
    for place in places_of(documents, 100, 1, fewest_before=5, fewest_after=6):
        before = place.document.sentences < place.item
        assert before.sum() >= 5
        assert (~before).sum() >= 7
    assert passages_of(documents, 0, 1) == []
    assert embedded(codec, [], "stories", ENGLISH, 200) == []


def test_expectations_keep_the_order_of_the_places(dev: Path, data: TeacherForcedData) -> None:
    predictor = PreviousSentence()
    for place, found in zip(data.places, expectations_at(predictor, data.places), strict=True):
        assert (found.mean == predictor.point(place.vectors, place.kinds)).all()


def test_missing_sets_are_named(tmp_path: Path, codec: RememberingCodec) -> None:
    with pytest.raises(CorpusError, match=r"stories_dev\.jsonl\.gz"):
        teacher_forced_data(codec, tmp_path, ENGLISH, AMOUNTS)
    write_dev(tmp_path)
    with pytest.raises(CorpusError, match="fra_Latn"):
        teacher_forced_data(codec, tmp_path, "fra_Latn", AMOUNTS)
