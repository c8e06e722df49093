"""Contents of the download folder: partial files, and what is remembered about them.

During download a file is called `NAME.part`; `NAME.state.json` next to it holds the address, the version
given by the server, and the length.
"""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from typing import IO

import msgspec

from conceptwriter.atomic_write import atomic_write
from conceptwriter.byte_sizes import in_bytes
from conceptwriter.install.catalogue import RemoteFile
from conceptwriter.install.steps import DownloadFailed, NotEnoughDisk

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


class DownloadState(msgspec.Struct, frozen=True):
    """What is remembered about a file that is complete or being downloaded."""

    url: str
    validator: str | None = None
    """A strong ETag or a Last-Modified date, identifying the version of the file."""
    total: int | None = None
    sha256: str | None = None
    """Of the whole file, once it is here."""


def bytes_here(file: RemoteFile, folder: Path) -> int:
    """Bytes of a file in the download folder."""
    for path in (folder / file.name, part_path(folder, file)):
        if read_state(state_path(folder, file)).url == file.url and path.is_file():
            return path.stat().st_size
    return 0


def part_path(folder: Path, file: RemoteFile) -> Path:
    return folder / f"{file.name}.part"


def state_path(folder: Path, file: RemoteFile) -> Path:
    return folder / f"{file.name}.state.json"


def read_state(path: Path) -> DownloadState:
    """The saved state; if it is lost or damaged, the download merely restarts from the beginning."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=DownloadState)
    except (OSError, ValueError, msgspec.MsgspecError):
        return DownloadState("")


def write_state(path: Path, state: DownloadState) -> None:
    try:
        atomic_write(path, msgspec.json.encode(state))
    except OSError as error:
        raise disk_problem(error, path) from error


def need_space(folder: Path, count: int, what: str) -> None:
    """Raises NotEnoughDisk when the folder's disk does not have this many bytes free."""
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    free = shutil.disk_usage(place).free
    if free < count:
        raise NotEnoughDisk(
            f"{what} needs {in_bytes(count)} in {folder}, but only {in_bytes(free)} are free. Free "
            "some space and start again."
        )


def disk_problem(error: OSError, path: Path) -> NotEnoughDisk | DownloadFailed:
    if error.errno in _FULL:
        return NotEnoughDisk(
            f"The disk is full: {path} could not be written. Free some space and start again to continue."
        )
    return DownloadFailed(f"{path} cannot be written: {error.strerror or error}.")


def open_part(path: Path) -> IO[bytes]:
    try:
        path.touch()
        return path.open("r+b", buffering=0)
    except OSError as error:
        raise disk_problem(error, path) from error
