"""Which neighbours have changed: the question behind every gap that is settled after an edit."""

from __future__ import annotations

from itertools import product

from conceptwriter.outline.settling import _shared


def test_how_far_two_paragraphs_begin_with_the_same_concepts() -> None:
    lists = [list(found) for length in range(6) for found in product((1, 2), repeat=length)]
    for one, two in product(lists, repeat=2):
        pairs = zip(one, two, strict=False)
        expected = next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(two)))
        assert _shared(one, two) == expected, (one, two)
