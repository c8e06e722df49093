"""A paragraph by a voice, sentence by sentence: each is the best of several drafts.

The drafts of a sentence are judged like proposals, and by how well they keep to the plan; the chosen one is
added to the prompt, whose cached keys are extended, not recomputed. A voice ends its paragraph itself: when
most drafts begin another one, or end before they have begun.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from conceptwriter.assistant.choosing import kept_to_plan
from conceptwriter.assistant.comparison import TextIndex
from conceptwriter.assistant.drafting import drafts_after, judged_drafts, usable
from conceptwriter.assistant.findings import LABELS, MILD
from conceptwriter.assistant.lcm_paragraph import FEWEST_SENTENCES, next_sentence
from conceptwriter.assistant.models import Models
from conceptwriter.assistant.ranking import Candidate
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.voice_source import VoiceSource
from conceptwriter.assistant.wishes import Draw
from conceptwriter.engine import ItemKind, VoiceDraft
from conceptwriter.language.cohesion import stems

DRAFTS_A_SENTENCE = 8
ATTEMPTS = 2
"""Times that drafts are written for one sentence, if none of the first is sound."""
OVER = 0.5
"""Share of drafts that have left the paragraph, from which on it counts as ended."""


@dataclass(frozen=True, slots=True, eq=False)
class _Sentence:
    """A chosen sentence: as the voice wrote it, and as it is offered."""

    drafted: Candidate
    offered: Candidate


class VoiceParagraph:
    """Writes one paragraph. `alternatives` has the sentences of the others."""

    def __init__(
        self,
        models: Models,
        draw: Draw,
        settings: AssistantSettings,
        source: VoiceSource,
        alternatives: TextIndex,
    ) -> None:
        self._models = models
        self._judge = source.new_judge()
        self._draw = draw
        self._settings = settings
        self._source = source
        self._alternatives = alternatives
        self._carrier = source.new_carrier()
        self._items = source.items
        self._plan = stems([source.plan])
        self._sentences: list[_Sentence] = []

    def write(self, most: int, seed: int, report: Callable[[int], None]) -> list[Candidate]:
        """At most `most` sentences, fewer where the paragraph ends earlier or nothing sound comes.

        `report` is called with the number so far, before each.
        """
        while len(self._sentences) < most:
            report(len(self._sentences))
            found = self._next(seed + 1009 * len(self._sentences))
            if found is None:
                break
            self._take(found)
        return [sentence.offered for sentence in self._sentences]

    def _next(self, seed: int) -> _Sentence | None:
        """The best of the drafts; None where the paragraph has ended, or no draft is sound."""
        source, number = self._source, len(self._sentences)
        texts = [sentence.drafted.text for sentence in self._sentences]
        prompt = source.prompt.followed_by(texts, source.language)
        for attempt in range(ATTEMPTS):
            seed_here = seed + 500_009 * attempt
            request = drafts_after(prompt, DRAFTS_A_SENTENCE, source.language, self._settings, seed_here)
            drafts = self._models.drafts(request)
            if number >= FEWEST_SENTENCES and _is_over(drafts):
                return None
            fitting = [draft for draft in usable(drafts) if not (number and draft.apart)]
            if (found := self._best(fitting, seed_here)) is not None:
                return found
        return None

    def _best(self, drafts: Sequence[VoiceDraft], seed: int) -> _Sentence | None:
        source = self._source
        sampled = self._models.sample(
            self._items, 1, self._draw.sample_settings(0), seed, self._draw.variant.name
        )
        texts = tuple(sentence.drafted.text for sentence in self._sentences)
        place = replace(source.place, sentences=(*source.place.sentences, *texts))
        judged = judged_drafts(
            self._models, self._judge, sampled, drafts, source.language, seed, place, alone={}
        )
        good = [draft for draft in judged if not draft.is_degenerate]
        if len(self._sentences) >= FEWEST_SENTENCES:
            good = [draft for draft in good if not _faults(draft)]  # a shorter paragraph is better
        sound = self._by_plan(good)
        if self._carrier is None:
            best = next_sentence(sound, self._alternatives)
            return None if best is None else _Sentence(best, best)
        pairs = {
            text.text: _Sentence(draft, text)
            for draft, text in zip(sound, self._carrier.carried(sound), strict=True)
            if text is not None and not text.is_degenerate
        }
        best = next_sentence([pair.offered for pair in pairs.values()], self._alternatives)
        return None if best is None else pairs[best.text]

    def _by_plan(self, drafts: list[Candidate]) -> list[Candidate]:
        """With merits that include keeping to the plan; drafts that first use its words count as nearest."""
        begun = self._plan & stems([sentence.drafted.text for sentence in self._sentences])
        taking_up = [not begun and bool(self._plan & stems([draft.text])) for draft in drafts]
        return kept_to_plan(drafts, taking_up)

    def _take(self, sentence: _Sentence) -> None:
        drafted = sentence.drafted
        self._sentences.append(sentence)
        self._judge.remember(drafted.text, drafted.vector)
        if self._carrier is not None:
            self._carrier.remember(sentence.offered.text)
        self._items = self._items.with_item(drafted.vector, ItemKind.CONCEPT, drafted.text)


def _faults(draft: Candidate) -> bool:
    return any(finding.flag not in LABELS | MILD for finding in draft.findings)


def _is_over(drafts: Sequence[VoiceDraft]) -> bool:
    left = sum(draft.apart or not draft.text for draft in drafts)
    return left >= OVER * max(1, len(drafts))
