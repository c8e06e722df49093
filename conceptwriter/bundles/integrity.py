"""Are the files of a bundle there and unchanged?"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conceptwriter.atomic_write import atomic_write
from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.manifest import BundleFile, Manifest, load_manifest


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one file."""

    file: Path
    problem: str

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


def verify(folder: Path) -> list[Finding]:
    """Check size and hash of every file of a bundle; an empty list says all is well.

    Raises BundleError when the manifest itself cannot be read.
    """
    return [
        finding
        for entry in load_manifest(folder).files
        if (finding := _check(folder, entry, hashes=True)) is not None
    ]


def check_before_loading(folder: Path, manifest: Manifest, record: Path | None = None) -> None:
    """Refuse a bundle with a missing or changed file: BundleError names it.

    Sizes are compared always. A hash is computed once per (path, size, modification time): `record` is a JSON
    file that remembers the good ones; None hashes every time.
    """
    remembered = _read_record(record)
    good = dict(remembered)
    for entry in manifest.files:
        finding = _check(folder, entry, hashes=False)
        if finding is None and (key := _key(folder / entry.path)) and good.get(key) != entry.sha256:
            finding = _check(folder, entry, hashes=True)
            good[key] = entry.sha256
        if finding is not None:
            raise BundleError(f"The model {manifest.name} is damaged. {finding} Install it again.")
    if record is not None and good != remembered:
        _write_record(record, good)


def _check(folder: Path, entry: BundleFile, *, hashes: bool) -> Finding | None:
    path = folder / entry.path
    try:
        size = path.stat().st_size
        if not path.is_file():
            return Finding(path, "not a file.")
        if size != entry.size:
            return Finding(path, f"{size} bytes; the manifest lists {entry.size}.")
        if hashes and sha256_of(path) != entry.sha256:
            return Finding(path, "its contents differ from the manifest (SHA-256).")
    except FileNotFoundError:
        return Finding(path, "missing.")
    except OSError as error:
        return Finding(path, f"cannot be read: {error.strerror or error}.")
    return None


def _key(path: Path) -> str:
    state = path.stat()
    return f"{path.resolve()}|{state.st_size}|{state.st_mtime_ns}"


def _read_record(record: Path | None) -> dict[str, str]:
    """A lost or damaged record only costs hashing again."""
    if record is None:
        return {}
    try:
        data: Any = json.loads(record.read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in data.items()} if isinstance(data, dict) else {}


def _write_record(record: Path, good: dict[str, str]) -> None:
    try:
        record.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(record, json.dumps(good, indent=1).encode())
    except OSError:
        return  # only a saving of time: the next start hashes again
