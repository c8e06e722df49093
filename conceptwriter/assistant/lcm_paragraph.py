"""A paragraph by the concept model, sentence by sentence.

Each sentence is sampled, decoded in several versions, judged (also by how close it stays to the plan), and
its *text* is encoded and fed back, so that what the LCM reads is always what the writer would read (decode,
encode again, feed back: SONAR-LLM's way of staying on the codec's manifold).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conceptwriter.assistant.candidates import Judge, decode_options
from conceptwriter.assistant.comparison import TextIndex
from conceptwriter.assistant.models import ItemSequence, Models
from conceptwriter.assistant.ranking import EXPANDING, Candidate, choose
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.vectors import FloatArray
from conceptwriter.assistant.wishes import Draw
from conceptwriter.engine import ItemKind, Sampled, SampleSettings, StopRules, write_on

if TYPE_CHECKING:
    import numpy.typing as npt

FEWEST_SENTENCES = 2
ALREADY_SAID = 0.75
"""Similarity to a sentence of another alternative above which a different sentence is preferred if available.
"""


def paragraph_by_lcm(
    models: Models,
    judge: Judge,
    start: ItemSequence,
    draw: Draw,
    settings: AssistantSettings,
    *,
    sentences: int,
    alternative: int,
    seed: int,
    reroll: int,
    alternatives: TextIndex,
    report: Callable[[int], None],
) -> list[Candidate]:
    """Sentences until paragraph or document end, until the next would be a repetition, or there are enough.

    `alternatives` has the sentences of the others; `report` is called with the number of sentences.
    """
    paragraph: list[Candidate] = []

    def next_vector(sampled: Sampled, number: int) -> FloatArray | None:
        options = decode_options(settings, seed + 31 * number + reroll)
        candidates = judge.decode(sampled.vectors, options, "expanding", sampled=sampled, seed=seed)
        chosen = next_sentence(candidates, alternatives)
        if chosen is None or (chosen.is_degenerate and number >= FEWEST_SENTENCES):
            return None
        paragraph.append(chosen)
        judge.remember(chosen.text, chosen.vector)
        return chosen.vector

    written = write_on(
        _Reading(models, draw.variant.name),
        start.vectors,
        start.kinds,
        _rules(settings, sentences, draw),
        draw.sample_settings(reroll),
        seed,
        draws=max(2, round(2 * settings.oversample)) + 2 * alternative,
        choose=next_vector,
        check=lambda: report(len(paragraph)),
    )
    return paragraph[: len(written.concepts)]


def _rules(settings: AssistantSettings, sentences: int, draw: Draw) -> StopRules:
    wished = settings.end_probability
    return StopRules(
        maximum=sentences,
        minimum=min(FEWEST_SENTENCES, sentences),
        one_paragraph=True,
        paragraph_threshold=draw.variant.end_threshold if wished is None else wished,
        document_threshold=draw.variant.document_end_threshold,
        repetition=settings.limits.copy_cosine,
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """One variant of the LCM behind the engine, as the model that a paragraph is generated with."""

    models: Models
    variant: str

    def prepare(self, vectors: npt.NDArray[Any], kinds: npt.NDArray[Any]) -> ItemSequence:
        return ItemSequence(vectors, kinds, ())

    def extend(self, state: ItemSequence, vector: npt.NDArray[Any], kind: int) -> ItemSequence:
        return state.with_item(vector, ItemKind(kind))

    def sample(
        self, state: ItemSequence, n: int, settings: SampleSettings | None = None, seed: int = 0
    ) -> Sampled:
        return self.models.sample(state, n, settings or SampleSettings(), seed, self.variant)


def next_sentence(candidates: Sequence[Candidate], alternatives: TextIndex) -> Candidate | None:
    """The best sentence; preferably one that no other alternative has, if a sound one exists."""
    ranked = [candidate for candidate, _ in choose(candidates, len(candidates), weights=EXPANDING)]
    fresh = [
        candidate
        for candidate in ranked
        if not candidate.is_degenerate and alternatives.closest(candidate.text).strength < ALREADY_SAID
    ]
    return next(iter(fresh or ranked), None)
