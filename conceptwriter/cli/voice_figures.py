"""How long a writer waits for proposals that a voice drafts, how fast it writes, and what it all takes."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from conceptwriter.cli.llama_speed import CannotCompare, llama_tokens_per_second
from conceptwriter.cli.proposing_figures import (
    CONTEXT,
    PROPOSALS,
    SENTENCES,
    BenchFigure,
    document_of,
    sentence,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.assistant import Assistant
    from conceptwriter.engine import Engine, EngineStatus
    from conceptwriter.job import Job, JobProgress
    from conceptwriter.outline import Document
    from conceptwriter.outline.proposals import ProposalSet

DRAFTS = 16
_SENTENCES_BEFORE = 8
_APART = 131
"""Sentences between two texts: the cache of one is of no use for the next."""
TARGET_MEGABYTES = 600.0


def voice_figures(
    engine: Engine, status: EngineStatus, runs: int, gguf: Path | None, note: Callable[[str], None]
) -> list[BenchFigure]:
    """What the voice in use costs, through the requests of the window; empty without one for English.

    `gguf` is the file that it was made from, to be compared with llama.cpp; `note` is called with the reason
    if it is not.
    """
    from conceptwriter.assistant import Assistant

    language = "eng_Latn"
    if status.voice is None or language not in status.voice.languages:
        return []
    with Assistant(engine) as assistant:
        _wait(assistant, _text(0, language), 0)  # loads the voice
        waits = [_of_a_place(assistant, number, language) for number in range(1, runs + 1)]
    after = f"{PROPOSALS} proposals drafted by the voice after {CONTEXT} concepts"
    first, rest, again = (median(column) for column in zip(*waits, strict=True))
    figures = [
        BenchFigure(f"{after}: the first are shown", first, "s"),
        BenchFigure("    all are shown, first time in a place", rest, "s"),
        BenchFigure("    proposed again there", again, "s"),
    ]
    figures += _writing(engine, status, runs, gguf, note)
    if (memory := engine.status.rss_bytes) is not None:
        what = "memory of the engine with all three models"
        figures.append(BenchFigure(what, memory / 1e6, "MB", TARGET_MEGABYTES))
    return figures


def _of_a_place(assistant: Assistant, number: int, language: str) -> tuple[float, float, float]:
    """Seconds to the first proposals at a place, to all of them, and to another five."""
    document = _text(number, language)
    return (*_wait(assistant, document, 0), _wait(assistant, document, 1)[1])


def _text(number: int, language: str) -> Document:
    """A text whose last paragraph reads like one that somebody wrote: what follows depends on it most."""
    before = [sentence(number * _APART + place) for place in range(CONTEXT - len(SENTENCES))]
    turned = number % len(SENTENCES)
    return document_of([*before, *SENTENCES[turned:], *SENTENCES[:turned]], language)


def _wait(assistant: Assistant, document: Document, reroll: int) -> tuple[float, float]:
    """Seconds until some proposals are there, and until all are."""
    from conceptwriter.assistant import AssistantError

    began = time.perf_counter()
    shown: list[float] = []
    job: Job[ProposalSet] = assistant.propose(document, n=PROPOSALS, reroll=reroll)

    def look(_: JobProgress) -> None:
        if job.partial is not None and not shown:
            shown.append(time.perf_counter() - began)

    job.add_progress_callback(look)
    with suppress(AssistantError):  # nothing that is fit to be shown has taken its time all the same
        job.result()
    whole = time.perf_counter() - began
    return (shown[0] if shown else whole), whole


def _writing(
    engine: Engine, status: EngineStatus, runs: int, gguf: Path | None, note: Callable[[str], None]
) -> list[BenchFigure]:
    """Tokens a second of drafts that are written together after a text that was read before."""
    from conceptwriter.engine import WriteDrafts

    prompt = " ".join(sentence(number) for number in range(_SENTENCES_BEFORE))
    speeds = []
    for seed in range(runs + 1):
        began = time.perf_counter()
        drafts = engine.submit(WriteDrafts(prompt, DRAFTS, "eng_Latn", seed=seed)).result()
        speeds.append(sum(draft.tokens for draft in drafts) / (time.perf_counter() - began))
    ours = median(speeds[1:])  # the first has read the text
    figures = [BenchFigure(f"{DRAFTS} drafts of the voice, written together", ours, "tokens/s")]
    if gguf is None:
        return figures
    try:
        theirs = llama_tokens_per_second(gguf, prompt, DRAFTS, status.threads or 1, runs)
    except CannotCompare as error:
        note(f"not compared with llama.cpp: {error}")
        return figures
    return [
        *figures,
        BenchFigure("    with llama.cpp", theirs, "tokens/s"),
        BenchFigure("    this program, compared with llama.cpp", ours / theirs, "times as fast"),
    ]
