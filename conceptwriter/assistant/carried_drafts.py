"""Drafts of a voice that does not write the place's language: drafted in its own, translated by the codec.

Only good translations are kept: a draft that the codec cannot translate, or whose names or numbers are lost,
is dropped silently. The rest are labelled as translated on their cards.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from conceptwriter.assistant.candidates import Judge
from conceptwriter.assistant.checks import check_rendering
from conceptwriter.assistant.codec_use import Text
from conceptwriter.assistant.comparison import TextIndex
from conceptwriter.assistant.draft_checks import DraftChecks, RefusedBefore, Surroundings
from conceptwriter.assistant.drafting import DRAFTS_FOR_EACH, Drafts, prompt_for, voice_candidates
from conceptwriter.assistant.evidence import in_words
from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.assistant.models import ItemSequence, Models
from conceptwriter.assistant.propose_request import ProposeRequest
from conceptwriter.assistant.ranking import Candidate, distinct
from conceptwriter.assistant.reading_for_voice import VoiceReading, voice_reading
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.stand_in_names import (
    HiddenNames,
    hide_names,
    invented_names,
    show_names,
    womens_names,
)
from conceptwriter.assistant.text_checks import check_copy
from conceptwriter.assistant.vectors import FloatArray, paired_cosines
from conceptwriter.assistant.wishes import Draw
from conceptwriter.engine import Decoded, DecodeOptions, ItemKind
from conceptwriter.language import language_name
from conceptwriter.language.function_words import function_words
from conceptwriter.language.known_words import frequent_words
from conceptwriter.language.quotations import ends_in_quotation, unopened_mark
from conceptwriter.language.word_forms import forms_in, has_unknown_words

DRAFTS_TO_CARRY = 24
"""Drafts written for a place in another language: many are dropped."""
MOST_CARRIED = 16
"""The best of these are translated: as many as are decoded together."""
LONGEST_CARRIED = 140
"""Characters; of longer sentences a small codec preserves only the gist."""
CARRIED_GATE = 0.8
"""Minimum `Carriage.quality` of what is offered. Judged by hand, 70 % (French) and 80 % (German) of the
starter codec's translations are sound above it, 25 % below."""
_GREEDY = DecodeOptions(beam_size=1)


@dataclass(frozen=True, slots=True)
class Carriage:
    """How well the codec translated one draft."""

    there: float
    """Cosine of the draft and its translation."""
    back: float
    """Cosine of the draft and its back-translation."""
    sureness: float
    """Mean log-probability of the translation's tokens."""

    @property
    def quality(self) -> float:
        """How good a translated draft is, 0 to 1.

        On 239 drafts translated into French and German and judged by hand, this product separates good
        translations from bad ones best: 80 and 87 % of all pairs are in order.
        """
        return max(0.0, self.there) * max(0.0, self.back) * math.exp(min(0.0, self.sureness) / 4)


@dataclass(frozen=True, slots=True, eq=False)
class _Arrived:
    """A draft's translation: its text, the vector (d,) of that, and how well it was translated."""

    text: str
    vector: FloatArray
    way: Carriage


class Carrier:
    """Translates drafts in the language of a reading to `language`.

    `earlier` are the texts of the place in that language, `refused` what was proposed at the place before.
    """

    def __init__(
        self,
        models: Models,
        reading: VoiceReading,
        language: str,
        settings: AssistantSettings,
        *,
        earlier: Sequence[str],
        refused: Sequence[str] = (),
    ) -> None:
        self._models = models
        self._written_in = reading.language
        self._language = language
        self._settings = settings
        self._earlier = TextIndex(earlier)
        self._names = reading.names
        self._readings = reading.texts
        self._refused = RefusedBefore(refused)
        self._frequent = frequent_words(language)
        self._done: dict[str, _Arrived | None] = {}
        voice = models.voice.title if models.voice else "a voice"
        drafted_in = language_name(reading.language)
        self._label = Finding(Flag.CARRIED, f"drafted in {drafted_in} by {voice}, then translated")

    def remember(self, text: str) -> None:
        """From now on the text counts as preceding."""
        self._earlier.add(text)

    def best(self, drafts: Sequence[Candidate]) -> list[Candidate]:
        """The best of the drafts, translated. Raises what the engine raises."""
        sound = [
            draft
            for draft in distinct(drafts)
            if not draft.is_degenerate and len(draft.text) <= LONGEST_CARRIED
        ]
        return [text for text in self.carried(sound[:MOST_CARRIED]) if text is not None]

    def carried(self, drafts: Sequence[Candidate]) -> list[Candidate | None]:
        """Each draft in the language of the place; None for one that was not fully preserved.

        Earlier translations are remembered.
        """
        new = list(dict.fromkeys(draft.text for draft in drafts if draft.text not in self._done))
        if new:
            self._done.update(zip(new, self._carry(new), strict=True))
        arrived = [self._done[draft.text] for draft in drafts]
        return [
            None if there is None else self._candidate(draft, there)
            for draft, there in zip(drafts, arrived, strict=True)
        ]

    def _carry(self, texts: Sequence[str]) -> list[_Arrived | None]:
        words = self._models.words
        women = womens_names([*self._readings, *texts], self._names)
        hidden = [hide_names(text, self._names, women) for text in texts]
        drafts = [Text(each.text, self._written_in) for each in hidden]
        sources = words.encode(drafts, lasting=False)
        options = DecodeOptions(
            beam_size=self._settings.beam_size, maximum_tokens=self._settings.maximum_tokens
        )
        decoded = words.decode_each(drafts, sources, self._language, options, "translating")
        named = {
            row: text
            for row, item in enumerate(decoded)
            if (text := self._sound(texts[row], hidden[row], item)) is not None
        }
        arrived: list[_Arrived | None] = [None] * len(texts)
        rows = list(named)
        vectors = words.encode([Text(decoded[row].text, self._language) for row in rows], lasting=False)
        ways = self._ways(sources[rows], vectors, [decoded[row] for row in rows])
        for row, vector, way in zip(rows, vectors, ways, strict=True):
            if way.quality >= CARRIED_GATE:
                arrived[row] = _Arrived(named[row], vector, way)
        return arrived

    def _ways(self, sources: FloatArray, vectors: FloatArray, decoded: Sequence[Decoded]) -> list[Carriage]:
        words = self._models.words
        back = words.decode(vectors, self._written_in, _GREEDY, "checking")
        texts = [Text(item.text, self._written_in) for item in back if any(map(str.isalnum, item.text))]
        again = iter(words.encode(texts, lasting=False))
        there = paired_cosines(sources, vectors)
        ways: list[Carriage] = []
        for row, item in enumerate(back):
            returned = 0.0
            if any(map(str.isalnum, item.text)):
                returned = float(paired_cosines(sources[row : row + 1], next(again)[None])[0])
            ways.append(Carriage(float(there[row]), returned, decoded[row].score))
        return ways

    def _sound(self, draft: str, hidden: HiddenNames, decoded: Decoded) -> str | None:
        """The codec's translation, with its names; None where anything is wrong with it."""
        text = show_names(hidden, decoded.text) if any(map(str.isalnum, decoded.text)) else None
        if text is None:
            return None
        limits = self._settings.limits
        faults = check_rendering(
            draft, self._written_in, text, self._language, limits, finished=decoded.finished
        )
        if faults or not _is_whole(text) or self._refused(text) or check_copy(text, self._earlier, limits):
            return None
        strange = invented_names(draft, text, self._language) or self._has_strange_words(draft, text)
        return None if strange else text

    def _has_strange_words(self, draft: str, text: str) -> bool:
        """Whether it has words unknown in the language, apart from names."""
        here, there = forms_in(text), frozenset(forms_in(draft))
        small = function_words(self._written_in) - function_words(self._language)
        if any(form in small and form in there and form not in self._frequent for form in here):
            return True
        names = {form for name in self._names for form in forms_in(name)}
        names |= {form for word in draft.split() if word[:1].isupper() for form in forms_in(word)}
        return has_unknown_words(text, self._language, names)

    def _candidate(self, draft: Candidate, arrived: _Arrived) -> Candidate:
        way = arrived.way
        return replace(
            draft,
            text=arrived.text,
            vector=arrived.vector,
            round_trip=min(way.there, way.back),
            log_probability=min(draft.log_probability, way.sureness),
            findings=(self._label, *draft.findings),
            merit=None if draft.merit is None else draft.merit * way.quality,
            chance=None,  # it was measured on the voice's text, not on its translation
        )


def _is_whole(text: str) -> bool:
    """Whether it does not stop after announcing something, and its quotation marks match."""
    announces = text[-1:] in {":", "："}
    return not announces and unopened_mark(text) is None and not ends_in_quotation(text)


def written_elsewhere(
    request: ProposeRequest, models: Models, items: ItemSequence, draw: Draw, written_in: str
) -> Iterator[Drafts]:
    """Drafts of a voice in `written_in`, translated to the language of the place.

    There are none where the voice cannot read the preceding text.
    """
    reading = voice_reading(models, request.context, request.following, request.language, written_in)
    prompt = prompt_for(models, reading.context, request.place, written_in, request.wish)
    if not (prompt.text or prompt.instruction):
        return
    judge = _judge_of(request, models, items, reading)
    carrier = Carrier(
        models,
        reading,
        request.language,
        request.settings,
        earlier=(*items.concepts, *request.following),
        refused=request.refused,
    )
    place = in_words(reading.context, written_in)
    fewest = DRAFTS_TO_CARRY // DRAFTS_FOR_EACH
    for drafts in voice_candidates(request, models, judge, items, draw, prompt, written_in, place, fewest):
        yield replace(drafts, candidates=carrier.best(drafts.candidates))


def _judge_of(request: ProposeRequest, models: Models, items: ItemSequence, reading: VoiceReading) -> Judge:
    """Judges drafts in the voice's own language, before they are translated."""
    return Judge(
        models,
        reading.language,
        request.settings,
        earlier=(*items.concepts, *reading.texts),
        earlier_vectors=items.of_kind(ItemKind.CONCEPT),
        goal=models.wished(request.wish, request.language),
        draft_checks=DraftChecks(Surroundings.of(reading.context, request.place, reading.language)),
        drawn=True,
    )
