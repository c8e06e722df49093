"""The XML files of an e-book: its pages, its table of contents, and the package document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import NamedTuple

from conceptwriter.interchange.pages.body import Heading
from conceptwriter.language import find_language

CONTAINER = """\
<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/content.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_DEEPEST_ENTRY = 3


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page of the book."""

    html: str
    headings: list[Heading]


@dataclass(frozen=True, slots=True)
class Book:
    """All that the files are written from."""

    title: str
    authors: list[str]
    language: str
    """FLORES-200."""
    identifier: str
    modified: datetime
    """In universal time."""
    chapters: list[Chapter]
    pictures: dict[str, str]
    """Media types by name."""
    tag: Callable[[str], str] = lambda code: find_language(code).bcp47
    """The BCP 47 tag of a language (FLORES-200), with the region that the document is for."""


class _Entry(NamedTuple):
    """Of the table of contents."""

    address: str
    text: str
    below: list[_Entry]


def chapter_name(number: int) -> str:
    """The file of a chapter, counted from 0."""
    return f"chapter{number + 1:04d}.xhtml"


def page(book: Book, chapter: Chapter) -> str:
    """A chapter."""
    title = chapter.headings[0].text if chapter.headings else book.title
    return _xhtml(book, title or book.title, chapter.html)


def navigation(book: Book) -> str:
    """The table of contents (EPUB 3.3, 7)."""
    title = escape(book.title, quote=False)
    body = f'<nav epub:type="toc" id="toc" role="doc-toc">\n<h1>{title}</h1>\n{_entries(book)}</nav>\n'
    return _xhtml(book, book.title, body)


def _entries(book: Book) -> str:
    """Nested lists; a heading that skips a level stands one level below the one above it."""
    whole: list[_Entry] = []
    open_entries: list[tuple[int, list[_Entry]]] = [(0, whole)]
    deepest = _highest(book) + _DEEPEST_ENTRY - 1
    for number, chapter in enumerate(book.chapters):
        shown = [one for one in chapter.headings if one.level <= deepest and one.text]
        if not shown:
            whole.append(_Entry(chapter_name(number), escape(book.title, quote=False), []))
            open_entries = [(0, whole)]
        for one in shown:
            while open_entries[-1][0] >= one.level:
                open_entries.pop()
            entry = _Entry(f"{chapter_name(number)}#{one.anchor}", _text_of(book, one), [])
            open_entries[-1][1].append(entry)
            open_entries.append((one.level, entry.below))
    return _list_of(whole)


def _list_of(entries: list[_Entry]) -> str:
    if not entries:
        return ""
    items = (f'<li><a href="{one.address}">{one.text}</a>{_list_of(one.below)}</li>\n' for one in entries)
    return f"<ol>\n{''.join(items)}</ol>\n"


def _highest(book: Book) -> int:
    return min((one.level for chapter in book.chapters for one in chapter.headings), default=1)


def _text_of(book: Book, heading: Heading) -> str:
    text = escape(heading.text, quote=False)
    if heading.language == book.language:
        return text
    language = find_language(heading.language)
    tag = book.tag(language.code)
    return f'<span lang="{tag}" xml:lang="{tag}" dir="{language.direction}">{text}</span>'


def _xhtml(book: Book, title: str, body: str) -> str:
    language = find_language(book.language)
    direction = ' dir="rtl"' if language.direction == "rtl" else ""
    tag = book.tag(book.language)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{tag}" xml:lang="{tag}"{direction}>\n<head>\n<title>{escape(title, quote=False)}</title>\n'
        '<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n'
        f"<body>\n{body}</body>\n</html>\n"
    )


def package_document(book: Book) -> str:
    """Metadata, manifest and reading order (EPUB 3.3, 5)."""
    language = find_language(book.language)
    progression = ' page-progression-direction="rtl"' if language.direction == "rtl" else ""
    items = ['<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>']
    items.append('<item id="style" href="style.css" media-type="text/css"/>')
    order = []
    for number in range(len(book.chapters)):
        name = f"chapter{number + 1}"
        items.append(f'<item id="{name}" href="{chapter_name(number)}" media-type="application/xhtml+xml"/>')
        order.append(f'<itemref idref="{name}"/>')
    for number, (name, media_type) in enumerate(book.pictures.items(), start=1):
        items.append(f'<item id="picture{number}" href="{name}" media-type="{media_type}"/>')
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" '
        f'xml:lang="{book.tag(book.language)}">\n{_metadata(book)}'
        f"<manifest>\n{_lines(items)}</manifest>\n<spine{progression}>\n{_lines(order)}</spine>\n</package>\n"
    )


def _metadata(book: Book) -> str:
    lines = [
        f'<dc:identifier id="id">{book.identifier}</dc:identifier>',
        f"<dc:title>{escape(book.title, quote=False)}</dc:title>",
        *[f"<dc:creator>{escape(name, quote=False)}</dc:creator>" for name in book.authors],
        f"<dc:language>{book.tag(book.language)}</dc:language>",
        f'<meta property="dcterms:modified">{book.modified:%Y-%m-%dT%H:%M:%SZ}</meta>',
    ]
    return f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{_lines(lines)}</metadata>\n'


def _lines(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
