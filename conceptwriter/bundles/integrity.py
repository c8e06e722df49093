"""Are the files of a bundle there and unchanged?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.manifest import BundleFile, Manifest, load_manifest
from conceptwriter.bundles.verified_files import VerifiedFiles, state_of

HashOf = Callable[[Path], str]
"""SHA-256 of a file, lower-case hexadecimal; may raise to stop."""


@dataclass(frozen=True, slots=True)
class FileFault:
    """One fault of one file."""

    file: Path
    problem: str
    is_whole: bool = False
    """It is there in its full size, so it is what it says that is wrong."""

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}"


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, lower-case hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def describe_file(folder: Path, name: str) -> BundleFile:
    """The manifest's entry for a file that is there now."""
    path = folder / name
    return BundleFile(name, path.stat().st_size, sha256_of(path))


def verify(folder: Path, record: Path | None = None) -> list[FileFault]:
    """Check size and hash of every file of a bundle; an empty list says all is well.

    Everything is read, whatever `record` (see :class:`VerifiedFiles`) says of it, and the result noted there.
    Raises BundleError when the manifest itself cannot be read.
    """
    return list(findings(folder, load_manifest(folder), record))


def check_before_loading(folder: Path, manifest: Manifest, record: Path | None = None) -> None:
    """Refuse a bundle with a missing or changed file: BundleError names it.

    Sizes are compared always. A file that `record` has as good and that has not changed since is not hashed.
    """
    for finding in findings(folder, manifest, record, trusting=True):
        raise BundleError(f"The model {manifest.name} is damaged. {finding} Install it again.")


def missing_files(folder: Path, manifest: Manifest) -> Iterator[FileFault]:
    """Which files are not there in their full size; nothing is read."""
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
    """What is wrong with the files of a bundle, one after the other; what is found is noted in `record`.

    `trusting`: what the record has as good is not hashed. `hash_of`: in place of :func:`sha256_of`; what it
    raises travels through. `destination`: the folder is about to be moved there.
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
    """Hash it, and note the result under the name it has or will have."""
    try:
        state = state_of(path)
        sha256 = sha256_of(path) if hash_of is None else ""
    except OSError as error:
        return _unreadable(path, error)
    if hash_of is not None:  # outside: an OSError of whoever listens says nothing about the file
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
