"""Writing a file so that it is there whole or not at all, and nothing else is lost by it.

A file takes its name in one step, when it is complete. What is no file but a way to somewhere, a named
pipe or a character device, keeps its place: the finished content is written into it.
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
    """Whether a project file, or the database of another program, lies there."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(len(_DATABASE)) == _DATABASE


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content becomes that of `path` when the block ends well; else `path` stays as it was.

    A symbolic link is followed, the permissions of a file that is replaced are kept. Raises UnwritableFile:
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
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: symbolic links in a circle
        raise UnwritableFile(f"{path} was not written: {reason_of(error)}.") from error


def check_writable(path: Path) -> None:
    """Raise UnwritableFile if :func:`whole_file` would refuse what is there; for before a long job."""
    with contextlib.suppress(OSError, RuntimeError):
        _flags_for(path)


def _flags_for(path: Path) -> int | None:
    """How to open what keeps its place; None for a file, which is replaced. Raises UnwritableFile."""
    if _OWN_STREAM.fullmatch(os.path.abspath(path)):  # noqa: PTH100 - resolve() would follow the stream
        return os.O_WRONLY | os.O_APPEND  # behind what a shell's >> has in the file already
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
    # an administrator may write anywhere, but a file that nobody may write is protected from slips as well
    if not mode & 0o222 or not os.access(path, os.W_OK):
        raise UnwritableFile(f"{path} is write-protected. Choose another name, or remove the protection.")
    return None


def _write_into(path: Path, content: bytes, flags: int) -> None:
    """Into a pipe or device that is there; a pipe waits for its reader."""
    with os.fdopen(os.open(path, flags), "wb") as stream:
        stream.write(content)


def reason_of(error: Exception) -> str:
    """What the system says, without the full stop."""
    return (getattr(error, "strerror", None) or str(error)).rstrip(".")
