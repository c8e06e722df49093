"""What the translators of a catalogue translate, before any of them is installed."""

from __future__ import annotations

from conceptwriter.convert.errors import ConversionError
from conceptwriter.convert.translator.languages import stated_pairs
from conceptwriter.install.catalogue import CatalogueEntry

TRANSLATOR = "translator"


def sides_of_offer(entry: CatalogueEntry) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which languages it reads, and which it writes."""
    if TRANSLATOR not in entry.kinds:
        return (), ()
    stated = entry.conversion.options.get("languages", "") if entry.conversion is not None else ""
    if not stated:
        return tuple(entry.languages), tuple(entry.languages)
    try:
        return stated_pairs(stated, tuple(entry.languages))
    except ConversionError:
        return (), ()  # of a catalogue of the user's; the conversion will say what is wrong


def translates(entry: CatalogueEntry, source: str, target: str) -> bool:
    """Whether it translates from one language into the other."""
    sources, targets = sides_of_offer(entry)
    return source != target and source in sources and target in targets


def lacking(entry: CatalogueEntry) -> str:
    """What this computer lacks to run it, and how to get that; empty where nothing is lacking."""
    if entry.conversion is None or entry.conversion.kind != TRANSLATOR:
        return ""
    from conceptwriter.convert.translator.conversion import (
        require_runtime,
    )  # a start of the window needs none

    try:
        require_runtime()
    except ConversionError as error:
        return str(error)
    return ""
