"""What has the form of a sentence of the text."""

from __future__ import annotations

import pytest

from conceptwriter.assistant.draft_checks import DraftChecks, Surroundings
from conceptwriter.assistant.findings import DEGENERATE, Flag
from tests.assistant.draft_checks.sample_texts import STORY, checks, flags, reasons


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("- a crate of cups", Flag.MARKUP),
        ("3. The captain sat down.", Flag.MARKUP),
        ("More is told at www.ferries.example.org today.", Flag.MARKUP),
        ("<p>The captain sat down.</p>", Flag.MARKUP),
        ("**The captain** sat down.", Flag.MARKUP),
        ("The captain sat down. \U0001f600", Flag.MARKUP),
        ("print(captain)", Flag.MARKUP),
        ("12, 13, 14, 15, 16, 17.", Flag.MARKUP),
        ("A Letter from the Coast", Flag.FRAGMENT),
        ("What Did the Captain Know?", Flag.FRAGMENT),
        ("Chapter 2", Flag.FRAGMENT),
        ("THE CAPTAIN SAT DOWN.", Flag.FRAGMENT),
        ("[End of the extract]", Flag.FRAGMENT),
        ("Ilse and the captain:", Flag.FRAGMENT),
        ("and then the captain sat down.", Flag.FRAGMENT),
        (", the captain sat down.", Flag.FRAGMENT),
        ("the captain said.", Flag.FRAGMENT),
        ("Ilse asked.", Flag.FRAGMENT),
        ('He looked at the cups and smiled."', Flag.QUOTATION),
        ("He looked at the cups and smiled.\u201d", Flag.QUOTATION),
    ],
)
def test_what_is_no_sentence_of_a_prose_text(text: str, flag: Flag) -> None:
    assert flag in flags(text)
    assert flag in DEGENERATE


def test_after_speech_a_sentence_may_begin_small_and_only_tell_who_speaks() -> None:
    text = (*STORY, ('"What does it say?"',))
    assert flags("asked the captain.", text) == set()


def test_speech_that_is_open_may_be_closed() -> None:
    text = (*STORY, ('"I will read it to you.',))
    assert flags('It is not long."', text) == set()
    assert Flag.QUOTATION in flags('It is not long."', text, continues=False)


def test_marks_that_the_text_has_itself_are_no_fault() -> None:
    text = ((*(f"{number}. Take a cup and rinse it." for number in range(1, 6)),),)
    assert Flag.MARKUP not in flags("6. Dry it with a towel.", text)
    verse = (("the sea was wide", "the boat was small", "and no one cried", "or spoke at all"),)
    assert Flag.FRAGMENT not in flags("and night came down", verse)


def test_a_sentence_without_end_is_very_long() -> None:
    text = "The captain went " + "from the wheel to the rail and back again and " * 12 + "slept."
    assert any("very long" in reason for reason in reasons(text))


def test_what_has_no_end_is_no_sentence_where_sentences_have_one() -> None:
    assert "has no end" in [each.reason for each in checks()("The boat of the old ferryman")]
    thai = DraftChecks(Surroundings("tha_Thai"))
    assert thai("\u0e40\u0e23\u0e37\u0e2d\u0e2d\u0e2d\u0e01\u0e44\u0e1b\u0e41\u0e25\u0e49\u0e27 a b c") == []


@pytest.mark.parametrize(
    "text", ["He wrote to [company_name] at once.", "Dear [Your Name], the crates came."]
)
def test_a_blank_to_be_filled_in_is_markup(text: str) -> None:
    assert Flag.MARKUP in {each.flag for each in checks()(text)}


@pytest.mark.parametrize("text", ["Then the captain said:", "\u201cCome here,\u201d"])
def test_what_leads_to_something_and_ends_is_reported(text: str) -> None:
    assert "leads to something and ends before it" in [each.reason for each in checks()(text)]


def test_a_single_word_is_no_sentence_where_the_text_has_none_such() -> None:
    assert "is a single word" in [each.reason for each in checks()("Two.")]
    assert "is a single word" not in [each.reason for each in checks()("Silence!")]
    terse = ((*STORY[0], "Fog."), STORY[1])
    assert "is a single word" not in [each.reason for each in checks(terse)("Rain.")]
