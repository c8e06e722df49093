"""Reading text files of unknown encoding, and writing text files atomically."""

from __future__ import annotations

import codecs
import stat
from pathlib import Path

from conceptwriter.interchange.errors import UnreadableFile, UnwritableFile
from conceptwriter.interchange.writing import reason_of, whole_file

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


def read_text_file(path: Path, max_bytes: int = MAX_BYTES, *, keep_line_ends: bool = False) -> str:
    """The text of a file without byte order mark, with line ends as line feeds unless they are kept.

    Supports UTF-8 with or without mark, UTF-16 and UTF-32 with one. Raises UnreadableFile.
    """
    return decode_text(read_bytes(path, max_bytes), str(path), keep_line_ends=keep_line_ends)


def read_bytes(path: Path, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of a file. Raises UnreadableFile."""
    try:
        if stat.S_ISDIR(path.stat().st_mode):
            raise UnreadableFile(f"{path} is a folder. Choose a text file in it.")
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except FileNotFoundError:
        raise UnreadableFile(f"There is no file {path}. Check its name and folder.") from None
    except PermissionError:
        raise UnreadableFile(f"{path} cannot be read: permission denied. Check its permissions.") from None
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"{path} cannot be read: {reason_of(error)}.") from error
    if len(data) > max_bytes:
        raise UnreadableFile(f"{path} is larger than {max_bytes >> 20} MB. Split it and import the parts.")
    return data


def decode_text(data: bytes, name: str, *, keep_line_ends: bool = False) -> str:
    """The text in ``data``, which came from ``name`` (for the message). Raises UnreadableFile."""
    if not data.strip():
        raise UnreadableFile(f"{name} is empty. Choose a file that contains text.")
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
            f"{name} is not valid {label} (byte {offset + error.start}, line {line}). Open it in a "
            "text editor and save it as UTF-8."
        ) from None
    if not text.strip():
        raise UnreadableFile(f"{name} contains only blank lines. Choose a file that contains text.")
    return text if keep_line_ends else text.replace("\r\n", "\n").replace("\r", "\n")


def encoding_of(data: bytes) -> tuple[str, bool]:
    """The codec of a text, which its byte order mark tells, and whether it has one; else UTF-8."""
    encoding, _, offset = _encoding_of(data)
    return encoding, offset > 0


def _encoding_of(data: bytes) -> tuple[str, str, int]:
    """Codec, its display name, and the length of the byte order mark."""
    for mark, encoding, label in _MARKS:
        if data.startswith(mark):
            return encoding, label, len(mark)
    return "utf-8", "UTF-8", 0


def write_text_file(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8, all of it or nothing: any previous file is unchanged if something fails.

    See :func:`~conceptwriter.interchange.writing.whole_file` for links, pipes and devices. Raises
    UnwritableFile.
    """
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnwritableFile(
            f"{path} was not written: character {error.start} of the text is an unpaired surrogate. "
            "Delete it and try again."
        ) from None
    write_file(path, data)


def write_file(path: Path, data: bytes) -> None:
    """Write a file, all of it or nothing; see :func:`write_text_file`. Raises UnwritableFile."""
    with whole_file(path) as stream:
        stream.write(data)
