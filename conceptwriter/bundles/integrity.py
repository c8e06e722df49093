"""Checks that the files of a bundle are present and unchanged."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.manifest import (
    MANIFEST_NAME,
    BundleFile,
    Manifest,
    load_manifest,
    save_manifest,
)
from conceptwriter.bundles.verified_files import VerifiedFiles, state_of

HashOf = Callable[[Path], str]
"""SHA-256 of a file, lower-case hexadecimal; may raise to stop."""


@dataclass(frozen=True, slots=True)
class FileFault:
    """One fault in one file."""

    file: Path
    problem: str
    is_whole: bool = False
    """It has its full size, so its content is wrong."""

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}"


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, lower-case hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def describe_file(folder: Path, name: str) -> BundleFile:
    """A manifest entry for an existing file."""
    path = folder / name
    return BundleFile(name, path.stat().st_size, sha256_of(path))


def describe_again(path: Path) -> None:
    """Record a file that was changed on purpose in the manifest of its bundle; of other files, nothing.

    Raises BundleError where the manifest cannot be read.
    """
    folder = path.parent
    if not (folder / MANIFEST_NAME).is_file():
        return
    manifest = load_manifest(folder)
    files = [describe_file(folder, file.path) if file.path == path.name else file for file in manifest.files]
    if files != list(manifest.files):
        save_manifest(msgspec.structs.replace(manifest, files=files), folder)


def verify(folder: Path, record: Path | None = None) -> list[FileFault]:
    """Check size and hash of every file of a bundle; an empty list means all is well.

    Every file is read, whatever `record` (see :class:`VerifiedFiles`) says, and the result is recorded there.
    Raises BundleError when the manifest itself cannot be read.
    """
    return list(findings(folder, load_manifest(folder), record))


def check_before_loading(folder: Path, manifest: Manifest, record: Path | None = None) -> None:
    """Refuse a bundle with a missing or changed file. Raises BundleError naming it.

    Sizes are always compared. A file recorded as good in `record` and unchanged since is not hashed.
    """
    for finding in findings(folder, manifest, record, trusting=True):
        raise BundleError(f"The model {manifest.name} is damaged. {finding} Install it again.")


def missing_files(folder: Path, manifest: Manifest) -> Iterator[FileFault]:
    """Files that are missing or do not have their full size; nothing is read."""
    return (
        finding
        for entry in manifest.files
        if (finding := _size_finding(folder / entry.path, entry)) is not None
    )


def findings(
    folder: Path,
    manifest: Manifest,
    record: Path | None,
    *,
    trusting: bool = False,
    hash_of: HashOf | None = None,
    destination: Path | None = None,
) -> Iterator[FileFault]:
    """Faults in the files of a bundle, one after the other; results are recorded in `record`.

    `trusting`: files recorded as good are not hashed. `hash_of`: used instead of :func:`sha256_of`; its
    exceptions propagate. `destination`: the folder is about to be moved there.
    """
    verified = VerifiedFiles(record)
    try:
        for entry in manifest.files:
            path = folder / entry.path
            finding = _size_finding(path, entry)
            if finding is None and not (trusting and verified.has(path, entry.sha256)):
                name = (destination or folder) / entry.path
                finding = _content_finding(path, entry, hash_of, verified, name)
            if finding is not None:
                yield finding
    finally:
        verified.save()


def _size_finding(path: Path, entry: BundleFile) -> FileFault | None:
    try:
        size = path.stat().st_size
        if not path.is_file():
            return FileFault(path, "not a file.")
        if size != entry.size:
            return FileFault(path, f"{size} bytes; the manifest lists {entry.size}.")
    except OSError as error:
        return _unreadable(path, error)
    return None


def _content_finding(
    path: Path, entry: BundleFile, hash_of: HashOf | None, verified: VerifiedFiles, name: Path
) -> FileFault | None:
    """Hash it, and record the result under the name it has or will have."""
    try:
        state = state_of(path)
        sha256 = sha256_of(path) if hash_of is None else ""
    except OSError as error:
        return _unreadable(path, error)
    if hash_of is not None:  # outside: an OSError from the callback says nothing about the file
        sha256 = hash_of(path)
    if sha256 != entry.sha256:
        verified.forget(name)
        return FileFault(path, "its contents differ from the manifest (SHA-256).", is_whole=True)
    verified.note(name, state, sha256)
    return None


def _unreadable(path: Path, error: OSError) -> FileFault:
    if isinstance(error, FileNotFoundError):
        return FileFault(path, "missing.")
    return FileFault(path, f"cannot be read: {error.strerror or error}.")
