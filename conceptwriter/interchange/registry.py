"""The known formats, and the two entry points of this package: import and export."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from conceptwriter.interchange.as_written import LINE_END
from conceptwriter.interchange.assembly import SourceText, build_document
from conceptwriter.interchange.bounds import check_line_count
from conceptwriter.interchange.docx import DOCX
from conceptwriter.interchange.epub import EPUB
from conceptwriter.interchange.errors import UnknownFormat, UnreadableFile
from conceptwriter.interchange.files import MAX_BYTES, decode_text, read_bytes
from conceptwriter.interchange.formats import Export as Export
from conceptwriter.interchange.formats import Format, SourceFile
from conceptwriter.interchange.html import HTML
from conceptwriter.interchange.manuscript import ExportOptions, Manuscript
from conceptwriter.interchange.markdown import MARKDOWN
from conceptwriter.interchange.odt import FODT, ODT
from conceptwriter.interchange.opml import OPML
from conceptwriter.interchange.paper import PDF
from conceptwriter.interchange.plain_text import PLAIN_TEXT
from conceptwriter.interchange.po import PO
from conceptwriter.interchange.subtitles import SUBRIP, WEBVTT
from conceptwriter.interchange.xliff.xliff import XLIFF, XLIFF_1_2
from conceptwriter.language import SURE, Detection, Segmenter, find_language, identify_language
from conceptwriter.outline import Document
from conceptwriter.outline.model import UNSURE

FORMATS: dict[str, Format] = {
    known.name: known
    for known in (
        MARKDOWN,
        PLAIN_TEXT,
        DOCX,
        ODT,
        FODT,
        PDF,
        EPUB,
        HTML,
        OPML,
        XLIFF,
        XLIFF_1_2,
        PO,
        SUBRIP,
        WEBVTT,
    )
}
"""By name, in the order in which they are offered."""


def find_format(name: str) -> Format:
    """The format of this name or extension (``markdown``, ``.md``, ``md``). Raises UnknownFormat."""
    wanted = name.strip().lower()
    for candidate in FORMATS.values():
        if (
            wanted in {candidate.name, candidate.label.lower()}
            or f".{wanted.lstrip('.')}" in candidate.extensions
        ):
            return candidate
    raise UnknownFormat(f"There is no format {name!r}. Choose one of {_known()}.")


def format_of_path(path: Path) -> Format:
    """The format of a file name's extension. Raises UnknownFormat."""
    extension = path.suffix.lower()
    for candidate in FORMATS.values():
        if extension in candidate.extensions:
            return candidate
    what = f"the extension {path.suffix!r}" if path.suffix else "a name without extension"
    raise UnknownFormat(f"{path}: {what} does not match any format. Name the format: {_known()}.")


def usual_format(document: Document) -> Format:
    """The format to offer for a document: that of the client's file it came from, or Markdown."""
    return next((known for known in FORMATS.values() if known.made(document)), MARKDOWN)


def readable_extensions(*, running_text: bool = False) -> tuple[str, ...]:
    """Extensions of the files that can be imported, lower case and with the dot.

    `running_text`: only of those that are one text in one language.
    """
    return tuple(
        extension
        for known in FORMATS.values()
        if (known.has_running_text if running_text else known.can_import)
        for extension in known.extensions
    )


def import_document(
    path: Path | str,
    format: str | None = None,  # noqa: A002 - the command line's name for it
    language: str | None = None,
    segmenter: Segmenter | None = None,
    max_bytes: int = MAX_BYTES,
) -> Document:
    """The document of a file.

    ``format``: a name or extension; None: by the file's extension. ``language``: any name that
    ``conceptwriter.language`` knows; None: as the file says, or
    guessed among the starter languages. The title is the first
    heading if it comes first and is of level 1 (or the front matter's title), else the file name.

    Raises UnreadableFile, UnknownFormat, UnknownLanguage.
    """
    path = Path(path)
    chosen = find_format(format) if format else format_of_path(path)
    content = read_bytes(path, max_bytes)
    return import_content(content, chosen.name, language, path.stem, segmenter, str(path))


def import_content(
    content: bytes,
    format: str = "markdown",  # noqa: A002 - the command line's name for it
    language: str | None = None,
    title: str = "",
    segmenter: Segmenter | None = None,
    name: str = "The text",
) -> Document:
    """The document of a file's bytes; ``title`` is used if the file has none.

    Raises UnreadableFile, UnknownFormat, UnknownLanguage.
    """
    if (tree := _tree(content, format, language, title, name)) is not None:
        return tree
    text = decode_text(content, name, keep_line_ends=True)
    return import_text(text, format, language, title, segmenter, name)


def import_text(
    text: str,
    format: str = "markdown",  # noqa: A002 - the command line's name for it
    language: str | None = None,
    title: str = "",
    segmenter: Segmenter | None = None,
    name: str = "The text",
) -> Document:
    """The document of a text in memory; ``title`` is used if the text has none.

    Raises UnreadableFile if it is empty, UnknownFormat, UnknownLanguage.
    """
    if (tree := _tree(text, format, language, title, name)) is not None:
        return tree
    said = Detection(find_language(language).code, 1.0) if language else None
    source = read_source(text, format, name)
    found = said or identify_language(source.sample())
    document = build_document(source, found.code, source.title or title, segmenter or Segmenter())
    if found.confidence < SURE:
        document.root.attributes[UNSURE] = "1"
    return document


def _tree(
    content: bytes | str,
    format: str,  # noqa: A002
    language: str | None,
    title: str,
    name: str,
) -> Document | None:
    """The document, if the format makes all of it."""
    chosen = find_format(format)
    if chosen.read_tree is None:
        return None
    code = find_language(language).code if language else None
    draft = chosen.read_tree(SourceFile(content, name, title, code))
    return Document.from_draft(draft, consume=True)


def read_source(text: str, format: str = "markdown", name: str = "The text") -> SourceText:  # noqa: A002
    """The blocks of a text. Raises UnreadableFile if it is empty, UnknownFormat."""
    chosen = find_format(format)
    if chosen.read_tree is not None:
        raise UnknownFormat(f"{name}: {chosen.label} is imported alone, not as a part of a document.")
    if chosen.read is None:
        raise UnknownFormat(f"{chosen.label} cannot be imported. Choose one of {_known()}.")
    # a byte order mark inside a text is left over from joined files; at the front it would vanish on export
    text = text.replace("\ufeff", "")
    line_end = "\r\n" if "\r\n" in text and text.count("\n") == text.count("\r\n") else "\n"
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableFile(f"{name} is empty. Choose a file that contains text.")
    check_line_count(text, name)
    source = chosen.read(text)
    source.line_end = line_end
    return source


def render(document: Document, format: str, options: ExportOptions | None = None) -> Export:  # noqa: A002
    """Write ``document`` in a format and report what is missing. Raises UnknownFormat, UnknownLanguage."""
    options = options or ExportOptions()
    chosen = find_format(format)
    if options.language is not None:
        options = replace(options, language=find_language(options.language).code)
    if chosen.write_tree is not None:
        return chosen.write_tree(document, options)
    if chosen.write is None:
        raise UnknownFormat(f"{chosen.label} cannot be exported. Choose one of {_known()}.")
    manuscript = Manuscript(document, options)
    text = chosen.write(manuscript.blocks(), dict(document.root.attributes))
    line_end = document.root.attributes.get(LINE_END, "\n")
    return Export(text.replace("\n", line_end), tuple(manuscript.warnings))


def export_document(
    document: Document,
    format: str = "markdown",  # noqa: A002 - the command line's name for it
    language: str | None = None,
    bilingual: bool = False,
    include_notes: bool = False,
) -> str:
    """The text of ``document`` in a format; :func:`render` also reports what is missing in it."""
    return render(document, format, ExportOptions(language, bilingual, include_notes)).text


def _known() -> str:
    return ", ".join(f"{known.name} ({', '.join(known.extensions)})" for known in FORMATS.values())
