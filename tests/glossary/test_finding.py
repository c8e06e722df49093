from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.glossary import Entry, Glossary, Occurrence, Status, Term, TermFinder
from tests.glossary.examples import EXAMPLES, Example

ENGLISH, GERMAN = "eng_Latn", "deu_Latn"


def glossary(*terms: str, language: str = ENGLISH) -> Glossary:
    return Glossary(tuple(Entry((Term(term, language),)) for term in terms))


def found(text: str, *terms: str, language: str = ENGLISH) -> list[tuple[str, str]]:
    hits = TermFinder(glossary(*terms, language=language), language).find(text)
    assert all(text[one.start : one.end] == one.written for one in hits)
    return [(one.written, one.term.text) for one in hits]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda it: f"{it.language} {it.term}")
def test_forms_of_a_term_are_found_and_other_words_are_not(example: Example) -> None:
    finder = TermFinder(glossary(example.term, language=example.language), example.language)
    missed = [form for form in example.forms.split() if not finder.find(f"– {form}, ok")]
    wrong = [word for word in example.others.split() if finder.find(f"– {word}, ok")]
    assert (missed, wrong) == ([], [])


def test_the_longest_at_each_place_and_all_that_are_as_long() -> None:
    terms = ("panel", "solar panel", "solar", "solar panel mount")
    assert found("A solar panel and solar power, panels.", *terms) == [
        ("solar panel", "solar panel"),
        ("solar", "solar"),
        ("panels", "panel"),
    ]
    assert found("bank", "bank", "Bank") == [("bank", "bank"), ("bank", "Bank")]


def test_words_of_a_term_are_next_to_each_other() -> None:
    assert found("solar-panels, solar\n  panel, **solar** panel", "solar panel") == [
        ("solar-panels", "solar panel"),
        ("solar\n  panel", "solar panel"),
        ("solar** panel", "solar panel"),
    ]
    assert found("Solar. Panel. solar, panel; panel solar; solar", "solar panel") == []


def test_whole_words_only() -> None:
    assert found("concatenate cat_x category", "cat") == []
    assert found("The cat's cats.", "cat") == [("cat", "cat"), ("cats", "cat")]


@pytest.mark.parametrize(
    ("language", "text", "terms", "wanted"),
    [
        ("zho_Hans", "请签署合同书和合同。", ("合同", "合同书"), ["合同书", "合同"]),
        ("jpn_Jpan", "このソーラーパネルは新しい。", ("パネル", "ソーラーパネル"), ["ソーラーパネル"]),
        ("tha_Thai", "ฉันอ่านสัญญาแล้ว", ("สัญญา",), ["สัญญา"]),
        ("zho_Hans", "我用PDF文件。", ("PDF文件",), ["PDF文件"]),
    ],
)
def test_scripts_without_spaces(language: str, text: str, terms: tuple[str, ...], wanted: list[str]) -> None:
    assert [written for written, _ in found(text, *terms, language=language)] == wanted


def test_decomposed_letters_are_found_where_they_are() -> None:
    text = unicodedata.normalize("NFD", "Die Prüfungen der Geräte.")
    assert [term for _, term in found(text, "Prüfung", "Gerät", language=GERMAN)] == ["Prüfung", "Gerät"]


def test_compounds_are_found_where_they_are_asked_for() -> None:
    terms = glossary("Vertrag", "Haus", language=GERMAN)
    finder = TermFinder(terms, GERMAN)
    text = "Mietverträge, Vertragsentwurf, Hausverwaltung, Kaufhäuser, Vertrag"
    assert [one.written for one in finder.find(text)] == ["Vertrag"]

    def parts(*entries: Entry) -> list[Occurrence]:
        return [one for one in finder.find(text, in_compounds=entries) if one.is_part]

    assert [one.written for one in parts(terms.entries[0])] == ["Mietverträge", "Vertragsentwurf"]
    assert [one.written for one in parts(terms.entries[1])] == ["Hausverwaltung", "Kaufhäuser"]


def test_terms_without_words() -> None:
    assert found("C++ and ... and", "...", "") == []
    assert found("", "cat") == []


@given(
    st.text(max_size=40),
    st.lists(st.text(min_size=1, max_size=8), max_size=4),
    st.sampled_from(["eng_Latn", "deu_Latn", "tur_Latn", "jpn_Jpan", "arb_Arab", "kor_Hang"]),
)
def test_what_is_found_is_in_the_text(text: str, terms: list[str], language: str) -> None:
    finder = TermFinder(glossary(*terms, language=language), language)
    hits = finder.find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in hits)
    places = sorted({(one.start, one.end) for one in hits})
    assert all(one[1] <= two[0] for one, two in pairwise(places))


@given(st.sampled_from(EXAMPLES))
def test_a_term_is_found_as_it_is_written(example: Example) -> None:
    assert found(example.term, example.term, language=example.language)


def test_statuses_are_ordered() -> None:
    entry = Entry(
        (Term("a", ENGLISH, Status.FORBIDDEN), Term("b", ENGLISH, Status.ALLOWED), Term("c", ENGLISH))
    )
    assert [term.text for term in entry.in_language(ENGLISH)] == ["c", "b", "a"]
    assert [term.text for term in entry.in_language(ENGLISH, Status.ALLOWED)] == ["b"]
    assert Glossary((entry,)).languages == (ENGLISH,)
