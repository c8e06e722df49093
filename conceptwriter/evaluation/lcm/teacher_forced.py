"""The teacher-forced half of the LCM evaluation: every variant and every baseline at the same places.

Tables (see `gates` for the targets): "next sentence" (recall@1, recall@10, mrr; pools of 1,000 and of the
same document), "teacher-forced" (contrastive accuracy, l2, paraphrasedness), "drawn" (l2 and round-trip l2 of
what is drawn), "lcm error", "order" (accuracy, foreign found). Every row has the language of the documents.
The rows of a model have the method "lcm" and the variant's name; all other methods are baselines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from conceptwriter.evaluation.bootstrap import Figure
from conceptwriter.evaluation.held_out.corpora import CorpusError, CorpusSentence
from conceptwriter.evaluation.held_out.dev_sets import dev_documents
from conceptwriter.evaluation.held_out.overlaps import NOTHING, Progress, Seen, silent
from conceptwriter.evaluation.held_out.sets import ENGLISH
from conceptwriter.evaluation.lcm.distance import (
    OwnError,
    distances,
    error_rows,
    own_error,
    round_trips,
)
from conceptwriter.evaluation.lcm.order import (
    SHUFFLES,
    OrderPassage,
    chance_of_finding,
    order_rows,
    passages_of,
)
from conceptwriter.evaluation.lcm.places import (
    SETS,
    EmbeddedDocument,
    HeldOutPlace,
    chosen_documents,
    embedded,
    places_of,
)
from conceptwriter.evaluation.lcm.predictors import EvaluatedPredictor
from conceptwriter.evaluation.lcm.remembering_codec import RememberingCodec
from conceptwriter.evaluation.lcm.retrieval import (
    CHOOSING_PLACES,
    Scoring,
    chosen_scoring,
    contrastive,
    expectations_at,
    ranks,
    retrieval,
    scorings,
)
from conceptwriter.evaluation.measurements import SHARE, Measurement, Report

MODEL = "lcm"
OTHER_WAYS = "next sentence, other ways of scoring"


@dataclass(frozen=True, slots=True)
class Amounts:
    """Numbers of samples."""

    places: int = 300
    """Places per set."""
    sentences: int = 2000
    """Sentences encoded per set: the pools are drawn from them."""
    passages: int = 75
    """Passages of the order test, all sets together."""
    shuffles: int = SHUFFLES
    """Of each passage."""
    round_trips: int = 60
    """Places, all sets together, where a drawn vector is decoded."""
    longest: int = 200
    """Characters of a sentence; longer ones are left out of the documents."""

    @staticmethod
    def of(most: int) -> Amounts:
        """In proportion to the requested texts per set."""
        return Amounts(
            places=most,
            sentences=max(1300, min(2000, 7 * most)),
            passages=max(3, min(120, most // 4)),
            round_trips=max(6, most // 5),
        )

    def for_drawing(self) -> Amounts:
        """Fewer of the samples that need many expectations, for variants that draw theirs."""
        return replace(self, places=max(6, self.places // 2), passages=max(3, self.passages // 6), shuffles=8)


@dataclass(frozen=True, slots=True, eq=False)
class TeacherForcedData:
    """Places and passages, encoded once for all variants and baselines."""

    language: str
    documents: Mapping[str, Sequence[EmbeddedDocument]]
    places: Sequence[HeldOutPlace]
    choosing: Sequence[HeldOutPlace]
    """Other places, where a variant's scoring is chosen."""
    passages: Sequence[OrderPassage]
    passages_a_set: int
    seed: int
    """With these the passages were chosen."""

    @property
    def about(self) -> dict[str, str]:
        """What all rows have in common."""
        return {"language": self.language}

    @property
    def ways(self) -> Mapping[str, Scoring]:
        """The scoring functions, with the centre of all sentences of the pools."""
        pools = {id(place.pool): place.pool for place in self.places}.values()
        return scorings(np.concatenate([pool.unit for pool in pools]).mean(axis=0))


def teacher_forced_data(
    codec: RememberingCodec,
    dev: Path,
    language: str,
    amounts: Amounts,
    seed: int = 1,
    seen: Seen = NOTHING,
) -> TeacherForcedData:
    """Encode the held-out documents and choose places and passages by the seed.

    A sentence that was `seen` in training may precede a place, but is never the one to be found. Sets that
    hold nothing in a language other than English are left out.

    Raises:
        CorpusError: a dev set is missing or holds nothing in English, or all hold nothing in the language.
    """
    documents = {
        name: embedded(
            codec,
            chosen_documents(dev, name, language, amounts.sentences, seed),
            name,
            language,
            amounts.longest,
        )
        for name in sets_in(dev, language)
    }

    def fresh(text: str) -> bool:
        return CorpusSentence(text, language) not in seen

    places: list[HeldOutPlace] = []
    choosing: list[HeldOutPlace] = []
    passages: list[OrderPassage] = []
    a_set = -(-amounts.passages // len(documents))
    others = max(3, min(CHOOSING_PLACES, amounts.places // 3))
    for found in documents.values():
        drawn = places_of(found, amounts.places + others, seed, fresh=fresh)
        kept = max(1, min(amounts.places, len(drawn) - others)) if len(drawn) > 1 else len(drawn)
        places += drawn[:kept]
        choosing += drawn[kept:]
        passages += passages_of(found, a_set, seed)
    return TeacherForcedData(language, documents, places, choosing or places, passages, a_set, seed)


def sets_in(dev: Path, language: str) -> list[str]:
    """The dev sets with documents of a language. English must be in all of them.

    Raises:
        CorpusError: a set is missing, or none has the language.
    """
    there = [name for name in SETS if language == ENGLISH or dev_documents(dev, name, language)]
    if not there:
        raise CorpusError(f"{dev} has no document in {language} in any of {', '.join(SETS)}.")
    return there


def baseline_rows(
    data: TeacherForcedData, found: Sequence[EvaluatedPredictor], *, own_space: bool = True
) -> list[Measurement]:
    """All baselines; they belong to no variant. Distances say something only in the codec's `own_space`."""
    rows: list[Measurement] = []
    about = data.about
    for baseline in found:
        way = data.ways[chosen_scoring(baseline, data.choosing, data.ways)]
        expectations = expectations_at(baseline, data.places)
        ranked = ranks(expectations, data.places, way)
        rows += retrieval(baseline.name, ranked, data.places, about)
        rows += contrastive(baseline.name, ranked, data.places, about)
        if own_space:
            rows += distances(baseline.name, expectations, data.places, about)
        if data.passages:
            rows += order_rows(baseline, baseline.name, data.passages, way, about)
    return rows


def chance_rows(data: TeacherForcedData) -> list[Measurement]:
    """The exact chance level of the order test."""
    passages = data.passages
    if not passages:
        return []
    about = {**data.about, "method": "chance"}
    half, found, count = 0.5, chance_of_finding(passages), len(passages)
    return [
        Measurement("order", name, about, Figure(value, value, value, count), SHARE)
        for name, value in (("accuracy", half), ("foreign found", found))
    ]


def variant_rows(
    predictor: EvaluatedPredictor, codec: RememberingCodec, data: TeacherForcedData, amounts: Amounts
) -> tuple[list[Measurement], OwnError, str]:
    """One variant: its measurements, its own error, and the scoring that was chosen for it.

    The scorings that were not chosen are shown as well, in a separate table.
    """
    about = {**data.about, "variant": predictor.name}
    asked = amounts.for_drawing() if predictor.draws else amounts
    places = _fewer(data.places, asked.places)
    ways = data.ways
    chosen = chosen_scoring(predictor, _fewer(data.choosing, asked.places // 3), ways)
    expectations = expectations_at(predictor, places)
    ranked = ranks(expectations, places, ways[chosen])
    rows = retrieval(MODEL, ranked, places, about)
    for other in ways:
        if other != chosen and any(len(found.alternatives) > 1 for found in expectations):
            again = ranks(expectations, places, ways[other])
            rows += retrieval(f"{MODEL}, {other}", again, places, about, OTHER_WAYS)
    rows += contrastive(MODEL, ranked, places, about)
    rows += distances(MODEL, expectations, places, about)
    error = own_error(expectations, places)
    rows += error_rows(error, about)
    some = places[:: max(1, len(places) // asked.round_trips)]
    rows += round_trips(predictor, MODEL, codec, some, data.language, about)
    passages = [
        replace(passage, shuffles=passage.shuffles[: asked.shuffles])
        for passage in data.passages[:: max(1, len(data.passages) // asked.passages)]
    ]
    if passages:
        rows += order_rows(predictor, MODEL, passages, ways[chosen], about)
    return rows, error, chosen


def pool_sizes(places: Sequence[HeldOutPlace]) -> dict[str, int]:
    """Candidates at a place, each set; where the set has few, it depends on the place: the most."""
    sizes: dict[str, int] = {}
    for place in places:
        name = place.document.set
        sizes[name] = max(sizes.get(name, 0), len(place.wide))
    return sizes


def _fewer(places: Sequence[HeldOutPlace], most: int) -> list[HeldOutPlace]:
    """The first `most` of each set: the same ones for every variant."""
    taken: dict[str, int] = {}
    kept: list[HeldOutPlace] = []
    for place in places:
        taken[place.document.set] = taken.get(place.document.set, 0) + 1
        if taken[place.document.set] <= max(1, most):
            kept.append(place)
    return kept


def teacher_forced(
    codec: RememberingCodec,
    predictors: Sequence[EvaluatedPredictor],
    found_baselines: Sequence[EvaluatedPredictor],
    data: TeacherForcedData,
    amounts: Amounts,
    on_progress: Progress = silent,
) -> Report:
    """All variants and baselines. The facts record which scoring was chosen, and the sets' contents."""
    rows = [*baseline_rows(data, found_baselines), *chance_rows(data)]
    scoring: dict[str, str] = {}
    errors: dict[str, list[float]] = {}
    for number, predictor in enumerate(predictors):
        on_progress(number, len(predictors), f"what {predictor.name} expects ({data.language})")
        more, error, scoring[predictor.name] = variant_rows(predictor, codec, data, amounts)
        rows += more
        errors[predictor.name] = [round(float(value), 4) for value in np.sort(error.per_dimension)]
    facts = {
        "scoring": scoring,
        "lcm_error_per_dimension_sorted": errors,
        "lcm_documents": {name: len(found) for name, found in data.documents.items()},
        "lcm_pool": pool_sizes(data.places),
        "default_variant": predictors[0].name if predictors else "",
    }
    return Report(rows, facts)


def lcm_error(
    codec: RememberingCodec, predictor: EvaluatedPredictor, dev: Path, language: str, most: int = 300
) -> float:
    """Deviation per dimension of the truth around the LCM's expectation.

    For the codec's fragility gate (half of it as noise), where the whole LCM half is not requested.
    """
    data = teacher_forced_data(codec, dev, language, Amounts(places=most, sentences=most, passages=3))
    return own_error(expectations_at(predictor, data.places), data.places).expected.value
