"""The formats ODT and flat ODT: a file becomes a document, and that the same file again.

An ODT file is a zip archive (OpenDocument 1.3, part 2); a flat one is the same in one XML file, which is
handy under version control (part 3, 3.1.2). There is no well-kept library that gives back a file as it came:
odfpy has had no version since 2020 and writes a new archive.
"""

from __future__ import annotations

from conceptwriter.interchange.formats import Export, Format, SourceFile
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.interchange.odt.stored import FLAT, ZIPPED
from conceptwriter.outline import Document, Draft


def read_odt(source: SourceFile) -> Draft:
    """See :func:`.reading.read_odt`; the XML library is imported when it is needed."""
    from conceptwriter.interchange.odt.reading import read_odt as read

    return read(source)


def write_odt(document: Document, options: ExportOptions) -> Export:
    """The file that the document came from with its texts, or a new one. Two languages go into a new one."""
    return _written(document, options, is_flat=False)


def write_fodt(document: Document, options: ExportOptions) -> Export:
    """The same as one XML file."""
    return _written(document, options, is_flat=True)


def _written(document: Document, options: ExportOptions, *, is_flat: bool) -> Export:
    from conceptwriter.interchange.odt.new_file import write_new
    from conceptwriter.interchange.odt.returning import give_back

    if (FLAT if is_flat else ZIPPED) in document.root.attributes and not options.bilingual:
        return give_back(document, options.language)
    return write_new(document, options, is_flat=is_flat)


ODT = Format(
    name="odt",
    label="OpenDocument text",
    extensions=(".odt",),
    read_tree=read_odt,
    write_tree=write_odt,
    keeps=ZIPPED,
)

FODT = Format(
    name="fodt",
    label="Flat OpenDocument text",
    extensions=(".fodt",),
    read_tree=read_odt,
    write_tree=write_fodt,
    keeps=FLAT,
)
