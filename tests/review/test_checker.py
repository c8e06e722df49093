"""All checks of a pair together."""

from __future__ import annotations

import pytest

from conceptwriter.glossary import Entry, Glossary, Term
from conceptwriter.review import FLAGS, Pair
from conceptwriter.review.checker import PairChecker

ENGLISH, GERMAN = "eng_Latn", "deu_Latn"


def flags(source: str, text: str, *, human: bool = True, checker: PairChecker | None = None) -> list[str]:
    found = (checker or PairChecker()).check(Pair(source, ENGLISH, text, GERMAN, human))
    return [finding.flag.value for finding in found]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("It cost 1,234.5 euros.", "Es kostete 1.234,5 Euro."),
        ("Anna laughed.", "Anna lachte."),
        ("Two boats came.", "2 Boote kamen."),
        ("He came on March 3.", "Er kam am 3. März."),
        ("The **old** man slept.", "Der **alte** Mann schlief."),
        ("“Good night,” she said.", "„Gute Nacht“, sagte sie."),
    ],
)
def test_right_translations(source: str, text: str) -> None:
    assert flags(source, text) == []


@pytest.mark.parametrize(
    ("source", "text", "flag"),
    [
        ("It cost 1,234.5 euros.", "Es kostete 12.345 Euro.", "numbers"),
        ("Margaret laughed with Anna.", "Sie lachte mit jemandem.", "names"),
        ("The **old** man slept.", "Der alte Mann schlief.", "marks"),
        ("Hello, {name}, how are you?", "Hallo, wie geht es dir?", "placeholders"),
        ("The captain counted the boats.", "The captain counted the boats.", "untranslated"),
        ("The captain counted the boats.", "Le capitaine a compté les bateaux dans le port.", "language"),
        ("He ate.", "Er aß und ging dann durch die Stadt und über die Brücke ans Ende der Straße.", "length"),
        ("It rained.", "Es regnete", "end mark"),
        ("It (too) was wet.", "Auch es (war nass.", "brackets"),
        ("“Yes,” she said.", "„Ja, sagte sie.", "quotation"),
        ("The dog barked.", "Der Hund bellte bellte.", "double word"),
        ("It rained.", "Es  regnete.", "spaces"),
    ],
)
def test_one_fault_is_one_remark(source: str, text: str, flag: str) -> None:
    assert flags(source, text) == [flag]
    assert flag in FLAGS


def test_a_person_may_write_long_texts_and_end_as_they_like() -> None:
    source, text = "The rain fell on the roof " * 10, "Der Regen fiel auf das Dach " * 10
    assert "length" in flags(source, text, human=False)
    assert "length" not in flags(source, text)
    assert flags("it rained and rained", "es regnete und goss") == []
    assert flags("He went to the town and", "Er ging in die Stadt –") == []
    assert flags("He went to the town and", "Er ging in die Stadt –", human=False) == ["unfinished"]


def test_terms_of_several_glossaries_are_one_remark() -> None:
    first = Glossary((Entry((Term("boat", ENGLISH), Term("Boot", GERMAN))),))
    second = Glossary((Entry((Term("quay", ENGLISH), Term("Kai", GERMAN))),))
    checker = PairChecker([first, second])
    pair = Pair("The boats lay at the quay.", ENGLISH, "Die Schiffe lagen am Ufer.", GERMAN, True)
    (finding,) = checker.check(pair)
    assert finding.flag.value == "terms"
    assert finding.reason == "terms missing: boats (Boot); terms missing: quay (Kai)"
    assert [one.reason for one in checker.check_terms(pair)] == [
        "terms missing: boats (Boot)",
        "terms missing: quay (Kai)",
    ]
    assert checker.check_terms(pair._replace(source="")) == ()


def test_a_source_of_its_own() -> None:
    checker = PairChecker()
    assert checker.check(Pair("", ENGLISH, "no stop and short", ENGLISH)) == ()
    (finding,) = checker.check(Pair("", ENGLISH, "No no no no no no no.", ENGLISH))
    assert finding.flag.value == "loop"
    assert checker.check(Pair("", ENGLISH, "`x = 1`", ENGLISH)) == ()
