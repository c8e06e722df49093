"""Numbers and names that a codec would lose travel as others that it keeps."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.assistant import Assistant
from conceptwriter.assistant.carrying import carried, carrier
from conceptwriter.assistant.codec_use import Text
from conceptwriter.assistant.numerals import missing_numbers
from conceptwriter.assistant.stand_in_numbers import TURNS, hide_numbers, localised, show_numbers
from conceptwriter.outline import Document
from tests.assistant.conftest import paragraph, section
from tests.assistant.toy_engine import ToyEngine, bag_of_words

WAIT = 20.0
ENGLISH, GERMAN, FRENCH = "eng_Latn", "deu_Latn", "fra_Latn"


def test_numbers_travel_as_stand_ins_and_come_back_as_the_language_writes_them() -> None:
    hidden = hide_numbers("On 14 May 1998 she paid 1,250.75 euros.", ENGLISH, GERMAN)
    assert hidden.text == "On 17 May 23 she paid 38 euros."
    translated = "Am 17. Mai 23 zahlte sie 38 Euro."
    assert show_numbers(hidden, translated, GERMAN) == "Am 14. Mai 1998 zahlte sie 1.250,75 Euro."


@pytest.mark.parametrize(
    "translated",
    [
        "Am 17. Mai zahlte sie 38 Euro.",
        "Am 17. Mai 23 zahlte sie 38 Euro und 5 Cent.",
        "Am 17. Mai 23 zahlte sie 38 und 38 Euro.",
    ],
)
def test_a_number_that_was_lost_invented_or_doubled_shows_nothing(translated: str) -> None:
    hidden = hide_numbers("On 14 May 1998 she paid 1,250.75 euros.", ENGLISH, GERMAN)
    assert show_numbers(hidden, translated, GERMAN) is None


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("It lasts from 7:45–9:30.", "It lasts from 17."),
        ("Lasker (1868-1941) won.", "Lasker (17) won."),
        ("Room 221B and B2 are free.", "Room 17 and 23 are free."),
        ("Ask user13 or 13th.", "Ask user13 or 17th."),
        ("It was the 21st time.", "It was the 17th time."),
        ("Call 9876-5432.", "Call 17."),
        ("No numbers.", "No numbers."),
        ("1 2 3 4 5 6 7", "1 2 3 4 5 6 7"),
    ],
)
def test_what_is_a_number(text: str, hidden: str) -> None:
    """A range is one, a part of a word none, and more than there are stand-ins stay."""
    assert hide_numbers(text, ENGLISH, GERMAN).text == hidden


@pytest.mark.parametrize(
    ("text", "language", "to", "shown"),
    [
        ("Born on 14 May 1998.", ENGLISH, GERMAN, "14. Mai 1998"),
        ("Born on May 14, 1998.", ENGLISH, FRENCH, "14 mai 1998"),
        ("Born on the 14th of May.", ENGLISH, "spa_Latn", "14 de mayo"),
        ("Geboren am 14. Mai 1998.", GERMAN, ENGLISH, "May 14, 1998"),
        ("Né le 1er mai 1998.", FRENCH, GERMAN, "1. Mai 1998"),
        ("Nació el 14 de mayo de 1998.", "spa_Latn", "zho_Hans", "1998年5月14日"),
    ],
)
def test_a_date_travels_as_one_number(text: str, language: str, to: str, shown: str) -> None:
    hidden = hide_numbers(text, language, to, dates=True)
    assert hidden.replaced == ((17, shown),)
    assert re.fullmatch(r"\D+17\.", hidden.text)


def test_what_is_no_date_is_a_number() -> None:
    assert hide_numbers("On 31 June he may 5.", ENGLISH, GERMAN, dates=True).replaced == (
        (17, "31"),
        (23, "5"),
    )
    assert hide_numbers("On 14 May 1998.", "zxx_Zxxx", GERMAN, dates=True).text == "On 17 May 23."
    assert hide_numbers("On 14 May 1998.", ENGLISH, "zxx_Zxxx", dates=True).text == "On 17 May 23."


def test_numbers_that_stand_for_marks_stay() -> None:
    hidden = hide_numbers("Open 17 at 8 o'clock.", ENGLISH, GERMAN, keep=[17])
    assert hidden.text == "Open 17 at 23 o'clock."
    assert show_numbers(hidden, "Öffne 17 um 23 Uhr.", GERMAN) == "Öffne 17 um 8 Uhr."
    assert show_numbers(hidden, "Öffne um 23 Uhr.", GERMAN) is None


def test_a_number_that_stays_is_no_stand_in() -> None:
    hidden = hide_numbers("user17 has 5 cats.", ENGLISH, GERMAN)
    assert hidden.text == "user17 has 23 cats."
    assert show_numbers(hidden, "user17 hat 23 Katzen.", GERMAN) == "user17 hat 5 Katzen."


def test_thousands_of_digits_are_a_number_too() -> None:
    """Python itself refuses to read more than 4,300."""
    digits = "9" * 5000
    assert missing_numbers(f"I have {digits} cats.", "Katzen.", GERMAN) == [digits]
    assert missing_numbers(f"{digits}.5 cats", f"{digits}.5 Katzen", GERMAN) == []
    hidden = hide_numbers(f"I have {digits} cats and 17 dogs.", ENGLISH, GERMAN, keep=[17])
    assert hidden.text == "I have 23 cats and 17 dogs."
    assert show_numbers(hidden, "17 Hunde, 23 Katzen", GERMAN) == f"17 Hunde, {digits} Katzen"


def test_nothing_is_tried_twice() -> None:
    """The third attempt is for dates; other stand-ins do nothing for a name."""
    number, name = Text("I have 5 cats.", ENGLISH), Text("I never met Tania.", ENGLISH)
    found = [carrier(number, Text("Katzen.", GERMAN), {"numbers"}, attempt) for attempt in range(3)]
    assert [it is not None for it in found] == [True, True, False]
    found = [carrier(name, Text("Nie.", GERMAN), {"names"}, attempt) for attempt in range(3)]
    assert [it is not None for it in found] == [True, False, False]


def test_each_attempt_has_other_stand_ins() -> None:
    texts = {hide_numbers("I have 5.", ENGLISH, GERMAN, turn).text for turn in range(len(TURNS))}
    assert len(texts) == len(TURNS)


def test_an_english_ordinal_gets_its_own_ending() -> None:
    for source, shown in (("21e", "21st"), ("2e", "2nd"), ("103e", "103rd"), ("112e", "112th")):
        number = source.removesuffix("e")
        hidden = hide_numbers(f"La {number} fois.", FRENCH, ENGLISH)
        assert show_numbers(hidden, "The 17th time.", ENGLISH) == f"The {shown} time."


@pytest.mark.parametrize(
    ("written", "source", "to", "there"),
    [
        ("1,250.75", ENGLISH, GERMAN, "1.250,75"),
        ("1.250,75", GERMAN, ENGLISH, "1,250.75"),
        ("100,000", ENGLISH, FRENCH, "100\u202f000"),
        ("1 250,75", FRENCH, ENGLISH, "1,250.75"),
        ("3.5", ENGLISH, GERMAN, "3,5"),
        ("1998", ENGLISH, GERMAN, "1998"),
        ("7:45", ENGLISH, GERMAN, "7:45"),
        ("14.5.1998", GERMAN, ENGLISH, "14.5.1998"),
        ("1,25", ENGLISH, GERMAN, "1,25"),
        ("3.5", ENGLISH, "zxx_Zxxx", "3.5"),
    ],
)
def test_how_a_number_is_written(written: str, source: str, to: str, there: str) -> None:
    assert localised(written, source, to) == there


def test_the_point_of_a_version_is_no_decimal_point() -> None:
    hidden = hide_numbers("Python 3.11 needs 3.5 seconds.", ENGLISH, GERMAN)
    assert [shown for _, shown in hidden.replaced] == ["3.11", "3,5"]


@given(st.text(st.sampled_from("0123456789 .,:-a–'\u00a0"), max_size=30))
def test_what_comes_back_unchanged_is_the_text(text: str) -> None:
    hidden = hide_numbers(text, ENGLISH, ENGLISH)
    shown = show_numbers(hidden, hidden.text, ENGLISH) if hidden.replaced else text
    assert shown is not None
    assert re.sub(r"\D", "", shown) == re.sub(r"\D", "", text)


def test_a_lost_name_travels_as_tom() -> None:
    source = Text("I have never met Tania's brother or watched TV.", ENGLISH)
    found = carrier(source, Text("Ich habe nie geschaut.", GERMAN), {"names"}, 0)
    assert found is not None
    assert found.text == "I have never met Tom's brother or watched TV."
    assert found.restored("Ich habe Tom nie getroffen.", GERMAN) == "Ich habe Tania nie getroffen."
    assert found.restored("Ich habe ihn nie getroffen.", GERMAN) is None


def test_where_nothing_was_lost_there_is_no_second_try() -> None:
    source = Text("Tania has 5 cats.", ENGLISH)
    assert carrier(source, Text("Tania hat 5 Katzen.", GERMAN), (), 0) is None
    assert carrier(Text("She has cats.", ENGLISH), Text("Sie hat 3.", GERMAN), {"numbers"}, 0) is None


def test_only_what_lost_something_is_tried_again_until_it_is_kept() -> None:
    sources = [Text("I have 5 cats.", ENGLISH), Text("I sleep.", ENGLISH), Text("I am 7.", ENGLISH)]
    asked: list[tuple[list[int], list[str]]] = []

    def translate(rows: list[int], texts: list[str]) -> list[str]:
        asked.append((rows, texts))
        return ["Ich habe Katzen." if len(asked) == 1 else "Ich habe 27 Katzen."]

    found = carried(sources, ["Ich habe 50.", "Ich schlafe.", "Ich bin 7."], GERMAN, translate, [(), (), ()])
    assert found == ["Ich habe 5 Katzen.", "Ich schlafe.", "Ich bin 7."]
    assert asked == [([0], ["I have 17 cats."]), ([0], ["I have 27 cats."])], "and then no more"


def test_a_translation_that_loses_a_number_is_made_with_another(
    assistant: Assistant, engine: ToyEngine
) -> None:
    source = "Anna had 5 boats at dawn."
    meaning = bag_of_words(source)
    engine.know("Anna avait 50 bateaux à l'aube.", FRENCH, meaning)
    engine.know("Anna avait 5 bateaux à l'aube.", FRENCH, 0.99 * meaning + 0.01 * bag_of_words("dawn"))
    engine.know("Anna avait 17 bateaux à l'aube.", FRENCH, bag_of_words("Anna had 17 boats at dawn."))
    document = Document.from_draft(section("The harbour", paragraph(source)))
    (_, item) = assistant.translate(document, None, FRENCH).result(WAIT).items
    assert item.text == "Anna avait 5 bateaux à l'aube."
    assert "numbers" not in item.flags


def test_what_cannot_be_kept_is_flagged(assistant: Assistant, engine: ToyEngine) -> None:
    source = "Anna had 5 boats at dawn."
    engine.know("Anna avait 50 bateaux à l'aube.", FRENCH, bag_of_words(source))
    document = Document.from_draft(section("The harbour", paragraph(source)))
    (_, item) = assistant.translate(document, None, FRENCH).result(WAIT).items
    assert item.text == "Anna avait 50 bateaux à l'aube."
    assert "numbers" in item.flags


def test_other_translations_of_a_node_keep_their_numbers_as_well(
    assistant: Assistant, engine: ToyEngine
) -> None:
    source = "Anna had 5 boats at dawn."
    engine.know("Anna avait 50 bateaux à l'aube.", FRENCH, bag_of_words(source))
    engine.know(
        "Anna avait 5 bateaux à l'aube.", FRENCH, 0.99 * bag_of_words(source) + 0.01 * bag_of_words("dawn")
    )
    engine.know("Anna avait 17 bateaux à l'aube.", FRENCH, bag_of_words("Anna had 17 boats at dawn."))
    document = Document.from_draft(section("The harbour", paragraph(source)))
    (node,) = [each for each in document.concepts() if document.text(each) == source]
    offers = assistant.translate_again(document, node, FRENCH).result(WAIT)
    assert offers.proposals[0].text == "Anna avait 5 bateaux à l'aube."
