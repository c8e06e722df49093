"""What the translators of a catalogue translate, before any of them is installed."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from conceptwriter.convert.errors import ConversionError
from conceptwriter.convert.translator.languages import stated_pairs
from conceptwriter.install.catalogue import CatalogueEntry

TRANSLATOR = "translator"


def pairs_of_offer(entry: CatalogueEntry) -> frozenset[tuple[str, str]]:
    """Pairs of FLORES-200 codes, source first; empty for what is no translator, or does not say it."""
    sources, targets = sides_of_offer(entry)
    return frozenset(pair for pair in product(sources, targets) if pair[0] != pair[1])


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


def offers_for(entries: Iterable[CatalogueEntry], source: str, target: str) -> list[CatalogueEntry]:
    """All that translate from one language into another, those made for few languages first."""

    def breadth(entry: CatalogueEntry) -> int:
        return sum(len(side) for side in sides_of_offer(entry))

    able = [entry for entry in entries if translates(entry, source, target)]
    return sorted(able, key=breadth)


def translates(entry: CatalogueEntry, source: str, target: str) -> bool:
    """Whether it translates from one language into the other."""
    sources, targets = sides_of_offer(entry)
    return source != target and source in sources and target in targets
