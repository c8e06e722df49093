"""Where a project may lie: names, kinds of files and permissions, checked before anything is done there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from conceptwriter.storage.errors import NotAProject, StorageError, WriteProtected

LONGEST_ADDITION = len("..12345678.part-journal")
"""Bytes that the name of a file being written has more than the file's own."""
_COMPANION_ADDITION = len("-journal")
_USUAL_LONGEST_NAME = 255
_LONGEST_PATH = 512
"""Bytes; SQLite opens nothing beyond."""

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def real_path(path: Path | str) -> Path:
    """The absolute path, symbolic links followed: a link stays one, what it points at is meant.

    Raises StorageError when links lead in a circle or the name is none that this system knows.
    """
    try:
        found = Path(path).resolve()
        found.lstat()  # says more than `resolve` does
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
    """What the system says went wrong, without numbers and file names."""
    return str(getattr(error, "strerror", None) or error)


def status_of(path: Path) -> os.stat_result | None:
    """What the system knows of a file; None where there is none. Raises StorageError when it cannot be seen,
    NotAProject when it is no regular file: to open a pipe would wait for ever.
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
    """Raise StorageError when the name leaves no room for those of the files that lie beside it."""
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
    """Raise WriteProtected when somebody has said that the file shall stay as it is."""
    status = status_of(path)
    if status is None:
        return
    if not status.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise WriteProtected(
            f"{path} is write-protected. Open it read-only, change its permissions, or choose another name.",
            path,
        )


def require_replaceable(path: Path) -> None:
    """Raise StorageError (or a kind of it) unless a new project may take this name."""
    require_companion_names(path, LONGEST_ADDITION)
    require_writable(path)


def require_single_name(path: Path) -> None:
    """Raise StorageError when the file has a second name under which it may be open.

    Each name would have a log of its own, and two logs of one file destroy it.
    """
    if path.stat().st_nlink > 1:
        raise StorageError(
            f"{path} has another name as well (a hard link), and is open under that name or was not "
            "closed properly. Close it there, or open and close it there once; or open it read-only."
        )


def free_path(path: Path) -> Path:
    """The path itself, or with a number where that is taken."""
    candidate, number = path, 2
    while os.path.lexists(candidate):
        candidate = path.with_name(f"{path.stem} {number}{path.suffix}")
        number += 1
    return candidate
