"""The plural forms that gettext's catalogues have in a language."""

from __future__ import annotations

import pytest

from conceptwriter.language.cldr import plural_forms


@pytest.mark.parametrize(
    ("language", "count", "begins"),
    [
        ("deu_Latn", 2, "(n != 1)"),
        ("fra_Latn", 2, "(n > 1)"),  # CLDR has a third form for whole millions
        ("spa_Latn", 2, "(n != 1)"),
        ("jpn_Jpan", 1, "0"),
        ("pol_Latn", 3, "n == 1 ? 0 :"),
        ("arb_Arab", 6, "(n == 0 ? 0 :"),
    ],
)
def test_forms_of_languages(language: str, count: int, begins: str) -> None:
    forms = plural_forms(language)
    assert forms is not None
    assert forms[0] == count
    assert forms[1].startswith(begins)


def test_a_language_that_cldr_does_not_know_has_none() -> None:
    assert plural_forms("xxx_Zzzz") is None
