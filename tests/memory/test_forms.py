from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.memory.features import features
from conceptwriter.memory.forms import SlotKind, exact_form, folded_form, skeleton

TEXTS = st.text(alphabet="ab AB.,1250é\u0301\u00ad„“-–{}*<>/`[]()漢字かなไทย가나\t\n\u00a0", max_size=60)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("a  b", " a b "),
        ("a\u00a0b", "a b"),
        ("cafe\u0301", "café"),
        ("Wort\u00adtrennung", "Worttrennung"),
        ("\ufeffa", "a"),
    ],
)
def test_the_same_for_a_reader(one: str, two: str) -> None:
    assert exact_form(one) == exact_form(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Straße", "STRASSE"),
        ("“a”", '"a"'),
        ("it’s", "it's"),
        ("a – b", "a - b"),
        ("ＡＢ", "ab"),
        ("`a`", "'a'"),
    ],
)
def test_the_same_but_for_case_and_typography(one: str, two: str) -> None:
    assert exact_form(one) != exact_form(two)
    assert folded_form(one) == folded_form(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Page 12 of 300.", "Page 7 of 8."),
        ("It costs 1,250.50 now.", "It costs 3 now."),
        ("Hello {name}!", "Hello {user}!"),
        ("Press **Save** now.", "Press Save now."),
        ("A <b>bold</b> word.", "A bold word."),
        ("At 10:30 sharp.", "At 7:15 sharp."),
    ],
)
def test_the_same_skeleton(one: str, two: str) -> None:
    assert skeleton(one).key == skeleton(two).key


@pytest.mark.parametrize(("one", "two"), [("The B2 gate.", "The B3 gate."), ("Two files.", "Three files.")])
def test_another_skeleton(one: str, two: str) -> None:
    assert skeleton(one).key != skeleton(two).key


def test_slots_are_where_they_were_found() -> None:
    found = skeleton("Open {file} on page 12, **now**.")
    assert [(slot.kind, slot.written) for slot in found.slots] == [
        (SlotKind.WORD, "{file}"),
        (SlotKind.NUMBER, "12"),
        (SlotKind.MARK, "**"),
        (SlotKind.MARK, "**"),
    ]


@given(TEXTS)
def test_forms_are_stable(text: str) -> None:
    assert exact_form(exact_form(text)) == exact_form(text)
    assert folded_form(folded_form(text)) == folded_form(text)
    assert folded_form(exact_form(text)) == folded_form(text)
    form = skeleton(text)
    assert all(form.exact[slot.start : slot.end] == slot.written for slot in form.slots)
    assert all(one.end <= two.start for one, two in pairwise(form.slots))


@given(TEXTS)
def test_features_depend_on_the_folded_text_only_and_are_tokens(text: str) -> None:
    found = features(text)
    assert found == features(folded_form(text)) == features(text.upper().lower())
    assert len(set(found)) == len(found)
    assert all(feature and all(sign.isalnum() or ord(sign) > 127 for sign in feature) for feature in found)
    assert bool(found) == bool(folded_form(text))


def test_features_survive_inflection_and_find_scripts_without_spaces() -> None:
    assert set(features("The houses were painted by unknown masters long ago")) & set(features("house"))
    assert set(features("私は学生です")) & set(features("彼は学生でした"))
    assert set(features("ฉันเป็นนักเรียน")) & set(features("เขาเป็นนักเรียน"))
    assert set(features("학교에서 공부를 했다 그리고 집에 갔다")) & set(features("학교를"))
