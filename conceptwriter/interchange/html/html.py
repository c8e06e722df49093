"""The format HTML: a page becomes a document, and the document that page again, in any language."""

from __future__ import annotations

import codecs
import re
from functools import partial
from html import escape, unescape

from conceptwriter.interchange.assembly import SourceText, draft_of
from conceptwriter.interchange.blocks import MARKDOWN, MARKUP, WITHIN, Block, BlockKind
from conceptwriter.interchange.errors import UnreadableFile
from conceptwriter.interchange.footnotes import without_notes
from conceptwriter.interchange.formats import Export, Format, SourceFile
from conceptwriter.interchange.html.inline import html_of, markdown_of
from conceptwriter.interchange.html.segments import Page, Segment, read_page
from conceptwriter.interchange.html.stored import ENCODING, PLACE, SKELETON, place_of
from conceptwriter.interchange.manuscript import ExportOptions, Manuscript
from conceptwriter.interchange.pages.body import PageBody, PageRules
from conceptwriter.interchange.remarks import counted, untranslated
from conceptwriter.language import (
    SURE,
    Detection,
    Segmenter,
    UnknownLanguage,
    find_language,
    identify_language,
)
from conceptwriter.language.inline_marks import inline_marks
from conceptwriter.outline import ROOT, Document, Draft, Kind, NodeId, Origin
from conceptwriter.outline.blocks import Container
from conceptwriter.outline.gaps import running_text
from conceptwriter.outline.model import UNSURE
from conceptwriter.outline.regional_tags import keep_region, language_tag
from conceptwriter.outline.translatable import has_words

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)


def read_html(source: SourceFile) -> Draft:
    """The document of a page. Raises UnreadableFile, which names the file."""
    if isinstance(source.content, bytes):
        text, encoding = _decoded(source.content, source.name)
    else:
        text, encoding = source.content, "utf-8"
    page = read_page(text)
    if not page.segments:
        raise UnreadableFile(f"{source.name} contains no text. Choose a page that does.")
    blocks = _blocks(page)
    title = _title(page, text)
    said = SourceText(blocks, title=title, markup=MARKDOWN, marks_of=inline_marks)
    found = _language(source.language, page, said)
    root = draft_of(said, found.code, title or source.title, Segmenter())
    root.attributes |= {SKELETON: text, ENCODING: encoding}
    keep_region(root.attributes, page.language, found.code)
    if found.confidence < SURE:
        root.attributes[UNSURE] = "1"
    drafts = (draft for draft in root.walk() if draft is not root and draft.kind is not Kind.CONCEPT)
    for number, draft in enumerate(drafts):
        draft.attributes[PLACE] = str(number)
    return root


def _language(given: str | None, page: Page, said: SourceText) -> Detection:
    if given:
        return Detection(given, 1.0)
    try:
        return Detection(find_language(page.language).code, 1.0)
    except UnknownLanguage:
        return identify_language(said.sample())


def _title(page: Page, text: str) -> str:
    if page.title is None:
        return ""
    return " ".join(unescape(text[slice(*page.title)]).split())


def _blocks(page: Page) -> list[Block]:
    blocks: list[Block] = []
    before: tuple[tuple[str, int], ...] = ()
    for segment in page.segments:
        text = markdown_of(segment)
        if segment.heading:
            blocks.append(Block(BlockKind.SECTION, [" ".join(text.split())], level=segment.heading))
        else:
            within = _within(segment, before)
            lines = [line.strip() for line in text.split("\n")]
            attributes = {WITHIN: within} if within else {}
            blocks.append(Block(BlockKind.TEXT, [line for line in lines if line], attributes))
        before = segment.containers
    return blocks


def _within(segment: Segment, before: tuple[tuple[str, int], ...]) -> str:
    steps: list[str] = []
    for depth, (name, number) in enumerate(segment.containers):
        mark = {"ul": "-", "ol": f"{max(1, number)}.", "blockquote": ">"}[name]
        same = before[: depth + 1] == segment.containers[: depth + 1]
        steps.append(str(Container(mark, continues=same)))
    return " ".join(steps)


def write_html(document: Document, options: ExportOptions) -> Export:
    """The page that the document came from with its texts, or a new one. Two languages go into a new one."""
    if SKELETON in document.root.attributes and not options.bilingual:
        return _given_back(document, options.language)
    return _new_page(document, options)


def _given_back(document: Document, language: str | None) -> Export:
    attributes = document.root.attributes
    text = attributes[SKELETON]
    page = read_page(text)
    changes: list[tuple[int, int, str]] = []
    used: set[int] = set()
    missing = lost = foreign = 0
    for node in document.descendants(ROOT):
        here = document.node(node)
        if here.kind is Kind.CONCEPT:
            continue
        nodes: list[NodeId] = [node] if here.kind is Kind.SECTION else list(here.children)
        said = running_text(document, nodes, language)
        missing += sum(_is_missing(document, each, language) for each in nodes)
        place = place_of(here.attributes)
        if place is None or place in used or place >= len(page.segments):
            foreign += bool(said.strip())
            continue
        used.add(place)
        segment = page.segments[place]
        if _squeezed(said) != _squeezed(markdown_of(segment)):
            written, left_out = html_of(said, segment)
            lost += left_out
            changes.append((segment.start, segment.end, _with_edges(segment, text, written)))
    changes += _about_page(document, page, text, language)
    deleted = [number for number in range(len(page.segments)) if number not in used]
    changes += [(page.segments[number].start, page.segments[number].end, "") for number in deleted]
    for start, end, written in sorted(changes, reverse=True):
        text = text[:start] + written + text[end:]
    warnings = [
        *untranslated(missing, language),
        *counted(lost, "tag was", "tags were", "not in the text any more and left out."),
        *counted(len(deleted), "text is", "texts are", "not in the document any more and was removed."),
        *counted(foreign, "text is", "texts are", "not from this page and not written to it."),
    ]
    return Export(text, tuple(warnings), text.encode(attributes.get(ENCODING, "utf-8"), "xmlcharrefreplace"))


def _is_missing(document: Document, node: NodeId, language: str | None) -> bool:
    wanted = language or document.effective_language(node)
    return wanted not in document.node(node).renditions and has_words(document.source_text(node))


def _about_page(
    document: Document, page: Page, text: str, language: str | None
) -> list[tuple[int, int, str]]:
    """The title and the language of the page."""
    changes: list[tuple[int, int, str]] = []
    wanted = language or document.root.language or document.root.source_language
    title = document.root.renditions.get(wanted) or document.root.renditions.get(
        document.root.source_language
    )
    before = _title(page, text)
    is_named_after_file = not before and title is not None and title.origin is Origin.IMPORTED
    if (
        page.title is not None
        and title is not None
        and title.text not in {"", before}
        and not is_named_after_file
    ):
        changes.append((*page.title, escape(title.text, quote=False)))
    if page.language_place is not None:
        tag = language_tag(document, wanted)
        if tag.split("-")[0] != page.language.lower().split("-")[0]:
            changes.append((*page.language_place, tag))
    return changes


def _with_edges(segment: Segment, text: str, written: str) -> str:
    """With the white space that the segment began and ended with."""
    source = text[segment.start : segment.end]
    lead = source[: len(source) - len(source.lstrip())]
    tail = source[len(source.rstrip()) :]
    return lead + written.strip() + tail


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _new_page(document: Document, options: ExportOptions) -> Export:
    """The manuscript as a page of its own, without styles; raw HTML of the document is in it as text."""
    manuscript = Manuscript(document, options)
    rules = PageRules(
        options.language or document.effective_language(ROOT),
        lambda address: address,
        tag=partial(language_tag, document),
    )
    blocks, notes = without_notes(manuscript.blocks())
    has_marks = document.root.attributes.get(MARKUP, MARKDOWN) == MARKDOWN
    (part,) = PageBody(rules, notes, has_marks=has_marks).parts(blocks, in_chapters=False)
    language = find_language(rules.language)
    direction = ' dir="rtl"' if language.direction == "rtl" else ""
    title = escape(document.text(ROOT, language.code), quote=False)
    tag = rules.tag(language.code)
    head = f'<!DOCTYPE html>\n<html lang="{tag}"{direction}>\n<head>\n<meta charset="utf-8">\n'
    page = f"{head}<title>{title}</title>\n</head>\n<body>\n{part.html}</body>\n</html>\n"
    return Export(page, tuple(manuscript.warnings))


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    """The text, with its byte order mark if it has one, and the codec that gives the same bytes again."""
    if not data.strip():
        raise UnreadableFile(f"{name} is empty. Choose a page that contains text.")
    marks = (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    )
    encoding = next((known for mark, known in marks if data.startswith(mark)), "")
    if not encoding:
        found = _CHARSET.search(data[:4096])
        said = found.group(1).decode("ascii").lower() if found else "utf-8"
        try:
            known = codecs.lookup({"iso-8859-1": "cp1252", "latin1": "cp1252"}.get(said, said))
        except LookupError:
            raise UnreadableFile(f"{name}: its charset {said!r} is not known. Save it as UTF-8.") from None
        if not known._is_text_encoding:
            raise UnreadableFile(f"{name}: {said!r} is no charset of texts. Save it as UTF-8.")
        encoding = known.name
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"{name}, line {line}: the page is not valid {encoding.upper()}. Save it as UTF-8."
        ) from None


HTML = Format(
    name="html",
    label="HTML page",
    extensions=(".html", ".htm", ".xhtml"),
    read_tree=read_html,
    write_tree=write_html,
    keeps=SKELETON,
)
