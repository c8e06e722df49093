"""Units and look-ups for the tests of translation memories."""

from __future__ import annotations

from typing import Any

from conceptwriter.memory import Asked, Match, Memory, Unit, search

ENGLISH, GERMAN, JAPANESE = "eng_Latn", "deu_Latn", "jpn_Jpan"


def unit(source: str, target: str = "", **fields: Any) -> Unit:
    """A unit from English to German."""
    fields = {"source_language": ENGLISH, "target_language": GERMAN, **fields}
    return Unit(source=source, target=target or f"[{source}]", **fields)


def found(
    memory: Memory,
    text: str,
    *,
    minimum: int = 60,
    before: str | None = None,
    after: str | None = None,
    languages: tuple[str, str] = (ENGLISH, GERMAN),
) -> list[Match]:
    return search([memory], Asked(text, *languages, before, after), minimum=minimum)
