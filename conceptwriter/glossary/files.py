"""Glossaries in files: which format it is, reading and writing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from conceptwriter.atomic_write import atomic_write
from conceptwriter.glossary.csv_file import read_table, write_table
from conceptwriter.glossary.entry import Glossary
from conceptwriter.glossary.errors import GlossaryError
from conceptwriter.glossary.tbx import read_tbx, write_tbx

TBX_SUFFIXES = (".tbx", ".xml")
TABLE_SUFFIXES = {".csv": ",", ".tsv": "\t", ".tab": "\t", ".txt": "\t"}
_MOST_BYTES = 1 << 28


def read_glossary(path: Path, languages: Sequence[str] = ()) -> Glossary:
    """The glossary in a file: XML is TBX, anything else a table (`csv_file.read_table`).

    Raises GlossaryError or UnreadableXml, which name the file and the line.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise GlossaryError(f"{path} is larger than {_MOST_BYTES:,} bytes. Split it.")
        with path.open("rb") as stream:
            beginning = stream.read(200).lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
            stream.seek(0)
            if beginning.startswith(b"<"):
                return read_tbx(stream, str(path))
            content = stream.read()
    except OSError as error:
        raise GlossaryError(f"{path} cannot be read: {error.strerror}. Check the name.") from error
    try:
        return read_table(content.decode("utf-8-sig"), str(path), languages)
    except UnicodeDecodeError as error:
        line = 1 + content.count(b"\n", 0, error.start)
        raise GlossaryError(f"{path}, line {line}: not UTF-8 text. Save the table in UTF-8.") from error


def write_glossary(path: Path, glossary: Glossary, tbx_version: int = 2) -> None:
    """Write a glossary in the format of the file's extension. Raises GlossaryError."""
    suffix = path.suffix.lower()
    if suffix in TBX_SUFFIXES:
        text = write_tbx(glossary, tbx_version)
    elif suffix in TABLE_SUFFIXES:
        text = write_table(glossary, TABLE_SUFFIXES[suffix])
    else:
        known = ", ".join((*TABLE_SUFFIXES, *TBX_SUFFIXES))
        raise GlossaryError(f"{path} has no extension of a glossary. Choose one of {known}.")
    try:
        atomic_write(path, text.encode())
    except OSError as error:
        raise GlossaryError(f"{path} cannot be written: {error.strerror}.") from error
