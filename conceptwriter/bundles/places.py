"""Where bundles and resources are: next to the program, and in the user's own folders.

In a checkout and in a packaged app this means folders next to the package `conceptwriter`.
The wheel has the resources in `conceptwriter/_shipped`; the starter model is a separate wheel,
`conceptwriter-starter` (`packaging/starter`), because it is fourteen times as large as everything else.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import platformdirs

import conceptwriter
from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.manifest import MANIFEST_NAME, Manifest, load_manifest

_APPLICATION = "conceptwriter"
_PACKAGE = Path(conceptwriter.__file__).resolve().parent
_SHIPPED = _PACKAGE / "_shipped"
_STARTER = "conceptwriter_starter"
REPLACED = ".replaced-"
"""Prefix of a bundle's folder while a newer one takes its place (see `install.placing`)."""


def models_folder() -> Path:
    """The bundles that come with the program; missing where only the program's own wheel is installed."""
    if not _from_wheel():
        return _PACKAGE.parent / "models"
    starter = importlib.util.find_spec(_STARTER)
    if starter is None or not starter.submodule_search_locations:
        return _SHIPPED / "models"
    return Path(starter.submodule_search_locations[0]) / "models"


def missing_starter() -> str:
    """How the user gets the starter model where its wheel is missing; empty where the model is there."""
    if (models_folder() / "starter" / MANIFEST_NAME).is_file():
        return ""
    return (
        "The starter model comes as a package of its own, which is not installed: "
        "`pip install conceptwriter-starter` adds it (from a checkout, `pip install ./packaging/starter`)."
    )


def resources_folder() -> Path:
    """Icons, translations, styles and sample documents that come with the program."""
    return _SHIPPED / "resources" if _from_wheel() else _PACKAGE.parent / "resources"


def user_models_folder() -> Path:
    """The bundles the user installed; it may not exist yet."""
    return platformdirs.user_data_path(_APPLICATION, appauthor=False) / "models"


def verification_record() -> Path:
    """Which files of bundles were hashed and found good; see `verified_files`."""
    return platformdirs.user_cache_path(_APPLICATION, appauthor=False) / "verified-files.json"


def downloads_folder() -> Path:
    """Where downloads are kept until they are installed."""
    return platformdirs.user_cache_path(_APPLICATION, appauthor=False) / "downloads"


def pins_file() -> Path:
    """The file with the checksum that each address had when it was first used."""
    return platformdirs.user_data_path(_APPLICATION, appauthor=False) / "pinned-checksums.json"


@dataclass(frozen=True, slots=True)
class FoundBundle:
    """A bundle folder; exactly one of `manifest` and `problem` is set."""

    folder: Path
    shipped: bool
    manifest: Manifest | None
    problem: str | None


def find_bundles(folders: Iterable[Path] | None = None) -> list[FoundBundle]:
    """All bundles, the user's first, then the shipped ones, each group by folder name.

    `folders` are places that hold bundle folders; None takes the user's and the shipped place.
    """
    places = [user_models_folder(), models_folder()] if folders is None else list(folders)
    shipped = models_folder()
    return [
        _look_at(folder, place == shipped)
        for place in places
        if place.is_dir()
        for folder in sorted(place.iterdir())
        if _is_bundle(folder)
    ]


def find_bundle(name: str, folders: Iterable[Path] | None = None) -> FoundBundle:
    """The first usable bundle with this name, or the bundle at this path.

    Raises BundleError when there is none, naming those that exist.
    """
    if (Path(name) / MANIFEST_NAME).is_file():
        return FoundBundle(Path(name), False, load_manifest(Path(name)), None)
    found = find_bundles(folders)
    for bundle in found:
        if bundle.manifest is not None and name in (bundle.manifest.name, bundle.folder.name):
            return bundle
    there = ", ".join(sorted(b.manifest.name for b in found if b.manifest is not None)) or "none"
    raise BundleError(f"There is no model {name!r}. Installed: {there}.")


def _is_bundle(folder: Path) -> bool:
    """Staging folders do not count; a folder that was moved aside does until the new one is there."""
    if folder.name.startswith("."):
        name = folder.name.removeprefix(REPLACED)
        if name == folder.name or (folder.parent / name / MANIFEST_NAME).exists():
            return False
    return (folder / MANIFEST_NAME).exists()


def _look_at(folder: Path, shipped: bool) -> FoundBundle:
    try:
        return FoundBundle(folder, shipped, load_manifest(folder), None)
    except BundleError as error:
        return FoundBundle(folder, shipped, None, str(error))


def _from_wheel() -> bool:
    return (_SHIPPED / "resources").is_dir()
