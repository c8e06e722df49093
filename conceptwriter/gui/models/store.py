"""What the dialog asks of the bundles room: catalogue, installed bundles, installing, removing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from conceptwriter.bundles import FoundBundle, find_bundles, models_folder, verify
from conceptwriter.bundles.catalogue import (
    Catalogue,
    CatalogueEntry,
    LicenceText,
    licence_text,
    load_catalogue,
)
from conceptwriter.bundles.installing import (
    InstallStep,
    Places,
    import_folder,
    install,
    pinned,
    remove,
    unfinished,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    Listener = Callable[[InstallStep], None]


class BundleStore:
    """Catalogue and bundles of this computer. `places`: where they lie; the user's own folders by default."""

    def __init__(self, places: Places | None = None) -> None:
        self.places = places or Places()

    def catalogue(self) -> Catalogue:
        """What can be installed; files that cannot be read are told in its `problems`."""
        return load_catalogue()

    def licence_text(self, entry: CatalogueEntry, licence: LicenceText) -> str:
        """A licence in full."""
        return licence_text(entry, licence)

    def installed(self) -> list[FoundBundle]:
        """All bundles, the user's first; damaged ones with their problem."""
        return find_bundles([self.places.models, models_folder()])

    def unfinished(self, entry: CatalogueEntry) -> int:
        """Bytes of an earlier download that was stopped."""
        return unfinished(entry, self.places)

    def pinned(self, entry: CatalogueEntry) -> dict[str, str]:
        """File -> SHA-256 as it was when first downloaded here."""
        return pinned(entry, self.places)

    def free_bytes(self) -> int:
        """Room on the disk the models lie on."""
        folder = self.places.models
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        return shutil.disk_usage(folder).free

    def memory_bytes(self) -> int:
        """Memory of this computer."""
        return int(psutil.virtual_memory().total)

    def install(
        self,
        entry: CatalogueEntry,
        accepted: Collection[str],
        on_progress: Listener,
        *,
        from_folder: Path | None = None,
        keep_downloads: bool = False,
    ) -> FoundBundle:
        """Download, verify, convert, check, put in place; stops when `on_progress` raises."""
        return install(
            entry,
            accepted=accepted,
            on_progress=on_progress,
            places=self.places,
            from_folder=from_folder,
            keep_downloads=keep_downloads,
        )

    def import_folder(self, folder: Path, on_progress: Listener) -> FoundBundle:
        """Copy a ready bundle in and verify it."""
        return import_folder(folder, self.places, on_progress)

    def verify(self, folder: Path) -> list[str]:
        """What is wrong with the files of a bundle, as sentences."""
        return [str(finding) for finding in verify(folder)]

    def remove(self, folder: Path) -> Path:
        """Delete an installed bundle; those that came with the program are refused."""
        return remove(folder.name, self.places)
