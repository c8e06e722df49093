"""From the catalogue to a working bundle: download, verify, convert, check, move into place.

It can be stopped at any moment, and a crash loses nothing: downloaded files and finished products of the
converter stay, an older bundle keeps its place until the new one is complete, and the next call resumes.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.integrity import missing_files
from conceptwriter.bundles.manifest import MANIFEST_NAME, load_manifest
from conceptwriter.bundles.places import REPLACED, FoundBundle, find_bundles, models_folder
from conceptwriter.install.catalogue import CatalogueEntry, is_plain_name
from conceptwriter.install.conversion import CONVERTER
from conceptwriter.install.gathering import (
    bytes_downloaded,
    check_space,
    downloaded,
    downloads_of,
    taken_from,
)
from conceptwriter.install.making import RECORD_NAME, BundleWork, fresh_staging, note_file
from conceptwriter.install.partial import need_space
from conceptwriter.install.pins import add_pins, drop_pins, read_pins
from conceptwriter.install.placing import (
    INSTALLING,
    check_files,
    copy_file,
    delete,
    only_one,
    put_in_place,
    require,
    restore_replaced,
)
from conceptwriter.install.steps import (
    ConversionFailed,
    DownloadFailed,
    InstallFolders,
    InstallStep,
    LicenceNotAccepted,
    NotEnoughDisk,
    OnProgress,
)

if TYPE_CHECKING:
    from conceptwriter.install.transfer import Patience

__all__ = [
    "ConversionFailed",
    "DownloadFailed",
    "InstallFolders",
    "InstallStep",
    "LicenceNotAccepted",
    "NotEnoughDisk",
    "forget_pins",
    "import_folder",
    "install",
    "leftover_bytes",
    "pinned",
    "remove",
    "remove_leftovers",
    "unfinished",
]


def _say_nothing(step: InstallStep) -> None:
    del step


def install(
    entry: CatalogueEntry,
    *,
    accepted: Collection[str],
    on_progress: OnProgress,
    places: InstallFolders | None = None,
    from_folder: Path | None = None,
    languages: Sequence[str] | None = None,
    cut_head: bool = False,
    keep_downloads: bool = False,
    patience: Patience | None = None,
    converter: str = CONVERTER,
) -> FoundBundle:
    """Download an entry, make a bundle of it, move that into the models folder, and return it.

    `accepted` are the SPDX names of the licences whose texts were read and accepted. `from_folder` takes the
    files from there instead of the network. `languages` (FLORES-200 codes) and `cut_head` are for SONAR:
    write only these languages, with a smaller and faster decoder.

    `on_progress` is called at least every 0.2 s; an exception it raises stops everything at once and
    propagates. Raises LicenceNotAccepted, NotEnoughDisk, DownloadFailed, ConversionFailed, BundleError.
    """
    require_acceptance(entry, accepted)
    places = places or InstallFolders()
    work = BundleWork(entry, places, on_progress, languages, cut_head, converter)
    work.prepare()
    with only_one(places.models, entry.id) as lock:
        restore_replaced(places.models, entry.id)
        check_space(entry, places, downloading=from_folder is None)
        if from_folder is not None:
            given = taken_from(entry, from_folder, places, on_progress)
        else:
            given = downloaded(entry, places, on_progress, patience)
        try:
            staging = work.make(given, lock)
        except ConversionFailed as error:
            if from_folder is not None:
                raise
            kept = f"The download is kept in {downloads_of(entry, places)}: delete it to download again."
            raise ConversionFailed(f"{error} {kept}") from error
        on_progress(InstallStep("install", 0, 1, f"Installing {entry.title}"))
        manifest = load_manifest(staging)
        add_pins(places.pins, {file.url: given[file.name].sha256 for file in entry.files if not file.sha256})
        folder = put_in_place(places.models, entry.id)
        note_file(places, entry.id).unlink(missing_ok=True)
        if from_folder is None and not keep_downloads:
            shutil.rmtree(downloads_of(entry, places), ignore_errors=True)
    return FoundBundle(folder, False, manifest, None)


def require_acceptance(entry: CatalogueEntry, accepted: Collection[str]) -> None:
    """Raises LicenceNotAccepted naming the licences that were not accepted."""
    missing = [licence for licence in entry.licences if licence.spdx not in accepted]
    if missing:
        names = "; ".join(f"{licence.concerns} {licence.spdx} ({licence.title})" for licence in missing)
        raise LicenceNotAccepted(f"Before you install {entry.title}, read and accept its licences: {names}.")


def import_folder(
    folder: Path, places: InstallFolders | None = None, on_progress: OnProgress = _say_nothing
) -> FoundBundle:
    """Copy a ready bundle folder into the models folder, checked. Raises BundleError, NotEnoughDisk."""
    places = places or InstallFolders()
    manifest = load_manifest(folder)
    with only_one(places.models, manifest.name):
        restore_replaced(places.models, manifest.name)
        if folder.resolve() == (places.models / manifest.name).resolve():
            raise BundleError(
                f"{folder} is the folder of installed models. Choose another folder to import from."
            )
        require(missing_files(folder, manifest), manifest)
        need_space(places.models, sum(file.size for file in manifest.files), manifest.name)
        staging = fresh_staging(places, manifest.name)
        names = [file.path for file in manifest.files if file.path != MANIFEST_NAME]
        extra = [RECORD_NAME] if (folder / RECORD_NAME).is_file() and RECORD_NAME not in names else []
        for name in [*names, *extra, MANIFEST_NAME]:
            copy_file(folder / name, staging / name, on_progress)
        try:
            destination = places.models / manifest.name
            check_files(
                staging, on_progress, places.verified, "install", destination=destination, source=folder
            )
        except BundleError:
            delete(staging)
            raise
        place = put_in_place(places.models, manifest.name)
    return FoundBundle(place, False, load_manifest(place), None)


def remove(name: str, places: InstallFolders | None = None) -> Path:
    """Delete an installed bundle and any leftover downloads; returns where it was.

    Raises BundleError when there is none or when it is part of the program.
    """
    places = places or InstallFolders()
    folder = _installed_folder(name, places.models)
    key = name if folder is None else folder.name.removeprefix(REPLACED)
    leftovers = _leftovers(key, places)
    if folder is None and not (is_plain_name(key) and any(path.is_dir() for path in leftovers)):
        raise _nothing_to_remove(name, places.models)
    with only_one(places.models, key):
        restore_replaced(places.models, key)
        for path in (places.models / key, *leftovers):
            delete(path)
        note_file(places, key).unlink(missing_ok=True)
    return places.models / key


def _leftovers(key: str, places: InstallFolders) -> list[Path]:
    """Where an installation that did not finish keeps its files; the folders need not exist."""
    return [places.models / f"{INSTALLING}{key}", places.downloads / key]


def leftover_bytes(entry: CatalogueEntry, places: InstallFolders | None = None) -> int:
    """Bytes that an installation that did not finish has on disk: downloads, and what was made of them."""
    folders = _leftovers(entry.id, places or InstallFolders())
    return sum(_size_of(path) for folder in folders for path in folder.rglob("*"))


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() and not path.is_symlink() else 0
    except OSError:  # removed meanwhile
        return 0


def remove_leftovers(entry: CatalogueEntry, places: InstallFolders | None = None) -> int:
    """Delete what an installation that did not finish has kept; returns how many bytes that were.

    An installed version of the same bundle stays. Raises BundleError while it is being installed.
    """
    places = places or InstallFolders()
    with only_one(places.models, entry.id):
        count = leftover_bytes(entry, places)
        for path in _leftovers(entry.id, places):
            delete(path)
        note_file(places, entry.id).unlink(missing_ok=True)
    return count


def unfinished(entry: CatalogueEntry, places: InstallFolders | None = None) -> int:
    """Bytes of an entry that are already downloaded."""
    return bytes_downloaded(entry, places or InstallFolders())


def pinned(entry: CatalogueEntry, places: InstallFolders | None = None) -> dict[str, str]:
    """File name -> SHA-256 pinned on first use."""
    pins = read_pins((places or InstallFolders()).pins)
    return {file.name: pins[file.url] for file in entry.files if file.url in pins}


def forget_pins(entry: CatalogueEntry, places: InstallFolders | None = None) -> None:
    """Treat the next download as the first use: the publisher has released something new."""
    drop_pins((places or InstallFolders()).pins, [file.url for file in entry.files])


def _installed_folder(name: str, models: Path) -> Path | None:
    for bundle in find_bundles([models]):
        if name in (bundle.folder.name, bundle.manifest.name if bundle.manifest is not None else None):
            return bundle.folder
    return None


def _nothing_to_remove(name: str, models: Path) -> BundleError:
    for bundle in find_bundles([models_folder()]):
        if name in (bundle.folder.name, bundle.manifest.name if bundle.manifest is not None else None):
            return BundleError(
                f"{name} comes with the program and cannot be removed; only installed models can."
            )
    there = ", ".join(bundle.folder.name for bundle in find_bundles([models])) or "none"
    return BundleError(f"There is no installed model called {name!r}. Installed: {there}.")
