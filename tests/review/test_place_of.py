from __future__ import annotations

import pytest

from conceptwriter.review import Pair
from conceptwriter.review.checker import PairChecker
from conceptwriter.review.place_of import places_of

FOUND = [
    ("It is so.", "Es ist (so.", "brackets", ["("]),
    ("“It is so.”", "„Es ist so.", "quotation", ["„"]),
    ("“It is so.”", "Es ist so.“", "quotation", ["“"]),
    ("He says “so”.", "Er sagt “so” dazu.", "quotation", ["“so”"]),
    ("It is so.", "Es ist  so.", "spaces", ["  "]),
    ("It is so.", "Es ist so", "end mark", ["so"]),
    ("He goes home.", "Er geht geht nach Haus.", "double word", ["geht geht"]),
    ("It has 17 sails.", "Es hat 18 Segel.", "numbers", ["18"]),
    ("It has 17 sails.", "Es hat Segel.", "numbers", ["Es hat Segel."]),
]


@pytest.mark.parametrize(("source", "text", "flag", "wanted"), FOUND)
def test_where_a_finding_is(source: str, text: str, flag: str, wanted: list[str]) -> None:
    findings = PairChecker().check(Pair(source, "eng_Latn", text, "deu_Latn", True))
    finding = next(one for one in findings if one.flag.value == flag)
    places = places_of(flag, finding.reason, text, "deu_Latn")
    assert [text[start:end] for start, end in places] == wanted
