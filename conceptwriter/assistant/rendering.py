"""One text in another language, by any writer: what is masked for it, put back, checked and tried again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from conceptwriter.assistant.candidates import decode_options
from conceptwriter.assistant.carrying import ATTEMPTS, Carrier, carrier
from conceptwriter.assistant.checks import check_rendering
from conceptwriter.assistant.codec_use import Text, joined
from conceptwriter.assistant.dates import with_translated_dates
from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.assistant.masking import MaskedText, masked
from conceptwriter.assistant.models import Models
from conceptwriter.assistant.ranking import REWRITING, Candidate, score
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.terms import TermCarrier, TermSource, no_terms
from conceptwriter.assistant.text_checks import check_round_trip, with_ending_of
from conceptwriter.assistant.vectors import paired_cosines
from conceptwriter.assistant.writers import Writer
from conceptwriter.language.translated_quotes import with_marks_like
from conceptwriter.outline import NodeId

KEPT_AS_IT_IS = "code, image or formula; not translated"
NO_WORDS = "no words to translate"


@dataclass(frozen=True, slots=True)
class NodeTask:
    """One node that is to be rendered in another language."""

    node: NodeId
    text: str
    language: str
    source_fingerprint: str


class Read(NamedTuple):
    """A task and its text as a writer reads it."""

    task: NodeTask
    mask: MaskedText

    @property
    def text(self) -> Text:
        return Text(self.mask.text, self.task.language)


@dataclass(frozen=True, slots=True)
class Rendering:
    """How texts are translated: into which language, by whom, and with how much effort."""

    to: str
    settings: AssistantSettings
    models: Models
    writer: Writer
    terms: TermSource = no_terms
    """The terms to be used."""
    region: str = ""
    """Region of the language, whose quotation marks are used."""


def unreadable(read: Read, writer: Writer, to: str) -> str:
    """Why a writer cannot translate a text, for the user; empty when it can."""
    if refused := writer.refuses(read.task.language, to):
        return refused
    if read.mask.source.is_code_or_image:
        return KEPT_AS_IT_IS
    if len(writer.pieces(read.text)) > writer.most_pieces:
        return f"too long to translate ({len(read.mask.text):,} characters); split it first"
    return "" if read.mask.source.has_words else NO_WORDS


def best_renderings(batch: Sequence[Read], rendering: Rendering) -> list[tuple[Read, Candidate]]:
    """The best translation of each text, after further attempts at what is worthless or incomplete."""
    best = rendered(batch, rendering, seed=0, sample=False)
    for attempt in range(1, rendering.settings.retries + 1):
        poor = [place for place, candidate in enumerate(best) if candidate.is_degenerate]
        if not poor:
            break
        again = rendered([batch[place] for place in poor], rendering, seed=attempt, sample=True)
        for place, candidate in zip(poor, again, strict=True):
            if score(candidate, REWRITING) > score(best[place], REWRITING):
                best[place] = candidate
    reads = list(batch)
    _keep_stand_ins(reads, best, rendering)
    said = use_terms(reads, best, rendering, seed=0, sample=False)
    carry_what_was_lost(reads, best, rendering, seed=0, sample=False, said=said)
    return list(zip(reads, best, strict=True))


def _keep_stand_ins(reads: list[Read], best: list[Candidate], rendering: Rendering) -> None:
    """Try other stand-ins where the writer has lost one, and keep the result if it is better."""
    lost = [place for place, read in enumerate(reads) if not read.mask.keeps_stand_ins(best[place].text)]
    if not lost:
        return
    others = [Read(reads[place].task, masked(reads[place].task.text, turn=1)) for place in lost]
    again = rendered(others, rendering, seed=0, sample=False, lasting=False)
    for place, read, candidate in zip(lost, others, again, strict=True):
        if score(candidate, REWRITING) > score(best[place], REWRITING):
            reads[place], best[place] = read, candidate


def use_terms(
    reads: Sequence[Read], best: list[Candidate], rendering: Rendering, *, seed: int, sample: bool
) -> list[Text]:
    """Where a translation lacks terms, let the writer read them in the source; keep what is better for it.

    Returns the text of which each translation was made.
    """
    said = [read.text for read in reads]
    carriers: dict[int, TermCarrier] = {}
    for place, (read, candidate) in enumerate(zip(reads, best, strict=True)):
        terms = rendering.terms(read.task.language, rendering.to)
        if terms is not None and Flag.TERMS.value in candidate.flags:
            text = terms.put_in(read.text.text)
            if text != read.text.text:
                carriers[place] = TermCarrier(text)
    if carriers:
        asked = [reads[place] for place in carriers]
        again = rendered(
            asked, rendering, seed=seed, sample=sample, lasting=False, carriers=list(carriers.values())
        )
        for (place, it), candidate in zip(carriers.items(), again, strict=True):
            if candidate.text and score(candidate, REWRITING) > score(best[place], REWRITING):
                best[place], said[place] = candidate, Text(it.text, reads[place].task.language)
    return said


def carry_what_was_lost(
    reads: Sequence[Read],
    best: list[Candidate],
    rendering: Rendering,
    *,
    seed: int,
    sample: bool,
    said: Sequence[Text] = (),
) -> None:
    """Send the numbers and names that were lost as stand-ins, and keep the result where all come back.

    `said`: what the writer read for each, if not the texts of `reads`.
    """
    for attempt in range(ATTEMPTS):
        carriers: dict[int, Carrier] = {}
        for place, (read, candidate) in enumerate(zip(reads, best, strict=True)):
            marks = [int(number) for number, _, _ in read.mask.stand_ins]
            text = Text(candidate.text, rendering.to)
            found = carrier(said[place] if said else read.text, text, candidate.flags, attempt, marks)
            if found is not None:
                carriers[place] = found
        if not carriers:
            return
        again = rendered(
            [reads[place] for place in carriers],
            rendering,
            seed=seed,
            sample=sample,
            lasting=False,
            carriers=list(carriers.values()),
        )
        for place, candidate in zip(carriers, again, strict=True):
            if candidate.text and score(candidate, REWRITING) > score(best[place], REWRITING):
                best[place] = candidate


def rendered(
    batch: Sequence[Read],
    rendering: Rendering,
    *,
    seed: int,
    sample: bool,
    lasting: bool = True,
    carriers: Sequence[Carrier | TermCarrier] = (),
) -> list[Candidate]:
    """One candidate per task; texts too long for the writer are translated in pieces and joined again.

    `lasting`: keep the vectors of the texts. `carriers`: what the writer reads in place of each text; a
    candidate is empty where its output cannot be restored. The codec judges how near each comes to its source
    in meaning where it knows both languages.
    """
    options = decode_options(rendering.settings, seed, sample=sample)
    decoded = [read.text for read in batch]
    if carriers:
        decoded = [Text(it.text, read.task.language) for it, read in zip(carriers, batch, strict=True)]
    pieces = rendering.writer.decode_written(
        decoded, rendering.to, options, way=rendering.settings.decode_from, lasting=lasting
    )
    whole = [joined(parts, rendering.to) for parts in pieces]
    texts = [with_ending_of(read.text.text, item.text) for read, item in zip(batch, whole, strict=True)]
    if carriers:
        texts = [it.restored(text, rendering.to) or "" for it, text in zip(carriers, texts, strict=True)]
    texts = [
        with_marks_like(read.text.text, read.task.language, text, rendering.to, rendering.region)
        for read, text in zip(batch, texts, strict=True)
    ]
    texts = [
        with_translated_dates(text, read.text.text, read.task.language, rendering.to)
        for read, text in zip(batch, texts, strict=True)
    ]
    cosines = _nearness(batch, texts, rendering, lasting=lasting)
    nothing = np.zeros(rendering.models.words.codec.dimension, dtype=np.float32)
    return [
        Candidate(
            text=texts[place],
            vector=nothing,
            log_probability=whole[place].score,
            round_trip=1.0 if cosine is None else cosine,
            closeness=cosine,
            findings=tuple(_findings(read, texts[place], whole[place].finished, cosine, rendering)),
            writer=rendering.writer.title,
        )
        for place, (read, cosine) in enumerate(zip(batch, cosines, strict=True))
    ]


def _nearness(
    batch: Sequence[Read], texts: Sequence[str], rendering: Rendering, *, lasting: bool
) -> list[float | None]:
    """Cosine of each source and its translation for the codec, 0 without words; None: it cannot judge."""
    codec = rendering.models.words
    places = [
        place for place, read in enumerate(batch) if not codec.refuses(read.task.language, rendering.to)
    ]
    readable = [place for place in places if any(map(str.isalnum, texts[place]))]
    sources = codec.encode([batch[place].text for place in readable], lasting=lasting)
    again = codec.encode([Text(texts[place], rendering.to) for place in readable], lasting=False)
    cosines = dict(zip(readable, map(float, paired_cosines(sources, again)), strict=True)) if readable else {}
    return [cosines.get(place, 0.0) if place in places else None for place in range(len(batch))]


def _findings(
    read: Read, text: str, finished: bool, cosine: float | None, rendering: Rendering
) -> list[Finding]:
    limits = rendering.settings.limits
    restored = read.mask.restored(text)
    source = Text(read.mask.source.shown, read.task.language)
    found = check_rendering(*source, restored.shown, rendering.to, limits, finished=finished)
    if any(finding.flag is Flag.EMPTY for finding in found):
        return found
    distant = None if cosine is None else check_round_trip(cosine, limits)
    if distant is not None:
        found.append(distant)
    terms = rendering.terms(read.task.language, rendering.to)
    missing = None if terms is None else terms.check(read.mask.source.shown, restored.shown)
    return [*found, *([missing] if missing is not None else []), *restored.findings]
