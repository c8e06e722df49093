"""Drafts written in parallel, one token each per step, that can be paused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from conceptwriter.runtime.sessions import Interrupt
from conceptwriter.voice.contract import DraftSettings, EndOf, VoiceDraft
from conceptwriter.voice.sampling import draw, would_repeat
from conceptwriter.voice.tokenizer import VoiceTokenizer

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Keys: TypeAlias = dict[str, Any]
"""Keys and values of the drafts so far, (g, b, t, e) each, where the graph left them."""
OnTokens = Callable[[int, int], None]
"""Called after each step with the tokens drawn so far and their maximum."""


class DraftStep(NamedTuple):
    """Output of one run of the model for b drafts."""

    choices: Integers
    """(b, n) the most likely next tokens, best first."""
    scores: Floats
    """(b, n) logarithms of their probabilities."""
    past: Keys


Advance = Callable[[Integers, Keys | None, Interrupt | None], DraftStep]
"""Reads one new token of each draft (b, 1), given the cache of the drafts so far (None: nothing yet)."""


class Drafting:
    """`count` drafts after a prompt; each depends only on the seed and its index, whenever it is written.

    A draft ends at an end-of-text token, where `end_of` says so, or at `most` tokens. `choices` and `scores`
    (n,) are the candidates for the first token. After a step raises, the object is unusable.
    """

    def __init__(
        self,
        choices: Integers,
        scores: Floats,
        count: int,
        most: int,
        settings: DraftSettings,
        seed: int,
        end_of: EndOf,
        tokenizer: VoiceTokenizer,
        advance: Advance,
    ) -> None:
        self._rows = [_Row(number, np.random.default_rng([seed, number])) for number in range(count)]
        self._past: Keys | None = None
        self._first = (choices, scores)
        self._written = 0
        self._most = most
        self._settings = settings
        self._end_of = end_of
        self._tokenizer = tokenizer
        self._advance = advance
        self._over: dict[int, VoiceDraft] = {}

    @property
    def over(self) -> list[VoiceDraft]:
        """The finished drafts, in the order of their indices."""
        return [self._over[number] for number in sorted(self._over)]

    def write(
        self,
        enough: int,
        *,
        interrupt: Interrupt | None = None,
        on_tokens: OnTokens = lambda _done, _most: None,
    ) -> None:
        """Write until `enough` drafts are finished, or all. Raises Interrupted."""
        while self._rows and len(self._over) < enough:
            self._step(interrupt)
            on_tokens(self._written, self._most)

    def _step(self, interrupt: Interrupt | None) -> None:
        """Add one token to each unfinished draft."""
        if self._written == 0:
            choices, scores = (np.repeat(part[None], len(self._rows), axis=0) for part in self._first)
            past: Keys | None = None
        else:
            new = np.array([[row.tokens[-1]] for row in self._rows], np.int64)
            choices, scores, past = self._advance(new, self._past, interrupt)
        for row, tokens, likely in zip(self._rows, choices, scores, strict=True):
            self._grow(row, tokens, likely)
        self._written += 1
        if self._written == self._most:
            for row in self._rows:
                row.draft = row.draft or row.as_draft(row.text, finished=False)
        self._over |= {row.number: row.draft for row in self._rows if row.draft is not None}
        kept = [place for place, row in enumerate(self._rows) if row.draft is None]
        if past is not None and len(kept) < len(self._rows):
            past = {name: np.ascontiguousarray(as_array(value)[:, kept]) for name, value in past.items()}
        self._rows = [self._rows[place] for place in kept]
        self._past = past

    def _grow(self, row: _Row, tokens: Integers, likely: Floats) -> None:
        """Draw one token, and check whether the draft has ended."""
        banned = would_repeat(row.tokens, self._settings.repeat_ngram)
        place = draw(tokens, likely, banned, self._settings, row.chance)
        token = int(tokens[place])
        if token in self._tokenizer.ends:
            row.draft = row.as_draft(row.text, finished=True)
            return
        row.tokens.append(token)
        row.total += float(likely[place])
        row.text = self._tokenizer.decode(row.tokens)
        end = self._end_of(row.text)
        if end is not None:
            row.draft = row.as_draft(row.text[:end], finished=True)


@dataclass(slots=True, eq=False)
class _Row:
    """A draft that is being written."""

    number: int
    chance: np.random.Generator
    tokens: list[int]
    text: str
    total: float
    draft: VoiceDraft | None

    def __init__(self, number: int, chance: np.random.Generator) -> None:
        self.number, self.chance = number, chance
        self.tokens, self.text, self.total, self.draft = [], "", 0.0, None

    def as_draft(self, text: str, *, finished: bool) -> VoiceDraft:
        count = len(self.tokens)
        before = text[: len(text) - len(text.lstrip())]
        return VoiceDraft(text.strip(), self.total / max(count, 1), count, finished, "\n" in before)


def as_array(value: Any) -> npt.NDArray[Any]:
    """The value as an array, whatever device it is on."""
    return value if isinstance(value, np.ndarray) else value.numpy()
