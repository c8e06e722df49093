"""Opening a Word file that came from outside: bounded, without entities, nothing fetched."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml.etree import LxmlError

from conceptwriter.interchange.archives import DAMAGE, check_archive
from conceptwriter.interchange.errors import UnreadableFile

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_NO_ARCHIVE = (
    "is not a Word document (.docx): it is no zip archive. If it is an older .doc, open it in a word "
    "processor and save it as .docx."
)


def open_package(data: bytes, name: str) -> WordDocument:
    """The parts of a file. Raises UnreadableFile for anything that is not a Word document, or is not safe."""
    check_archive(data, name, _NO_ARCHIVE)
    try:
        return docx.Document(io.BytesIO(data))
    except (*DAMAGE, PackageNotFoundError, LxmlError, KeyError, AttributeError) as error:
        raise UnreadableFile(
            f"{name} is not a Word document that can be read ({error}). Open it in a word processor and save "
            "it as .docx."
        ) from error
