"""What is offered, as lines for a terminal and as JSON."""

from __future__ import annotations

import argparse
from dataclasses import replace

from conceptwriter.cli.manner import add_manner, chosen_manner, given_settings, in_words
from conceptwriter.cli.offers import described, offer_lines
from conceptwriter.outline import Proposal, ProposalSet, Reason
from conceptwriter.outline.made_with import MadeWith

FITS = Reason("heading", "fits the heading", False)
NEW = Reason("new name", "new name: Thaddeus", True)


def offered(*proposals: Proposal, voice: str = "") -> ProposalSet:
    settings = MadeWith(concept_model="Toy", variant="token", voice=voice)
    return ProposalSet(5, "propose", 1, "", proposals, settings)


def drafted(text: str, chance: float, *reasons: Reason, writer: str = "Smol") -> Proposal:
    return Proposal("1", text, "eng_Latn", chance, writer=writer, calibrated=True, reasons=reasons)


def test_a_chance_is_reported_only_where_it_was_measured() -> None:
    plain = Proposal("2", "It rained.", "eng_Latn", 0.93)
    assert offer_lines(offered(plain)) == ["  1  It rained."], "a score that only orders is no figure"
    both = offer_lines(offered(drafted("The bell rang.", 0.42), plain))
    assert both[0] == "  1   42%  The bell rang."
    assert both[2] == "  2     -  It rained."


def test_in_a_mixed_list_each_says_who_wrote_it() -> None:
    plain = Proposal("2", "It rained.", "eng_Latn", 0.93)
    lines = offer_lines(offered(drafted("The bell rang.", 0.42), plain, voice="Smol"))
    assert [line.strip() for line in lines[1::2]] == ["written by Smol", "written by Toy token"]
    alone = offer_lines(offered(drafted("The bell rang.", 0.42), voice="Smol"))
    assert not any("written by" in line for line in alone), "the line above the list says it for all"


def test_what_speaks_against_an_offer_is_marked() -> None:
    lines = offer_lines(offered(drafted("Thaddeus rang the bell.", 0.2, NEW, FITS)))
    assert [line.strip() for line in lines[1:]] == ["fits the heading", "! new name: Thaddeus"]


def test_all_lines_of_a_paragraph_are_under_each_other() -> None:
    lines = offer_lines(offered(Proposal("2", "First.\nSecond.", "eng_Latn")))
    assert lines == ["  1  First.", "     Second."]


def test_json_tells_chance_writer_and_warnings() -> None:
    plain = Proposal("2", "It rained.", "eng_Latn", 0.93)
    rows = described(offered(drafted("A.", 0.2, NEW, FITS), plain))["proposals"]
    assert [(row["writer"], row["chance"]) for row in rows] == [("Smol", 0.2), ("Toy token", None)]
    assert rows[0]["reasons"] == ["new name: Thaddeus", "fits the heading"]
    assert rows[0]["warnings"] == ["new name: Thaddeus"]


def test_the_head_says_who_wrote_and_why_no_voice_did() -> None:
    made_with = MadeWith(preset="balanced", concept_model="Toy", variant="token")
    assert in_words(replace(made_with, voice="Smol")) == "balanced, written by Smol, chosen by Toy token"
    assert in_words(made_with) == "balanced, Toy token"
    for why, words in {
        "asked": "as you asked with --concept-model-only",
        "top_k": "you chose its top-k",
        "variant": "you chose its variant",
        "language": "the voice does not write this language",
    }.items():
        assert in_words(replace(made_with, without_voice=why)) == f"balanced, written by Toy token ({words})"


def test_concept_model_only_is_a_flag() -> None:
    parser = argparse.ArgumentParser()
    add_manner(parser)
    plain, only = parser.parse_args([]), parser.parse_args(["--concept-model-only"])
    assert chosen_manner(plain, "propose").voice
    assert not chosen_manner(only, "propose").voice
    assert given_settings(plain)["concept_model_only"] is None, "nothing was said"
    assert (
        chosen_manner(only, "propose").described().concept_model_only
        is given_settings(only)["concept_model_only"]
    )
