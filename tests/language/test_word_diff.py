"""What differs between two versions of a text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.language.word_diff import Change, difference

MARKS = {Change.DELETED: "-", Change.INSERTED: "+"}
TEXTS = st.text(alphabet="ab cd.漢字ไทยé\n ", max_size=40)


def shown(before: str, after: str) -> str:
    """As `kept[-deleted][+inserted]`."""
    return "".join(
        run.text if run.change is Change.KEPT else f"[{MARKS[run.change]}{run.text}]"
        for run in difference(before, after)
    )


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("The boats came in at dawn.", "The boats came in at dusk.", "The boats came in at [-dawn][+dusk]."),
        ("The boats came.", "The old boats came.", "The [+old ]boats came."),
        ("He came. Really.", "He came.", "He came.[- Really.]"),
        ("The red house.", "The old house!", "The [-red][+old] house[-.][+!]"),
        ("one two three", "four five three", "[-one two][+four five] three"),
        ("same", "same", "same"),
        ("", "new", "[+new]"),
        ("old", "", "[-old]"),
        ("", "", ""),
        ("我喜欢红茶。", "我喜欢绿茶。", "我喜欢[-红][+绿]茶。"),
        ("naïve", "naive", "[-naïve][+naive]"),
    ],
)
def test_words_that_changed(before: str, after: str, wanted: str) -> None:
    assert shown(before, after) == wanted


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_off(before: str, after: str) -> None:
    runs = difference(before, after)
    assert "".join(run.text for run in runs if run.change is not Change.INSERTED) == before
    assert "".join(run.text for run in runs if run.change is not Change.DELETED) == after
    assert all(run.text for run in runs)
    assert all(one.change is not other.change for one, other in pairwise(runs))
