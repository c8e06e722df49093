"""Who wrote what is offered, and why it stands where it does, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conceptwriter.gui.proposals.reasons import displayed_reasons
from conceptwriter.gui.proposals.who_wrote import is_mixed, made_by, writer_of, writer_words
from conceptwriter.outline import Proposal, ProposalSet, Reason
from conceptwriter.outline.made_with import MadeWith


def offered(*writers: str, voice: str = "", without_voice: str = "") -> ProposalSet:
    offers = tuple(Proposal(str(place), "x", "eng_Latn", writer=name) for place, name in enumerate(writers))
    made_with = MadeWith(
        concept_model="Starter",
        variant="token",
        preset="balanced",
        voice=voice,
        without_voice=without_voice,
    )
    return ProposalSet(5, "propose", 1, "", offers, made_with)


def test_the_voice_and_who_chose_are_named(qapp: object) -> None:
    found = offered("SmolLM2", "SmolLM2", voice="SmolLM2")
    assert made_by(found) == "Written by SmolLM2, chosen by Starter token · Balanced"


def test_of_a_mixed_list_both_are_named_and_each_offer_tells(qapp: object) -> None:
    found = offered("SmolLM2", "", voice="SmolLM2")
    assert made_by(found) == (
        "Written by SmolLM2, chosen by Starter token; the rest written by Starter token · Balanced"
    )
    assert [writer_of(found, offer) for offer in found.proposals] == ["SmolLM2", "Starter token"]


def test_a_voice_of_which_nothing_was_usable_takes_no_credit(qapp: object) -> None:
    found = offered("", "", voice="SmolLM2")
    assert made_by(found) == "Written by Starter token; no draft of SmolLM2 was usable · Balanced"


def test_without_a_voice_the_concept_model_is_named(qapp: object) -> None:
    assert made_by(offered("")) == "Written by Starter token · Balanced"


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("asked", "concept model only"),
        ("variant", "variant chosen by you"),
        ("top_k", "top-k chosen by you"),
        ("language", "the voice does not write this language"),
    ],
)
def test_why_no_voice_wrote_is_reported(qapp: object, why: str, words: str) -> None:
    assert made_by(offered("", without_voice=why)) == f"Written by Starter token: {words} · Balanced"


def test_other_kinds_and_older_files_name_the_models(qapp: object) -> None:
    rewritten = ProposalSet(5, "rewrite", 1, "", (Proposal("1", "x", "eng_Latn"),), MadeWith(preset="quick"))
    assert made_by(rewritten, "starter 0.1") == "Written by starter 0.1 · Quick draft"
    older = ProposalSet(5, "propose", 1, "", (Proposal("1", "x", "eng_Latn"),), MadeWith(voice="SmolLM2"))
    assert made_by(older, "starter 0.1") == "Written by SmolLM2, chosen by starter 0.1"
    assert made_by(older) == "Written by SmolLM2"


def test_who_will_write_is_said_next_to_the_settings(qapp: object) -> None:
    assert writer_words("", concept_only=False, forced="") == ""
    assert "SmolLM2 writes" in writer_words("SmolLM2", concept_only=False, forced="")
    assert "not used" in writer_words("SmolLM2", concept_only=True, forced="steps")
    assert "(steps)" in writer_words("SmolLM2", concept_only=False, forced="steps")


# -- reasons ---


def displayed(*reasons: Reason, flags: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    offer = Proposal("1", "x", "eng_Latn", flags=flags, reasons=reasons)
    return [(reason.shown, reason.full) for reason in displayed_reasons(offer)]


def test_what_speaks_for_an_offer_comes_first_and_warnings_have_a_sign(qapp: object) -> None:
    found = displayed(Reason("loop", "says it twice", True), Reason("heading", "fits the heading", False))
    assert [shown for shown, _ in found] == ["fits the heading", "! repeats itself"]
    assert "says it twice" in found[1][1]


def test_a_name_that_is_new_is_named(qapp: object) -> None:
    found = displayed(
        Reason("new name", "new name: Thaddeus", True), Reason("new name", "new name: Bob", True)
    )
    assert [shown for shown, _ in found] == ["! new name: Thaddeus", "! new name: Bob"]


def test_a_reason_that_is_unknown_here_is_reported_as_it_was_put(qapp: object) -> None:
    assert displayed(Reason("mood", "too merry", True), Reason("pace", "", False)) == [
        ("pace", "pace"),
        ("! too merry", "too merry"),
    ]


def test_the_flags_of_older_files_are_reported_with_their_meaning(qapp: object) -> None:
    found = displayed(flags=("extractive", "numbers"))
    assert [shown for shown, _ in found] == ["quoted", "! number missing"]


def test_a_screen_reader_hears_which_is_a_warning(qapp: object) -> None:
    offer = Proposal("1", "x", "eng_Latn", reasons=(Reason("loop", "", True), Reason("h", "fits", False)))
    assert [reason.spoken for reason in displayed_reasons(offer)] == ["fits", "Warning: repeats itself"]


def test_translators_are_named_beside_the_model(qapp: object) -> None:
    by = replace(offered("", "OPUS-MT 1.0"), settings=MadeWith(offered_by="Starter 0.3"))
    assert made_by(by) == "Written by Starter 0.3, OPUS-MT 1.0"
    assert is_mixed(by)
    assert [writer_of(by, offer) for offer in by.proposals] == ["Starter 0.3", "OPUS-MT 1.0"]
    alone = replace(offered("OPUS-MT 1.0"), settings=MadeWith(offered_by="Starter 0.3"))
    assert made_by(alone) == "Written by OPUS-MT 1.0"


def test_a_licence_is_shown_as_it_is_named(qapp: object) -> None:
    offer = Proposal("id", "Texte.", "fra_Latn", reasons=(Reason("licence", "CC-BY-NC-4.0", False),))
    (reason,) = displayed_reasons(offer)
    assert (reason.short, reason.fault) == ("CC-BY-NC-4.0", False)
    assert "licence of the model" in reason.full
