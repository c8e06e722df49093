"""Text with bold, italic and links as inline Markdown, and back, for formats that have them their own way.

What is neither text nor such formatting stands in the text as ``{1}``, ``{2}`` ..., which translations keep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from conceptwriter.interchange.blocks import Block, BlockKind
from conceptwriter.interchange.emphasis import BOLD, ITALIC
from conceptwriter.interchange.escaping import escape_inline

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one look; or one object."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    """Address."""
    look: Any = None
    """Its other formatting, as its format has it."""
    thing: Any = None
    """What is no text, as its format has it; ``text`` is then empty."""
    mark: str = ""
    """What stands for the thing in the text, if not its number: ``[^1]`` for a footnote."""
    code: bool = False
    """Whether it is a name or an expression of a computer language."""

    @property
    def key(self) -> tuple[bool, bool, str, bool]:
        """What marks show."""
        return self.bold, self.italic, self.link, self.code


@dataclass(slots=True)
class Inline:
    """The content of a paragraph."""

    spans: list[Span]
    has_changes: bool = False
    """Whether someone tracked changes in it: what was inserted counts, what was deleted does not."""
    base: tuple[bool, bool] = field(init=False)
    """Whether all of it is bold, italic."""

    def __post_init__(self) -> None:
        texts = [span for span in self.spans if span.text.strip()]
        self.base = (
            bool(texts) and all(span.bold for span in texts),
            bool(texts) and all(span.italic for span in texts),
        )

    @property
    def has_text(self) -> bool:
        """Whether there is anything to read."""
        return any(span.text.strip() for span in self.spans)

    def markdown(self, *, marks_all: bool = False) -> str:
        """Inline Markdown; line breaks are line feeds.

        ``marks_all``: even what all of it has is marked.
        """
        pieces: list[tuple[str, Span]] = []
        number = 0
        after_mark = False
        for span in _joined(self.spans):
            if span.thing is None:
                text = _source_of(span)
                # what would make a link of a mark in brackets, or a definition
                pieces.append((f"\\{text}" if after_mark and text[:1] in set("([:") else text, span))
            elif span.mark:
                pieces.append((span.mark, span))
            else:
                number += 1
                pieces.append((f"{{{number}}}", span))
            after_mark = bool(span.mark)
        return _marked(pieces, (False, False) if marks_all else self.base)


def _source_of(span: Span) -> str:
    """Inline Markdown of a text."""
    text = span.text
    is_code = span.code and text.strip() == text and text and not {"`", "\n", "\t"} & set(text)
    return f"`{text}`" if is_code else escape_inline(text)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Neighbours of one look as one: word processors cut runs anywhere."""
    before: Span | None = None
    for span in spans:
        if before is not None and before.thing is None and span.thing is None and before.key == span.key:
            before = replace(before, text=before.text + span.text)
            continue
        if before is not None:
            yield before
        before = span
    if before is not None:
        yield before


def _marked(pieces: list[tuple[str, Span]], base: tuple[bool, bool]) -> str:
    """With marks; without them where they would not be read as they are meant."""
    looks: list[Callable[[Span], object]] = [
        lambda span: span.link,
        lambda span: span.bold and not base[0],
        lambda span: span.italic and not base[1],
    ]
    plain = "".join(piece for piece, _ in pieces)
    text = _nested(pieces, looks)
    if text == plain:
        return plain
    wanted = [
        (piece, span.bold and not base[0], span.italic and not base[1], span.link) for piece, span in pieces
    ]
    return text if _shown_marks(_read(wanted)) == _shown_marks(spans_of(text)) else plain


def _nested(pieces: list[tuple[str, Span]], looks: list[Callable[[Span], object]]) -> str:
    """Links around bold text around italic text."""
    if not looks:
        return "".join(piece for piece, _ in pieces)
    look, *others = looks
    parts: list[str] = []
    for value, group in groupby(pieces, key=lambda piece: look(piece[1])):
        inner = _nested(list(group), others)
        mark = (ITALIC, BOLD, "")[len(others)]
        core = inner.strip()
        if not value or not core:
            parts.append(inner)
            continue
        lead = inner[: len(inner) - len(inner.lstrip())]
        tail = inner[len(inner.rstrip()) :]
        parts.append(f"{lead}{mark}{core}{mark}{tail}" if mark else f"{lead}[{core}]({value}){tail}")
    return "".join(parts)


def _read(wanted: list[tuple[str, bool, bool, str]]) -> list[Span]:
    """The spans that marks are to give, as they are read."""
    found: list[Span] = []
    for text, bold, italic, link in wanted:
        found += [replace(span, bold=bold, italic=italic, link=link) for span in spans_of(text)]
    return found


def _shown_marks(spans: list[Span]) -> list[tuple[str, tuple[bool, bool, str, bool]]]:
    """Each letter with its look; the look of white space cannot be seen."""
    return [(letter, span.key) for span in spans for letter in span.text if not letter.isspace()]


_PARSER = MarkdownIt("commonmark", {"html": False})
Definitions = Mapping[str, Any]
"""The parser's own table of link reference definitions."""


def link_definitions(blocks: Iterable[Block]) -> tuple[list[Block], Definitions]:
    """The blocks without those that only define where links lead, and what they define."""
    known: dict[str, Any] = {}
    kept = [
        block
        for block in blocks
        if block.kind is not BlockKind.DEFINITION or _PARSER.parse("\n".join(block.lines), known)
    ]
    return kept, known


def spans_of(markdown: str, definitions: Definitions | None = None) -> list[Span]:
    """The spans of inline Markdown; objects are still in the text, as ``{1}``."""
    found: list[Span] = []
    for place, line in enumerate(markdown.split("\n")):
        if place:
            found.append(Span("\n"))
        for token in _PARSER.parseInline(line, {} if definitions is None else {**definitions}):
            found += _spans_of_tokens(token.children or [])
    return list(_joined(found))


def _spans_of_tokens(tokens: list[Token]) -> Iterator[Span]:
    bold = italic = 0
    link = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                link = str(token.attrs.get("href", ""))
            case "link_close":
                link = ""
            case "softbreak" | "hardbreak":
                yield Span("\n", bold > 0, italic > 0, link)
            case "code_inline":
                yield Span(token.content, bold > 0, italic > 0, link, code=True)
            case "image":
                yield Span(token.content, bold > 0, italic > 0, link)
            case _:
                if token.content:
                    yield Span(token.content, bold > 0, italic > 0, link)


def marks_of(things: Iterable[Span]) -> list[str]:
    """What stands for each object in the text."""
    number = 0
    found: list[str] = []
    for span in things:
        number += not span.mark
        found.append(span.mark or f"{{{number}}}")
    return found


def cut_at_objects(span: Span, left: dict[str, Span]) -> list[Span]:
    """The text of a span and the objects in it, which are taken from those that are left, by their marks."""
    parts = [span]
    for mark in list(left):
        for place, part in enumerate(parts):
            if part.thing is None and not part.code and mark in part.text:
                before, _, after = part.text.partition(mark)
                parts[place : place + 1] = [
                    replace(part, text=before),
                    left.pop(mark),
                    replace(part, text=after),
                ]
                break
    return [part for part in parts if part.text or part.thing is not None]
