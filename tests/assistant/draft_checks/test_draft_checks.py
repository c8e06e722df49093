"""What the checks of drafts say, and what they leave alone. All sentences are this test's own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.assistant.draft_checks import DraftChecks, Surroundings
from conceptwriter.assistant.findings import DEGENERATE, LABELS, MILD, Flag
from tests.assistant.draft_checks.sample_texts import checks, reasons


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


def test_every_flag_is_a_warning_a_label_or_the_end_of_a_draft() -> None:
    assert not DEGENERATE & LABELS
    assert not MILD & (DEGENERATE | LABELS)


def test_other_languages_have_the_checks_that_need_no_words() -> None:
    french = DraftChecks(Surroundings("fra_Latn", (("Le bateau quitta le port.",),)))
    assert french("Ilse compta les caisses et nota le nombre.") == []
    assert [found.flag for found in french("- une caisse de tasses.")] == [Flag.MARKUP]
    assert [found.flag for found in french("et puis il dormit.")] == [Flag.FRAGMENT]
    japanese = DraftChecks(Surroundings("jpn_Jpan", (("\u8239\u304c\u51fa\u305f\u3002",),)))
    assert japanese("\u98a8\u306f\u51b7\u305f\u304b\u3063\u305f\u3002") == []


@settings(deadline=None)
@given(st.text(max_size=200), st.lists(st.text(max_size=60), max_size=8), st.booleans(), st.text(max_size=40))
def test_no_text_breaks_the_checks(text: str, before: list[str], continues: bool, wish: str) -> None:
    for language in ("eng_Latn", "deu_Latn", "zho_Hans"):
        around = Surroundings(language, (tuple(before),) if before else (), continues, (wish,), wish)
        DraftChecks(around)(text)


@settings(deadline=None, max_examples=10)
@given(st.permutations(["Sure, here it is:", "She sat down.", "the the cup", "Then Odo came.", "# Title"]))
def test_drafts_are_judged_one_by_one(drafts: list[str]) -> None:
    check = checks()
    assert {text: check(text) for text in drafts} == {text: checks()(text) for text in sorted(drafts)}
