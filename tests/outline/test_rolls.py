"""What was proposed at a place before: it stays, and it is known."""

from __future__ import annotations

from dataclasses import replace

from conceptwriter.outline import Proposal, ProposalSet
from conceptwriter.outline.made_with import MadeWith
from conceptwriter.outline.proposals import EARLIER
from conceptwriter.outline.rolls import MOST_ROLLS, added, proposed_before, rolls_of


def proposed(*texts: str, position: str = "continue", reroll: int = 0) -> ProposalSet:
    proposals = tuple(
        Proposal(f"{reroll}-{place}", text, "eng_Latn", 0.5, 0, (), "propose")
        for place, text in enumerate(texts)
    )
    made_with = MadeWith(position=position, reroll=reroll, seed=0)
    return ProposalSet(1, "propose", 1, "", proposals, made_with)


def before(
    newest: ProposalSet | None, language: str = "eng_Latn", position: str = "continue", reroll: int = 2
) -> list[str]:
    return list(proposed_before(newest, language=language, position=position, reroll=reroll, seed=0))


def test_all_sets_of_a_place_are_remembered_oldest_first() -> None:
    first, second = proposed("Tea was late.", "It rained."), proposed("A bell rang.", "It rained.", reroll=1)
    assert before(added(second, first)) == ["Tea was late.", "It rained.", "A bell rang."]
    assert before(None) == []


def test_only_the_same_language_and_position_count() -> None:
    here = added(proposed("A bell rang.", position="first", reroll=1), proposed("Tea was late."))
    assert before(here) == ["Tea was late."]
    assert before(here, position="first") == ["A bell rang."]
    assert before(here, language="fra_Latn") == []


def test_what_is_asked_for_again_is_offered_again() -> None:
    first, second = proposed("Tea was late."), proposed("A bell rang.", reroll=1)
    assert before(added(second, first), reroll=1) == ["Tea was late."]
    assert before(added(second, first), reroll=0) == []


def test_a_set_that_was_cut_short_may_come_whole() -> None:
    whole = proposed("Tea was late.", reroll=1)
    cut = replace(whole, settings=replace(whole.settings, incomplete=True))
    assert before(cut, reroll=1) == []
    assert before(replace(cut, settings=replace(cut.settings, reroll=0)), reroll=1) == ["Tea was late."]


def test_offers_for_a_wish_are_not_the_rest_of_those_without_one() -> None:
    plain = proposed("The bell rang.")
    cut = replace(plain, settings=replace(plain.settings, incomplete=True))
    wished = replace(proposed("A storm broke."), settings=replace(plain.settings, wish="A storm."))
    kept = added(wished, cut)
    assert [offer.text for roll in rolls_of(kept) for offer in roll.proposals] == [
        "The bell rang.",
        "A storm broke.",
    ]


def test_another_wish_is_another_question() -> None:
    asked = {"language": "eng_Latn", "position": "continue", "reroll": 0, "seed": 0}
    plain = proposed("The bell rang.")
    assert proposed_before(plain, **asked) == ()  # type: ignore[arg-type]  # of several types
    assert proposed_before(plain, **asked, wish="A storm.") == ("The bell rang.",)  # type: ignore[arg-type]


def test_nothing_is_kept_of_an_empty_set() -> None:
    newest = proposed("A bell rang.")
    assert added(newest, None) is newest
    assert added(newest, proposed()) is newest


def test_a_dozen_rolls_are_kept_none_of_them_in_another() -> None:
    newest = proposed("0.")
    for reroll in range(1, 15):
        newest = added(proposed(f"{reroll}.", reroll=reroll), newest)
    kept = rolls_of(newest)
    assert [roll.proposals[0].text for roll in kept] == [f"{reroll}." for reroll in range(3, 15)]
    assert len(kept) == MOST_ROLLS == 12
    assert kept[-1] is newest
    assert not any(roll.earlier for roll in kept[:-1])


def test_rolls_that_cannot_be_read_are_left_out() -> None:
    newest = proposed("A bell rang.")
    good = proposed("Tea was late.").to_dict()
    broken = [{}, None, {**good, "anchor": "1"}, {**good, "proposals": [{}]}]
    plain = newest.to_dict()
    plain["settings"][EARLIER] = [*broken, good]
    newest = ProposalSet.from_dict(plain)
    assert [roll.proposals[0].text for roll in rolls_of(newest)] == ["Tea was late.", "A bell rang."]


def test_the_rest_of_a_set_that_was_cut_short_takes_its_place() -> None:
    whole = proposed("Tea was late.", "It rained.")
    cut = replace(proposed("Tea was late."), settings=replace(whole.settings, incomplete=True))
    assert added(whole, cut) == whole
    for other in (
        replace(whole, settings=replace(whole.settings, seed=1)),
        replace(whole, settings=replace(whole.settings, reroll=1)),
        replace(whole, source_fingerprint="other"),
    ):
        assert len(rolls_of(added(other, cut))) == 2
    uncut = replace(cut, settings=replace(cut.settings, incomplete=False))
    assert len(rolls_of(added(whole, uncut))) == 2
