"""What differs between two versions of a text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.language import word_diff as module
from conceptwriter.language.word_diff import RunKind, word_diff

MARKS = {RunKind.KEPT: "", RunKind.REMOVED: "-", RunKind.ADDED: "+"}


def shown(before: str, after: str) -> str:
    """As `kept[-removed][+added]`."""
    return "".join(
        run.text if run.kind is RunKind.KEPT else f"[{MARKS[run.kind]}{run.text}]"
        for run in word_diff(before, after)
    )


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("The boats came in at dawn.", "The boats came in at dusk.", "The boats came in at [-dawn][+dusk]."),
        ("The boats came.", "The old boats came.", "The [+old ]boats came."),
        ("He came. Really.", "He came.", "He came.[- Really.]"),
        ("one two three", "four five three", "[-one two][+four five] three"),
        ("same", "same", "same"),
        ("", "new", "[+new]"),
        ("old", "", "[-old]"),
        ("", "", ""),
        ("我喜欢红茶。", "我喜欢绿茶。", "我喜欢[-红][+绿]茶。"),
        ("naïve", "naive", "[-naïve][+naive]"),
        ("one\ntwo", "one two", "one two"),
    ],
)
def test_words_that_changed(before: str, after: str, wanted: str) -> None:
    assert shown(before, after) == wanted


@given(st.text(alphabet="ab .,é文", max_size=30), st.text(alphabet="ab .,é文", max_size=30))
def test_both_texts_can_be_read_off(before: str, after: str) -> None:
    runs = word_diff(before, after)
    assert "".join(run.text for run in runs if run.kind is not RunKind.ADDED) == before
    assert "".join(run.text for run in runs if run.kind is not RunKind.REMOVED) == after
    assert all(run.text for run in runs)
    assert all(one.kind is not other.kind for one, other in pairwise(runs))


def test_very_long_texts_are_not_compared_word_by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_COMPARISONS", 3)
    assert shown("Begin a b end.", "Begin c b end.") == "Begin [-a][+c] b end."
    assert shown("Begin a b c end.", "Begin d b e end.") == "Begin [-a b c][+d b e] end."
