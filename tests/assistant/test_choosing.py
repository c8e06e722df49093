"""Drafts are ordered by all that speaks for them, with reasons, and whatever is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.assistant.choosing import (
    Chooser,
    Weighted,
    chosen_among,
    kept_to_plan,
    less_for_repeats,
    read_chooser,
    shipped_chooser,
    shipped_order,
)
from conceptwriter.assistant.errors import AssistantError
from conceptwriter.assistant.evidence import PlaceInWords, gathered
from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.assistant.ranking import Candidate, choose, score
from conceptwriter.engine import Sampled
from conceptwriter.language.sentence_order import SentenceOrder, SentenceOrderError

PLACE = PlaceInWords(("The lighthouse",), ("Ada climbed the stairs.", "The lamp had gone out."))
DRAFTS = ["She lit the lamp again.", "Prices fell in March.", "A lighthouse needs its lamp, said Ada."]
CHOOSER = Chooser(
    "smol", {"told": Weighted(0.0, 1.0, 1.0), "takes_up_heading": Weighted(0.0, 0.1, 1.0)}, 1.0, 0.0
)


def candidates(count: int) -> list[Candidate]:
    return [Candidate(DRAFTS[place % 3], np.ones(4, np.float32), -1.0, 1.0) for place in range(count)]


def test_the_better_features_come_first_and_become_a_chance() -> None:
    features = {"told": np.array([-1.0, 2.0, 0.0], np.float32)}
    chosen = chosen_among(CHOOSER, features, candidates(3), "smol")
    assert [each.merit for each in chosen] == pytest.approx([0.2689, 0.8808, 0.5], abs=1e-3)
    assert [each.chance for each in chosen] == [each.merit for each in chosen]
    assert max(chosen, key=score) is chosen[1]


def test_a_voice_that_was_not_measured_has_no_chances() -> None:
    chosen = chosen_among(CHOOSER, {"told": np.zeros(2, np.float32)}, candidates(2), "other")
    assert [each.chance for each in chosen] == [None, None]
    assert chosen[0].merit == pytest.approx(0.5)


def test_a_fault_takes_from_the_chance_and_no_reason_is_shown_with_it() -> None:
    faulty = Candidate("x", np.ones(4, np.float32), -1.0, 1.0, findings=(Finding(Flag.TENSE, "tense"),))
    features = {"told": np.zeros(1, np.float32), "takes_up_heading": np.full(1, 0.5, np.float32)}
    (chosen,) = chosen_among(CHOOSER, features, [faulty], "smol")
    (plain,) = chosen_among(CHOOSER, features, candidates(1), "smol")
    assert (chosen.chance or 1.0) < (plain.chance or 0.0)
    assert chosen.reasons == ("tense",)
    assert plain.reasons == ()


def test_a_reason_tells_a_draft_from_the_others() -> None:
    """What speaks for all of them speaks for none."""
    features = {"told": np.zeros(3, np.float32), "takes_up_heading": np.array([0.5, 0.1, 0.1], np.float32)}
    chosen = chosen_among(CHOOSER, features, candidates(3), "smol")
    assert [each.reasons for each in chosen] == [("fits the heading",), (), ()]
    features["takes_up_heading"] = np.full(3, 0.5, np.float32)
    assert {each.reasons for each in chosen_among(CHOOSER, features, candidates(3), "smol")} == {()}


def test_weights_without_a_voice_claim_no_chance() -> None:
    nobody = Chooser("", CHOOSER.features, 1.0, 0.0)
    assert chosen_among(nobody, {"told": np.zeros(1, np.float32)}, candidates(1), "")[0].chance is None


def test_merits_that_lie_close_together_still_decide() -> None:
    """Being unlike the others must not outweigh the best: the second here is alike, and better by little."""
    near = np.array([1.0, 0.6, 0.0], np.float32)
    drafts = [
        Candidate("The best of them.", np.array([1.0, 0.0, 0.0], np.float32), -1.0, 1.0, merit=0.14),
        Candidate("Nearly as good as it.", near, -1.0, 1.0, merit=0.13),
        Candidate("Something else altogether.", np.array([0.0, 0.0, 1.0], np.float32), -1.0, 1.0, merit=0.08),
    ]
    chosen = choose(drafts, 2, diversity=0.3)
    assert [candidate.text for candidate, _ in chosen] == ["The best of them.", "Nearly as good as it."]


def test_without_features_nothing_is_chosen() -> None:
    given = candidates(2)
    assert chosen_among(CHOOSER, {}, given, "smol") == given


def test_a_count_of_nothing_is_no_reason() -> None:
    chooser = Chooser("smol", {"takes_up_heading": Weighted(0.5, 0.1, -1.0)}, 1.0, 0.0)
    assert chooser.reasons({"takes_up_heading": np.zeros(1, np.float32)}) == [()]


def test_features_of_a_place() -> None:
    features = gathered(
        PLACE,
        DRAFTS,
        likelihoods=np.array([-2.0, -3.0, -2.5], np.float32),
        alone=np.array([-3.0, -3.0, -3.0], np.float32),
        order=shipped_order(),
        vectors=np.eye(3, 4, dtype=np.float32),
        sampled=Sampled(
            np.ones((1, 4), np.float32), np.ones(1, np.float32), 0.0, direction=np.arange(4, dtype=np.float32)
        ),
    )
    assert features["gain"] == pytest.approx([1.0, 0.0, 0.5])
    assert features["direction"] == pytest.approx([0.0, 1.0, 2.0])
    assert features["takes_up_heading"][2] > features["takes_up_heading"][1] == 0
    assert features["known_name"].tolist() == [0.0, 0.0, 1.0]
    assert set(shipped_chooser().features) <= set(features)


@given(st.permutations(range(3)))
def test_the_order_of_the_drafts_does_not_matter(places: list[int]) -> None:
    chooser = shipped_chooser()
    plain = chooser.scores(gathered(PLACE, DRAFTS, order=shipped_order()))
    turned = chooser.scores(gathered(PLACE, [DRAFTS[place] for place in places], order=shipped_order()))
    assert np.allclose(turned, plain[list(places)], atol=1e-4)


@given(st.lists(st.text(max_size=40), max_size=4), st.lists(st.text(max_size=40), min_size=1, max_size=3))
def test_any_text_has_a_score(before: list[str], drafts: list[str]) -> None:
    features = gathered(PlaceInWords((), tuple(before)), drafts, order=shipped_order())
    scores = shipped_chooser().scores(features)
    assert scores.shape == (len(drafts),)
    assert np.isfinite(scores).all()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"voice": "x", "signs": {"a": [0, 0, 1]}, "slope": 1, "intercept": 0}']
)
def test_a_file_that_holds_no_weights_is_reported(tmp_path: Path, text: str) -> None:
    (tmp_path / "weights.json").write_text(text)
    with pytest.raises(AssistantError, match=r"weights\.json"):
        read_chooser(tmp_path / "weights.json")


def test_a_file_that_is_no_model_of_order_is_reported(tmp_path: Path) -> None:
    (tmp_path / "order.npz").write_bytes(b"PK not really")
    with pytest.raises(SentenceOrderError, match=r"order\.npz"):
        SentenceOrder(tmp_path / "order.npz")
    with pytest.raises(SentenceOrderError):
        SentenceOrder(tmp_path / "missing.npz")


def test_a_plan_has_half_the_weight() -> None:
    merits, near = [0.9, 0.5, 0.1], [0.0, 0.5, 1.0]
    given = [
        replace(each, merit=merit, closeness=closeness)
        for each, merit, closeness in zip(candidates(3), merits, near, strict=True)
    ]
    assert [each.merit for each in kept_to_plan(given)] == pytest.approx([0.5, 0.5, 0.5])
    lifted = kept_to_plan(given, [True, False, False])
    assert [each.merit for each in lifted] == pytest.approx([1.0, 0.5, 0.5])


def test_without_a_plan_merits_stay() -> None:
    given = [replace(each, merit=0.4) for each in candidates(2)]
    assert kept_to_plan(given) == given
    assert kept_to_plan([]) == []


def test_what_was_just_said_counts_less_and_what_was_never_said_as_before() -> None:
    given = [
        replace(each, text=text, merit=0.4)
        for each, text in zip(
            candidates(3),
            ("He went to the sea.", "He ran to the shore.", "So he went to the sea again."),
            strict=True,
        )
    ]
    said = less_for_repeats(given, ["Then he went to the sea.", *["It rained."] * 3])
    assert [each.merit for each in said] == pytest.approx([0.0, 0.4, 0.4 * (2 / 7) ** 3])
    long_ago = less_for_repeats(given, ["Then he went to the sea.", *["It rained."] * 40])
    assert [each.merit for each in long_ago] == [0.4] * 3


class _Rhymes:
    """An order in which only the same last letter follows."""

    def scores(self, before: Sequence[str], candidates: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.array([float(before[-1][-2] == text[-2]) for text in candidates], np.float32)


def test_what_follows_the_place_has_its_say() -> None:
    drafts = ["The cat sat.", "The dog ran."]
    order = cast("SentenceOrder", _Rhymes())
    alone = gathered(PlaceInWords((), ("It began with a hat.",)), drafts, order=order)["order"]
    assert list(alone) == [1.0, 0.0]
    between = PlaceInWords((), ("It began with a hat.",), following="So did the man.")
    assert list(gathered(between, drafts, order=order)["order"]) == [0.5, 0.5]
