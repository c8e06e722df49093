"""Opening a Word file that came from outside: bounded, without entities, nothing fetched."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml.etree import LxmlError

from conceptwriter.interchange.errors import UnreadableFile

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

MOST_BYTES = 400 * 1024 * 1024
"""Of all parts together when unpacked; a book with pictures has less."""
MOST_PARTS = 20_000
MOST_RATIO = 300
"""Unpacked to packed, of a part over a megabyte: text reaches 20, a bomb a thousand."""
_MEGABYTE = 1024 * 1024


def open_package(data: bytes, name: str) -> WordDocument:
    """The parts of a file. Raises UnreadableFile for anything that is not a Word document, or is not safe."""
    _check_bounds(data, name)
    try:
        return docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, LxmlError, KeyError, ValueError, AttributeError) as error:
        raise UnreadableFile(
            f"{name} is not a Word document that can be read ({error}). Open it in a word processor and save "
            "it as .docx."
        ) from error


def _check_bounds(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise UnreadableFile(f"{name} is encrypted. Save it without a password.")
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise UnreadableFile(f"{name} is too large to read. Split it and import the parts.")
            for part in parts:
                if part.file_size > _MEGABYTE and part.file_size > MOST_RATIO * max(1, part.compress_size):
                    raise UnreadableFile(
                        f"{name} has a part, {part.filename!r}, that would unpack to "
                        f"{part.file_size:,} bytes. No word processor writes such a file."
                    )
                if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in _head(archive, part):
                    raise UnreadableFile(f"{name} defines entities in {part.filename!r}, which is not read.")
    except zipfile.BadZipFile:
        raise UnreadableFile(
            f"{name} is not a Word document (.docx): it is no zip archive. If it is an older .doc, open it "
            "in a word processor and save it as .docx."
        ) from None
    except (RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise UnreadableFile(f"{name} is damaged ({error}). Choose another copy.") from error


def _head(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with archive.open(part) as stream:
        return stream.read(4096)
