"""Reading text files of unknown encoding, and writing text files without ever leaving half of one."""

from __future__ import annotations

import codecs
import contextlib
import os
import stat
import tempfile
from pathlib import Path

from conceptwriter.interchange.errors import UnreadableFile, UnwritableFile

MAX_BYTES = 50 * 1024 * 1024
"""A text over this size is refused: 50 MB are some eight million words, far beyond one manuscript."""

_MARKS = (  # the marks of UTF-32 begin with those of UTF-16, so they come first
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_BINARY_SAMPLE = 8192


def read_text_file(path: Path, max_bytes: int = MAX_BYTES) -> str:
    """The text of a file, with line feeds as line ends and without byte order mark.

    UTF-8 with or without mark, UTF-16 and UTF-32 with one are understood. Raises UnreadableFile.
    """
    try:
        if stat.S_ISDIR(path.stat().st_mode):
            raise UnreadableFile(f"{path} is a folder. Choose a text file in it.")
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except FileNotFoundError:
        raise UnreadableFile(f"There is no file {path}. Check its name and folder.") from None
    except PermissionError:
        raise UnreadableFile(f"{path} may not be read. Check its permissions.") from None
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"{path} could not be read: {_reason(error)}.") from error
    if len(data) > max_bytes:
        raise UnreadableFile(
            f"{path} is larger than {max_bytes / 1024 / 1024:.0f} MB. Split it and import the parts."
        )
    return decode_text(data, str(path))


def decode_text(data: bytes, name: str) -> str:
    """The text in ``data``, which came from ``name`` (for the message). Raises UnreadableFile."""
    if not data.strip():
        raise UnreadableFile(f"{name} is empty. Choose a file with text in it.")
    encoding, label, offset = _encoding_of(data)
    if offset == 0 and b"\0" in data[:_BINARY_SAMPLE]:
        at = data.index(b"\0")
        raise UnreadableFile(
            f"{name} is not a text file (byte {at} is zero). Choose a text file, or save it as UTF-8 text."
        )
    body = data[offset:]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count("\n".encode(encoding), 0, error.start) + 1
        raise UnreadableFile(
            f"{name} is not valid {label}: byte {offset + error.start}, line {line}. "
            "Open it in a text editor and save it as UTF-8."
        ) from None
    if not text.strip():
        raise UnreadableFile(f"{name} holds no text, only blank lines. Choose a file with text in it.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding_of(data: bytes) -> tuple[str, str, int]:
    """Codec, its name for a person, and the length of the byte order mark."""
    for mark, encoding, label in _MARKS:
        if data.startswith(mark):
            return encoding, label, len(mark)
    return "utf-8", "UTF-8", 0


def write_text_file(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8, all of it or nothing: a file that was there stays as it was if anything fails.

    A symbolic link is followed, and the permissions of an existing file are kept. Raises UnwritableFile.
    """
    try:
        data = text.encode("utf-8")
        target = path.resolve()
        if target.is_dir():
            raise UnwritableFile(f"{path} is a folder. Give a file name in it.")
        _replace(target, data)
    except UnicodeEncodeError as error:
        raise UnwritableFile(
            f"{path} was not written: character {error.start} of the text is half a character."
        ) from None
    except FileNotFoundError:
        raise UnwritableFile(f"There is no folder {path.parent}. Create it or choose another.") from None
    except PermissionError:
        raise UnwritableFile(f"{path} may not be written. Choose another folder.") from None
    except (OSError, ValueError) as error:
        raise UnwritableFile(f"{path} was not written: {_reason(error)}.") from error


def _replace(target: Path, data: bytes) -> None:
    """Write beside the target, flush to the disk, then take its place in one step."""
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(_mode_for(target))
        beside.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    _flush_folder(target.parent)


def _mode_for(target: Path) -> int:
    """The permissions of the file that is replaced; those of a new file where there is none."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _flush_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can (Windows opens no folders)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).rstrip(".")
