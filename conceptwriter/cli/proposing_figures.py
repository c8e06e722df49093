"""How long a writer waits for five proposals after a hundred concepts: by default, and from each variant."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conceptwriter.assistant import Assistant, AssistantSettings, EngineLike
    from conceptwriter.engine import Engine, EngineStatus
    from conceptwriter.outline import Document

CONTEXT = 100
PROPOSALS = 5
TARGET_SECONDS = 1.0
SENTENCES = (
    "The boats came in at dawn.",
    "Nobody was waiting for them on the quay.",
    "An old man counted them twice and shook his head.",
    "Anna found the letter under the door and read it slowly.",
    "It had rained all night, and the streets were empty.",
    "He did not answer.",
    "The children ran down to the water to see what had happened.",
    "Somewhere behind the houses a bell began to ring.",
)
WHO = ("The boats", "An old man", "Anna", "The children", "Two women", "The dog", "A stranger", "Nobody")
DID = ("came in", "waited", "sat down", "looked out", "stood still", "laughed", "turned round", "sang")
WHERE = ("at dawn", "on the quay", "by the door", "under the lamp", "in the rain", "behind the house")


@dataclass(frozen=True, slots=True)
class BenchFigure:
    """One measurement. `target` is its upper limit, None where there is no target."""

    what: str
    value: float
    unit: str
    target: float | None = None


def proposing_figures(engine: Engine, status: EngineStatus, runs: int) -> list[BenchFigure]:
    """Seconds for five proposals, each time after a text that has grown by one sentence: as one writes.

    Whole requests are measured: reading what is new, drawing, decoding, reading again, checking, ranking.
    """
    from conceptwriter.assistant import BALANCED, Assistant, Wishes, named

    if status.lcm is None or status.codec is None:
        return []
    known = status.codec.languages
    language = "eng_Latn" if "eng_Latn" in known else known[0]
    after = f"{PROPOSALS} proposals after {CONTEXT} concepts"
    with Assistant(engine) as assistant:
        first = _seconds(assistant, 0, BALANCED, language)
        waits = [_seconds(assistant, number, BALANCED, language) for number in range(1, runs + 1)]
        figures = [
            BenchFigure(f"{after}, first time", first, "s"),
            BenchFigure(f"{after}, while writing", median(waits), "s", TARGET_SECONDS),
        ]
        for place, variant in enumerate(status.lcm.variants):
            settings = BALANCED.with_wishes(Wishes(variant=variant.name))
            grown = (place + 1) * (runs + 1)  # a text that no variant has read yet
            _seconds(assistant, grown, settings, language)  # loads the variant
            waits = [_seconds(assistant, grown + number, settings, language) for number in range(1, runs + 1)]
            figures.append(BenchFigure(f"    with the variant {named(variant)}", median(waits), "s"))
    return figures


def seconds_of_proposals(engine: EngineLike, language: str, runs: int) -> list[float]:
    """Seconds of each of `runs` requests by default, after one that is not counted: as one writes."""
    from conceptwriter.assistant import BALANCED, Assistant

    with Assistant(engine) as assistant:
        return [_seconds(assistant, number, BALANCED, language) for number in range(runs + 1)][1:]


def _seconds(assistant: Assistant, grown: int, settings: AssistantSettings, language: str) -> float:
    from conceptwriter.assistant import AssistantError

    document = text_of(CONTEXT + grown, language)
    started = time.perf_counter()
    with suppress(AssistantError):  # a poor model that had nothing to propose has taken its time all the same
        assistant.propose(document, n=PROPOSALS, settings=settings).result()
    return time.perf_counter() - started


def text_of(concepts: int, language: str) -> Document:
    """A text in which no two sentences are alike as far as the words reach."""
    return document_of([sentence(number) for number in range(concepts)], language)


def document_of(sentences: Sequence[str], language: str) -> Document:
    """One section with paragraphs of eight sentences."""
    from conceptwriter.outline import Document, Draft, Kind

    paragraphs = [
        Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, text) for text in sentences[start : start + 8]])
        for start in range(0, len(sentences), 8)
    ]
    return Document.from_draft(Draft(Kind.SECTION, "The harbour", children=paragraphs), language)


def sentence(number: int) -> str:
    """The sentence with this number; they come round after 384."""
    who, rest = number % len(WHO), number // len(WHO)
    did, where = (rest + number) % len(DID), rest // len(DID) % len(WHERE)
    return f"{WHO[who]} {DID[did]} {WHERE[where]}."
