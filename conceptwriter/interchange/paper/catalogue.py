"""What a PDF file says of itself: its language, for readers aloud and search, and bookmarks of its headings.

What lays out pages writes neither (ISO 32000-1, 14.9.2 and 12.3.3). Both are added as an update at the end of
the file (7.5.6): a new version of the document catalogue, the bookmarks, a table of where they stand, and a
trailer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from conceptwriter.interchange.paper.bookmarks import Bookmark, outline_objects

_CATALOGUE = re.compile(rb"(?:^|[\r\n])(\d+) 0 obj\s*<<\s*(/Type /Catalog\b.*?)>>\s*endobj", re.DOTALL)
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*\Z", re.DOTALL)
_SIZE = re.compile(rb"/Size (\d+)")
_PAGES = re.compile(rb"/Type /Pages\b[^<>]*?/Kids\s*\[([^\]]*)\]", re.DOTALL)
_REFERENCE = re.compile(rb"(\d+) 0 R")


def completed(pdf: bytes, tag: str, bookmarks: Sequence[Bookmark] = ()) -> bytes:
    """The file with a language (BCP 47) and bookmarks, showing its title; unchanged if built otherwise."""
    catalogues, trailer = list(_CATALOGUE.finditer(pdf)), _TRAILER.search(pdf)
    size = _SIZE.search(trailer.group(1)) if trailer is not None else None
    if len(catalogues) != 1 or trailer is None or size is None or b"/Lang" in catalogues[0].group(2):
        return pdf
    number, entries = int(catalogues[0].group(1)), catalogues[0].group(2)
    free = int(size.group(1))
    outline = outline_objects(bookmarks, _pages(pdf), free)
    said = [entries.strip(), b"/Lang (%s)" % tag.encode("ascii")]
    if outline:
        said.append(b"/Outlines %d 0 R\n/PageMode /UseOutlines" % free)
    said.append(b"/ViewerPreferences << /DisplayDocTitle true >>")
    ending = trailer.group(1).strip().replace(size.group(), b"/Size %d" % (free + len(outline)))
    begin = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    objects = {number: b"\n".join(said), **outline}
    return begin + _update(len(begin), objects, ending, trailer.group(2))


def _pages(pdf: bytes) -> list[int]:
    """The numbers of the pages' objects, in order; none if they are not all in one list."""
    found = _PAGES.findall(pdf)
    return [int(number) for number in _REFERENCE.findall(found[0])] if len(found) == 1 else []


def _update(place: int, objects: Mapping[int, bytes], ending: bytes, before: bytes) -> bytes:
    """New versions of objects, by their numbers, as they are appended at a place of the file."""
    written: list[bytes] = []
    table: list[bytes] = []
    for number, inside in objects.items():
        table.append(b"%d 1\n%010d 00000 n \n" % (number, place))
        written.append(b"%d 0 obj\n<<\n%s\n>>\nendobj\n" % (number, inside))
        place += len(written[-1])
    end = b"trailer\n<<\n%s\n/Prev %s\n>>\nstartxref\n%d\n%%%%EOF\n" % (ending, before, place)
    return b"".join([*written, b"xref\n", *table, end])
