"""Large and nasty texts: nothing is looked at again and again, and too much is refused with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import SupportsIndex

import pytest

from conceptwriter.interchange import UnreadableFile, bounds, import_text
from conceptwriter.interchange.bounds import NodeCount
from conceptwriter.interchange.inline import unwrapped
from conceptwriter.interchange.soft_lines import flattened
from conceptwriter.language import inline_marks as scanner
from conceptwriter.language.inline_marks import inline_marks, is_within
from tests.interchange.outlines import SEGMENTER


class CountingList(list[tuple[int, int]]):
    """Counts how often it is asked for an element."""

    asked = 0

    def __getitem__(self, index: SupportsIndex | slice) -> tuple[int, int]:  # type: ignore[override]
        self.asked += 1
        return super().__getitem__(index)  # type: ignore[return-value]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for element in super().__iter__():
            self.asked += 1
            yield element


class CountingPattern:
    """A pattern that counts how often it goes through a text."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.passes = 0

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        self.passes += 1
        return self.pattern.finditer(text)


def test_backtick_runs_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counting = CountingPattern(scanner._BACKTICKS)
    monkeypatch.setattr(scanner, "_BACKTICKS", counting)
    text = "".join("a" + "`" * length for length in range(1, 300))
    assert inline_marks(text).opaque == []
    assert inline_marks(text + "b`").opaque == [(1, len(text) + 2)]
    assert counting.passes == 2


def test_a_place_among_many_ranges_is_found_by_halving() -> None:
    ranges = CountingList((number * 10, number * 10 + 5) for number in range(10_000))
    assert is_within(50_003, ranges)
    assert not is_within(50_007, ranges)
    assert ranges.asked < 60


def test_line_ends_of_a_long_paragraph_are_found_by_halving() -> None:
    flat = flattened("a\n" * 5000 + "b")
    ends = CountingList(flat.ends)  # type: ignore[arg-type]
    counted = flat._replace(ends=ends)  # type: ignore[arg-type]
    assert flat.text[4000:4003] == "a a"
    assert counted.exact(4000, 4003) == "a\na"
    assert counted.has_end_inside(4000, 4004)
    assert ends.asked < 100


def test_wrapped_lines_are_joined_in_one_pass() -> None:
    assert unwrapped(["a", "", "b", "天", "亮", "c"]) == "a b 天亮 c"
    lines = iter(["a"] * 100_000)
    assert len(unwrapped(lines)) == 199_999


def test_too_many_lines_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_LINES", 10)
    with pytest.raises(UnreadableFile, match=r"notes has 11 lines.*Split it and import the parts"):
        import_text("a\n" * 11, segmenter=SEGMENTER, name="notes")
    assert import_text("a\n" * 10, segmenter=SEGMENTER)


def test_too_many_sentences_are_refused() -> None:
    count = NodeCount(most=3)
    count.add(2)
    count.add(1)
    with pytest.raises(UnreadableFile, match=r"more than 3 sentences.*Split it and import the parts"):
        count.add(1)


@pytest.mark.parametrize("format_name", ["markdown", "text"])
@pytest.mark.parametrize("text", ["a. " * 40, "a\n\n" * 40, "# a\n\n" * 40, "- a\n" * 40])
def test_the_count_is_kept_while_a_document_is_made(
    format_name: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NodeCount.__init__, "__defaults__", (30,))
    with pytest.raises(UnreadableFile, match="more than 30"):
        import_text(text.replace("a. ", "A word. "), format_name, "eng_Latn", segmenter=SEGMENTER)
