"""Drawing the next token of each draft from the most likely ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from conceptwriter.voice.contract import DraftSettings

CHOICES = 128
"""Number of candidates to draw from. A nucleus of 0.95 at temperatures below 1 seldom holds this many."""


def draw(
    tokens: npt.NDArray[np.int64],
    scores: npt.NDArray[np.float32],
    banned: Iterable[int],
    settings: DraftSettings,
    chance: np.random.Generator,
) -> int:
    """Draw the index of one token among the most likely (n,), best first, with their log-probabilities (n,).

    Nucleus sampling after temperature (Holtzman et al. 2020, section 3.1). If all are banned, the first.
    """
    allowed = np.flatnonzero(~np.isin(tokens, list(banned)))
    if len(allowed) == 0:
        return 0
    if settings.temperature == 0:
        return int(allowed[0])
    relative = (scores[allowed].astype(np.float64) - float(scores[allowed[0]])) / settings.temperature
    shares = np.exp(relative)
    shares /= shares.sum()
    reached = np.cumsum(shares)
    kept = int(np.searchsorted(reached, settings.top_p)) + 1
    position = chance.random() * reached[min(kept, len(reached)) - 1]
    return int(allowed[min(int(np.searchsorted(reached, position, side="right")), len(allowed) - 1)])


def would_repeat(text: Sequence[int], length: int) -> list[int]:
    """Tokens that would make a run of `length` tokens occur in the text a second time."""
    if length < 1 or len(text) < length:
        return []
    last = tuple(text[len(text) - length + 1 :]) if length > 1 else ()
    return [
        text[start + length - 1]
        for start in range(len(text) - length + 1)
        if tuple(text[start : start + length - 1]) == last
    ]
