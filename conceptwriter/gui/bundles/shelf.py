"""The items of the shelf: installed bundles and those the catalogue offers, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conceptwriter.install.offers import sides_of_offer, translates

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from conceptwriter.bundles import FoundBundle
    from conceptwriter.bundles.translator_part import TranslatorPart
    from conceptwriter.install.catalogue import CatalogueEntry

INSTALLED, WANTED, OFFERED, TRANSLATING = "installed", "wanted", "offered", "translating"
"""Groups, in this order: what is here; translation models for the languages at hand; all that does something
else; the other translation models."""


@dataclass(frozen=True)
class ShelfItem:
    """One bundle. `bundle` is set for an installed one, `entry` if the catalogue has it."""

    key: str
    group: str
    title: str
    version: str
    bundle: FoundBundle | None = None
    entry: CatalogueEntry | None = None
    serves: tuple[str, ...] = ()
    """Which of "codec", "lcm", "voice" and "translator" it is currently used as."""

    @property
    def languages(self) -> tuple[str, ...]:
        """FLORES-200 codes."""
        if self.bundle is not None and self.bundle.manifest is not None:
            return tuple(self.bundle.manifest.languages)
        return tuple(self.entry.languages) if self.entry is not None else ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Which of "codec", "lcm", "lens", "voice", "splitter", "translator" it has."""
        if self.bundle is not None:
            return tuple(self.bundle.manifest.kinds) if self.bundle.manifest is not None else ()
        return tuple(self.entry.kinds) if self.entry is not None else ()

    @property
    def translator(self) -> TranslatorPart | None:
        """What it translates, if it is an installed translator."""
        manifest = self.bundle.manifest if self.bundle is not None else None
        return None if manifest is None else manifest.translator

    @property
    def sides(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Which languages a translator reads and which it writes, installed or offered; else empty."""
        if (part := self.translator) is not None:
            return tuple(part.sources), tuple(part.targets)
        return sides_of_offer(self.entry) if self.bundle is None and self.entry is not None else ((), ())

    @property
    def problem(self) -> str:
        """Why it cannot be used; empty when it can."""
        return (self.bundle.problem or "") if self.bundle is not None else ""

    @property
    def licences(self) -> tuple[str, ...]:
        """SPDX ids."""
        if self.entry is not None:
            return tuple(licence.spdx for licence in self.entry.licences)
        if self.bundle is not None and self.bundle.manifest is not None:
            return (self.bundle.manifest.licence.spdx,)
        return ()

    @property
    def bytes_on_disk(self) -> int | None:
        """Bytes it takes or will take on disk."""
        if self.bundle is not None:
            manifest = self.bundle.manifest
            return sum(file.size for file in manifest.files) if manifest is not None else None
        return self.entry.installed_bytes if self.entry is not None else None

    @property
    def precision(self) -> str:
        """Precision of its weights; empty while it is not installed."""
        return self.bundle.manifest.precision if self.bundle is not None and self.bundle.manifest else ""

    def can_serve(self, kind: str) -> bool:
        """Whether it is installed, intact, and has such a part."""
        manifest = self.bundle.manifest if self.bundle is not None else None
        return manifest is not None and kind in manifest.kinds


def installed_key(folder: Path) -> str:
    """The key of an installed bundle."""
    return f"{INSTALLED}:{folder}"


def offered_key(entry_id: str) -> str:
    """The key of an entry of the catalogue."""
    return f"{OFFERED}:{entry_id}"


def shelf(
    found: Iterable[FoundBundle],
    entries: Iterable[CatalogueEntry],
    *,
    codec: Path | None = None,
    lcm: Path | None = None,
    voice: Path | None = None,
    defaults: Mapping[str, str] | None = None,
    pairs: Collection[tuple[str, str]] = (),
) -> list[ShelfItem]:
    """Installed bundles first, then offers whose version is not installed.

    `codec`, `lcm` and `voice` are the folders in use, `defaults` the default translators. `pairs` are the
    languages at hand, source and target: what translates one of them comes first.
    """
    used = {"codec": codec, "lcm": lcm, "voice": voice}
    known = {entry.id: entry for entry in entries}
    translators = frozenset((defaults or {}).values())
    here = [_installed(bundle, known, used, translators) for bundle in found]
    there = {(item.entry.id, item.version) for item in here if item.entry is not None and not item.problem}
    offers = [
        ShelfItem(offered_key(entry.id), _group(entry, pairs), entry.title, entry.version, entry=entry)
        for entry in known.values()
        if (entry.id, entry.version) not in there
    ]
    wanted = sorted((item for item in offers if item.group == WANTED), key=lambda item: len(item.languages))
    others = [item for group in (OFFERED, TRANSLATING) for item in offers if item.group == group]
    return [*here, *wanted, *others]


def _group(entry: CatalogueEntry, pairs: Collection[tuple[str, str]]) -> str:
    if "translator" not in entry.kinds:
        return OFFERED
    return WANTED if any(translates(entry, *pair) for pair in pairs) else TRANSLATING


def translator_offer(source: str, target: str, items: Iterable[ShelfItem]) -> ShelfItem | None:
    """The translation model for the fewest languages that can be installed for this pair.

    None where there is none, or where one is installed.
    """
    able = []
    for item in items:
        part = item.translator
        if part is not None and not item.problem and part.translates(source, target):
            return None
        if item.bundle is None and item.entry is not None and translates(item.entry, source, target):
            able.append(item)
    return min(able, key=lambda item: len(item.languages), default=None)


def _installed(
    bundle: FoundBundle,
    known: dict[str, CatalogueEntry],
    used: dict[str, Path | None],
    translators: frozenset[str],
) -> ShelfItem:
    manifest = bundle.manifest
    name = manifest.name if manifest is not None else bundle.folder.name
    title = (manifest.title or manifest.name) if manifest is not None else bundle.folder.name
    serves = tuple(kind for kind, folder in used.items() if folder == bundle.folder)
    if manifest is not None and manifest.translator is not None and name in translators:
        serves = (*serves, "translator")
    return ShelfItem(
        installed_key(bundle.folder),
        INSTALLED,
        title,
        manifest.version if manifest is not None else "",
        bundle=bundle,
        entry=known.get(name),
        serves=serves,
    )


def place_of(items: Sequence[ShelfItem], key: str) -> int:
    """Index of an item; -1 when it is missing."""
    return next((place for place, item in enumerate(items) if item.key == key), -1)
