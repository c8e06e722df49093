"""Names that travel through a codec as Tom and Mary."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.assistant.stand_in_names import (
    hide_names,
    invented_names,
    names_in,
    show_names,
    womens_names,
)

NAMES = ("Ndiwa", "Anansi", "Warthog")


def test_a_name_travels_as_another_and_comes_back() -> None:
    hidden = hide_names("Ndiwa smiled at the old man.", NAMES)
    assert hidden.text == "Tom smiled at the old man."
    assert show_names(hidden, "Tom a souri au vieil homme.") == "Ndiwa a souri au vieil homme."


def test_a_womans_name_travels_as_a_womans_whose_forms_are_known() -> None:
    hidden = hide_names("Ndiwa was tired.", NAMES, {"Ndiwa"})
    assert hidden.text == "Mary was tired."
    assert show_names(hidden, "Marie était fatiguée.") == "Ndiwa était fatiguée."
    assert show_names(hidden, "María estaba cansada.") == "Ndiwa estaba cansada."


def test_a_genitive_is_a_form_of_the_stand_in() -> None:
    hidden = hide_names("Ndiwa's dog smiled.", NAMES)
    assert hidden.text == "Tom's dog smiled."
    assert show_names(hidden, "Toms Hund lächelte.") == "Ndiwas Hund lächelte."
    assert show_names(hidden, "Toms Hund ist Tom's Loch.") is None, "one was sent, two came"
    assert show_names(hide_names("The dog smiled.", NAMES), "Toms Hund lächelte.") is None


def test_two_names_stay_apart() -> None:
    hidden = hide_names("Ndiwa ran to Anansi, and Ndiwa cried.", NAMES)
    assert hidden.text == "Tom ran to John, and Tom cried."
    assert (
        show_names(hidden, "Tom courut vers Jean, et Tom pleura.")
        == "Ndiwa courut vers Anansi, et Ndiwa pleura."
    )


def test_a_name_of_two_words_is_one() -> None:
    assert hide_names("Anansi Ndiwa slept.", NAMES).replaced == (("Tom", "Anansi Ndiwa"),)


def test_more_names_than_stand_ins_travel_as_they_are() -> None:
    text = "Ndiwa, Anansi and Warthog slept."
    assert hide_names(text, NAMES) == (text, ())


def test_the_name_of_a_place_is_no_person() -> None:
    assert hide_names("They lived in Ndiwa.", NAMES).text == "They lived in Ndiwa."


def test_a_stand_in_that_the_text_has_is_not_taken() -> None:
    hidden = hide_names("Tom saw Ndiwa.", NAMES)
    assert hidden.text == "Tom saw John."


def test_what_was_lost_doubled_or_invented_shows_nothing() -> None:
    hidden = hide_names("Ndiwa smiled.", NAMES)
    assert show_names(hidden, "Il a souri.") is None
    assert show_names(hidden, "Tom et Tom ont souri.") is None
    assert show_names(hidden, "Tom et Marie ont souri.") is None
    assert show_names(hide_names("He smiled.", NAMES), "Tom a souri.") is None


@given(st.lists(st.sampled_from([*NAMES, "walked", "home", "and", "Mary", "saw", "in"]), max_size=12))
def test_hidden_and_shown_is_the_same_text(words: list[str]) -> None:
    text = " ".join(words)
    assert show_names(hide_names(text, NAMES, {"Anansi"}), hide_names(text, NAMES, {"Anansi"}).text) == text


def test_names_are_capitalised_within_a_sentence_or_unknown_words() -> None:
    texts = [
        ("fra_Latn", "Alors Anansi et Lapin partirent."),
        ("fra_Latn", "Ndiwa était seule."),
        ("deu_Latn", "Dann sah Ndiwa den alten Halunken, und das Jesuskind lachte."),
        ("swh_Latn", "Siku moja Juma alikwenda."),
    ]
    assert names_in(texts) == {"Anansi", "Lapin", "Ndiwa", "Juma"}
    assert names_in([("fra_Latn", "La Grande Histoire de Ndiwa")]) == {"Ndiwa"}


def test_the_pronouns_after_a_name_tell_whose_it_is() -> None:
    sentences = ["Ndiwa came home.", "She was tired.", "Anansi saw her, and he laughed at his own joke."]
    assert womens_names(sentences, NAMES) == {"Ndiwa"}


def test_a_name_that_nothing_stands_for_is_invented() -> None:
    assert invented_names("The old man smiled.", "Alors Camille a souri.", "fra_Latn") == ["Camille"]
    assert invented_names("Then Mary smiled in London.", "Alors Marie a souri à Londres.", "fra_Latn") == []
