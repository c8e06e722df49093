"""The formats SubRip and WebVTT: a file becomes a document, and that the same file in any language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from conceptwriter.interchange.blocks import MARKDOWN, MARKUP, PLAIN
from conceptwriter.interchange.bounds import NodeCount
from conceptwriter.interchange.errors import UnknownFormat
from conceptwriter.interchange.escaping import unescape_inline
from conceptwriter.interchange.files import decode_text, encoding_of
from conceptwriter.interchange.formats import Export, Format, SourceFile
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.interchange.remarks import counted, untranslated
from conceptwriter.interchange.subtitles.cues import HEAD, Cue, Subtitles, is_webvtt, read_cues, time_of
from conceptwriter.interchange.subtitles.layout import cue_lines
from conceptwriter.interchange.subtitles.stored import CUE, ENCODING, SKELETON, cue_of
from conceptwriter.language import SURE, Detection, identify_language
from conceptwriter.outline import ROOT, Document, Draft, Kind, Origin
from conceptwriter.outline.model import UNSURE

_BOM = "\ufeff"
_UTF_8 = "utf-8"


def read_subtitles(source: SourceFile) -> Draft:
    """The document of a subtitle file. Raises UnreadableFile, which names the file and the line."""
    if isinstance(source.content, bytes):
        text = decode_text(source.content, source.name, keep_line_ends=True)
        encoding, has_mark = encoding_of(source.content)
        text = _BOM + text if has_mark else text
    else:
        text, encoding = source.content, _UTF_8
    subtitles = read_cues(text, source.name)
    sample = "\n".join(cue.text for cue in subtitles.cues[:300])
    found = Detection(source.language, 1.0) if source.language else identify_language(sample)
    root = Draft(
        Kind.SECTION,
        source.title,
        source_language=found.code,
        language=found.code,
        origin=Origin.IMPORTED,
        attributes={MARKUP: PLAIN, SKELETON: text},
    )
    if encoding != _UTF_8:
        root.attributes[ENCODING] = encoding
    if found.confidence < SURE:
        root.attributes[UNSURE] = "1"
    count = NodeCount()
    for number, cue in enumerate(subtitles.cues):
        if cue.text.strip():
            count.add(2)
            concept = Draft(Kind.CONCEPT, cue.text, origin=Origin.IMPORTED, attributes={CUE: str(number)})
            root.children.append(Draft(Kind.PARAGRAPH, children=[concept]))
    return root


def write_subtitles(document: Document, options: ExportOptions, *, webvtt: bool) -> Export:
    """The document's cues in the language asked for; of a file of this kind, all else as it came.

    Raises UnknownFormat for a document without times.
    """
    if SKELETON not in document.root.attributes:
        raise UnknownFormat(
            "This document has no times, so it cannot be written as subtitles. Only a document from a "
            "subtitle file can."
        )
    subtitles = read_cues(document.root.attributes[SKELETON], "the original file")
    said, missing, foreign = _said(document, options.language)
    kept = subtitles.is_webvtt == webvtt
    lines = _given_back(subtitles, said) if kept else _converted(subtitles, said, webvtt=webvtt)
    gone = sum(number not in said for number, cue in enumerate(subtitles.cues) if cue.text.strip())
    warnings = [
        *untranslated(missing, options.language or document.root.source_language, "cue", "cues"),
        *counted(gone, "cue was deleted and is", "cues were deleted and are", "not in the file."),
        *counted(foreign, "text has", "texts have", "no times and cannot be written as subtitles."),
    ]
    text = "".join(lines)
    encoding = document.root.attributes.get(ENCODING) if kept else None
    return Export(text, tuple(warnings), text.encode(encoding) if encoding else None)


def _said(document: Document, language: str | None) -> tuple[dict[int, str], int, int]:
    """The text of each cue; how many are not translated, and how many texts are of no cue."""
    shown = unescape_inline if document.root.attributes.get(MARKUP) == MARKDOWN else str
    found: dict[int, str] = {}
    missing = foreign = 0
    for identifier in document.descendants(ROOT):
        node = document.node(identifier)
        if node.kind is not Kind.CONCEPT:
            continue
        number = cue_of(node.attributes)
        if number is None:
            foreign += bool(document.source_text(identifier).strip())
            continue
        wanted = language or document.effective_language(identifier)
        missing += wanted not in node.renditions
        text = shown(document.text(identifier, wanted)).strip()
        found[number] = f"{found[number]} {text}".strip() if number in found else text
    return found, missing, foreign


def _given_back(subtitles: Subtitles, said: dict[int, str]) -> Iterator[str]:
    """The file's lines, those of other texts replaced, and those of deleted cues left out."""
    place = 0
    for number, cue in enumerate(subtitles.cues):
        if not cue.text.strip():
            continue
        text = said.get(number)
        if text is None:
            yield from subtitles.lines[place : cue.block]
            place = cue.stop
            while place < len(subtitles.lines) and not subtitles.lines[place].strip():
                place += 1
        elif text != cue.text:
            yield from subtitles.lines[place : cue.first]
            end = "\r\n" if subtitles.lines[cue.timing].endswith("\r\n") else "\n"
            lines = _lines(cue, text)
            ended = cue.stop < len(subtitles.lines) or subtitles.lines[-1].endswith("\n")
            yield end.join(lines) + (end if ended else "")
            place = cue.stop
    yield from subtitles.lines[place:]


def _converted(subtitles: Subtitles, said: dict[int, str], *, webvtt: bool) -> Iterator[str]:
    """A file of the other kind. What only WebVTT has (notes, styles, places on the screen) is left out."""
    if webvtt:
        yield f"{HEAD}\n\n"
    mark = "." if webvtt else ","
    written = 0
    for number, cue in enumerate(subtitles.cues):
        if number not in said:
            continue
        if written:
            yield "\n"
        written += 1
        yield f"{written}\n{time_of(cue.begin, mark)} --> {time_of(cue.end, mark)}\n"
        text = said[number]
        yield from (f"{line}\n" for line in (cue.lines if text == cue.text else _lines(cue, text)))


def _lines(cue: Cue, text: str) -> list[str]:
    # An arrow in a text would be read as times.
    return cue_lines(text.replace("-->", "->"), as_one=len(cue.lines) == 1) if text else ["\u00a0"]


SUBRIP = Format(
    name="srt",
    label="SubRip subtitles",
    extensions=(".srt",),
    read_tree=read_subtitles,
    write_tree=partial(write_subtitles, webvtt=False),
    keeps=SKELETON,
    is_kept=lambda text: not is_webvtt(text),
)
WEBVTT = Format(
    name="vtt",
    label="WebVTT subtitles",
    extensions=(".vtt",),
    read_tree=read_subtitles,
    write_tree=partial(write_subtitles, webvtt=True),
    keeps=SKELETON,
    is_kept=is_webvtt,
)
