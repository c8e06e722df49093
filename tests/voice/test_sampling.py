"""Drawing a token from the likeliest."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.voice.contract import DraftSettings, VoiceError
from conceptwriter.voice.sampling import draw, would_repeat

TOKENS = np.array([10, 20, 30, 40])
SHARES = np.array([0.5, 0.3, 0.15, 0.05])
SCORES = np.log(SHARES).astype(np.float32)


def draws(settings: DraftSettings, banned: tuple[int, ...] = (), count: int = 4000) -> dict[int, float]:
    chance = np.random.default_rng(4)
    found = Counter(int(TOKENS[draw(TOKENS, SCORES, banned, settings, chance)]) for _ in range(count))
    return {token: found[token] / count for token in TOKENS.tolist()}


def test_shares_are_those_of_the_model() -> None:
    found = draws(DraftSettings(temperature=1, top_p=1))
    assert np.allclose(list(found.values()), SHARES, atol=0.03)


def test_a_low_temperature_keeps_to_the_most_likely() -> None:
    assert draws(DraftSettings(temperature=0))[10] == 1
    assert draws(DraftSettings(temperature=0.3, top_p=1))[10] > 0.8


def test_the_nucleus_leaves_out_the_rest() -> None:
    found = draws(DraftSettings(temperature=1, top_p=0.7))
    assert found[30] == found[40] == 0
    assert abs(found[10] - 0.625) < 0.03


def test_what_is_banned_is_not_drawn() -> None:
    found = draws(DraftSettings(temperature=1, top_p=1), banned=(10, 40))
    assert found[10] == found[40] == 0
    assert abs(found[20] - 2 / 3) < 0.03
    assert draws(DraftSettings(), banned=(10, 20, 30, 40))[10] == 1  # something must be


@given(st.lists(st.integers(0, 3), max_size=30), st.integers(0, 5), st.integers(0, 3))
def test_what_would_repeat_is_exactly_what_makes_a_run_twice(text: list[int], length: int, new: int) -> None:
    def runs(of: list[int]) -> list[tuple[int, ...]]:
        return [tuple(of[start : start + length]) for start in range(len(of) - length + 1)] if length else []

    grown = runs([*text, new])
    repeats = bool(grown) and len(text) >= length and grown[-1] in runs(text)
    assert (new in would_repeat(text, length)) == repeats


@pytest.mark.parametrize("changes", [{"temperature": -1}, {"top_p": 0}, {"maximum_tokens": 0}])
def test_settings_out_of_range(changes: dict[str, float]) -> None:
    with pytest.raises(VoiceError):
        DraftSettings(**changes).check()  # type: ignore[arg-type]
