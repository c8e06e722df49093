"""Free-running generation with the LCM, through the assistant: proposal lists and continuations.

Tables: "proposals" (of everything shown: degenerate, copied; the same of everything decoded, before ranking)
and "continuations" (repetition, distinctness, fluency, overlap), the latter next to the human authors at the
same places, who are the target: a figure above theirs is as wrong as one below.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from conceptwriter.assistant import Assistant, AssistantError, accept
from conceptwriter.assistant.checks import check_text
from conceptwriter.assistant.comparison import TextIndex
from conceptwriter.assistant.findings import DEGENERATE, Limits
from conceptwriter.evaluation.bootstrap import (
    Floats,
    difference_figure,
    mean_difference_figure,
    mean_figure,
    ratio_figure,
)
from conceptwriter.evaluation.free_running.engine import LocalEngine
from conceptwriter.evaluation.free_running.fluency import CharacterModel
from conceptwriter.evaluation.free_running.openings import CONTINUED, FreeRunningData, Opening
from conceptwriter.evaluation.free_running.texts import (
    adjusted_distinct,
    degeneration,
    is_copy,
    n_grams,
    repeated_4_grams,
    shared_content,
    words,
)
from conceptwriter.evaluation.held_out.overlaps import Progress, silent
from conceptwriter.evaluation.measurements import POINTS, SHARE, Measurement
from conceptwriter.job import Job
from conceptwriter.outline import ProposalSet

SHOWN = 5
"""Proposals of one list, as in the program."""
ALIKE = 0.8
"""Similarity above which a sentence counts as the same as one written elsewhere."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One proposal list: the shown proposals, those the program itself flagged, and all decoded texts."""

    opening: Opening
    shown: tuple[str, ...]
    flagged: tuple[bool, ...]
    decoded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Continued:
    """A text that continues an opening; empty when the program produced nothing."""

    opening: Opening
    sentences: tuple[str, ...]


def proposal_lists(
    engine: LocalEngine, assistant: Assistant, openings: Sequence[Opening], on_progress: Progress = silent
) -> list[Listed]:
    """Five proposals at each opening, seed 0, with the default preset."""
    found: list[Listed] = []
    for number, opening in enumerate(openings):
        on_progress(number, len(openings), "proposals")
        engine.take_decoded()
        proposals = answer(assistant.propose(opening.document(), n=SHOWN, seed=0))
        shown = proposals.proposals if proposals else ()
        found.append(
            Listed(
                opening,
                tuple(proposal.text for proposal in shown),
                tuple(any(flag in DEGENERATE for flag in proposal.flags) for proposal in shown),
                tuple(item.text for item in engine.take_decoded()),
            )
        )
    return found


def continuations(
    assistant: Assistant, openings: Sequence[Opening], on_progress: Progress = silent
) -> list[Continued]:
    """Six sentences for each opening: the best of two proposals is taken, and the next requested."""
    found: list[Continued] = []
    for number, opening in enumerate(openings):
        on_progress(number, len(openings), "continuations")
        document = opening.document()
        sentences: list[str] = []
        for step in range(CONTINUED):
            proposals = answer(assistant.propose(document, n=2, seed=step))
            if proposals is None or not proposals.proposals:
                break
            document.apply(accept(document, proposals, 0))
            sentences.append(proposals.proposals[0].text)
        found.append(Continued(opening, tuple(sentences)))
    return found


def answer(job: Job[ProposalSet]) -> ProposalSet | None:
    """The result; None when the models produced nothing, which is a finding and not a failure."""
    try:
        return job.result()
    except AssistantError:
        return None


def proposal_rows(
    lists: Sequence[Listed], languages: Sequence[str], about: Mapping[str, str]
) -> list[Measurement]:
    """Degenerate and copied shares, of all proposals together and each set.

    Degenerate means a copy, a text found by the evaluation's own test, or one the program itself flags; an
    empty list counts as one degenerate proposal.
    """
    rows: list[Measurement] = []
    for name, here in _by_set(lists):
        where = {**about, "set": name}
        shown = [_counted(item, item.shown, item.flagged, languages) for item in here]
        decoded = [_counted(item, item.decoded, (), languages) for item in here]
        groups = [item.opening.identity for item in here]
        for title, counts in (("", shown), (" before ranking", decoded)):
            bad, copied, total = zip(*counts, strict=True)
            rows += [
                Measurement(
                    "proposals", f"degenerate{title}", where, ratio_figure(bad, total, groups=groups), SHARE
                ),
                Measurement(
                    "proposals", f"copied{title}", where, ratio_figure(copied, total, groups=groups), SHARE
                ),
            ]
    return rows


def _counted(
    item: Listed, texts: Sequence[str], flagged: Sequence[bool], languages: Sequence[str]
) -> tuple[int, int, int]:
    """(degenerate, copied, all)"""
    if not texts:
        return 1, 0, 1
    context = TextIndex(item.opening.sentences)
    flags = list(flagged) or [False] * len(texts)
    copies = [is_copy(text, context) for text in texts]
    bad = sum(
        flag or copy or _is_unusable(text, item.opening.language, languages)
        for text, flag, copy in zip(texts, flags, copies, strict=True)
    )
    return bad, sum(copies), len(texts)


def _is_unusable(text: str, language: str, languages: Sequence[str]) -> bool:
    """By the evaluation's own test or by the program's checks."""
    if degeneration(text, language, languages):
        return True
    return any(finding.flag in DEGENERATE for finding in check_text(text, language, Limits()))


def _by_set(lists: Sequence[Listed]) -> Iterator[tuple[str, list[Listed]]]:
    names = list(dict.fromkeys(item.opening.set for item in lists))
    for name in names:
        yield name, [item for item in lists if item.opening.set == name]
    if len(names) > 1:
        yield "together", list(lists)


class ContinuationFigures:
    """Measures texts against those of the human authors at the same places."""

    def __init__(self, data: FreeRunningData) -> None:
        self._language = data.language
        self._fluency = CharacterModel(data.human)
        self._vocabulary = {n: max(2, len(n_grams(data.human, n))) for n in (1, 2)}
        self._known = {word for text in data.human for word in words(text)}

    def rows(self, method: str, texts: Sequence[Continued], about: Mapping[str, str]) -> list[Measurement]:
        """All figures of the texts, and their difference to the human authors' where items pair up."""
        texts = [text for text in texts if text.sentences]
        where = {**about, "method": method}
        if not texts:
            return []
        groups = [text.opening.identity for text in texts]
        repeated, grams = zip(*(repeated_4_grams(text.sentences) for text in texts), strict=True)
        same, count = zip(*_repeated_elsewhere(texts), strict=True)
        rows = [
            Measurement("continuations", "rep-4", where, ratio_figure(repeated, grams, groups=groups), SHARE),
            Measurement(
                "continuations", "said elsewhere", where, ratio_figure(same, count, groups=groups), SHARE
            ),
        ]
        unknown, all_words = zip(*(self._unknown(text.sentences) for text in texts), strict=True)
        share = ratio_figure(unknown, all_words, groups=groups)
        rows.append(Measurement("continuations", "unknown words", where, share, SHARE))
        for n in (1, 2):
            values = [adjusted_distinct(text.sentences, n, self._vocabulary[n]) for text in texts]
            defined = [value for value in values if value is not None]
            if defined:
                rows.append(
                    Measurement("continuations", f"distinct-{n}", where, mean_figure(defined), POINTS)
                )
        return [*rows, *self._compared_with_human(texts, where, groups)]

    def human(self, openings: Sequence[Opening]) -> list[Measurement]:
        """The same figures of the human authors, and of wrong sentences: the floor."""
        own = [Continued(opening, opening.following) for opening in openings]
        shifted = [*openings[1:], *openings[:1]]
        foreign = [
            Continued(opening, other.following) for opening, other in zip(openings, shifted, strict=True)
        ]
        stuck = [Continued(opening, opening.sentences[-1:] * CONTINUED) for opening in openings]
        return [
            *self.rows("human", own, {}),
            *self.rows("another document", foreign, {}),
            *self.rows("previous sentence", stuck, {}),
        ]

    def _compared_with_human(
        self, texts: Sequence[Continued], where: Mapping[str, str], groups: Sequence[str]
    ) -> list[Measurement]:
        ours = [self._loss(text.sentences) for text in texts]
        theirs = [self._loss(text.opening.following) for text in texts]
        shared = [self._overlap(text.opening, text.sentences) for text in texts]
        human = [self._overlap(text.opening, text.opening.following) for text in texts]
        losses, characters = zip(*ours, strict=True)
        name = "continuations"
        return [
            Measurement(name, "nats a character", where, ratio_figure(losses, characters, groups=groups)),
            Measurement(name, "less human", where, difference_figure(ours, theirs, _ratio, groups=groups)),
            Measurement(name, "shared words", where, mean_figure(shared, groups=groups)),
            Measurement(
                name, "shared less human", where, mean_difference_figure(shared, human, groups=groups)
            ),
        ]

    def _unknown(self, sentences: Sequence[str]) -> tuple[int, int]:
        """(words that no human author of the other half uses, all words); numbers count as known."""
        said = [word for sentence in sentences for word in words(sentence)]
        return sum(word not in self._known and not word.isdigit() for word in said), len(said)

    def _loss(self, sentences: Sequence[str]) -> tuple[float, int]:
        found = [self._fluency.loss(sentence) for sentence in sentences]
        return sum(loss for loss, _ in found), sum(count for _, count in found)

    def _overlap(self, opening: Opening, sentences: Sequence[str]) -> float:
        """Mean number of content words that a sentence shares with the previous two."""
        everything = [*opening.sentences[-2:], *sentences]
        begin = len(everything) - len(sentences)
        return sum(
            shared_content(everything[place], everything[max(0, place - 2) : place], self._language)
            for place in range(begin, len(everything))
        ) / len(sentences)


def _ratio(sums: Floats) -> float:
    return float(sums[0] / sums[1]) if sums[1] else float("nan")


def _repeated_elsewhere(texts: Sequence[Continued]) -> list[tuple[int, int]]:
    """(sentences nearly identical to one in another opening's continuation, sentences) of each text."""
    found: list[tuple[int, int]] = []
    for number, text in enumerate(texts):
        others = TextIndex(
            {sentence for place, other in enumerate(texts) if place != number for sentence in other.sentences}
        )
        same = sum(others.closest(sentence).similarity >= ALIKE for sentence in text.sentences)
        found.append((same, len(text.sentences)))
    return found
