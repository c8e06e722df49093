"""The tense and the person of the text are kept."""

from __future__ import annotations

from conceptwriter.assistant.findings import Flag
from tests.assistant.draft_checks.sample_texts import GUIDE, STORY, flags, reasons


def test_the_tense_of_the_text_is_kept() -> None:
    assert reasons("The captain is asleep at the wheel.") == ["present tense in a past-tense text"]
    guide = (*GUIDE, ("You water the roots.", "It is a slow job."))
    assert Flag.TENSE in flags("The old gardener was tired.", guide)
    assert Flag.TENSE not in flags('"The captain is asleep," she said.')


def test_the_person_of_the_text_is_kept() -> None:
    assert any("first person" in reason for reason in reasons("I opened the letter with my thumb."))
    assert any("speak to the reader" in reason for reason in reasons("The sea took what you gave it."))
    assert Flag.PERSON not in flags('"I opened it," she said to him, "and you did not."')
    told_in_first_person = (*STORY, ("I put the cup down.",))
    assert Flag.PERSON not in flags("I opened the letter with my thumb.", told_in_first_person)


def test_a_short_text_has_no_tense_or_person_yet() -> None:
    assert flags("I am here and you are there.", (("The ferry left.",),)) == set()
