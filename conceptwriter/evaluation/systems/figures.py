"""Figures of the systems' output: one row for each set and system, and for the human authors.

Tables: "offers" (all that was offered at a place, and of lists also the first offer alone), "free running",
"expansion" and "choice". Intervals are over documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np

from conceptwriter.assistant.choosing import shipped_chooser
from conceptwriter.evaluation.bootstrap import mean_figure, ratio_figure
from conceptwriter.evaluation.free_running.texts import coverage, repeated_4_grams
from conceptwriter.evaluation.measurements import SHARE, Measurement
from conceptwriter.evaluation.records import Record, Records
from conceptwriter.evaluation.systems.offers import Judges, OfferContext, firsts, of_offers, offered_at
from conceptwriter.evaluation.systems.run import (
    CHOOSER,
    CHOSEN,
    EXPANDED,
    FREE,
    OFFERED,
    SystemsData,
    plan_name,
)
from conceptwriter.evaluation.systems.systems import CONCEPTS, HUMAN, TOGETHER
from conceptwriter.evaluation.systems.texts import distinct_bigrams

Row = TypeVar("Row")
TOGETHER_SETS = "together"
FIRST = ", first"
SHORTLIST = (TOGETHER, CONCEPTS)
"""Systems that offer several: their first offer has a separate row."""
SINGLE_FEATURES = ("likelihood", "order", "direction")
"""What the chooser is compared with."""


def figures(records: Records, data: SystemsData, judges: Judges) -> list[Measurement]:
    """All figures that the records support."""
    return [
        *_offer_figures(records, data, judges),
        *_free_figures(records, data),
        *_expansion_figures(records, data),
        *_choice_figures(records, data),
    ]


def _offer_figures(records: Records, data: SystemsData, judges: Judges) -> Iterator[Measurement]:
    contexts = {
        name: [OfferContext(place, judges.meaning) for place in places]
        for name, places in data.places.items()
    }
    for system in _in_order(records.systems(OFFERED)):
        found = {name: offered_at(row, records.of(OFFERED, name, system)) for name, row in contexts.items()}
        for where, offered in _with_all(found, system):
            yield from of_offers(offered, where, judges, lists=system in SHORTLIST)
        if system in SHORTLIST:
            first = {name: firsts(row) for name, row in found.items()}
            for where, offered in _with_all(first, system + FIRST):
                yield from of_offers(offered, where, judges, lists=False)


def _free_figures(records: Records, data: SystemsData) -> Iterator[Measurement]:
    for system in _in_order(records.systems(FREE)):
        found = {
            name: [
                (place.source.identity, there[place.name].texts) for place in places if place.name in there
            ]
            for name, places in data.places.items()
            for there in [records.of(FREE, name, system)]
        }
        for where, row in _with_all(found, system):
            groups = [document for document, _ in row]
            for name, count in (("repeated 4-grams", repeated_4_grams), ("distinct-2", distinct_bigrams)):
                above, below = zip(*(count(texts) for _, texts in row), strict=True)
                figure = ratio_figure(above, below, groups=groups)
                yield Measurement("free running", name, where, figure, SHARE)
            lengths = mean_figure([len(texts) for _, texts in row], groups=groups)
            yield Measurement("free running", "sentences", where, lengths)


def _expansion_figures(records: Records, data: SystemsData) -> Iterator[Measurement]:
    for system in _in_order(records.systems(EXPANDED)):
        found: dict[str, list[tuple[str, tuple[int, int]]]] = {}
        for name, chosen in data.headings.items():
            there = records.of(EXPANDED, name, system)
            found[name] = [
                (plan.identity, coverage([plan.heading], there[plan_name(plan)].texts, plan.language))
                for plan in chosen
                if plan_name(plan) in there
            ]
        for where, row in _with_all(found, system):
            groups = [document for document, _ in row]
            taken, wanted = zip(*(counts for _, counts in row), strict=True)
            some = mean_figure([count > 0 for count in taken], groups=groups)
            yield Measurement("expansion", "takes up its heading", where, some, SHARE)
            words = ratio_figure(taken, wanted, groups=groups)
            yield Measurement("expansion", "heading words taken up", where, words, SHARE)


def _choice_figures(records: Records, data: SystemsData) -> Iterator[Measurement]:
    chooser = shipped_chooser()
    ways: dict[str, Callable[[Record], Sequence[float]]] = {
        CHOOSER: lambda record: chooser.scores(
            {name: np.asarray(values, np.float32) for name, values in record.features.items()}
        ).tolist(),
        **{name: (lambda record, name=name: record.features.get(name, ())) for name in SINGLE_FEATURES},  # type: ignore[misc]
    }
    for way, scores in ways.items():
        found = {
            name: [
                (record.place.rpartition("#")[0], values)
                for record in records.of(CHOSEN, name, CHOOSER).values()
                if (values := scores(record))
            ]
            for name in data.places
        }
        for where, row in _with_all(found, way):
            right = [first_is_best(values) for _, values in row]
            figure = mean_figure(right, groups=[document for document, _ in row])
            yield Measurement("choice", "true sentence first of 5", where, figure, SHARE)


def first_is_best(scores: Sequence[float]) -> bool:
    """Whether the first, the true one, is above all others: a tie is no choice."""
    return all(scores[0] > other for other in scores[1:])


def _with_all(found: Mapping[str, Sequence[Row]], system: str) -> Iterator[tuple[dict[str, str], list[Row]]]:
    """(what the row is about, the rows) of each set that has some, and of all together."""
    full = {name: list(rows) for name, rows in found.items() if rows}
    for name, rows in full.items():
        yield {"set": name, "system": system}, rows
    if len(full) > 1:
        yield {"set": TOGETHER_SETS, "system": system}, [row for rows in full.values() for row in rows]


def _in_order(systems: Sequence[str]) -> list[str]:
    """The human authors last."""
    return sorted(systems, key=lambda name: name == HUMAN)
