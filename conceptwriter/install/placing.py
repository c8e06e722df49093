"""Moving a finished bundle into the models folder, so that at any moment the old or the new one is there.

A bundle is made in `.installing-NAME`. When it is complete, the old folder is moved aside to
`.replaced-NAME`, the new one takes its place, and the old one is deleted. A crash between the two moves
leaves the old bundle aside: it is found there as if nothing had happened, and the next installation puts it
back.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

import msgspec

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.integrity import FileFault, findings
from conceptwriter.bundles.manifest import MANIFEST_NAME, Manifest, load_manifest
from conceptwriter.bundles.places import REPLACED
from conceptwriter.install.catalogue import is_plain_name
from conceptwriter.install.download import hash_file
from conceptwriter.install.partial import disk_problem
from conceptwriter.install.steps import PROGRESS_SECONDS, InstallStep, OnProgress, Stage
from conceptwriter.processes import is_running

INSTALLING = ".installing-"
_CHUNK = 1 << 20
_UNSUPPORTED = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.ENOLCK}


def staging_folder(models: Path, name: str) -> Path:
    """Where the bundle of this name is made; holds what an earlier call finished of it."""
    folder = models / f"{INSTALLING}{name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BundleError(f"The folder {folder} cannot be created: {error.strerror or error}.") from error
    return folder


def check_files(
    folder: Path,
    on_progress: OnProgress,
    record: Path,
    stage: Stage = "verify",
    *,
    destination: Path | None = None,
    source: Path | None = None,
) -> None:
    """Hash all files of a bundle. Raises BundleError naming one that is not what the manifest says.

    Good files are recorded in `record`, under the names they have or, once moved to `destination`, will have.
    A bad one is named by its path in `source`, where the files were copied from.
    """
    manifest = load_manifest(folder)

    def hash_of(path: Path) -> str:
        return hash_file(path, on_progress, f"Checking {path.relative_to(folder)}", stage)

    found = findings(folder, manifest, record, hash_of=hash_of, destination=destination)
    place = source or folder
    require((replace(each, file=place / each.file.relative_to(folder)) for each in found), manifest)


def require(found: Iterable[FileFault], manifest: Manifest) -> None:
    """Raises BundleError for the first fault."""
    for finding in found:
        fault = "damaged" if finding.is_whole else "incomplete"
        raise BundleError(f"The model {manifest.name} is {fault}. {finding}")


def copy_file(source: Path, target: Path, on_progress: OnProgress) -> None:
    """Copy one file, reporting progress. Raises NotEnoughDisk, DownloadFailed, BundleError."""
    done, last_report = 0, 0.0
    try:
        total = source.stat().st_size
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as reading, target.open("wb") as writing:
            while chunk := reading.read(_CHUNK):
                writing.write(chunk)
                done += len(chunk)
                if time.monotonic() - last_report >= PROGRESS_SECONDS:
                    last_report = time.monotonic()
                    on_progress(InstallStep("install", done, total, f"Copying {source.name}"))
    except OSError as error:
        raise disk_problem(error, target) from error


def put_in_place(models: Path, name: str) -> Path:
    """Replace an older bundle with the finished one; returns its folder.

    Raises BundleError when the old one cannot be moved; it is then still in its place.
    """
    new, place, aside = models / f"{INSTALLING}{name}", models / name, models / f"{REPLACED}{name}"
    try:
        if place.exists():
            delete(aside)
            place.rename(aside)
        new.rename(place)
    except OSError as error:
        restore_replaced(models, name)
        raise BundleError(
            f"{place} cannot be replaced: {error.strerror or error}. If the model is in use, close the "
            "program and start again; nothing has to be downloaded again."
        ) from error
    delete(aside)
    return place


def restore_replaced(models: Path, name: str) -> None:
    """Move the old bundle back after a crash during replacement."""
    place, aside = models / name, models / f"{REPLACED}{name}"
    if not aside.exists():
        return
    if (place / MANIFEST_NAME).exists():
        delete(aside)
        return
    try:
        delete(place)
        aside.rename(place)
    except OSError as error:
        raise BundleError(f"{aside} cannot be moved to {place}: {error.strerror or error}.") from error


def delete(folder: Path) -> None:
    """Delete a bundle's folder, its manifest first: half a bundle must not look like one.

    Raises BundleError naming what cannot be deleted.
    """
    try:
        (folder / MANIFEST_NAME).unlink(missing_ok=True)
        if folder.exists():
            shutil.rmtree(folder)
    except NotADirectoryError:
        raise BundleError(f"{folder} is not a folder.") from None
    except OSError as error:
        raise BundleError(
            f"{error.filename or folder} cannot be deleted: {error.strerror or error}. "
            "If the model is in use, close the program and try again."
        ) from error


@contextmanager
def only_one(models: Path, name: str) -> Iterator[int]:
    """Lock the bundle of this name. Raises BundleError when another installation has locked it.

    Yields the descriptor of the lock: a child process that inherits it holds the lock as well, until it ends.

    The system releases a lock when its owner dies, so a crash leaves no stale lock. Where the file system has
    no locks, the process id in the file decides.
    """
    if not is_plain_name(name):
        raise BundleError(
            f"{name!r} cannot be used as the name of a model: use letters, digits, dots and dashes only."
        )
    path = models / f".lock-{name}"
    with _opened(path) as handle:
        if not _lock(handle):
            by = _owner(handle)
            who = "" if by is None else f" (by process {by.pid})"
            raise BundleError(
                f"{name} is already being installed or removed{who}. Wait until that is finished."
            )
        try:
            _write(handle, msgspec.json.encode(_Owner(os.getpid(), time.time())))
            yield handle.fileno()
        finally:
            _write(handle, b"")


class _Owner(msgspec.Struct, frozen=True):
    """Who holds a lock."""

    pid: int
    since: float | None = None
    """Seconds of the epoch."""


_OWNER_AT = 1
"""On Windows no other process can read the locked byte, which is the first."""


def _opened(path: Path) -> IO[bytes]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b", buffering=0)
    except OSError as error:
        raise BundleError(f"{path} cannot be written: {error.strerror or error}.") from error


def _lock(handle: IO[bytes]) -> bool:
    from filelock import lock_descriptor  # 20 modules that a start of the window does not need

    try:
        return lock_descriptor(handle.fileno(), blocking=False)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            return False
    owner = _owner(handle)
    return owner is None or not is_running(owner.pid, since=owner.since)


def _write(handle: IO[bytes], owner: bytes) -> None:
    with contextlib.suppress(OSError):  # a full disk: the lock holds, only its owner is not recorded
        handle.truncate(_OWNER_AT)
        handle.seek(_OWNER_AT)
        handle.write(owner)


def _owner(handle: IO[bytes]) -> _Owner | None:
    try:
        handle.seek(_OWNER_AT)
        return msgspec.json.decode(handle.read(), type=_Owner)
    except (OSError, msgspec.MsgspecError):
        return None
