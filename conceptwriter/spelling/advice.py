"""How to get a dictionary for a language."""

from __future__ import annotations

import sys

from conceptwriter.language import find_language, is_language_code
from conceptwriter.spelling.places import own_folder


def how_to_get(language: str) -> str:
    """What to do where there is no dictionary for a language, in whole sentences."""
    if not is_language_code(language):
        return f"There is no spelling dictionary for {language}."
    known = find_language(language)
    package = (
        f" Install a package such as hunspell-{known.bcp47.lower()}, or" if sys.platform == "linux" else ""
    )
    begin = package or " To get one,"
    return (
        f"There is no spelling dictionary for {known.english_name}.{begin} copy the .dic and .aff files of a "
        f"LibreOffice dictionary into {own_folder()}."
    )
