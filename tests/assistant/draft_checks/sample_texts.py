"""A story and a guide, and what the checks say of a draft after them. All sentences are these tests' own."""

from __future__ import annotations

from conceptwriter.assistant.draft_checks import DraftChecks, Surroundings
from conceptwriter.assistant.findings import Flag

STORY = (
    (
        "The ferry left the island before sunrise.",
        "Ilse counted the crates on the deck and wrote the number down.",
        "A cold wind came from the north.",
        "The captain pulled his collar up and said nothing.",
    ),
    (
        "Behind them the lighthouse went dark.",
        "Nobody spoke until the first gulls appeared.",
        "Ilse opened the smallest crate with a knife.",
        "It held six clay cups and a letter.",
    ),
)
GUIDE = (
    (
        "A garden needs a plan.",
        "You choose the sunniest corner and measure it.",
        "Most herbs are happy in dry soil.",
        "If your soil is heavy, you add sand.",
        "Water runs off a slope, so terraces help.",
        "You plant the tall kinds at the back.",
    ),
)


def checks(before: tuple[tuple[str, ...], ...] = STORY, **more: object) -> DraftChecks:
    return DraftChecks(Surroundings("eng_Latn", before, **more))  # type: ignore[arg-type]  # any of its fields


def flags(text: str, before: tuple[tuple[str, ...], ...] = STORY, **more: object) -> set[Flag]:
    return {found.flag for found in checks(before, **more)(text)}


def reasons(text: str, before: tuple[tuple[str, ...], ...] = STORY, **more: object) -> list[str]:
    return [found.reason for found in checks(before, **more)(text)]
