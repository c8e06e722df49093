from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.memory import IN_CONTEXT, Asked, MatchKind, Memory, percentage, search
from conceptwriter.memory.candidates import RARE
from conceptwriter.memory.unit import LANGUAGE_TAG
from conceptwriter.outline import State
from tests.memory.units import ENGLISH, GERMAN, JAPANESE, found, unit


def test_the_best_first(memory: Memory) -> None:
    memory.add(
        [
            unit("The old house by the river is red.", "fuzzy"),
            unit("The house by the river is red.", "exact"),
            unit("The house by the river is red.", "context", before="First.", after="Last."),
            unit("the house by the river is red.", "case"),
            unit("Nothing of the kind.", "other"),
        ]
    )
    matches = found(memory, "The house by the river is red.", before="First.", after="Last.")
    assert [(match.percent, match.kind.value, match.text) for match in matches[:3]] == [
        (101, "context", "context"),
        (100, "exact", "exact"),
        (99, "fuzzy", "case"),
    ]
    assert matches[3].text == "fuzzy"
    assert 75 <= matches[3].percent < 99
    assert len(matches) == 4


def test_a_context_must_be_known_and_the_same_on_both_sides(memory: Memory) -> None:
    memory.add([unit("Yes.", "Ja.", before="", after="Come in.")])
    assert found(memory, "Yes.", before="", after="Come  in.")[0].percent == IN_CONTEXT
    for before, after in (("", None), (None, None), ("", "Go."), ("No.", "Come in.")):
        assert found(memory, "Yes.", before=before, after=after)[0].percent == 100


def test_a_context_is_found_among_very_many_of_the_same_text(memory: Memory) -> None:
    memory.add(unit("OK", f"OK {at}", before=f"{at}", after="") for at in range(300))
    best = found(memory, "OK", before="7", after="")[0]
    assert (best.percent, best.text) == (IN_CONTEXT, "OK 7")


def test_the_same_translation_is_offered_once_and_what_a_person_approved_first(memory: Memory) -> None:
    memory.add(
        [
            unit("Yes.", "Ja.", document="a", state=State.MACHINE),
            unit("Yes.", "Jawohl.", document="b", state=State.MACHINE),
            unit("Yes.", "Doch.", document="c", state=State.FINAL),
            unit("Yes.", "Ja.", document="d", state=State.REVIEWED),
        ]
    )
    assert [match.text for match in found(memory, "Yes.")] == ["Doch.", "Ja.", "Jawohl."]


def test_numbers_are_put_in_or_the_match_is_fuzzy(memory: Memory) -> None:
    memory.add([unit("The pump holds 1,250 litres.", "Die Pumpe fasst 1.250 Liter.")])
    (best,) = found(memory, "The pump holds 3,000 litres.")
    assert (best.percent, best.kind, best.text) == (99, MatchKind.ADAPTED, "Die Pumpe fasst 3.000 Liter.")
    memory.add([unit("All 3 pumps were tested.", "Alle drei Pumpen wurden geprüft.")])
    (best,) = found(memory, "All 4 pumps were tested.")
    assert (best.kind, best.text) == (MatchKind.FUZZY, "Alle drei Pumpen wurden geprüft.")
    assert 75 <= best.percent < 99
    assert best.difference[1].text == "3"


def test_numbers_alone_are_no_likeness(memory: Memory) -> None:
    memory.add([unit("1998", "1998"), unit("{a}", "{a}")])
    assert not found(memory, "2017", minimum=75)
    assert not found(memory, "{b}", minimum=75)
    assert found(memory, "1998")[0].percent == 100


def test_the_asked_languages_only(memory: Memory) -> None:
    memory.add([unit("Yes.", "Oui.", target_language="fra_Latn"), unit("Yes.", "Ja.")])
    assert [match.text for match in found(memory, "Yes.")] == ["Ja."]
    assert found(memory, "Ja.", languages=(GERMAN, ENGLISH)) == []


def test_scripts_without_spaces(memory: Memory) -> None:
    memory.add(
        [
            unit("昨日友達と京都へ行きました。", "a", source_language=JAPANESE),
            unit("これは本です。", "b", source_language=JAPANESE),
            unit("ฉันอยากไปโรงเรียน", "c", source_language="tha_Thai"),
        ]
    )
    (best,) = found(memory, "昨日家族と京都へ行きました。", languages=(JAPANESE, GERMAN))
    assert (best.text, best.kind) == ("a", MatchKind.FUZZY)
    assert 75 <= best.percent < 99
    (best,) = found(memory, "เขาอยากไปโรงเรียน", languages=("tha_Thai", GERMAN))
    assert best.text == "c"


def test_several_memories_are_one(memory: Memory, tmp_path: Path) -> None:
    with Memory(tmp_path / "other.memory") as other:
        memory.add([unit("Yes.", "Ja.")])
        other.add([unit("Yes.", "Ja."), unit("Yes.", "Doch.")])
        matches = search([memory, other], Asked("Yes.", ENGLISH, GERMAN))
        assert sorted(match.text for match in matches) == ["Doch.", "Ja."]


@pytest.mark.parametrize("text", ["", "   ", "\u00ad"])
def test_nothing_is_like_nothing(memory: Memory, text: str) -> None:
    memory.add([unit("Yes.")])
    assert found(memory, text, minimum=0) == []


def test_the_limit_and_the_minimum(memory: Memory) -> None:
    memory.add(unit(f"The {word} house is red.") for word in ("big", "old", "new", "tall"))
    asked = Asked("The small house is red.", ENGLISH, GERMAN)
    assert len(search([memory], asked, minimum=50, limit=2)) == 2
    assert search([memory], asked, minimum=99) == []
    assert search([memory], asked, limit=0) == []
    assert all(match.percent >= 70 for match in search([memory], asked, minimum=70))


def test_texts_of_words_that_are_in_very_many_units(memory: Memory) -> None:
    """Their features are all common, and are then looked up together."""
    memory.add(
        unit(f"it was not in the {number:b} of it".replace("0", "o").replace("1", "i"))
        for number in range(RARE + 200)
    )
    memory.add([unit("it was not the one", "rare")])
    assert "rare" in [match.text for match in found(memory, "it was not the one!", minimum=80)]
    best = found(memory, "it was not in the iii of it!", minimum=80)
    assert best
    assert best[0].percent == percentage(best[0].unit.source, "it was not in the iii of it!")


def test_a_very_long_text_is_found_exactly_and_costs_no_long_comparison(memory: Memory) -> None:
    long = "many words of a very long text " * 5000
    memory.add([unit(long, "long"), unit("many words of a text", "short")])
    assert [match.text for match in found(memory, long)] == ["long"]
    assert found(memory, f"{long} and more") == []


def test_foreign_mark_up_becomes_that_of_the_asked_text(memory: Memory) -> None:
    codes = (("<g1>", '<bpt i="1"/>'), ("</g1>", '<ept i="1"/>'))
    memory.add(
        [unit("Press <g1>Save</g1>.", "<g1>Speichern</g1> drücken.", source_codes=codes, target_codes=codes)]
    )
    (best,) = found(memory, "Press **Save**.")
    assert (best.percent, best.text) == (99, "**Speichern** drücken.")


def test_of_equals_the_one_of_the_same_region_comes_first(memory: Memory) -> None:
    regions = [("a", "de-CH", "Velo."), ("b", "de-AT", "Radl."), ("c", "", "Rad.")]
    memory.add(
        [
            unit(
                "A bicycle.",
                text,
                document=document,
                state=State.FINAL if tag == "de-CH" else State.NEW,
                properties=((f"target:{LANGUAGE_TAG}", tag),) if tag else (),
            )
            for document, tag, text in regions
        ]
    )
    for _, tag, text in regions:
        first, *_ = search([memory], Asked("A bicycle.", ENGLISH, GERMAN, target_tag=tag))
        assert first.text == text


def test_the_same_translation_for_two_regions_is_kept_for_both(memory: Memory) -> None:
    tags = [((f"target:{LANGUAGE_TAG}", tag),) for tag in ("pt-PT", "pt-BR")]
    portuguese = [unit("Tea.", "Chá.", target_language="por_Latn", properties=tag) for tag in tags]
    memory.add([*portuguese, *portuguese])
    assert [one.unit.target_tag for one in memory.units()] == ["pt-PT", "pt-BR"]
