"""From the catalogue to a bundle that works: download, verify, convert, check, move into place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from conceptwriter.bundles.catalogue import CatalogueEntry
from conceptwriter.bundles.places import FoundBundle
from conceptwriter.bundles.steps import (
    ConversionFailed,
    DownloadFailed,
    InstallStep,
    LicenceNotAccepted,
    NotEnoughDisk,
    OnProgress,
    Places,
)

__all__ = [
    "ConversionFailed",
    "DownloadFailed",
    "InstallStep",
    "LicenceNotAccepted",
    "NotEnoughDisk",
    "Places",
    "import_folder",
    "install",
    "pinned",
    "remove",
    "unfinished",
]


def _say_nothing(step: InstallStep) -> None:
    del step


def install(
    entry: CatalogueEntry,
    *,
    accepted: Collection[str],
    on_progress: OnProgress,
    places: Places | None = None,
    from_folder: Path | None = None,
    languages: Sequence[str] | None = None,
    cut_head: bool = False,
    keep_downloads: bool = False,
) -> FoundBundle:
    """Download an entry, make a bundle of it and put that into the models folder."""
    raise ConversionFailed("Installing is being built.")


def import_folder(
    folder: Path, places: Places | None = None, on_progress: OnProgress = _say_nothing
) -> FoundBundle:
    """Copy a ready bundle folder into the models folder."""
    raise ConversionFailed("Installing is being built.")


def remove(name: str, places: Places | None = None) -> Path:
    """Delete an installed bundle and return where it was."""
    raise ConversionFailed("Installing is being built.")


def unfinished(entry: CatalogueEntry, places: Places | None = None) -> int:
    """Bytes of an entry that are downloaded already."""
    return 0


def pinned(entry: CatalogueEntry, places: Places | None = None) -> dict[str, str]:
    """File name -> SHA-256 that was pinned on first use."""
    return {}
