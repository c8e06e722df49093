"""Where a project may be stored: names, file types and permissions, checked before anything is done."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from conceptwriter.storage.errors import NotAProject, StorageError, WriteProtected

LONGEST_ADDITION = len("..12345678.part-journal")
"""Bytes by which the name of a file being written is longer than the file's own."""
_COMPANION_ADDITION = len("-journal")
_USUAL_LONGEST_NAME = 255
_LONGEST_PATH = 512
"""Bytes; SQLite opens no longer paths."""

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def real_path(path: Path | str) -> Path:
    """The absolute path with symbolic links followed: the link stays, its target is what counts.

    Raises StorageError when links form a cycle or the name is not valid on this system.
    """
    try:
        found = Path(path).resolve()
        found.lstat()  # reports more than `resolve` does
    except FileNotFoundError:
        return found
    except RuntimeError as error:
        raise StorageError(
            f"{path} is a symbolic link that leads back to itself. Choose the file itself, or repair "
            "the link."
        ) from error
    except (OSError, ValueError) as error:
        raise StorageError(
            f"{str(path)!r:.300} cannot be used as a file name ({reason(error)}). Choose another name."
        ) from error
    return found


def reason(error: BaseException) -> str:
    """The system's reason for the error, without numbers and file names."""
    return str(getattr(error, "strerror", None) or error)


def status_of(path: Path) -> os.stat_result | None:
    """The status of a file; None where there is none.

    Raises StorageError when it cannot be read, NotAProject when it is not a regular file: opening a pipe
    would block forever.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise StorageError(
            f"{path} cannot be read: {reason(error)}. Check the name and its permissions."
        ) from error
    for is_kind, words in _KINDS:
        if is_kind(status.st_mode):
            raise NotAProject(f"{path} is {words}, not a file. Choose the name of a project file.")
    return status


def require_companion_names(path: Path, addition: int = _COMPANION_ADDITION) -> None:
    """Raise StorageError when the name is too long for the names of its companion files."""
    try:
        longest = os.pathconf(path.parent, "PC_NAME_MAX")
    except (AttributeError, OSError, ValueError):
        longest = _USUAL_LONGEST_NAME
    if len(os.fsencode(path)) + addition > _LONGEST_PATH:
        raise StorageError(
            f"The path of {path} is too long: file name and folders together may have "
            f"{_LONGEST_PATH - addition} bytes. Choose another folder, or a shorter name."
        )
    beyond = len(os.fsencode(path.name)) + addition - longest
    if beyond > 0:
        raise StorageError(
            f"The name {path.name!r} is too long, because related files need slightly longer names. "
            f"Shorten it by {beyond} bytes (an accented letter has two bytes, a letter of another "
            "script three)."
        )


def require_writable(path: Path) -> None:
    """Raise WriteProtected when the file is marked as read-only."""
    status = status_of(path)
    if status is None:
        return
    if not status.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise WriteProtected(
            f"{path} is write-protected. Open it read-only, change its permissions, or choose another name.",
            path,
        )


def require_replaceable(path: Path) -> None:
    """Raise StorageError (or a subclass) unless a new project may take this name."""
    require_companion_names(path, LONGEST_ADDITION)
    require_writable(path)


def require_single_name(path: Path) -> None:
    """Raise StorageError when the file has a second name (hard link) under which it may be open.

    Each name would have its own log, and two logs of one file destroy it.
    """
    if path.stat().st_nlink > 1:
        raise StorageError(
            f"{path} has another name as well (a hard link), and is open under that name or was not "
            "closed properly. Close it there, or open and close it there once; or open it read-only."
        )


def free_path(path: Path) -> Path:
    """The path itself, or with a number added if it is taken."""
    candidate, number = path, 2
    while os.path.lexists(candidate):
        candidate = path.with_name(f"{path.stem} {number}{path.suffix}")
        number += 1
    return candidate
