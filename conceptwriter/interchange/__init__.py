"""Importing and exporting documents: Markdown, plain text, XLIFF.

The keys that this package uses in ``node.attributes`` are listed in ``blocks.py``.
"""

from __future__ import annotations

from conceptwriter.interchange.combining import Combined, Part, combine
from conceptwriter.interchange.errors import InterchangeError, UnknownFormat, UnreadableFile, UnwritableFile
from conceptwriter.interchange.files import (
    MAX_BYTES,
    decode_text,
    read_bytes,
    read_text_file,
    write_file,
    write_text_file,
)
from conceptwriter.interchange.formats import Export, Format, SourceFile
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.interchange.registry import (
    FORMATS,
    export_document,
    find_format,
    format_of_path,
    import_content,
    import_document,
    import_text,
    read_source,
    readable_extensions,
    render,
    usual_format,
)
from conceptwriter.interchange.writing import check_writable, whole_file

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "Combined",
    "Export",
    "ExportOptions",
    "Format",
    "InterchangeError",
    "Part",
    "SourceFile",
    "UnknownFormat",
    "UnreadableFile",
    "UnwritableFile",
    "check_writable",
    "combine",
    "decode_text",
    "export_document",
    "find_format",
    "format_of_path",
    "import_content",
    "import_document",
    "import_text",
    "read_bytes",
    "read_source",
    "read_text_file",
    "readable_extensions",
    "render",
    "usual_format",
    "whole_file",
    "write_file",
    "write_text_file",
]
