"""What the checks of drafts say, and what they leave alone. All sentences are this test's own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.assistant.draft_checks import DraftChecks, Surroundings
from conceptwriter.assistant.findings import DEGENERATE, LABELS, MILD, Flag

STORY = (
    (
        "The ferry left the island before sunrise.",
        "Ilse counted the crates on the deck and wrote the number down.",
        "A cold wind came from the north.",
        "The captain pulled his collar up and said nothing.",
    ),
    (
        "Behind them the lighthouse went dark.",
        "Nobody spoke until the first gulls appeared.",
        "Ilse opened the smallest crate with a knife.",
        "It held six clay cups and a letter.",
    ),
)
GUIDE = (
    (
        "A garden needs a plan.",
        "You choose the sunniest corner and measure it.",
        "Most herbs are happy in dry soil.",
        "If your soil is heavy, you add sand.",
        "Water runs off a slope, so terraces help.",
        "You plant the tall kinds at the back.",
    ),
)


def checks(before: tuple[tuple[str, ...], ...] = STORY, **more: object) -> DraftChecks:
    return DraftChecks(Surroundings("eng_Latn", before, **more))  # type: ignore[arg-type]  # any of its fields


def flags(text: str, before: tuple[tuple[str, ...], ...] = STORY, **more: object) -> set[Flag]:
    return {found.flag for found in checks(before, **more)(text)}


def reasons(text: str, before: tuple[tuple[str, ...], ...] = STORY, **more: object) -> list[str]:
    return [found.reason for found in checks(before, **more)(text)]


@pytest.mark.parametrize(
    "text",
    [
        "She unfolded the letter and held it against the light.",
        '"Put it back," the captain said.',
        "The wind did not ease, and the cups rattled in their straw.",
        "Why had no one signed it?",
        "He knew the handwriting.",
        "No one answered him.",
        "She shouted.",
        "The captain asked her.",
        "Here the coast was steep and without a harbour.",
        "Sure of his course, he let the wheel go.",
        "The story that her aunt had told her came back.",
        "At the end of the letter there was a drawing of a key.",
    ],
)
def test_a_sentence_that_could_stand_there_has_no_fault(text: str) -> None:
    assert reasons(text) == []


# -- talk about the text ---


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


def test_a_text_that_speaks_to_its_readers_may_go_on_so() -> None:
    text = (*GUIDE, ("This chapter is about fruit trees.", "Have you ever pruned a plum?"))
    assert Flag.CHAT not in flags("This section is about berries.", text)
    assert Flag.CHAT in flags("This section is about berries.", GUIDE)


# -- the form ---


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


def test_behind_speech_a_sentence_may_begin_small_and_only_tell_who_speaks() -> None:
    text = (*STORY, ('"What does it say?"',))
    assert flags("asked the captain.", text) == set()


def test_speech_that_is_open_may_be_closed() -> None:
    text = (*STORY, ('"I will read it to you.',))
    assert flags('It is not long."', text) == set()
    assert Flag.QUOTATION in flags('It is not long."', text, goes_on=False)


def test_marks_that_the_text_has_itself_are_no_fault() -> None:
    text = ((*(f"{number}. Take a cup and rinse it." for number in range(1, 6)),),)
    assert Flag.MARKUP not in flags("6. Dry it with a towel.", text)
    verse = (("the sea was wide", "the boat was small", "and no one cried", "or spoke at all"),)
    assert Flag.FRAGMENT not in flags("and night came down", verse)


def test_a_sentence_without_end_is_very_long() -> None:
    text = "The captain went " + "from the wheel to the rail and back again and " * 12 + "slept."
    assert any("very long" in reason for reason in reasons(text))


# -- words ---


def test_an_unknown_word_is_named() -> None:
    assert reasons("Ilse was recieveing the letter.") == ["unknown word: recieveing"]
    assert Flag.SPELLING in DEGENERATE


@pytest.mark.parametrize(
    "text",
    [
        "She walked unhurriedly between the washerwomen.",
        "He hopped, stopped, carried and untied things.",
        "They weren't sure the captain's boots had dried.",
        "Sooooo tired, he thought, and hummed: hmmm.",
        "The half-frozen deckhand was re-tying the ropes.",
        "The lawbreakers' phenomenological arguments were unbearably long.",
    ],
)
def test_inflected_derived_and_joined_words_are_known(text: str) -> None:
    assert Flag.SPELLING not in flags(text)


def test_a_word_of_the_writers_own_is_known_with_its_endings() -> None:
    text = (*STORY, ("A zorvel sat on the mast.",))
    assert Flag.SPELLING in flags("Two zorvels watched her.")
    assert Flag.SPELLING not in flags("Two zorvels watched her.", text)


def test_a_new_name_is_named_and_takes_little() -> None:
    assert reasons("Then Thaddeus came up from below.") == ["new name: Thaddeus"]
    assert reasons("Thaddeus came up from below with Morwenna.") == ["new names: Thaddeus, Morwenna"]
    assert Flag.NEW_NAME in MILD


@pytest.mark.parametrize(
    "text",
    [
        "Ilse's hands were cold.",
        "On Tuesday in March the ferry was late.",
        "The letter came from London, or from Italy.",
        "Mr. Captain, they called him.",
        "Her English aunt believed in God.",
        "Perhaps Grandmother knew.",
        "The Lighthouse was what they called the inn.",
        "I'm sure, she thought, and I'll wait.",
    ],
)
def test_what_is_written_with_a_capital_is_not_always_a_new_name(text: str) -> None:
    assert Flag.NEW_NAME not in flags(text)


def test_names_of_headings_and_wish_are_no_news() -> None:
    assert Flag.NEW_NAME not in flags("Then Thaddeus came up.", headings=("Thaddeus at sea",))
    assert Flag.NEW_NAME not in flags("Then Thaddeus came up.", wish="Let Thaddeus find the letter.")


# -- tense and person ---


def test_the_tense_of_the_text_is_kept() -> None:
    assert reasons("The captain is asleep at the wheel.") == ["present tense in a past-tense text"]
    guide = (*GUIDE, ("You water the roots.", "It is a slow job."))
    assert Flag.TENSE in flags("The old gardener was tired.", guide)
    assert Flag.TENSE not in flags('"The captain is asleep," she said.')


def test_the_person_of_the_text_is_kept() -> None:
    assert any("first person" in reason for reason in reasons("I opened the letter with my thumb."))
    assert any("speak to the reader" in reason for reason in reasons("The sea took what you gave it."))
    assert Flag.PERSON not in flags('"I opened it," she said to him, "and you did not."')
    told_by_me = (*STORY, ("I put the cup down.",))
    assert Flag.PERSON not in flags("I opened the letter with my thumb.", told_by_me)


def test_a_short_text_has_no_tense_or_person_yet() -> None:
    assert flags("I am here and you are there.", (("The ferry left.",),)) == set()


# -- repetition ---


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
    assert Flag.REPETITION not in flags("The next day it snowed.", (*text, ("A", "B", "C")), goes_on=False)


def test_a_text_that_lives_by_its_refrain_may_have_it_again() -> None:
    verse = "The little red boat went over the water."
    text = ((verse, "A duck came by.", verse, "A frog came by.", verse, "A swan came by."),)
    assert Flag.REPETITION not in flags("The little red boat went over the water once more.", text)


def test_a_heading_is_no_sentence() -> None:
    assert Flag.ECHO in flags("The letter in the crate.", headings=("The Letter in the Crate",))
    assert Flag.ECHO in flags("Describe how Ilse reads it.", wish="describe how Ilse reads it")


# -- what was proposed before ---


def test_what_was_proposed_before_is_refused_with_small_changes_too() -> None:
    old = "She unfolded the letter and held it against the light."
    assert reasons("She unfolded the letter, and held it against the light.", refused=(old,)) == [
        "was proposed here before"
    ]
    assert flags("Nobody noticed the first drop of rain.", refused=(old,)) == set()
    assert Flag.REFUSED in DEGENERATE


def test_behind_a_sentence_more_it_counts_as_text() -> None:
    first = checks()
    later = first.followed_by("Thaddeus took the letter out of her hand.")
    assert later("Then Thaddeus laughed.") == []
    assert [found.flag for found in first("Then Thaddeus laughed.")] == [Flag.NEW_NAME]


# -- all of them ---


def test_every_flag_is_a_warning_a_label_or_the_end_of_a_draft() -> None:
    assert not DEGENERATE & LABELS
    assert not MILD & (DEGENERATE | LABELS)


def test_what_has_no_end_is_no_sentence_where_sentences_have_one() -> None:
    assert "has no end" in [each.reason for each in checks()("The boat of the old ferryman")]
    thai = DraftChecks(Surroundings("tha_Thai"))
    assert thai("\u0e40\u0e23\u0e37\u0e2d\u0e2d\u0e2d\u0e01\u0e44\u0e1b\u0e41\u0e25\u0e49\u0e27 a b c") == []


def test_other_languages_have_the_checks_that_need_no_words() -> None:
    french = DraftChecks(Surroundings("fra_Latn", (("Le bateau quitta le port.",),)))
    assert french("Ilse compta les caisses et nota le nombre.") == []
    assert [found.flag for found in french("- une caisse de tasses.")] == [Flag.MARKUP]
    assert [found.flag for found in french("et puis il dormit.")] == [Flag.FRAGMENT]
    japanese = DraftChecks(Surroundings("jpn_Jpan", (("\u8239\u304c\u51fa\u305f\u3002",),)))
    assert japanese("\u98a8\u306f\u51b7\u305f\u304b\u3063\u305f\u3002") == []


@settings(deadline=None)
@given(st.text(max_size=200), st.lists(st.text(max_size=60), max_size=8), st.booleans(), st.text(max_size=40))
def test_no_text_breaks_the_checks(text: str, before: list[str], goes_on: bool, wish: str) -> None:
    for language in ("eng_Latn", "deu_Latn", "zho_Hans"):
        around = Surroundings(language, (tuple(before),) if before else (), goes_on, (wish,), wish)
        DraftChecks(around)(text)


@settings(deadline=None, max_examples=10)
@given(st.permutations(["Sure, here it is:", "She sat down.", "the the cup", "Then Odo came.", "# Title"]))
def test_drafts_are_judged_one_by_one(drafts: list[str]) -> None:
    check = checks()
    assert {text: check(text) for text in drafts} == {text: checks()(text) for text in sorted(drafts)}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The harbour was a rich tapestry of sails.", "rich tapestry"),
        ("The letter stood as a testament to her patience.", "testament to"),
        ("In the realm of ferries, patience counts.", "In the realm of"),
    ],
)
def test_stock_phrases_of_language_models_are_told(text: str, reason: str) -> None:
    found = [each for each in checks()(text) if each.flag is Flag.CLICHE]
    assert [each.reason for each in found] == [f"uses a stock phrase: \u201c{reason}\u201d"]


def test_a_text_that_uses_stock_phrases_itself_may_go_on_with_them() -> None:
    before = ((*STORY[0], "The island was a testament to hard work."),)
    assert not [each for each in checks(before)("It was a testament to luck.") if each.flag is Flag.CLICHE]


@pytest.mark.parametrize("text", ["It is about crates, crates and rope.", "She met locals and locals there."])
def test_a_word_beside_itself_is_told(text: str) -> None:
    assert Flag.REPETITION in {each.flag for each in checks()(text)}


@pytest.mark.parametrize(
    "text", ["They waited and waited.", "The wind grew colder and colder.", "She called again and again."]
)
def test_words_that_come_twice_on_purpose_are_left_alone(text: str) -> None:
    assert not [each for each in checks()(text) if "beside itself" in each.reason]


@pytest.mark.parametrize(
    "text", ["He wrote to [company_name] at once.", "Dear [Your Name], the crates came."]
)
def test_a_blank_to_be_filled_in_is_markup(text: str) -> None:
    assert Flag.MARKUP in {each.flag for each in checks()(text)}


def test_a_sentence_that_says_nothing_new_is_told() -> None:
    found = checks()("It held the cups and the letter.")
    assert "says hardly anything new" in [each.reason for each in found]
    assert "says hardly anything new" not in [each.reason for each in checks()("She unfolded the letter.")]


def test_that_a_thing_is_itself_is_a_loop() -> None:
    assert Flag.LOOP in {each.flag for each in checks()("The crate was a crate.")}
    assert Flag.LOOP not in {each.flag for each in checks()("The crate was a coffin.")}


def test_a_long_word_in_capitals_has_to_be_known_too() -> None:
    assert Flag.SPELLING in {each.flag for each in checks()("She read BIGGABIGBAL on the crate.")}
    assert Flag.SPELLING not in {each.flag for each in checks()("She read DANGEROUS on the crate.")}
    assert Flag.SPELLING not in {each.flag for each in checks()("She read UNESCO on the crate.")}


@pytest.mark.parametrize("text", ["Then the captain said:", "\u201cCome here,\u201d"])
def test_what_leads_to_something_and_ends_is_told(text: str) -> None:
    assert "leads to something and ends before it" in [each.reason for each in checks()(text)]


def test_a_single_word_is_no_sentence_where_the_text_has_none_such() -> None:
    assert "is a single word" in [each.reason for each in checks()("Two.")]
    assert "is a single word" not in [each.reason for each in checks()("Silence!")]
    terse = ((*STORY[0], "Fog."), STORY[1])
    assert "is a single word" not in [each.reason for each in checks(terse)("Rain.")]


@pytest.mark.parametrize(
    "text", ["The text continues with one sentence.", "The story touches on loneliness."]
)
def test_what_an_answer_says_of_the_text_is_talk(text: str) -> None:
    assert Flag.CHAT in {each.flag for each in checks()(text)}
