"""Verdicts: what is promised, met, missed and not measured."""

from __future__ import annotations

import pytest

from conceptwriter.training.bench.targets import TARGETS, Target, TargetVerdict, verdicts


def word(key: str, figures: dict[str, float]) -> str:
    return next(verdict.word for verdict in verdicts(figures, {}) if verdict.target.key == key)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("encode1_f32", 2.3, "met"),
        ("encode1_f32", 2.29, "missed"),
        ("encode32_space", 5.0, "met"),
        ("encode32_space", 4.9, "missed"),
        ("encode1_ct2", 1.1, "met"),
        ("encode1_ct2", 1.11, "missed"),
        ("decode_floor", 90.0, "met"),
        ("decode_floor", 89.9, "missed"),
        ("decode_ct2", 2.6, "met"),
        ("second_start", 1.01, "missed"),
        ("beam", 1.6, "met"),
        ("resident", 2.01, "missed"),
        ("proposal", 4.2, "met"),
        ("cosine", 0.9989, "missed"),
        ("top1", 98.0, "met"),
    ],
)
def test_a_figure_against_its_target(key: str, value: float, expected: str) -> None:
    assert word(key, {key: value}) == expected


def test_every_target_has_a_verdict_and_those_not_measured_say_why() -> None:
    found = verdicts({"beam": 1.2}, {"proposal": "needs --lcm-bundle FOLDER"})
    assert [verdict.target for verdict in found] == list(TARGETS)
    assert sum(verdict.word == "not measured" for verdict in found) == len(TARGETS) - 1
    assert {verdict.why for verdict in found} == {"", "needs --lcm-bundle FOLDER", "not requested"}


def test_keys_are_one_of_a_kind() -> None:
    assert len({target.key for target in TARGETS}) == len(TARGETS)


def test_a_measured_target_needs_no_reason() -> None:
    verdict = TargetVerdict(Target("a", "a", 1.0, "s", "at most"), 0.5)
    assert (verdict.word, verdict.why) == ("met", "")
