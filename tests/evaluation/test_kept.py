from __future__ import annotations

from conceptwriter.evaluation.kept import names_kept, numbers_kept

TO_FRENCH = ("eng_Latn", "fra_Latn")


def test_numbers_are_asked_for_where_a_human_has_them_too() -> None:
    source, reference = "At 8 o'clock, 12 of 1,250 came.", "À huit heures, 12 vinrent."
    assert numbers_kept(source, reference, "À 8 heures, 13 vinrent.", "fra_Latn") == (1, 2)
    assert numbers_kept(source, reference, "Douze vinrent à huit heures.", "fra_Latn") == (2, 2)


def test_a_number_that_comes_twice_is_wanted_twice() -> None:
    assert numbers_kept("12 and 12", "12 et 12", "12 et 13", "fra_Latn") == (1, 2)
    assert numbers_kept("12 and 12", "12 et encore", "12 et 13", "fra_Latn") == (1, 1)


def test_names_may_have_their_form_of_the_language() -> None:
    source, reference = "I saw Anna in London.", "J'ai vu Anna à Londres."
    assert names_kept(source, reference, "J'ai vu Anna à Londres.", TO_FRENCH) == (2, 2)
    assert names_kept(source, reference, "J'ai vu Marie à Londres.", TO_FRENCH) == (1, 2)


def test_names_that_the_human_left_out_are_not_asked_for() -> None:
    assert names_kept("Then Anna ran.", "Puis elle courut.", "Puis.", TO_FRENCH) == (0, 0)


def test_names_of_a_german_source_are_those_of_the_reference() -> None:
    source, reference = "Gestern sah Anna den Hund.", "Yesterday Anna saw the dog."
    languages = ("deu_Latn", "eng_Latn")
    assert names_kept(source, reference, "Yesterday Anna saw a dog.", languages) == (1, 1)
    assert names_kept(source, reference, "Yesterday Emma saw a dog.", languages) == (0, 1)


def test_scripts_without_capitals_have_no_names_to_look_for() -> None:
    assert names_kept("Then Anna ran.", "然后安娜跑了。", "", ("eng_Latn", "zho_Hans")) == (0, 0)
