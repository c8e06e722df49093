from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.memory import percentage

TEXTS = st.text(alphabet="ab cd.漢字ไทยé\n ", max_size=40)


@pytest.mark.parametrize(
    ("one", "two", "least", "most"),
    [
        ("The house is red.", "The house is red.", 100, 100),
        ("The house is red.", "the  house is red.", 99, 99),
        ("The house is red.", "The house is blue.", 70, 90),
        ("The house is red.", "The house is red!", 90, 98),
        ("The house is red.", "The houses are red.", 55, 80),
        ("The house is red.", "Nobody came to the party.", 0, 40),
        ("He did not go home.", "He did now go home.", 80, 92),
        ("私は学生です。", "私は先生です。", 75, 92),
        ("私は学生です。", "今日は雨が降る。", 0, 40),
        ("a", "b", 0, 0),
        ("!!!", "!!!?", 50, 98),
    ],
)
def test_percentages(one: str, two: str, least: int, most: int) -> None:
    assert least <= percentage(one, two) <= most


@given(TEXTS, TEXTS)
def test_a_percentage_is_symmetrical_and_full_only_for_the_same(one: str, two: str) -> None:
    assert 0 <= percentage(one, two) == percentage(two, one) <= 100
    assert (percentage(one, two) == 100) == (one.split() == two.split())
    assert percentage(one, one) == 100
