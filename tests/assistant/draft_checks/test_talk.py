"""Talk about the text instead of text, and the stock phrases of language models."""

from __future__ import annotations

import pytest

from conceptwriter.assistant.findings import DEGENERATE, Flag
from tests.assistant.draft_checks.sample_texts import GUIDE, STORY, checks, flags


@pytest.mark.parametrize(
    "text",
    [
        "Sure, here is the next paragraph:",
        "Here's a possible continuation of your story.",
        "As an AI, I do not travel on ferries.",
        "I hope this helps you finish your story!",
        "Let me know if you would like more details.",
        "Could you please rewrite this in the present tense?",
        "How can I make the ending more exciting?",
        "Assistant: The letter was empty.",
        "Question 4: How many crates were on the deck?",
        "A: There were twelve crates.",
        "Which of the following best describes Ilse?",
        "The correct answer is the captain.",
        "Fill in the blank with a verb.",
        "Write a short paragraph about a voyage.",
        "What is the main idea of the passage?",
        "What do you think will happen to Ilse?",
        "Have you ever been on a ferry?",
        "This story is about a girl who finds a letter.",
        "In this passage, the author describes a journey by sea.",
        "The moral of the story is that letters matter.",
        "The main character of the story wants to read.",
        "A ferry is a term used to describe a boat.",
        "The End",
        "To be continued...",
        "Copyright 2014 by the publisher.",
        "Illustrated by Marta Holm",
        "In conclusion, the voyage was a success.",
        "It is important to note that ferries can be late.",
    ],
)
def test_talk_about_the_text_is_not_offered(text: str) -> None:
    assert flags(text) & {Flag.CHAT, Flag.FRAGMENT} & DEGENERATE


def test_what_somebody_says_may_be_a_question_or_an_offer_of_help() -> None:
    assert Flag.CHAT not in flags('"Have you ever seen such a cup?" she asked.')
    assert Flag.CHAT not in flags('"Let me know if you need the knife," she said.')


def test_a_text_that_speaks_to_its_readers_may_continue_so() -> None:
    text = (*GUIDE, ("This chapter is about fruit trees.", "Have you ever pruned a plum?"))
    assert Flag.CHAT not in flags("This section is about berries.", text)
    assert Flag.CHAT in flags("This section is about berries.", GUIDE)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The harbour was a rich tapestry of sails.", "rich tapestry"),
        ("The letter stood as a testament to her patience.", "testament to"),
        ("In the realm of ferries, patience counts.", "In the realm of"),
    ],
)
def test_stock_phrases_of_language_models_are_reported(text: str, reason: str) -> None:
    found = [each for each in checks()(text) if each.flag is Flag.CLICHE]
    assert [each.reason for each in found] == [f"uses a stock phrase: \u201c{reason}\u201d"]


def test_a_text_that_uses_stock_phrases_itself_may_continue_with_them() -> None:
    before = ((*STORY[0], "The island was a testament to hard work."),)
    assert not [each for each in checks(before)("It was a testament to luck.") if each.flag is Flag.CLICHE]


@pytest.mark.parametrize(
    "text", ["The text continues with one sentence.", "The story touches on loneliness."]
)
def test_what_an_answer_says_of_the_text_is_talk(text: str) -> None:
    assert Flag.CHAT in {each.flag for each in checks()(text)}
