"""The installed translators, and which of them a user has made the default for a pair of languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from conceptwriter.bundles.places import FoundBundle

CODEC = "codec"
"""Stands for the program's own translation model where a translator could be named."""
EVERY_PAIR = "*>*"
FEW_PAIRS = 30
"""A translator of more pairs becomes the default of every pair that no other is the default of."""


@dataclass(frozen=True, slots=True)
class InstalledTranslator:
    """One translator, as far as it is known without loading it."""

    name: str
    version: str
    title: str
    licence: str
    """SPDX."""
    folder: Path
    sources: frozenset[str]
    """FLORES-200 codes; it translates each of them into every other of `targets`."""
    targets: frozenset[str]
    maximum_characters: int
    size: int
    """Bytes of its files: about the memory that it takes once it is loaded."""

    @property
    def shown(self) -> str:
        """Its name for the user."""
        return f"{self.title or self.name} {self.version}"

    @property
    def pairs(self) -> list[str]:
        """Every pair of languages, see `pair_key`."""
        both = product(sorted(self.sources), sorted(self.targets))
        return [pair_key(source, target) for source, target in both if source != target]

    @property
    def pair_count(self) -> int:
        """How many pairs that are; SONAR's languages make 40,000."""
        return len(self.sources) * len(self.targets) - len(self.sources & self.targets)

    def translates(self, source: str, target: str) -> bool:
        """Whether it translates from one language into the other."""
        return source != target and source in self.sources and target in self.targets


def translators_in(found: Iterable[FoundBundle]) -> tuple[InstalledTranslator, ...]:
    """The readable bundles that have a translator, the first of each name."""
    listed: dict[str, InstalledTranslator] = {}
    for bundle in found:
        manifest = bundle.manifest
        if manifest is None or manifest.translator is None:
            continue
        part = manifest.translator
        made = InstalledTranslator(
            name=manifest.name,
            version=manifest.version,
            title=manifest.title,
            licence=manifest.licence.spdx,
            folder=bundle.folder,
            sources=frozenset(part.sources),
            targets=frozenset(part.targets),
            maximum_characters=part.maximum_characters,
            size=sum(file.size for file in manifest.files),
        )
        listed.setdefault(made.name, made)
    return tuple(listed.values())


def pair_key(source: str, target: str) -> str:
    """A pair of languages as the key of a default: `eng_Latn>fra_Latn`."""
    return f"{source}>{target}"


@dataclass(frozen=True, slots=True)
class Translators:
    """The translators of this computer, and the defaults: pair -> name of a translator, or `CODEC`."""

    installed: tuple[InstalledTranslator, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)

    def named(self, name: str) -> InstalledTranslator | None:
        """The translator of this name."""
        return next((each for each in self.installed if each.name == name), None)

    def able(self, source: str, target: str) -> list[InstalledTranslator]:
        """All that translate from one language into the other, the default first."""
        default = self.default_for(source, target)
        able = [each for each in self.installed if each.translates(source, target)]
        return sorted(able, key=lambda each: each is not default)

    def default_for(self, source: str, target: str) -> InstalledTranslator | None:
        """The translator that a user has made the default of this pair; None: the codec, or nothing."""
        for key in (pair_key(source, target), EVERY_PAIR):
            name = self.defaults.get(key)
            if name == CODEC:
                return None
            found = None if name is None else self.named(name)
            if found is not None and found.translates(source, target):
                return found
        return None

    def into(self, known: Iterable[str]) -> tuple[str, ...]:
        """The languages that can be translated into: those of the codec (`known`), then the others."""
        more = {code for each in self.installed for code in each.targets}
        return tuple(dict.fromkeys([*known, *sorted(more)]))
