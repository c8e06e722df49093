"""Blocks as HTML, in one part or in chapters, with languages, footnotes and pictures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from conceptwriter.interchange.blocks import Block
from conceptwriter.interchange.footnotes import REFERENCE, Note
from conceptwriter.interchange.inline import without_marks
from conceptwriter.interchange.markdown_writer import written_chunks
from conceptwriter.interchange.pages.shown import shown_blocks
from conceptwriter.interchange.spans import Definitions
from conceptwriter.language import find_language
from conceptwriter.xml_events import fit_for_xml

_PARSER = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable("table")
_RENDERER = RendererHTML()
_WITH_LANGUAGE = frozenset({"paragraph_open", "heading_open", "table_open"})
_DEEPEST_HEADING = 6


@dataclass(frozen=True, slots=True)
class PageRules:
    """What pages of one kind have."""

    language: str
    """Of the whole (FLORES-200); what is in another one is marked."""
    picture: Callable[[str], str | None] = lambda _: None
    """The address to show a picture from; None: its description stands for it."""
    may_link: Callable[[str], bool] = lambda _: True
    """Whether a link with this address is kept."""
    is_epub: bool = False
    is_paper: bool = False
    """Tables are drawn by their own attributes, every paragraph says its direction, and there are no anchors:
    Qt gives one to the first letter of a text, which then loses its vowel sign."""
    tag: Callable[[str], str] = lambda code: find_language(code).bcp47
    """The BCP 47 tag of a language (FLORES-200), with the region that the document is for."""
    name_of_part: Callable[[int], str] = lambda _: ""
    """The file that a part is in, counted from 0."""


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a table of contents."""

    level: int
    anchor: str
    text: str
    """Without marks."""
    language: str


@dataclass(slots=True)
class Part:
    """A page, or a chapter of a book."""

    html: str = ""
    headings: list[Heading] = field(default_factory=list)


class PageBody:
    """Makes the parts of one document; numbers of notes and anchors are unique in all of them."""

    def __init__(
        self,
        rules: PageRules,
        notes: dict[str, Note],
        *,
        has_marks: bool,
        definitions: Definitions | None = None,
    ) -> None:
        self.rules = rules
        self._rules, self._notes, self._has_marks = rules, notes, has_marks
        self._definitions = definitions or {}
        """Where links lead whose definitions are not among the blocks."""
        self._numbers: dict[str, int] = {}
        """Of the notes that are mentioned, by their labels."""
        self._homes: dict[str, int] = {}
        """The part in which a note was mentioned first."""
        self._anchors = 0

    def parts(self, blocks: Iterable[Block], *, in_chapters: bool) -> list[Part]:
        """The whole as HTML; with the notes of each part at its end."""
        tokens, environment = self._parsed(blocks)
        chapters = _cut(tokens, _level_of_chapters(tokens)) if in_chapters else [tokens]
        found = [Part() for _ in chapters]
        for number, (part, own) in enumerate(zip(found, chapters, strict=True)):
            self._prepare(own, number, part)
        for number, (part, own) in enumerate(zip(found, chapters, strict=True)):
            part.html = _RENDERER.render(own, _PARSER.options, environment) + self._notes_of(number)
        return found

    def piece(self, blocks: Iterable[Block]) -> str:
        """Some blocks by themselves, as for a cell of a table; notes are mentioned, not told."""
        tokens, environment = self._parsed(blocks)
        self._prepare(tokens, 0, Part())
        return _RENDERER.render(tokens, _PARSER.options, environment)

    def notes(self) -> str:
        """What the notes say that pieces have mentioned."""
        return self._notes_of(0)

    def _parsed(self, blocks: Iterable[Block]) -> tuple[list[Token], dict[str, Any]]:
        lines: list[str] = []
        owners: list[Block] = []
        for block, own in written_chunks(shown_blocks(blocks, has_marks=self._has_marks)):
            lines += own
            owners += [block] * len(own)
        environment: dict[str, Any] = {key: copy(value) for key, value in self._definitions.items()}
        tokens = _PARSER.parse("\n".join(lines), environment)
        for place, token in enumerate(tokens):
            if token.map is not None and token.type in _WITH_LANGUAGE and token.map[0] < len(owners):
                self._mark(tokens, place, owners[token.map[0]])
        return tokens, environment

    def _mark(self, tokens: list[Token], place: int, block: Block) -> None:
        """Say in which language a block is, if not in the usual one, and what it is."""
        token = tokens[place]
        token.meta["language"] = block.language
        attributes = self._language_attributes(block.language)
        names = [name for name, has in (("translation", block.translates), ("note", block.is_note)) if has]
        if names:
            attributes["class"] = " ".join(names)
        if attributes and token.hidden:  # a paragraph of a tight list
            closing = next(one for one in tokens[place:] if one.type == "paragraph_close")
            token.hidden = closing.hidden = False
        for name, value in attributes.items():
            token.attrSet(name, value)

    def _language_attributes(self, language: str) -> dict[str, str]:
        if not language or (language == self._rules.language and not self._rules.is_paper):
            return {}
        here, usual = find_language(language), find_language(self._rules.language)
        found = {"lang": self._rules.tag(language)}
        if self._rules.is_epub:
            found["xml:lang"] = self._rules.tag(language)
        if here.direction != usual.direction or self._rules.is_paper:
            found["dir"] = here.direction
        return found

    # -- what stands in the texts

    def _prepare(self, tokens: Sequence[Token], part: int, found: Part) -> None:
        for place, token in enumerate(tokens):
            if token.type == "heading_open":
                self._anchors += 1
                anchor = f"h{self._anchors}"
                if not self._rules.is_paper:
                    token.attrSet("id", anchor)
                inline = tokens[place + 1]
                text = REFERENCE.sub("", without_marks(inline.content, _PARSER)).strip()
                language = str(token.meta.get("language", "")) or self._rules.language
                found.headings.append(Heading(int(token.tag[1:]), anchor, text, language))
            if token.type == "table_open" and self._rules.is_paper:
                for name, value in (("border", "1"), ("cellspacing", "0"), ("cellpadding", "4")):
                    token.attrSet(name, value)
            if token.type == "fence" and find_language(self._rules.language).direction == "rtl":
                token.attrSet("dir", "ltr")
            if token.children is not None:
                token.children = self._inline(token.children, part)

    def _inline(self, tokens: Sequence[Token], part: int) -> list[Token]:
        found: list[Token] = []
        links: list[bool] = []
        for token in tokens:
            match token.type:
                case "link_open":
                    links.append(self._rules.may_link(str(token.attrs.get("href", ""))))
                    found += [token] * links[-1]
                case "link_close":
                    found += [token] * links.pop()
                case "image":
                    found.append(self._picture(token))
                case "text":
                    found += self._with_references(token, part)
                case _:
                    found.append(token)
        return found

    def _picture(self, token: Token) -> Token:
        address = self._rules.picture(str(token.attrs.get("src", "")))
        if address is None:
            return Token(
                "text",
                "",
                0,
                content=_RENDERER.renderInlineAsText(token.children or [], _PARSER.options, {}),
            )
        token.attrSet("src", address)
        return token

    def _with_references(self, token: Token, part: int) -> list[Token]:
        found: list[Token] = []
        begin = 0
        for reference in REFERENCE.finditer(token.content):
            label = reference.group(1)
            if label in self._notes:
                found.append(Token("text", "", 0, content=token.content[begin : reference.start()]))
                found.append(Token("html_inline", "", 0, content=self._reference(label, part)))
                begin = reference.end()
        return [*found, Token("text", "", 0, content=token.content[begin:])]

    def _reference(self, label: str, part: int) -> str:
        is_first = label not in self._numbers
        number = self._numbers.setdefault(label, len(self._numbers) + 1)
        home = self._homes.setdefault(label, part)
        if self._rules.is_paper:
            return f"<sup>{number}</sup>"
        place = "" if home == part else self._rules.name_of_part(home)
        kind = ' epub:type="noteref" role="doc-noteref"' if self._rules.is_epub else ""
        anchor = f' id="ref{number}"' if is_first else ""
        return f'<sup><a href="{place}#note{number}"{anchor}{kind}>{number}</a></sup>'

    def _notes_of(self, part: int) -> str:
        """The notes that were mentioned first in a part; one may mention another."""
        told: list[str] = []
        place = 0
        while place < len(self._homes):
            label = list(self._homes)[place]
            place += 1
            if self._homes[label] == part:
                told.append(self._told(label, part))
        if not told:
            return ""
        if self._rules.is_epub:
            return f'<section class="notes" epub:type="footnotes">\n{"".join(told)}</section>\n'
        return f'<hr />\n<div class="notes">\n{"".join(told)}</div>\n'

    def _told(self, label: str, part: int) -> str:
        number = self._numbers[label]
        back = f"{number}. " if self._rules.is_paper else f'<a href="#ref{number}">{number}.</a> '
        paragraphs: list[str] = []
        for text, language in self._notes[label].texts:
            (inline,) = _PARSER.parseInline(fit_for_xml(text), {**self._definitions})
            tokens = self._inline(inline.children or [], part)
            said = _RENDERER.renderInline(tokens, _PARSER.options, {})
            named = _written(self._language_attributes(language))
            paragraphs.append(f"<p{named}>{'' if paragraphs else back}{said}</p>\n")
        if self._rules.is_epub:
            return (
                f'<aside id="note{number}" epub:type="footnote" role="doc-footnote">\n{"".join(paragraphs)}'
                "</aside>\n"
            )
        anchor = "" if self._rules.is_paper else f' id="note{number}"'
        return f"<div{anchor}>\n{''.join(paragraphs)}</div>\n"


def _written(attributes: dict[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())


def _level_of_chapters(tokens: Sequence[Token]) -> int:
    """The highest level of which there are several headings: a title over all is no chapter by itself."""
    levels = [int(token.tag[1:]) for token in tokens if token.type == "heading_open" and token.level == 0]
    for level in range(1, _DEEPEST_HEADING + 1):
        if levels.count(level) > 1:
            return level
    return 1


def _cut(tokens: Sequence[Token], level: int) -> list[list[Token]]:
    """Chapters: from one heading of that level or a higher one to the next."""
    chapters: list[list[Token]] = [[]]
    for token in tokens:
        begins = token.type == "heading_open" and token.level == 0 and int(token.tag[1:]) <= level
        if begins and not _is_only_headings(chapters[-1]):
            chapters.append([])
        chapters[-1].append(token)
    return chapters


def _is_only_headings(tokens: Sequence[Token]) -> bool:
    """A title, with its translation, and the heading of its first chapter stay together."""
    opening = (token for token in tokens if token.nesting == 1)
    return all(
        token.type == "heading_open" or "translation" in str(token.attrs.get("class", ""))
        for token in opening
    ) and not any(token.nesting == 0 and token.type != "inline" for token in tokens)


def is_outside_link(address: str) -> bool:
    """Whether a link leads somewhere from wherever the file lies."""
    return re.match(r"(?:https?|mailto|ftp|tel|urn|doi):", address, re.IGNORECASE) is not None
