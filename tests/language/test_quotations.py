"""Quotation marks of many languages: what is open, what closes too much, what the narrator says."""

from __future__ import annotations

import pytest

from conceptwriter.language.quotations import (
    ends_in_quotation,
    narration_of,
    outside_speech,
    speech_is_open,
    unopened_mark,
)

WHOLE = [
    "No mark at all.",
    'He said, "Go home." Then he left.',
    "He said, \u201cGo home.\u201d Then he left.",
    "Er sagte: \u201eGeh heim.\u201c Dann ging er.",
    "Er sagte: \u201eGeh heim.\u201d Dann ging er.",
    "Il dit : \u00abRentre.\u00bb Puis il partit.",
    "Il dit : \u00ab Rentre. \u00bb Puis il partit.",
    "Er sagte: \u00bbGeh heim.\u00ab Dann ging er.",
    "\u00bbGeh heim.\u00ab \u00bbNein.\u00ab",
    "\u5f7c\u306f\u300c\u5e30\u308c\u300d\u3068\u8a00\u3063\u305f\u3002",
]
OPEN = [
    'He said, "Go home.',
    "He said, \u201cGo home.",
    "Er sagte: \u201eGeh heim.",
    "Il dit : \u00abRentre.",
    "Er sagte: \u00bbGeh heim.",
    "\u5f7c\u306f\u300c\u5e30\u308c",
]
CLOSED_TOO_MUCH = ['Go home."', "Go home.\u201d", "Rentre.\u00bb", "Rentre. \u00bb", "\u5e30\u308c\u300d"]


@pytest.mark.parametrize("text", WHOLE)
def test_marks_that_fit_together(text: str) -> None:
    assert not ends_in_quotation(text)
    assert unopened_mark(text) is None


@pytest.mark.parametrize("text", OPEN)
def test_a_quotation_that_is_open_at_the_end(text: str) -> None:
    assert ends_in_quotation(text)
    assert unopened_mark(text) is None


@pytest.mark.parametrize("text", CLOSED_TOO_MUCH)
def test_a_mark_that_closes_what_was_not_open(text: str) -> None:
    place = unopened_mark(text)
    assert place == len(text) - 1
    assert unopened_mark(text, inside=True) is None
    assert not ends_in_quotation(text, inside=True)


def test_what_the_narrator_says() -> None:
    assert outside_speech("\u201cGo,\u201d he said, \u201cnow.\u201d") == ("he said,", False)
    assert outside_speech("now.\u201d He left. \u201cAh", inside=True) == ("He left.", True)
    assert outside_speech("'Go,' he said.") == ("he said.", False)
    paragraphs = [["\u201cIt rained.", "It stopped,\u201d he said."], ["Nobody came."]]
    assert list(narration_of(paragraphs)) == ["", "he said.", "Nobody came."]


def test_speech_continues_over_sentences() -> None:
    assert speech_is_open(["\u201cIt rained.", "It stopped."])
    assert not speech_is_open(["\u201cIt rained.", "It stopped,\u201d he said."])
