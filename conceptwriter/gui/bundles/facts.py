"""Facts about a bundle, as lines for the user: name, value, and whether the value is a warning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conceptwriter.gui.bundles.wording import (
    device_words,
    download_words,
    kinds_words,
    languages_words,
    licence_words,
    size_words,
    speed_words,
    translated,
)
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conceptwriter.engine import EngineStatus
    from conceptwriter.gui.bundles.shelf import ShelfItem
    from conceptwriter.install.catalogue import Catalogue, CatalogueEntry

_ENOUGH = 0.75
"""A model that needs more than this share of the memory leaves too little for everything else."""


@dataclass(frozen=True)
class Fact:
    """One line. `role` is that of a label: "", "hint", "warn", "bad" or "good"."""

    name: str
    value: str
    role: str = ""


def facts_of(
    item: ShelfItem, catalogue: Catalogue, status: EngineStatus | None, pins: Mapping[str, str]
) -> list[Fact]:
    """The details of an installed or offered bundle."""
    facts = []
    if item.problem:
        facts.append(Fact(translated(QT_TRANSLATE_NOOP("Models", "Problem")), item.problem, "bad"))
    if item.serves:
        facts.append(Fact(translated(QT_TRANSLATE_NOOP("Models", "In use")), _use_words(item), "good"))
        if set(item.serves) - {"translator"}:
            facts += engine_facts(status)
    if item.kinds:
        facts.append(Fact(translated(QT_TRANSLATE_NOOP("Models", "For")), kinds_words(item.kinds)))
    sources, targets = item.sides
    if sources:
        name = translated(QT_TRANSLATE_NOOP("Models", "Translates"))
        facts.append(Fact(name, " → ".join((languages_words(sources), languages_words(targets)))))
    elif item.languages:
        facts.append(
            Fact(translated(QT_TRANSLATE_NOOP("Models", "Languages")), languages_words(item.languages))
        )
    size = item.bytes_on_disk
    if size is not None:
        facts.append(Fact(translated(QT_TRANSLATE_NOOP("Models", "Size")), size_words(size)))
    if item.bundle is None and item.entry is not None:
        facts.append(Fact(translated(QT_TRANSLATE_NOOP("Models", "Download")), download_words(item.entry)))
    if item.licences:
        words = "; ".join(_licences_words(item))
        facts.append(Fact(translated(QT_TRANSLATE_NOOP("Models", "Licence")), words))
    if item.entry is not None:
        facts += _entry_facts(item.entry, catalogue)
    facts += _places(item)
    facts += [
        Fact(
            translated(QT_TRANSLATE_NOOP("Models", "SHA-256 at first download")), f"{name}\n{digest}", "hint"
        )
        for name, digest in sorted(pins.items())
    ]
    return facts


def _licences_words(item: ShelfItem) -> list[str]:
    """Each licence with its title if that is known."""
    if item.entry is None:
        return [licence_words(spdx) for spdx in item.licences]
    return [f"{licence.title} ({licence_words(licence.spdx)})" for licence in item.entry.licences]


def _use_words(item: ShelfItem) -> str:
    words = {
        "codec": QT_TRANSLATE_NOOP("Models", "for translation"),
        "lcm": QT_TRANSLATE_NOOP("Models", "for proposals"),
        "voice": QT_TRANSLATE_NOOP("Models", "to write what is proposed"),
        "translator": QT_TRANSLATE_NOOP("Models", "by default for its languages"),
    }
    return ", ".join(translated(words[kind]) for kind in item.serves)


def _entry_facts(entry: CatalogueEntry, catalogue: Catalogue) -> list[Fact]:
    facts = [
        Fact(translated(QT_TRANSLATE_NOOP("Models", "Memory")), size_words(entry.memory_bytes)),
        Fact(translated(QT_TRANSLATE_NOOP("Models", "Speed")), speed_words(entry.speed)),
    ]
    if entry.needs:
        facts.append(
            Fact(translated(QT_TRANSLATE_NOOP("Models", "Works with")), _needs_words(entry, catalogue))
        )
    if entry.source:
        facts.append(Fact(translated(QT_TRANSLATE_NOOP("Models", "Source")), entry.source))
    if entry.citation:
        facts.append(Fact(translated(QT_TRANSLATE_NOOP("Models", "Citation")), entry.citation, "hint"))
    return facts


def _needs_words(entry: CatalogueEntry, catalogue: Catalogue) -> str:
    titles = {other.id: other.title for other in catalogue.entries}
    return ", ".join(titles.get(need, need) for need in entry.needs)


def _places(item: ShelfItem) -> list[Fact]:
    if item.bundle is None:
        return []
    facts = [Fact(translated(QT_TRANSLATE_NOOP("Models", "Folder")), str(item.bundle.folder), "hint")]
    manifest = item.bundle.manifest
    if item.entry is None and manifest is not None and manifest.source:
        facts.append(Fact(translated(QT_TRANSLATE_NOOP("Models", "Source")), manifest.source))
    return facts


def engine_facts(status: EngineStatus | None) -> list[Fact]:
    """What the models currently run on: provider, precision, threads, memory; and why."""
    if status is None or status.provider is None:
        return [
            Fact(
                translated(QT_TRANSLATE_NOOP("Models", "Runs on")),
                translated(QT_TRANSLATE_NOOP("Models", "not loaded yet")),
                "hint",
            )
        ]
    facts = [Fact(translated(QT_TRANSLATE_NOOP("Models", "Runs on")), device_words(status.provider))]
    if status.rss_bytes:
        facts.append(
            Fact(translated(QT_TRANSLATE_NOOP("Models", "Memory in use")), size_words(status.rss_bytes))
        )
    if status.notice:
        facts.append(Fact("", status.notice, "hint"))
    parts = [status.provider.removesuffix("ExecutionProvider").upper()]
    if status.precision:
        parts.append(status.precision)
    if status.threads:
        parts.append(translated(QT_TRANSLATE_NOOP("Models", "threads: {count}"), count=status.threads))
    facts.append(Fact(translated(QT_TRANSLATE_NOOP("Models", "Technical details")), ", ".join(parts), "hint"))
    return facts


def memory_fact(needed: int, there: int) -> Fact:
    """The memory a model needs compared with what this computer has."""
    name = translated(QT_TRANSLATE_NOOP("Models", "Memory"))
    if needed > there:
        words = QT_TRANSLATE_NOOP(
            "Models", "{needed}. This computer has {there}: the model will not run, or only very slowly."
        )
    elif needed > _ENOUGH * there:
        words = QT_TRANSLATE_NOOP(
            "Models", "{needed} of the {there} in this computer: close other programs while you use it."
        )
    else:
        words = QT_TRANSLATE_NOOP("Models", "{needed} of the {there} in this computer")
    role = "bad" if needed > there else "warn" if needed > _ENOUGH * there else ""
    return Fact(name, translated(words, needed=size_words(needed), there=size_words(there)), role)


def room_fact(needed: int | None, there: int) -> Fact:
    """Free disk space compared with what an installation needs while it runs."""
    name = translated(QT_TRANSLATE_NOOP("Models", "Free disk space"))
    if needed is not None and needed > there:
        words = QT_TRANSLATE_NOOP(
            "Models", "{there}; {needed} needed during installation. Free some space first."
        )
        return Fact(name, translated(words, there=size_words(there), needed=size_words(needed)), "bad")
    return Fact(name, size_words(there))
