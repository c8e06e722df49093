"""Opening a zip archive that came from outside: bounded, nothing unpacked to a disk, no entities.

Word and OpenDocument files are archives of XML parts.
"""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib

from conceptwriter.interchange.errors import UnreadableFile

MOST_BYTES = 400 * 1024 * 1024
"""Of all parts together when unpacked; a book with pictures has less."""
MOST_PARTS = 20_000
MOST_RATIO = 300
"""Unpacked to packed, of a part over a megabyte: text reaches 20, a bomb a thousand."""
DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, NotImplementedError, OSError, EOFError,
    ValueError,
)  # fmt: skip
"""What the standard library raises for an archive that is not whole."""
_MEGABYTE = 1024 * 1024
_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)")


def check_archive(data: bytes, name: str, no_archive: str) -> None:
    """Raise UnreadableFile, which names the file, unless it is a whole archive that is safe to read.

    ``no_archive``: what to say of a file that is none; it follows the name.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise UnreadableFile(f"{name} {no_archive}") from None
    with archive:
        try:
            _check_parts(archive, name)
        except DAMAGE as error:
            raise UnreadableFile(f"{name} is damaged ({error}). Choose another copy.") from error


def _check_parts(archive: zipfile.ZipFile, name: str) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile(f"{name} is encrypted. Save it without a password.")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise UnreadableFile(f"{name} is too large to read. Split it and import the parts.")
    seen: set[str] = set()
    for part in parts:
        if _OUTSIDE.search(part.filename):
            raise UnreadableFile(f"{name} has a part, {part.filename!r}, that points out of the file.")
        if part.filename in seen:
            raise UnreadableFile(f"{name} is damaged: it has the part {part.filename!r} twice.")
        seen.add(part.filename)
        if part.file_size > _MEGABYTE and part.file_size > MOST_RATIO * max(1, part.compress_size):
            raise UnreadableFile(
                f"{name} has a part, {part.filename!r}, that would unpack to "
                f"{part.file_size:,} bytes. No word processor writes such a file."
            )
        if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in _head(archive, part):
            raise UnreadableFile(f"{name} defines entities in {part.filename!r}, which is not read.")


def _head(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with archive.open(part) as stream:
        return stream.read(4096)
