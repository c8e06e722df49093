"""What the dialog needs from the bundle rooms: catalogue, installed bundles, installing, removing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from conceptwriter.bundles import FoundBundle, find_bundles, models_folder
from conceptwriter.install.catalogue import (
    Catalogue,
    CatalogueEntry,
    LicenceText,
    licence_text,
    load_catalogue,
)
from conceptwriter.install.installing import (
    InstallFolders,
    InstallStep,
    forget_pins,
    import_folder,
    install,
    leftover_bytes,
    pinned,
    remove,
    remove_leftovers,
    unfinished,
)
from conceptwriter.install.placing import check_files

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from conceptwriter.gui.bundles.install_options import InstallOptions
    from conceptwriter.install.importing import TranslatorFacts

    Listener = Callable[[InstallStep], None]


class BundleStore:
    """Catalogue and bundles of this computer. `places`: their folders; the user's own by default."""

    def __init__(self, places: InstallFolders | None = None) -> None:
        self.places = places or InstallFolders()

    def catalogue(self) -> Catalogue:
        """What can be installed; unreadable files are reported in its `problems`."""
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

    def leftover_bytes(self, entry: CatalogueEntry) -> int:
        """Bytes on disk of an installation that did not finish."""
        return leftover_bytes(entry, self.places)

    def remove_leftovers(self, entry: CatalogueEntry) -> int:
        """Delete them; returns how many there were."""
        return remove_leftovers(entry, self.places)

    def pinned(self, entry: CatalogueEntry) -> dict[str, str]:
        """File -> SHA-256 as it was when first downloaded here."""
        return pinned(entry, self.places)

    def free_bytes(self) -> int:
        """Free space on the disk of the models."""
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
        options: InstallOptions,
        *,
        from_folder: Path | None = None,
    ) -> FoundBundle:
        """Download, verify, convert, check, put in place; stops when `on_progress` raises."""
        if options.new_checksums:
            forget_pins(entry, self.places)
        return install(
            entry,
            accepted=accepted,
            on_progress=on_progress,
            places=self.places,
            from_folder=from_folder,
            languages=options.languages or None,
            cut_head=bool(options.languages),
            keep_downloads=options.keep_downloads,
        )

    def import_folder(self, folder: Path, on_progress: Listener) -> FoundBundle:
        """Copy a ready-made bundle in and verify it."""
        return import_folder(folder, self.places, on_progress)

    def import_translator(self, path: Path, facts: TranslatorFacts, on_progress: Listener) -> FoundBundle:
        """Copy a model of CTranslate2 in and try it."""
        from conceptwriter.install.importing import (
            import_translator,
        )  # a start of the window does not need it

        return import_translator(path, facts, on_progress, self.places)

    def verify(self, folder: Path, on_progress: Listener) -> None:
        """Compare every file with its checksum. Raises BundleError naming the wrong one."""
        check_files(folder, on_progress, self.places.verified)

    def remove(self, folder: Path) -> Path:
        """Delete an installed bundle; those that came with the program are refused."""
        return remove(folder.name, self.places)
