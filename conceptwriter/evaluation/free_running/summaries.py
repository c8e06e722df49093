"""Summaries through the assistant compared with human ones and with the lead of the document.

A summary is made by codec and ranking, without the LCM: its figures are the same for all variants.
Table "summarise": ROUGE-L (F1, 0 to 1) and the share of the human summary's content words that are there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from conceptwriter.assistant import Assistant
from conceptwriter.evaluation.bootstrap import mean_difference_figure, mean_figure
from conceptwriter.evaluation.free_running.figures import answer
from conceptwriter.evaluation.free_running.openings import section_draft
from conceptwriter.evaluation.free_running.texts import coverage, rouge_l
from conceptwriter.evaluation.held_out.dev_sets import dev_documents
from conceptwriter.evaluation.held_out.overlaps import Progress, silent
from conceptwriter.evaluation.measurements import SHARE, Measurement
from conceptwriter.outline import Document

MOST_SENTENCES = 12
"""Of a summary, as in the program."""
_SET = "expository"


@dataclass(frozen=True, slots=True)
class Summarised:
    """A document with its human summary."""

    identity: str
    language: str
    title: str
    paragraphs: tuple[tuple[str, ...], ...]
    human: tuple[str, ...]

    @property
    def sentences(self) -> list[str]:
        """All of the document."""
        return [text for paragraph in self.paragraphs for text in paragraph]

    def document(self) -> Document:
        """As the program would open it."""
        return Document.from_draft(section_draft(self.title, self.paragraphs, ()), language=self.language)


def summarised_documents(dev: Path, language: str, most: int, longest: int) -> list[Summarised]:
    """At most `most` expository dev documents that have a summary.

    Raises:
        CorpusError: the expository dev set is missing.
    """
    found: list[Summarised] = []
    for document in dev_documents(dev, _SET, language):
        paragraphs = (
            tuple(text for text in paragraph if 0 < len(text) <= longest) for paragraph in document.paragraphs
        )
        kept = tuple(filter(None, paragraphs))
        if document.summary and len(kept) > 1:
            human = tuple(document.summary[:MOST_SENTENCES])
            found.append(Summarised(document.identity, language, document.title[:longest], kept, human))
    return found[:most]


def summaries(
    assistant: Assistant, documents: Sequence[Summarised], on_progress: Progress = silent
) -> list[list[str]]:
    """The first offer for each document, with as many sentences as the human summary; seed 0."""
    found: list[list[str]] = []
    for number, item in enumerate(documents):
        on_progress(number, len(documents), "summarise")
        proposals = answer(assistant.summarise(item.document(), sentences=len(item.human), seed=0))
        draft = proposals.proposals[0].draft if proposals and proposals.proposals else None
        first = proposals.proposals[0].text if proposals and proposals.proposals else ""
        found.append([child.text for child in draft.children] if draft else [first] if first else [])
    return found


def lead(item: Summarised) -> list[str]:
    """The first sentences of the document, as many as the human summary has."""
    return item.sentences[: len(item.human)]


def random_sentences(item: Summarised, seed: int = 0) -> list[str]:
    """Random sentences of the document, in order, as many as the human summary has."""
    sentences = item.sentences
    draw = np.random.default_rng([seed, len(sentences)])
    chosen = draw.permutation(len(sentences))[: len(item.human)]
    return [sentences[number] for number in sorted(chosen)]


def summarise_rows(documents: Sequence[Summarised], found: Sequence[Sequence[str]]) -> list[Measurement]:
    """Figures of the summaries, the lead, random sentences, and the difference to the lead."""
    if not documents:
        return []
    methods: Mapping[str, Sequence[Sequence[str]]] = {
        "summarise": found,
        "lead": [lead(item) for item in documents],
        "random sentences": [random_sentences(item) for item in documents],
    }
    rows: list[Measurement] = []
    scores: dict[str, list[list[float]]] = {}
    for method, texts in methods.items():
        pairs = list(zip(documents, texts, strict=True))
        rouge = [rouge_l(text, item.human) for item, text in pairs]
        covered = [_share(*coverage(item.human, text, item.language)) for item, text in pairs]
        scores[method] = [rouge, covered]
        rows += [
            Measurement("summarise", name, {"method": method}, mean_figure(values), SHARE)
            for name, values in (("rouge-l", rouge), ("coverage", covered))
        ]
    for name, ours, theirs in zip(("rouge-l", "coverage"), scores["summarise"], scores["lead"], strict=True):
        figure = mean_difference_figure(ours, theirs)
        rows.append(Measurement("summarise", name, {"method": "summarise less lead"}, figure, SHARE))
    return rows


def _share(found: int, wanted: int) -> float:
    return found / wanted if wanted else 0.0
