"""Figures of all offers of systems at places: soundness, spelling, fluency, fit, names, copies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from conceptwriter.evaluation.bootstrap import Figure, mean_figure, ratio_figure
from conceptwriter.evaluation.measurements import POINTS, SHARE, Measurement
from conceptwriter.evaluation.records import Record
from conceptwriter.evaluation.systems.meaning_judge import MeaningJudge, Vectors, decayed_mean, nearer_own
from conceptwriter.evaluation.systems.places import SystemPlace
from conceptwriter.evaluation.systems.texts import (
    copied_words,
    distinct_bigrams,
    has_new_name,
    is_degenerate,
    is_unfinished,
    unknown_words,
    words_of,
)
from conceptwriter.evaluation.systems.word_ngrams import WordNgrams


@dataclass(frozen=True, slots=True)
class Judges:
    """Tools of measurement; the figures of a missing one are left out."""

    languages: tuple[str, ...]
    """Of the codec: among them a text may be found foreign."""
    meaning: MeaningJudge | None = None
    words: WordNgrams | None = None


@dataclass(frozen=True)
class OfferContext:
    """A place with data about the preceding text, computed once for all systems."""

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

    @cached_property
    def elsewhere(self) -> Vectors | None:
        """The same for another place of the document; None where it is too short."""
        other_text = self.place.elsewhere()
        return decayed_mean(self.judge.embed(other_text)) if other_text and self.judge is not None else None


@dataclass(frozen=True, slots=True)
class Offered:
    """One system's offers at one place, and the place of another document it is compared with."""

    context: OfferContext
    other: OfferContext
    texts: tuple[str, ...]

    @property
    def document(self) -> str:
        """Its name."""
        return self.context.place.source.identity


def offered_at(contexts: Sequence[OfferContext], there: Mapping[str, Record]) -> list[Offered]:
    """One system's offers at the places of a set. `there`: the name of a place -> its record."""
    return [
        Offered(context, _of_another(contexts, number), there[context.place.name].texts)
        for number, context in enumerate(contexts)
        if context.place.name in there
    ]


def _of_another(contexts: Sequence[OfferContext], number: int) -> OfferContext:
    """The next place that is of another document; the place itself where there is only one document."""
    own = contexts[number].place.source.identity
    later = [*contexts[number + 1 :], *contexts[:number]]
    return next((each for each in later if each.place.source.identity != own), contexts[number])


def firsts(offered: Sequence[Offered]) -> list[Offered]:
    """The first offer alone, at each place."""
    return [replace(each, texts=each.texts[:1]) for each in offered]


def of_offers(
    offered: Sequence[Offered], where: Mapping[str, str], judges: Judges, *, lists: bool
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
    yield share("unfinished", [_counted(each, _unfinished) for each in offered])
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
    yield from (
        share(name, counts)
        for name, counts in _fits(offered, judges.meaning)
        if any(total for _, total in counts)
    )
    yield share("new names", [_counted(each, _has_new_name) for each in offered])
    yield ratio("copied words in a row", [_counted(each, _copied) for each in offered], POINTS)
    if lists:
        yield ratio("distinct-2 of a list", [distinct_bigrams(each.texts) for each in offered])
        yield ratio("offers a place", [(len(each.texts), 1) for each in offered], POINTS)


def share_of_texts(counts: Sequence[tuple[int, int]], groups: Sequence[str]) -> Figure:
    """(texts for which a condition is true, all texts) of each place, as a share.

    Where it is true for all or none, the interval is that of the number of places, not of texts: the texts of
    one place are similar.
    """
    above, below = zip(*counts, strict=True)
    if sum(below) and sum(above) in (0, sum(below)):
        asked = [bool(count) for count, total in counts if total]
        return replace(mean_figure(asked), items=len(counts))
    return ratio_figure(above, below, groups=groups)


def _counted(each: Offered, count: Callable[[str, OfferContext], int]) -> tuple[int, int]:
    return sum(count(text, each.context) for text in each.texts), len(each.texts)


def _unfinished(text: str, _: OfferContext) -> int:
    return int(is_unfinished(text))


def _has_new_name(text: str, context: OfferContext) -> int:
    return int(has_new_name(text, context.language, context.known))


def _copied(text: str, context: OfferContext) -> int:
    return copied_words(text, context.words)


def _fits(
    offered: Sequence[Offered], judge: MeaningJudge | None
) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Nearer to the own context than to that of another document, and than to another place of its own."""
    if judge is None:
        return
    against: dict[str, Callable[[Offered], Vectors | None]] = {
        "fits its text": lambda each: each.other.meaning if each.other is not each.context else None,
        "fits its place": lambda each: each.context.elsewhere,
    }
    for name, other in against.items():
        yield name, [_nearer(each.texts, each.context.meaning, other(each), judge) for each in offered]


def _nearer(
    texts: Sequence[str], own: Vectors | None, other: Vectors | None, judge: MeaningJudge
) -> tuple[int, int]:
    said = [text for text in texts if text.strip()]
    if not said or own is None or other is None:
        return 0, 0
    near = nearer_own(judge.embed(said), own, other)
    return sum(near), len(near)


def _summed(pairs: Iterable[tuple[float, int]]) -> tuple[float, int]:
    found = list(pairs)
    return sum(first for first, _ in found), sum(second for _, second in found)
