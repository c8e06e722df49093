"""What CLDR (package Babel) knows of a language."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from conceptwriter.language.table import find_language, is_language_code

if TYPE_CHECKING:
    from babel import Locale


_MILLIONS = "n % 1000000 == 0"


@cache
def locale_of(language: str) -> Locale | None:
    """CLDR's data of a language (FLORES-200 code); None where there are none."""
    from babel import Locale, UnknownLocaleError  # reads large tables, so only when needed

    try:
        return Locale.parse(find_language(language).bcp47, sep="-") if is_language_code(language) else None
    except (UnknownLocaleError, ValueError):
        return None


def plural_forms(language: str) -> tuple[int, str] | None:
    """How many forms gettext tells apart in a language (FLORES-200 code), and the formula for a number `n`.

    None where CLDR does not know the language.
    """
    from babel.messages.plurals import get_plural

    locale = locale_of(language)
    if locale is None:
        return None
    count, formula = get_plural(locale)
    if _MILLIONS in formula:  # gettext's catalogues have none for whole millions, as French and Spanish do
        return 2, "(n > 1)" if "n == 0" in formula.replace("n != 0", "") else "(n != 1)"
    return int(count), str(formula)
