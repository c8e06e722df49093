"""Adherence of expansions to their plan: headings of held-out documents expanded through the assistant.

Table "expand": how near the middle of an expansion is to its heading, and how many of the heading's content
words it takes up, against the expansions of the other headings (same model, same filters, wrong plan) and
the human paragraph under the heading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from conceptwriter.assistant import Assistant, NothingToGoOn
from conceptwriter.evaluation.bootstrap import mean_difference_figure, mean_figure
from conceptwriter.evaluation.free_running.figures import answer
from conceptwriter.evaluation.free_running.openings import section_draft
from conceptwriter.evaluation.free_running.texts import content_words, coverage
from conceptwriter.evaluation.held_out.corpora import TrainingDocument
from conceptwriter.evaluation.held_out.dev_sets import dev_documents
from conceptwriter.evaluation.held_out.overlaps import Progress, silent
from conceptwriter.evaluation.lcm.places import unit_rows
from conceptwriter.evaluation.lcm.predictors import Vectors
from conceptwriter.evaluation.lcm.remembering_codec import RememberingCodec
from conceptwriter.evaluation.measurements import POINTS, SHARE, Measurement
from conceptwriter.outline import Document, Kind

SENTENCES = 4
"""Of an expansion, at most."""
_SET = "expository"
_MOST_PARAGRAPHS = 6
"""Sentences before the heading that are read with it."""
_FEWEST_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class HeadingPlan:
    """A heading, the text before it, and the author's text under it."""

    identity: str
    language: str
    title: str
    heading: str
    before: tuple[tuple[str, ...], ...]
    human: tuple[str, ...]

    def document(self) -> Document:
        """As the program would open it; the heading is the last node."""
        draft = section_draft(self.title, [*self.before, ()], [(len(self.before), self.heading)])
        draft.children[-1].children = []
        return Document.from_draft(draft, language=self.language)


def plans(dev: Path, language: str, most: int, longest: int, seed: int = 0) -> list[HeadingPlan]:
    """At most `most` headings with content words and two sentences or more under them, chosen by the seed.

    Raises:
        CorpusError: the expository dev set is missing.
    """
    found = _all_plans(dev, language, longest)
    chosen = np.random.default_rng(seed).permutation(len(found))[:most]
    return [found[number] for number in sorted(chosen)]


def first_plans(dev: Path, language: str, most: int, longest: int, a_document: int = 2) -> list[HeadingPlan]:
    """The first such headings of each document in file order."""
    documents = dev_documents(dev, _SET, language)
    found = [plan for document in documents for plan in _plans_of(document, longest)[:a_document]]
    return found[:most]


def _all_plans(dev: Path, language: str, longest: int) -> list[HeadingPlan]:
    return [plan for document in dev_documents(dev, _SET, language) for plan in _plans_of(document, longest)]


def _plans_of(document: TrainingDocument, longest: int) -> list[HeadingPlan]:
    paragraphs = [
        tuple(text for text in paragraph if 0 < len(text) <= longest) for paragraph in document.paragraphs
    ]
    starts = sorted({heading.before for heading in document.headings})
    found: list[HeadingPlan] = []
    for heading in document.headings:
        end = next((start for start in starts if start > heading.before), len(paragraphs))
        human = [text for paragraph in paragraphs[heading.before : end] for text in paragraph]
        if len(human) < 2 or not content_words(heading.text, document.language):
            continue
        before = tuple(filter(None, paragraphs[max(0, heading.before - _MOST_PARAGRAPHS) : heading.before]))
        found.append(
            HeadingPlan(
                document.identity,
                document.language,
                document.title[:longest],
                heading.text[:longest],
                before,
                tuple(human[:SENTENCES]),
            )
        )
    return found


def expansions(
    assistant: Assistant, chosen: Sequence[HeadingPlan], on_progress: Progress = silent
) -> list[tuple[str, ...]]:
    """The best of one alternative for each heading, seed 0; empty where the models had nothing to say."""
    found: list[tuple[str, ...]] = []
    for number, plan in enumerate(chosen):
        on_progress(number, len(chosen), "expand")
        document = plan.document()
        heading = [node for node in document.subtree(1) if document.node(node).kind is Kind.SECTION][-1]
        try:
            proposals = answer(assistant.expand(document, heading, sentences=SENTENCES, n=1, seed=0))
        except NothingToGoOn:
            proposals = None
        draft = proposals.proposals[0].draft if proposals and proposals.proposals else None
        found.append(tuple(child.text for child in draft.children) if draft else ())
    return found


def expand_rows(
    method: str,
    chosen: Sequence[HeadingPlan],
    texts: Sequence[Sequence[str]],
    codec: RememberingCodec,
    about: Mapping[str, str],
) -> list[Measurement]:
    """Adherence of the texts to their plans, against the other plans. Needs three that have a text."""
    kept = [number for number, text in enumerate(texts) if text]
    answered = mean_figure([bool(text) for text in texts]) if texts else None
    where = {**about, "method": method}
    rows = [Measurement("expand", "answered", where, answered, SHARE)] if answered else []
    if len(kept) < _FEWEST_HEADINGS:
        return rows
    plans_kept = [chosen[number] for number in kept]
    texts_kept = [list(texts[number]) for number in kept]
    likeness = _likeness(plans_kept, texts_kept, codec)
    covered = _covered(plans_kept, texts_kept)
    groups = [plan.identity for plan in plans_kept]
    for name, table, unit in (("cosine", likeness, POINTS), ("words taken up", covered, SHARE)):
        own, other = np.diag(table), _mean_of_others(table)
        apart = mean_difference_figure(own, other, groups=groups)
        rows += [
            Measurement("expand", name, where, mean_figure(own, groups=groups), unit),
            Measurement("expand", f"{name}, wrong plan", where, mean_figure(other, groups=groups), unit),
            Measurement("expand", f"{name}, difference", where, apart, unit),
        ]
    nearer = ((np.diag(likeness)[:, None] > likeness).sum(axis=1)) / (len(kept) - 1)
    figure = mean_figure(nearer, groups=groups)
    return [*rows, Measurement("expand", "nearer than wrong plans", where, figure, SHARE)]


def _likeness(chosen: Sequence[HeadingPlan], texts: Sequence[list[str]], codec: RememberingCodec) -> Vectors:
    """(plans, texts) cosines of headings and middles of expansions."""
    headings = np.stack([codec.encode_cut([plan.heading], plan.language)[0] for plan in chosen])
    middles = np.stack(
        [codec.encode_cut(text, plan.language).mean(axis=0) for plan, text in zip(chosen, texts, strict=True)]
    )
    result: Vectors = unit_rows(headings) @ unit_rows(middles).T
    return result


def _covered(chosen: Sequence[HeadingPlan], texts: Sequence[list[str]]) -> Vectors:
    """(plans, texts) shares of the headings' content words that the texts take up."""
    table = np.zeros((len(chosen), len(texts)), dtype=np.float32)
    for row, plan in enumerate(chosen):
        for column, text in enumerate(texts):
            found, wanted = coverage([plan.heading], text, plan.language)
            table[row, column] = found / max(1, wanted)
    return table


def _mean_of_others(table: Vectors) -> Vectors:
    result: Vectors = (table.sum(axis=1) - np.diag(table)) / (len(table) - 1)
    return result
