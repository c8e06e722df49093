"""An OpenDocument text that came from outside: opened safely, and saved with all other parts as they were."""

from __future__ import annotations

import io
import zipfile
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from conceptwriter.interchange.archives import DAMAGE, check_archive
from conceptwriter.interchange.errors import UnreadableFile
from conceptwriter.interchange.odt.names import MIME_TYPE, qn

Xml = Any
"""An element of lxml, which says nothing of its types."""

CONTENT, STYLES, META, MANIFEST, KIND = (
    "content.xml",
    "styles.xml",
    "meta.xml",
    "META-INF/manifest.xml",
    "mimetype",
)
MOST_XML = 100 * 1024 * 1024
"""Bytes of one XML part; a book has two."""
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_NO_ARCHIVE = (
    "is not an OpenDocument text (.odt): it is no zip archive. If it is a document of another kind, open it "
    "in a word processor and save it as .odt."
)
_ADVICE = "Open it in a word processor and save it again."


@dataclass(slots=True)
class TextFile:
    """An open file; ``content`` and ``styles`` are the same element in a flat one."""

    data: bytes
    is_flat: bool
    content: Xml
    styles: Xml
    meta: Xml
    changed: set[str] = field(default_factory=set)
    """Names of the parts to be written anew."""

    @property
    def body(self) -> Xml:
        """The element that has all text."""
        return self.content.find(f"{qn('office:body')}/{qn('office:text')}")

    def saved(self) -> bytes:
        """The file with what was changed; the very same bytes if nothing was."""
        if not self.changed:
            return self.data
        if self.is_flat:
            return written(self.content)
        roots = {CONTENT: self.content, STYLES: self.styles, META: self.meta}
        stream = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self.data)) as before, zipfile.ZipFile(stream, "w") as after:
            for part in sorted(before.infolist(), key=lambda part: part.filename != KIND):
                here = copy(part)
                if part.filename == KIND:
                    here.compress_type, here.extra = zipfile.ZIP_STORED, b""
                content = (
                    written(roots[part.filename]) if part.filename in self.changed else before.read(part)
                )
                after.writestr(here, content)
        return stream.getvalue()


def written(root: Xml) -> bytes:
    """The bytes of an XML part."""
    return _DECLARATION + bytes(etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=False))


def open_text(data: bytes, name: str) -> TextFile:
    """The parts of a file. Raises UnreadableFile for what is no OpenDocument text, or is not safe."""
    file = _open_flat(data, name) if data.lstrip()[:1] == b"<" else _open_archive(data, name)
    if file.body is None:
        raise UnreadableFile(f"{name} is an OpenDocument file, but not a text. Choose a text document.")
    return file


def _open_flat(data: bytes, name: str) -> TextFile:
    root = _parsed(data, name, "")
    if root.tag != qn("office:document"):
        raise UnreadableFile(
            f"{name} is not a flat OpenDocument text: it begins with <{_local(root)}>. {_ADVICE}"
        )
    return TextFile(data, True, root, root, root)


def _open_archive(data: bytes, name: str) -> TextFile:
    check_archive(data, name, _NO_ARCHIVE)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if MANIFEST in names and b"encryption-data" in _read(archive, MANIFEST, name):
            raise UnreadableFile(f"{name} is encrypted. Save it without a password.")
        if CONTENT not in names:
            raise UnreadableFile(f"{name} is not an OpenDocument text: it has no {CONTENT}. {_ADVICE}")
        if KIND in names:
            kind = _read(archive, KIND, name).strip().decode("ascii", "replace")
            if not kind.startswith(MIME_TYPE):
                raise UnreadableFile(f"{name} is not an OpenDocument text, but {kind[:80]!r}.")
        content, styles, meta = (
            _parsed(_read(archive, part, name), name, part) if part in names else None
            for part in (CONTENT, STYLES, META)
        )
    return TextFile(data, False, content, styles, meta)


def _read(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    if archive.getinfo(part).file_size > MOST_XML:
        raise UnreadableFile(f"{name} is too large to read. Split it and import the parts.")
    try:
        return archive.read(part)
    except DAMAGE as error:
        raise UnreadableFile(f"{name} is damaged ({error}). Choose another copy.") from error


def _parsed(data: bytes, name: str, part: str) -> Xml:
    where = f"{name}, {part}" if part else name
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    if len(data) > MOST_XML:
        raise UnreadableFile(f"{name} is too large to read. Split it and import the parts.")
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise UnreadableFile(
            f"{where}{f', line {line}' if line else ''}: this is not well-formed XML ({error}). {_ADVICE}"
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile(
            f"{where} has a document type, which may define entities and is not read. {_ADVICE}"
        )
    return root


def _local(element: Xml) -> str:
    return str(etree.QName(element).localname)
