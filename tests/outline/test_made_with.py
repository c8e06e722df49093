"""How a set was made: the record, and the flat table in which files of every version keep it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.outline import Proposal, ProposalSet
from conceptwriter.outline.made_with import MadeWith, ThroughText

OLD: dict[str, Any] = {
    "preset": "balanced",
    "wishes": {"variant": "two_tower", "steps": 7, "guidance": 2.5},
    "concept_model_only": False,
    "beam_size": 5,
    "sample_text": False,
    "variant": "two_tower",
    "steps": 7,
    "guidance": 2.5,
    "eta": 0.0,
    "concept_model": "Starter",
    "through_text": {"codec": "own 2", "language": "eng_Latn"},
    "voice": "SmolLM2",
    "voice_bundle": "smollm2 1.0",
    "temperature": 0.8,
    "top_p": 0.95,
    "wish": "A storm comes.",
    "position": "new_paragraph",
    "seed": 0,
    "reroll": 2,
    "end_probability": 0.1234,
    "offered_by": "starter 0.1",
    "incomplete": True,
}
"""As the versions before this record wrote it."""


def test_what_older_versions_wrote_is_read_and_written_as_it_was() -> None:
    made = MadeWith.from_plain(OLD)
    assert made.plain() == OLD
    assert made.numbers == {"steps": 7, "guidance": 2.5, "eta": 0.0, "temperature": 0.8, "top_p": 0.95}
    assert made.through_text == ThroughText("own 2", "eng_Latn")
    assert made.draw == (2, 0, "A storm comes.")


def test_what_is_missing_has_a_default() -> None:
    assert MadeWith.from_plain({}) == MadeWith()
    known = {"wishes": {}, "concept_model_only": False, "sample_text": False, "reroll": 0}
    assert MadeWith().plain() == known
    assert MadeWith().draw == (0, None, "")
    assert MadeWith.from_plain({"preset": "quick"}) == MadeWith(preset="quick")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("preset", 3),
        ("preset", None),
        ("wishes", ["steps"]),
        ("wishes", {"steps": [7]}),
        ("seed", "0"),
        ("seed", True),
        ("reroll", 1.5),
        ("concept_model_only", 1),
        ("through_text", "own 2"),
        ("through_text", {"codec": "own 2"}),
        ("of_tomorrow", "unknown"),
    ],
)
def test_what_cannot_be_read_counts_as_missing(name: str, value: object) -> None:
    assert MadeWith.from_plain({name: value}) == MadeWith()


@given(
    st.builds(
        MadeWith,
        preset=st.text(),
        wishes=st.dictionaries(st.text(), st.text() | st.integers()),
        numbers=st.dictionaries(
            st.sampled_from(["steps", "eta", "of_tomorrow"]), st.integers() | st.floats(0, 9)
        ),
        voice=st.text(),
        seed=st.none() | st.integers(),
        reroll=st.integers(0, 99),
        end_probability=st.none() | st.floats(0, 1),
        through_text=st.none() | st.builds(ThroughText, st.text(), st.text()),
        incomplete=st.booleans(),
    )
)
def test_the_record_survives_a_file(made: MadeWith) -> None:
    assert MadeWith.from_plain(json.loads(json.dumps(made.plain()))) == made


def test_earlier_sets_are_read_where_older_versions_kept_them() -> None:
    offer = Proposal("1", "x", "eng_Latn")
    plain = ProposalSet(3, "propose", 7, "f", (offer,), MadeWith(reroll=1)).to_dict()
    before = ProposalSet(3, "propose", 7, "f", (offer,)).to_dict()
    within = {**before, "settings": {"earlier_rolls": [before]}}
    plain["settings"]["earlier_rolls"] = [before, within, {"nonsense": 1}, 3, {**before, "settings": 3}]
    found = ProposalSet.from_dict(plain)
    assert [roll.to_dict() for roll in found.earlier] == [before, before]
    assert ProposalSet.from_dict(found.to_dict()) == found
    plain["settings"]["earlier_rolls"] = "none"
    assert ProposalSet.from_dict(plain).earlier == ()
