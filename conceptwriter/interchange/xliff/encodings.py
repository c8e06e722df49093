"""From the bytes of an XML file to its text and back, in the same encoding (XML 1.0, appendix F)."""

from __future__ import annotations

import codecs
import re

from conceptwriter.interchange.errors import UnreadableFile

_MARKS = (  # the marks of UTF-32 begin with those of UTF-16, so they come first
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z][A-Za-z0-9._-]{0,40})[\"']")
_IN_BYTES = {"utf-16": "utf-8", "utf-32": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8"}


def decode_xml(data: bytes, name: str) -> tuple[str, str]:
    """The text, with its byte order mark if it has one, and the codec that gives the same bytes again.

    Raises UnreadableFile.
    """
    if not data.strip():
        raise UnreadableFile(f"{name} is empty. Choose a file that contains text.")
    encoding = next((known for mark, known in _MARKS if data.startswith(mark)), "") or _declared(data, name)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count("\n".encode(encoding), 0, error.start) + 1
        raise UnreadableFile(
            f"{name}, line {line}: the file is not valid {encoding.upper()} (byte {error.start}). Ask for it "
            "in UTF-8."
        ) from None
    return text, encoding


def encode_xml(text: str, encoding: str) -> bytes:
    """The bytes of a file; characters that the encoding lacks become character references."""
    return text.encode(encoding, "xmlcharrefreplace")


def _declared(data: bytes, name: str) -> str:
    found = _DECLARED.match(data)
    if found is None:
        return "utf-8"
    declared = found.group(1).decode("ascii").lower()
    declared = _IN_BYTES.get(declared, declared)  # one byte a character, whatever it says
    try:
        known = codecs.lookup(declared)
    except LookupError:
        raise UnreadableFile(
            f"{name}: the encoding {declared!r} is not known. Ask for it in UTF-8."
        ) from None
    if not known._is_text_encoding:
        raise UnreadableFile(f"{name}: {declared!r} is no encoding of texts. Ask for the file in UTF-8.")
    return known.name
