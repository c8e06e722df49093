"""Naming the language in a PDF file, for readers aloud and search (ISO 32000-1, 14.9.2).

What lays out pages does not name it. It is added as an update at the end of the file (7.5.6): a new version
of the document catalogue, a table of where that stands, and a trailer.
"""

from __future__ import annotations

import re

_CATALOGUE = re.compile(rb"(?:^|[\r\n])(\d+) 0 obj\s*<<\s*(/Type /Catalog\b.*?)>>\s*endobj", re.DOTALL)
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*\Z", re.DOTALL)


def with_language(pdf: bytes, tag: str) -> bytes:
    """The file, naming a language (BCP 47) and showing its title; unchanged if it is built otherwise."""
    catalogues, trailer = list(_CATALOGUE.finditer(pdf)), _TRAILER.search(pdf)
    if len(catalogues) != 1 or trailer is None or b"/Lang" in catalogues[0].group(2):
        return pdf
    number, entries = catalogues[0].groups()
    begin = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    catalogue = (
        b"%s 0 obj\n<<\n%s\n/Lang (%s)\n/ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n"
        % (number, entries.strip(), tag.encode("ascii"))
    )
    table = b"xref\n%s 1\n%010d 00000 n \n" % (number, len(begin))
    place = len(begin) + len(catalogue)
    end = b"trailer\n<<\n%s\n/Prev %s\n>>\nstartxref\n%d\n%%%%EOF\n" % (
        trailer.group(1).strip(),
        trailer.group(2),
        place,
    )
    return begin + catalogue + table + end
