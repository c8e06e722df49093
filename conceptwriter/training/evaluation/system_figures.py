"""From what systems wrote to figures: one row for each set and system, the human authors beside them.

Tables: "offers" (all that was offered at a place, and for the whole program also its first offer alone),
"free running", "expansion" and "choice". Intervals are over documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np

from conceptwriter.assistant.choosing import shipped_chooser
from conceptwriter.training.evaluation.bootstrap import Figure, mean_figure, ratio_figure
from conceptwriter.training.evaluation.free_running_texts import coverage, repeated_4_grams
from conceptwriter.training.evaluation.meaning_judge import MeaningJudge, Vectors, decayed_mean, nearer_own
from conceptwriter.training.evaluation.measurements import POINTS, SHARE, Measurement
from conceptwriter.training.evaluation.system_places import SystemPlace
from conceptwriter.training.evaluation.system_records import Record, Records
from conceptwriter.training.evaluation.system_run import (
    CHOOSER,
    CHOSEN,
    EXPANDED,
    FREE,
    OFFERED,
    SystemsData,
    plan_name,
)
from conceptwriter.training.evaluation.system_texts import (
    copied_words,
    distinct_bigrams,
    has_new_name,
    is_degenerate,
    unknown_words,
    words_of,
)
from conceptwriter.training.evaluation.systems import CONCEPTS, HUMAN, TOGETHER
from conceptwriter.training.evaluation.word_ngrams import WordNgrams

Row = TypeVar("Row")
TOGETHER_SETS = "together"
FIRST = ", first"
SHORTLIST = (TOGETHER, CONCEPTS)
"""Systems that offer several: their first offer has a row of its own."""
SINGLE_SIGNS = ("likelihood", "order", "direction")
"""What the chooser is compared with."""


@dataclass(frozen=True, slots=True)
class Judges:
    """What figures are measured with; without one, its figures are left out."""

    languages: tuple[str, ...]
    """Of the codec: among them a text may be found foreign."""
    meaning: MeaningJudge | None = None
    words: WordNgrams | None = None


@dataclass(frozen=True)
class _Context:
    """A place with what is needed of the text before it, counted once for all systems."""

    place: SystemPlace
    judge: MeaningJudge | None

    @property
    def language(self) -> str:
        """Of the document."""
        return self.place.source.language

    @cached_property
    def words(self) -> list[str]:
        """Of title, headings and sentences, in order."""
        return words_of(self.place.words_before)

    @cached_property
    def known(self) -> frozenset[str]:
        """The same, each once."""
        return frozenset(self.words)

    @cached_property
    def meaning(self) -> Vectors | None:
        """(d,) the decayed mean of the sentences."""
        return None if self.judge is None else decayed_mean(self.judge.embed(self.place.sentences))


@dataclass(frozen=True, slots=True)
class _Offered:
    """What one system offered at one place, and the place of another document that stands against it."""

    context: _Context
    other: _Context
    texts: tuple[str, ...]

    @property
    def document(self) -> str:
        return self.context.place.source.identity


def figures(records: Records, data: SystemsData, judges: Judges) -> list[Measurement]:
    """All that the records bear."""
    return [
        *_offer_figures(records, data, judges),
        *_free_figures(records, data),
        *_expansion_figures(records, data),
        *_choice_figures(records, data),
    ]


def _offer_figures(records: Records, data: SystemsData, judges: Judges) -> Iterator[Measurement]:
    contexts = {
        name: [_Context(place, judges.meaning) for place in places] for name, places in data.places.items()
    }
    for system in _in_order(records.systems(OFFERED)):
        found = {name: _offered(records, name, system, row) for name, row in contexts.items()}
        for where, offered in _with_all(found, system):
            yield from _of_offers(offered, where, judges, lists=system in SHORTLIST)
        if system in SHORTLIST:
            first = {
                name: [_Offered(each.context, each.other, each.texts[:1]) for each in row]
                for name, row in found.items()
            }
            for where, offered in _with_all(first, system + FIRST):
                yield from _of_offers(offered, where, judges, lists=False)


def _offered(records: Records, name: str, system: str, contexts: Sequence[_Context]) -> list[_Offered]:
    there = records.of(OFFERED, name, system)
    return [
        _Offered(context, _of_another(contexts, number), there[context.place.name].texts)
        for number, context in enumerate(contexts)
        if context.place.name in there
    ]


def _of_another(contexts: Sequence[_Context], number: int) -> _Context:
    """The next place that is of another document; the place itself where there is only one document."""
    own = contexts[number].place.source.identity
    later = [*contexts[number + 1 :], *contexts[:number]]
    return next((each for each in later if each.place.source.identity != own), contexts[number])


def _of_offers(
    offered: Sequence[_Offered], where: Mapping[str, str], judges: Judges, *, lists: bool
) -> Iterator[Measurement]:
    """An empty list counts as one degenerate offer."""
    if not offered:
        return
    groups = [each.document for each in offered]

    def ratio(name: str, counts: Iterable[tuple[float, float]], unit: str = SHARE) -> Measurement:
        above, below = zip(*counts, strict=True)
        return Measurement("offers", name, where, ratio_figure(above, below, groups=groups), unit)

    def share(name: str, counts: Iterable[tuple[int, int]]) -> Measurement:
        return Measurement("offers", name, where, share_of_texts(list(counts), groups), SHARE)

    bad = [
        [is_degenerate(text, each.context.language, judges.languages) for text in each.texts] or [True]
        for each in offered
    ]
    yield share("degenerate", [(sum(row), len(row)) for row in bad])
    if judges.words is not None:
        known = judges.words.known
        strange = [
            [unknown_words(text, known, each.context.known) for text in each.texts] for each in offered
        ]
        misspelt = [
            [wrong or bool(count) for wrong, (count, _) in zip(row, counts, strict=True)] if counts else row
            for row, counts in zip(bad, strange, strict=True)
        ]
        yield share("degenerate or misspelt", [(sum(row), len(row)) for row in misspelt])
        yield ratio("unknown words", [_summed(row) for row in strange])
        yield ratio("bits a word", [_summed(map(judges.words.bits, each.texts)) for each in offered], POINTS)
    if judges.meaning is not None and any(each.other is not each.context for each in offered):
        yield share("fits its context", [_fitting(each, judges.meaning) for each in offered])
    yield share("new names", [_told(each, _names_anew) for each in offered])
    yield ratio("copied words in a row", [_told(each, _copied) for each in offered], POINTS)
    if lists:
        yield ratio("distinct-2 of a list", [distinct_bigrams(each.texts) for each in offered])
        yield ratio("offers a place", [(len(each.texts), 1) for each in offered], POINTS)


def share_of_texts(counts: Sequence[tuple[int, int]], groups: Sequence[str]) -> Figure:
    """(texts of which something is true, all texts) of each place, as a share.

    Where it is true of all or of none, the interval is that of so many places, not of so many texts: those of
    one place are alike.
    """
    above, below = zip(*counts, strict=True)
    if sum(below) and sum(above) in (0, sum(below)):
        asked = [bool(count) for count, total in counts if total]
        return replace(mean_figure(asked), items=len(counts))
    return ratio_figure(above, below, groups=groups)


def _told(each: _Offered, count: Callable[[str, _Context], int]) -> tuple[int, int]:
    return sum(count(text, each.context) for text in each.texts), len(each.texts)


def _names_anew(text: str, context: _Context) -> int:
    return int(has_new_name(text, context.language, context.known))


def _copied(text: str, context: _Context) -> int:
    return copied_words(text, context.words)


def _fitting(each: _Offered, judge: MeaningJudge) -> tuple[int, int]:
    own, other = each.context.meaning, each.other.meaning
    texts = [text for text in each.texts if text.strip()]
    if not texts or own is None or other is None or each.other is each.context:
        return 0, 0
    near = nearer_own(judge.embed(texts), own, other)
    return sum(near), len(near)


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
            {name: np.asarray(values, np.float32) for name, values in record.signs.items()}
        ).tolist(),
        **{sign: (lambda record, sign=sign: record.signs.get(sign, ())) for sign in SINGLE_SIGNS},  # type: ignore[misc]
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


def _summed(pairs: Iterable[tuple[float, int]]) -> tuple[float, int]:
    found = list(pairs)
    return sum(first for first, _ in found), sum(second for _, second in found)
