"""What one language has of its own is one record: a made-up one is followed wherever languages differ."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conceptwriter.language import identify_language, is_language_code, sentences
from conceptwriter.language.abbreviations import abbreviations
from conceptwriter.language.distinctive_words import _words_of, count_distinctive, foreign_letters
from conceptwriter.language.function_words import distinctive_groups, function_words
from conceptwriter.language.own_rules import (
    OWN_RULES,
    east_asian,
    germanic,
    other_european,
    romance,
    slavic,
    south_asian,
    turkic_and_semitic,
)
from conceptwriter.language.own_rules.record import OwnRules
from conceptwriter.language.rules import rules_for

GROUPS = (east_asian, germanic, other_european, romance, slavic, south_asian, turkic_and_semitic)
CODE = "swh_Latn"
TEXT = "Alimwona Bw. Juma sokoni. Kisha Mzee. Juma alirudi nyumbani."


@pytest.fixture
def forgetful() -> Iterator[None]:
    """What was worked out from a record is worked out anew, before a test and behind it."""
    kept = (rules_for, abbreviations, _words_of)
    for each in kept:
        each.cache_clear()
    yield
    for each in kept:
        each.cache_clear()


def test_every_record_is_of_a_language_and_stands_once() -> None:
    assert all(map(is_language_code, OWN_RULES))
    assert sum(len(group.OWN_RULES) for group in GROUPS) == len(OWN_RULES)


@pytest.mark.usefixtures("forgetful")
def test_a_made_up_record(monkeypatch: pytest.MonkeyPatch) -> None:
    assert CODE not in OWN_RULES, "this test makes one up"
    before = sentences(TEXT, CODE)
    made_up = OwnRules(
        titles="bw mzee",
        function_words="na ya kwa",
        letter_groups="ng mw",
        own_letters="ŋ",
        foreign_letters="qx",
        distinctive_words="kisha",
        roman_ordinals=True,
        small_openings=r"['’]n\s",
    )
    monkeypatch.setitem(OWN_RULES, CODE, made_up)
    for kept in (rules_for, abbreviations, _words_of):
        kept.cache_clear()
    assert sentences(TEXT, CODE) == ["Alimwona Bw. Juma sokoni.", "Kisha Mzee. Juma alirudi nyumbani."]
    assert sentences(TEXT, CODE) != before
    assert rules_for(CODE).roman_ordinals
    assert rules_for(CODE).function_words == function_words(CODE) == {"na", "ya", "kwa"}
    assert distinctive_groups(CODE) == ("ng", "mw")
    assert count_distinctive(CODE, "Kisha ŋ") == 2
    assert foreign_letters(CODE, "qux") == 2


@pytest.mark.usefixtures("forgetful")
def test_the_languages_are_distinguished_by_their_records(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Ќе одам во градот."
    assert identify_language(text).code == "mkd_Cyrl"
    for code in ("mkd_Cyrl", "srp_Cyrl"):
        monkeypatch.setitem(OWN_RULES, code, OwnRules())
    _words_of.cache_clear()
    monkeypatch.setitem(OWN_RULES, "mkd_Cyrl", OwnRules(foreign_letters="ќао"))
    assert identify_language(text).code != "mkd_Cyrl"
