"""What the text, the draft or an earlier proposal has said already."""

from __future__ import annotations

import pytest

from conceptwriter.assistant.findings import DEGENERATE, Flag
from tests.assistant.draft_checks.sample_texts import STORY, checks, flags, reasons


def test_the_same_again_in_one_sentence() -> None:
    assert Flag.LOOP in flags("She took the the cup.")
    assert Flag.LOOP in flags("The captain saw a captain who knew the captain.")
    assert Flag.LOOP in flags("He went to the mast and he went to the rail and he went to the door.")
    assert Flag.LOOP not in flags("She had had enough of that.")


def test_a_phrase_of_the_last_sentences_is_heard_again() -> None:
    said = reasons("On the deck she opened the smallest crate with both hands.")
    assert said == ["repeats \u201copened the smallest crate\u201d from 2 sentences before"]


def test_a_draft_made_of_what_was_just_said_is_a_copy() -> None:
    text = (*STORY, ("She was as tired as he was, and it was late.",))
    assert Flag.COPY in flags("He was as tired as he was, and it was late again.", text)
    assert Flag.REPETITION in flags("And it was as tired, and she was as late.", text)


def test_sentences_that_begin_alike() -> None:
    text = (("The next day it rained.", "No one went out.", "The dog slept."),)
    assert Flag.REPETITION in flags("The next day it snowed.", text)
    assert Flag.REPETITION not in flags("The next day it snowed.", (*text, ("A", "B", "C")), continues=False)


def test_a_text_that_lives_by_its_refrain_may_have_it_again() -> None:
    verse = "The little red boat went over the water."
    text = ((verse, "A duck came by.", verse, "A frog came by.", verse, "A swan came by."),)
    assert Flag.REPETITION not in flags("The little red boat went over the water once more.", text)


def test_a_heading_is_no_sentence() -> None:
    assert Flag.ECHO in flags("The letter in the crate.", headings=("The Letter in the Crate",))
    assert Flag.ECHO in flags("Describe how Ilse reads it.", wish="describe how Ilse reads it")


def test_what_was_proposed_before_is_refused_with_small_changes_too() -> None:
    old = "She unfolded the letter and held it against the light."
    assert reasons("She unfolded the letter, and held it against the light.", refused=(old,)) == [
        "was proposed here before"
    ]
    assert flags("Nobody noticed the first drop of rain.", refused=(old,)) == set()
    assert Flag.REFUSED in DEGENERATE


def test_after_a_sentence_more_it_counts_as_text() -> None:
    first = checks()
    later = first.followed_by("Thaddeus took the letter out of her hand.")
    assert later("Then Thaddeus laughed.") == []
    assert [found.flag for found in first("Then Thaddeus laughed.")] == [Flag.NEW_NAME]


@pytest.mark.parametrize("text", ["It is about crates, crates and rope.", "She met locals and locals there."])
def test_a_word_next_to_itself_is_reported(text: str) -> None:
    assert Flag.REPETITION in {each.flag for each in checks()(text)}


@pytest.mark.parametrize(
    "text", ["They waited and waited.", "The wind grew colder and colder.", "She called again and again."]
)
def test_words_that_come_twice_on_purpose_are_left_alone(text: str) -> None:
    assert not [each for each in checks()(text) if "beside itself" in each.reason]


def test_a_sentence_that_says_nothing_new_is_reported() -> None:
    found = checks()("It held the cups and the letter.")
    assert "says hardly anything new" in [each.reason for each in found]
    assert "says hardly anything new" not in [each.reason for each in checks()("She unfolded the letter.")]


def test_that_a_thing_is_itself_is_a_loop() -> None:
    assert Flag.LOOP in {each.flag for each in checks()("The crate was a crate.")}
    assert Flag.LOOP not in {each.flag for each in checks()("The crate was a coffin.")}
