"""What exports say of what a file lacks, in the same words for every format."""

from __future__ import annotations

from conceptwriter.language import find_language


def counted(count: int, one: str, many: str, what: str) -> list[str]:
    """As "3 tags were left out."; nothing for none."""
    return [f"{count:,} {one if count == 1 else many} {what}"] if count else []


def untranslated(count: int, language: str | None, one: str = "text", many: str = "texts") -> list[str]:
    """How many texts are written in their source language; ``language``: FLORES-200."""
    name = "" if language is None else f"{find_language(language).english_name} "
    what = f"no {name}translation yet; the source text is used instead."
    return counted(count, f"{one} has", f"{many} have", what)
