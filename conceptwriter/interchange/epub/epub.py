"""The format EPUB 3.3 (w3.org/TR/epub-33): chapters, made of the highest sections, and a table of contents.

The same document gives the same bytes: nothing in a book depends on the moment at which it is written.
"""

from __future__ import annotations

import io
import uuid
import zipfile
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from conceptwriter.interchange.blocks import MARKDOWN, MARKUP
from conceptwriter.interchange.epub.package import (
    CONTAINER,
    Book,
    Chapter,
    chapter_name,
    navigation,
    package_document,
    page,
)
from conceptwriter.interchange.epub.style import STYLE
from conceptwriter.interchange.footnotes import without_notes
from conceptwriter.interchange.formats import Export, Format
from conceptwriter.interchange.front_matter import authors_of
from conceptwriter.interchange.manuscript import ExportOptions, Manuscript
from conceptwriter.interchange.pages.body import PageBody, PageRules, is_outside_link
from conceptwriter.interchange.pages.pictures import Picture, Pictures
from conceptwriter.outline import ROOT, Document
from conceptwriter.outline.regional_tags import language_tag
from conceptwriter.xml_events import fit_for_xml

_NO_TIME = (1980, 1, 1, 0, 0, 0)
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_EVERYONE_READS = 0o644 << 16
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "conceptwriter")


def write_epub(document: Document, options: ExportOptions) -> Export:
    """The manuscript as a book."""
    manuscript = Manuscript(document, options)
    language = options.language or document.effective_language(ROOT)
    blocks, notes = without_notes(manuscript.blocks())
    pictures = Pictures(None if options.project is None else options.project.parent)
    shelf: dict[str, Picture] = {}

    def picture(address: str) -> str | None:
        found = pictures.find(address)
        if found is None:
            return None
        name = f"pictures/{sha256(found.data).hexdigest()[:16]}.{found.extension}"
        shelf[name] = found
        return name

    tag = partial(language_tag, document)
    rules = PageRules(language, picture, is_outside_link, is_epub=True, name_of_part=chapter_name, tag=tag)
    has_marks = document.root.attributes.get(MARKUP, MARKDOWN) == MARKDOWN
    parts = PageBody(rules, notes, has_marks=has_marks).parts(blocks, in_chapters=True)
    title = " ".join(fit_for_xml(document.text(ROOT, language)).split())
    first = next((heading.text for part in parts for heading in part.headings), "")
    book = Book(
        title=title or first or "Untitled",
        authors=authors_of(document),
        language=language,
        tag=tag,
        identifier=_identifier(document, options, language),
        modified=_time_of(options.project),
        chapters=[Chapter(part.html, part.headings) for part in parts],
        pictures={name: shelf[name].media_type for name in sorted(shelf)},
    )
    warnings = (*manuscript.warnings, *pictures.warnings())
    return Export("", warnings, _packed(book, shelf))


def _identifier(document: Document, options: ExportOptions, language: str) -> str:
    """One and the same for every export of a document in a language, however its text changes."""
    facts = (document.source_text(ROOT), document.root.source_language, language, str(options.bilingual))
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, chr(0).join(facts).encode('utf-8', 'replace').decode('utf-8'))}"


def _time_of(project: Path | None) -> datetime:
    """When the document was last changed, in whole seconds."""
    try:
        return _NEVER if project is None else datetime.fromtimestamp(int(project.stat().st_mtime), UTC)
    except (OSError, ValueError, OverflowError):
        return _NEVER


def _packed(book: Book, shelf: dict[str, Picture]) -> bytes:
    files: list[tuple[str, bytes]] = [
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", CONTAINER.encode("utf-8")),
        ("EPUB/content.opf", package_document(book).encode("utf-8")),
        ("EPUB/nav.xhtml", navigation(book).encode("utf-8")),
        ("EPUB/style.css", STYLE.encode("utf-8")),
    ]
    for number, chapter in enumerate(book.chapters):
        files.append((f"EPUB/{chapter_name(number)}", page(book, chapter).encode("utf-8")))
    files += [(f"EPUB/{name}", shelf[name].data) for name in book.pictures]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files:
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.external_attr = _EVERYONE_READS
            is_small = name == "mimetype" or name.startswith("EPUB/pictures/")
            archive.writestr(entry, data, zipfile.ZIP_STORED if is_small else zipfile.ZIP_DEFLATED)
    return stream.getvalue()


EPUB = Format(name="epub", label="E-book (EPUB)", extensions=(".epub",), write_tree=write_epub)
