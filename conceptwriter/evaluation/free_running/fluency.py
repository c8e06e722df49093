"""Fluency against human text.

The measure is a character n-gram model, trained on human text that is compared with nothing else.

Witten-Bell interpolation (Witten and Bell 1991) over orders 0 to `ORDER`. The figure that counts is the loss
of what was generated less that of human text from the same places: far above 0 is gibberish, far below is
parroting of commonplaces.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

ORDER = 5
_ALPHABET = 2000
"""Characters that an unseen one is thought to be drawn from."""
_START, _END = "\x02", "\x03"


class CharacterModel:
    """How likely a text is, character by character."""

    def __init__(self, sentences: Iterable[str], most_characters: int = 600_000, order: int = ORDER) -> None:
        self._order = order
        self._counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self._totals: dict[str, int] = defaultdict(int)
        self.characters = 0
        for sentence in sentences:
            if self.characters >= most_characters:
                break
            self._learn(sentence)

    def _learn(self, sentence: str) -> None:
        padded = _START * self._order + sentence + _END
        for place in range(self._order, len(padded)):
            character = padded[place]
            for length in range(self._order + 1):
                context = padded[place - length : place]
                self._counts[context][character] += 1
                self._totals[context] += 1
        self.characters += len(sentence) + 1

    def loss(self, sentence: str) -> tuple[float, int]:
        """(nats in all, characters), the end of the sentence being one."""
        padded = _START * self._order + sentence + _END
        total = sum(
            -math.log(self._probability(padded[place - self._order : place], padded[place]))
            for place in range(self._order, len(padded))
        )
        return total, len(sentence) + 1

    def _probability(self, context: str, character: str) -> float:
        probability = 1 / _ALPHABET
        for length in range(self._order + 1):
            here = context[len(context) - length :]
            seen = self._totals.get(here, 0)
            if not seen:
                break
            counts = self._counts[here]
            kinds = len(counts)
            probability = (counts.get(character, 0) + kinds * probability) / (seen + kinds)
        return probability
