from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.assistant.ranking import REWRITING, Candidate, choose, distinct, most_relevant, score

FLAGS = st.sets(st.sampled_from(list(Flag)), max_size=3)


def candidate(text: str = "A sentence.", *flags: Flag, **parts: float) -> Candidate:
    values: dict[str, Any] = {"log_probability": -0.5, "round_trip": 0.8, **parts}
    vector = np.random.default_rng(abs(hash(text)) % 2**32).standard_normal(8).astype(np.float32)
    return Candidate(
        text=text, vector=vector, findings=tuple(Finding(flag, flag.value) for flag in flags), **values
    )


@given(
    st.floats(-50, 5),
    st.floats(-1, 1),
    st.floats(-1, 2),
    st.floats(0, 1),
    st.none() | st.floats(-1, 1),
    FLAGS,
)
def test_scores_lie_between_0_and_1(
    log_probability: float,
    round_trip: float,
    novelty: float,
    prior: float,
    closeness: float | None,
    flags: set[Flag],
) -> None:
    one = candidate(
        "x", *flags, log_probability=log_probability, round_trip=round_trip, novelty=novelty, prior=prior
    )
    assert 0.0 <= score(one) <= 1.0
    assert closeness is None or 0.0 <= score(candidate("x", closeness=closeness)) <= 1.0


def test_every_part_counts_in_the_right_direction() -> None:
    base = score(candidate(prior=0.5, novelty=0.5))
    assert score(candidate(prior=0.9, novelty=0.5)) > base
    assert score(candidate(prior=0.5, novelty=0.9)) > base
    assert score(candidate(prior=0.5, novelty=0.5, round_trip=0.9)) > base
    assert score(candidate(prior=0.5, novelty=0.5, log_probability=-0.1)) > base
    assert score(candidate("x", closeness=0.9), REWRITING) > score(candidate("x", closeness=0.1), REWRITING)


def test_faults_cost_degenerate_ones_most_and_labels_nothing() -> None:
    sound = score(candidate())
    assert score(candidate("A sentence.", Flag.EXTRACTIVE)) == sound
    assert score(candidate("A sentence.", Flag.NUMBERS)) == 0.8 * sound
    assert score(candidate("A sentence.", Flag.LOOP)) == 0.25 * sound


def test_degenerate_ones_come_last_and_only_to_fill_up() -> None:
    good = [
        candidate(f"Good sentence {name}.", round_trip=0.1)
        for name in ("alpha", "beta gamma", "of another kind")
    ]
    bad = [candidate("Loop loop loop loop.", Flag.LOOP, round_trip=1.0)]
    assert [found.text for found, _ in choose([*bad, *good], 3)] == [
        found.text for found in sorted(good, key=lambda c: -score(c))
    ]
    filled = choose([*bad, *good], 4)
    assert filled[-1][0] is bad[0]
    assert filled[-1][0].flags == ("loop",)
    assert [found for found, _ in choose(bad, 3)] == bad


def test_the_same_offer_is_made_once() -> None:
    texts = ["The boats came in.", "the boats  came in.", "The boats came in!", "Nobody was there.", "  "]
    kept = distinct([candidate(text, round_trip=0.9 - 0.1 * place) for place, text in enumerate(texts)])
    assert [one.text for one in kept] == ["The boats came in.", "Nobody was there."]


def test_diversity_prefers_the_different_one() -> None:
    likeness = np.array([[1, 0.95, 0], [0.95, 1, 0], [0, 0, 1]], dtype=np.float32)
    relevance = np.array([0.9, 0.85, 0.5])
    assert most_relevant(relevance, likeness, 2, 0.0) == [0, 1]
    assert most_relevant(relevance, likeness, 2, 0.5) == [0, 2]
    assert most_relevant(relevance, likeness, 9, 0.5) == [0, 2, 1]
    assert most_relevant(np.array([]), np.zeros((0, 0), np.float32), 2, 0.5) == []


@given(st.integers(0, 6), st.integers(1, 8), st.floats(0, 1))
def test_never_more_than_asked_and_best_first(count: int, n: int, diversity: float) -> None:
    names = ["quay", "a bell rings", "nets of seven", "rain on roofs", "letters", "old man counts"]
    pool = [candidate(name, round_trip=0.1 * place) for place, name in enumerate(names[:count])]
    chosen = choose(pool, n, diversity=diversity)
    assert len(chosen) == min(count, n)
    points = [value for _, value in chosen]
    assert points == sorted(points, reverse=True)
