from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.memory import Change, difference, percentage

TEXTS = st.text(alphabet="ab cd.漢字ไทยé\n ", max_size=40)


def kinds(old: str, new: str) -> list[tuple[str, str]]:
    return [(run.change.value, run.text) for run in difference(old, new)]


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


@given(TEXTS, TEXTS)
def test_a_difference_makes_both_texts(old: str, new: str) -> None:
    runs = difference(old, new)
    assert "".join(run.text for run in runs if run.change is not Change.INSERTED) == old
    assert "".join(run.text for run in runs if run.change is not Change.DELETED) == new
    assert all(run.text for run in runs)
    assert all(one.change is not two.change for one, two in pairwise(runs))


def test_a_difference_is_by_words_and_by_letters_where_there_are_no_spaces() -> None:
    assert kinds("The red house.", "The old house!") == [
        ("kept", "The "),
        ("deleted", "red"),
        ("inserted", "old"),
        ("kept", " house"),
        ("deleted", "."),
        ("inserted", "!"),
    ]
    assert kinds("私は学生です", "私は先生です") == [
        ("kept", "私は"),
        ("deleted", "学"),
        ("inserted", "先"),
        ("kept", "生です"),
    ]
    assert kinds("", "") == []
