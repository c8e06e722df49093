"""The mark at the end of a text."""

from __future__ import annotations

import pytest

from conceptwriter.review.ending import Ending, check_ending, ending_of

ENGLISH, GERMAN, GREEK, JAPANESE = "eng_Latn", "deu_Latn", "ell_Grek", "jpn_Jpan"


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("It rained.", ENGLISH, Ending.STOP),
        ("It rained…", ENGLISH, Ending.STOP),
        ("“It rained.”", ENGLISH, Ending.STOP),
        ("(It rained.)", ENGLISH, Ending.STOP),
        ("雨でした。", JAPANESE, Ending.STOP),
        ("「そうでもない」", JAPANESE, Ending.STOP),
        ("बारिश हुई।", "hin_Deva", Ending.STOP),
        ("Անձրև եկավ։", "hye_Armn", Ending.STOP),
        ("Where?", ENGLISH, Ending.QUESTION),
        ("Where?!", ENGLISH, Ending.QUESTION),
        ("Where ?", "fra_Latn", Ending.QUESTION),
        ("Πού είναι;", GREEK, Ending.QUESTION),
        ("أين هو؟", "arb_Arab", Ending.QUESTION),
        ("どこですか？", JAPANESE, Ending.QUESTION),
        ("Ո՞ւր է։", "hye_Armn", Ending.QUESTION),
        ("Come!", ENGLISH, Ending.EXCLAMATION),
        ("He said:", ENGLISH, Ending.COLON),
        ("他说：", "zho_Hans", Ending.COLON),
        ("Settings", ENGLISH, Ending.NONE),
        ("one;", ENGLISH, Ending.NONE),
        ("", ENGLISH, Ending.NONE),
    ],
)
def test_the_kind_of_the_last_mark(text: str, language: str, kind: Ending) -> None:
    assert ending_of(text, language) is kind


@pytest.mark.parametrize(
    ("source", "text", "language", "said"),
    [
        ("Where is it?", "Es ist dort.", GERMAN, "has no question mark"),
        ("It is there.", "Wo ist es?", GERMAN, "ends in a question mark"),
        ("It rained.", "Es regnete", GERMAN, "has no full stop"),
        ("The house", "Das Haus.", GERMAN, "ends in a full stop"),
        ("He said:", "Er sagte.", GERMAN, "has no colon"),
        ("He said", "Er sagte:", GERMAN, "ends in a colon"),
        ("Come!", "Komm", GERMAN, "has no exclamation mark"),
        ("Where is it?", "Πού είναι.", GREEK, "has no question mark"),
    ],
)
def test_a_kind_that_differs(source: str, text: str, language: str, said: str) -> None:
    found = check_ending(source, ENGLISH, text, language)
    assert found is not None
    assert found.reason.startswith(said)


@pytest.mark.parametrize(
    ("source", "text", "language"),
    [
        ("Come!", "Komm.", GERMAN),
        ("What a day!", "Was ist das für ein Tag?", GERMAN),
        ("Where is it?", "Πού είναι;", GREEK),
        ("Is it there?", "そこにありますか。", JAPANESE),
        ("Is it there?", "มันอยู่ที่นั่นไหม", "tha_Thai"),
        ("“Where?” he asked.", "„Wo?“, fragte er.", GERMAN),
        ("Did he ask “Where?”?", "Er fragte „Wo?“.", GERMAN),
        ("the rain fell on the roof and on the street", "Der Regen fiel auf das Dach.", GERMAN),
        ("The house", "Das Haus", GERMAN),
    ],
)
def test_what_is_right(source: str, text: str, language: str) -> None:
    assert check_ending(source, ENGLISH, text, language) is None
