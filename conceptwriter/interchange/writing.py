"""Writing a file atomically, without losing anything else.

A file is renamed to its final name in one step, when it is complete. Special files, named pipes and character
devices, are not replaced: the finished content is written into them.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from conceptwriter.atomic_write import atomic_write
from conceptwriter.interchange.errors import UnwritableFile

_DATABASE = b"SQLite format 3\0"
_OWN_STREAM = re.compile(r"/dev/(?:stdout|stderr|fd/\d+)|/proc/(?:self|\d+)/fd/\d+")


def is_database(path: Path) -> bool:
    """Whether there is a project file, or another program's database, at this path."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(len(_DATABASE)) == _DATABASE


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content replaces `path` if the block succeeds; else `path` is unchanged.

    A symbolic link is followed, a replaced file's permissions are kept. Raises UnwritableFile:
    for a folder, a write-protected file, a database, a disk or a socket, and for whatever the system refuses.
    """
    draft = io.BytesIO()
    yield draft
    content = draft.getvalue()
    try:
        flags = _flags_for(path)
        if flags is None:
            atomic_write(path.resolve(), content)
        else:
            _write_into(path, content, flags)
    except FileNotFoundError:
        raise UnwritableFile(f"There is no folder {path.parent}. Create it or choose another.") from None
    except PermissionError:
        raise UnwritableFile(f"{path} cannot be written: permission denied. Choose another folder.") from None
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: a cycle of symbolic links
        raise UnwritableFile(f"{path} was not written: {reason_of(error)}.") from error


def check_writable(path: Path) -> None:
    """Raise UnwritableFile if :func:`whole_file` would refuse this path; to be called before a long job."""
    with contextlib.suppress(OSError, RuntimeError):
        _flags_for(path)


def _flags_for(path: Path) -> int | None:
    """The flags to open what is not replaced; None for a file, which is replaced. Raises UnwritableFile."""
    if _OWN_STREAM.fullmatch(os.path.abspath(path)):  # noqa: PTH100 - resolve() would follow the stream
        return os.O_WRONLY | os.O_APPEND  # after what a shell's >> has written to the file already
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise UnwritableFile(f"{path} is a folder. Name a file in it.")
    if stat.S_ISFIFO(mode) or stat.S_ISCHR(mode):
        return os.O_WRONLY
    if not stat.S_ISREG(mode):
        raise UnwritableFile(f"{path} is a disk or a socket, to which no text can be written. Name a file.")
    if is_database(path):
        raise UnwritableFile(f"{path} is a project file or another database. Choose another name.")
    # an administrator may write anywhere, but a file that nobody may write is protected from mistakes
    if not mode & 0o222 or not os.access(path, os.W_OK):
        raise UnwritableFile(f"{path} is write-protected. Choose another name, or remove the protection.")
    return None


def _write_into(path: Path, content: bytes, flags: int) -> None:
    """Write into an existing pipe or device; a pipe waits for its reader."""
    with os.fdopen(os.open(path, flags), "wb") as stream:
        stream.write(content)


def reason_of(error: Exception) -> str:
    """The system's message, without the full stop."""
    return (getattr(error, "strerror", None) or str(error)).rstrip(".")
