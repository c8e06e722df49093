"""OPML 2.0, the exchange format of outliners (opml.org/spec2.opml).

In OPML all entries are alike. One with others below it is read as a section, one without as a paragraph;
what this program writes says which it was, in an attribute that other programs ignore. Texts are plain, or
the Markdown that the document has; notes are in `_note`, as most outliners write them.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from conceptwriter.interchange.blocks import MARKDOWN, MARKUP, PLAIN
from conceptwriter.interchange.bounds import NodeCount
from conceptwriter.interchange.errors import UnreadableFile
from conceptwriter.interchange.formats import Export, Format, SourceFile
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.interchange.remarks import untranslated
from conceptwriter.interchange.xliff.encodings import decode_xml
from conceptwriter.interchange.xliff.xml_tree import Element, parse_xml
from conceptwriter.language import SURE, Detection, Segmenter, identify_language
from conceptwriter.language.inline_marks import inline_marks
from conceptwriter.outline import ROOT, Document, Draft, Kind, Node, NodeId, Origin
from conceptwriter.outline.gaps import running_text
from conceptwriter.outline.model import BREAK, UNSURE
from conceptwriter.outline.translatable import has_words

_KIND = "conceptwriter"
_MARKUP = "conceptwriterMarkup"
_NOTE = "_note"
_SAMPLE = 20_000
_SPECIAL = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def read_opml(source: SourceFile) -> Draft:
    """The document of an OPML file. Raises UnreadableFile, which names the file and the line."""
    text = source.content if isinstance(source.content, str) else decode_xml(source.content, source.name)[0]
    opml = parse_xml(text, source.name).root
    if opml.name.lower() != "opml":
        raise UnreadableFile(
            f"{source.name}, line {opml.line}: the file is no OPML: its first element is <{opml.name}>."
        )
    body = opml.first("body")
    entries = [] if body is None else list(body.named("outline"))
    if not entries:
        raise UnreadableFile(f"{source.name} has no outline in its body. Choose a file that contains text.")
    language = _language(entries, source.language)
    head = opml.first("head")
    title = None if head is None else head.first("title")
    markup = MARKDOWN if opml.attributes.get(_MARKUP) == MARKDOWN else PLAIN
    root = Draft(
        Kind.SECTION,
        (title.whole_text.strip() if title is not None else "") or source.title,
        source_language=language.code,
        language=language.code,
        origin=Origin.IMPORTED,
        attributes={MARKUP: markup},
    )
    if language.confidence < SURE:
        root.attributes[UNSURE] = "1"
    _Reading(language.code, has_marks=markup == MARKDOWN).fill(root, entries)
    return root


def _language(entries: list[Element], said: str | None) -> Detection:
    if said is not None:
        return Detection(said, 1.0)
    sample, length = [], 0
    for entry in entries:
        for inner in entry.walk():
            sample.append(_text(inner))
            length += len(sample[-1])
            if length > _SAMPLE:
                break
    return identify_language("\n".join(sample)[:_SAMPLE])


def _text(entry: Element) -> str:
    found = entry.attributes.get("text") or entry.attributes.get("title", "")
    return found.replace("\r\n", "\n").replace("\r", "\n").strip()


class _Reading:
    def __init__(self, language: str, *, has_marks: bool) -> None:
        self._language, self._has_marks = language, has_marks
        self._count = NodeCount()
        self._lines: list[tuple[Draft, str, bool]] = []
        """Paragraphs with each of their lines, and whether another one follows."""

    def fill(self, root: Draft, entries: list[Element]) -> None:
        """Everything below the root; the sentences of all paragraphs are found together, which is faster."""
        stack = [(root, entry) for entry in reversed(entries)]
        while stack:
            parent, entry = stack.pop()
            below = list(entry.named("outline"))
            draft = self._draft(entry, is_section=bool(below) or entry.attributes.get(_KIND) == Kind.SECTION)
            parent.children.append(draft)
            stack.extend((draft, child) for child in reversed(below))
        texts = (
            (line, inline_marks(line).protected if self._has_marks else []) for _, line, _ in self._lines
        )
        found = Segmenter().segment_many(texts, self._language)
        for (paragraph, line, is_broken), spans in zip(self._lines, found, strict=True):
            self._count.add(len(spans))
            for span in spans:
                text = line[span.start : span.end]
                paragraph.children.append(Draft(Kind.CONCEPT, text, origin=Origin.IMPORTED))
            if is_broken and paragraph.children:
                paragraph.children[-1].attributes[BREAK] = "1"

    def _draft(self, entry: Element, *, is_section: bool) -> Draft:
        self._count.add(1)
        text, note = _text(entry), entry.attributes.get(_NOTE, "").strip()
        if is_section:
            return Draft(Kind.SECTION, " ".join(text.split()), origin=Origin.IMPORTED, note=note)
        paragraph = Draft(Kind.PARAGRAPH, note=note)
        lines = [" ".join(line.split()) for line in text.split("\n")]
        lines = [line for line in lines if line]
        self._lines += [(paragraph, line, place < len(lines) - 1) for place, line in enumerate(lines)]
        return paragraph


def write_opml(document: Document, options: ExportOptions) -> Export:
    """The outline in the language asked for, or each text as it is shown."""
    writing = _Writing(document, options)
    text = "\n".join([*writing.lines(), ""])
    return Export(text, tuple(writing.warnings()))


class _Writing:
    def __init__(self, document: Document, options: ExportOptions) -> None:
        self._document, self._options = document, options
        self._missing = 0

    def lines(self) -> Iterator[str]:
        document = self._document
        has_marks = document.root.attributes.get(MARKUP) != PLAIN
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield f'<opml version="2.0"{f" {_MARKUP}={MARKDOWN!r}" if has_marks else ""}>'
        yield f"<head><title>{escape(_clean(document.source_text(ROOT)))}</title></head>"
        yield "<body>"
        stack: list[NodeId | str] = list(reversed(document.children(ROOT)))
        while stack:
            entry = stack.pop()
            if isinstance(entry, str):
                yield entry
                continue
            node = document.node(entry)
            below = [] if node.kind is Kind.PARAGRAPH else list(node.children)
            yield self._tag(node, is_empty=not below)
            if below:
                stack.append("</outline>")
                stack.extend(reversed(below))
        yield "</body>"
        yield "</opml>"

    def warnings(self) -> list[str]:
        """What is missing, once all is written."""
        return untranslated(self._missing, self._options.language) if self._options.language else []

    def _tag(self, node: Node, *, is_empty: bool) -> str:
        is_paragraph = node.kind is Kind.PARAGRAPH
        text = running_text(
            self._document, node.children if is_paragraph else [node.id], self._options.language
        )
        self._count_missing(node.children if is_paragraph else [node.id])
        parts = [f"text={_value(text)}"]
        if is_empty and not is_paragraph:
            parts.append(f"{_KIND}={_value(node.kind.value)}")
        notes = [node.note, *(self._document.node(child).note for child in node.children if is_paragraph)]
        note = "\n".join(part.strip() for part in notes if part.strip())
        if self._options.include_notes and note:
            parts.append(f"{_NOTE}={_value(note)}")
        return f"<outline {' '.join(parts)}{'/' if is_empty else ''}>"

    def _count_missing(self, nodes: list[NodeId]) -> None:
        for node in nodes:
            here, source = self._document.node(node), self._document.source_text(node)
            wanted = self._options.language or here.source_language
            self._missing += wanted not in here.renditions and has_words(source)


def _clean(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(sign for sign in text if sign in "\t\n\r" or " " <= sign <= "\ud7ff" or sign >= "\ue000")


def _value(text: str) -> str:
    return f'"{escape(_clean(text).replace(chr(0xFFFE), "").replace(chr(0xFFFF), ""), _SPECIAL)}"'


OPML = Format(
    name="opml", label="OPML outline", extensions=(".opml",), read_tree=read_opml, write_tree=write_opml
)
