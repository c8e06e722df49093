"""What CLDR (package Babel) knows of a language."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from conceptwriter.language.table import find_language, is_language_code

if TYPE_CHECKING:
    from babel import Locale


@cache
def locale_of(language: str) -> Locale | None:
    """CLDR's data of a language (FLORES-200 code); None where there are none."""
    from babel import Locale, UnknownLocaleError  # reads large tables, so only when needed

    try:
        return Locale.parse(find_language(language).bcp47, sep="-") if is_language_code(language) else None
    except (UnknownLocaleError, ValueError):
        return None
