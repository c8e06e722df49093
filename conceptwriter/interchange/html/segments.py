"""The texts of a page, each with its place in the file, so that all else can be given back unchanged.

A text goes from one block's tag to the next. The parser is the standard library's, which reads what people
have written, closed or not; only places in the source are taken from it, never a tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em",
        "font", "i", "img", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong",
        "sub", "sup", "time", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
BOLD_TAGS = frozenset({"b", "strong"})
ITALIC_TAGS = frozenset({"i", "em"})
VOID = frozenset({"br", "img", "wbr"})
_SKIPPED = frozenset(
    {
        "script",
        "style",
        "pre",
        "textarea",
        "template",
        "svg",
        "math",
        "noscript",
        "object",
        "select",
        "iframe",
    }
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass(frozen=True, slots=True)
class Part:
    """Text, or an inline tag."""

    source: str
    """As it is written."""
    text: str = ""
    tag: str = ""
    """Name of the tag; empty for text."""
    is_end: bool = False
    address: str = ""
    """Of a link."""


@dataclass(slots=True)
class Segment:
    """One text of the page."""

    start: int
    end: int
    parts: list[Part]
    heading: int = 0
    """1 to 6; 0: none."""
    containers: tuple[tuple[str, int], ...] = ()
    """Lists (``ul``, ``ol``) and quotations around it, outermost first, each with the number of its item."""

    @property
    def has_text(self) -> bool:
        """Whether there is anything to read."""
        return any(part.text.strip() for part in self.parts)


@dataclass(slots=True)
class Page:
    """What was found."""

    segments: list[Segment] = field(default_factory=list)
    title: tuple[int, int] | None = None
    """Where the title of the page stands."""
    language: str = ""
    """The attribute ``lang`` of the page."""
    language_place: tuple[int, int] | None = None
    """Where its value stands."""


def read_page(text: str) -> Page:
    """The texts of a page."""
    parser = _Parser(text)
    parser.feed(text)
    parser.close()
    return parser.ended()


class _Parser(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self._source = text
        self._lines = [0]
        for line in text.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._page = Page()
        self._parts: list[Part] = []
        self._start = 0
        self._stop = 0
        self._blocks: list[str] = []
        self._skipped: list[str] = []
        self._items: dict[int, int] = {}
        """Number of the present item, by the depth of its list among the blocks."""

    # -- places

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _add(self, part: Part) -> None:
        here = self._here()
        if not self._parts:
            self._start = here
        self._parts.append(part)
        self._stop = here + len(part.source)

    def _end_segment(self) -> None:
        parts, self._parts = self._parts, []
        segment = Segment(self._start, self._stop, parts)
        if not segment.has_text:
            return
        segment.heading = next((_HEADINGS[name] for name in reversed(self._blocks) if name in _HEADINGS), 0)
        segment.containers = tuple(
            (name, self._items.get(depth, 0))
            for depth, name in enumerate(self._blocks)
            if name in {"ul", "ol", "blockquote"}
        )
        self._page.segments.append(segment)

    def ended(self) -> Page:
        self._end_segment()
        return self._page

    # -- events

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        source = self.get_starttag_text() or ""
        if self._skipped:
            if tag == self._skipped[0] and not source.endswith("/>"):
                self._skipped.append(tag)
            return
        given = dict(attrs)
        if tag in INLINE and given.get("translate") != "no":
            address = given.get("href") or "" if tag == "a" else ""
            self._add(Part(source, tag=tag, address=address))
            return
        self._end_segment()
        if tag in _SKIPPED or given.get("translate") == "no":
            self._skipped.append(tag)
        elif tag == "title" and "body" not in self._blocks:
            begin = self._here() + len(source)
            end = self._source.lower().find("</title", begin)
            if end >= 0:
                self._page.title = begin, end
            self._skipped.append(tag)
        else:
            self._opened(tag, given, source)

    def _opened(self, tag: str, given: dict[str, str | None], source: str) -> None:
        if tag == "html" and given.get("lang"):
            value = given["lang"] or ""
            place = self._here() + source.rfind(value)
            self._page.language, self._page.language_place = value, (place, place + len(value))
        if tag == "li":
            self._closed("li", within={"ul", "ol"})
            depth = next(
                (n for n in reversed(range(len(self._blocks))) if self._blocks[n] in {"ul", "ol"}), None
            )
            if depth is not None:
                self._items[depth] = self._items.get(depth, 0) + 1
        elif tag in {"p", "td", "th", "tr", "dt", "dd", "option", *_HEADINGS}:
            self._closed(tag, within={"table", "ul", "ol", "dl", "blockquote", "div", "section"})
        if not source.endswith("/>") and tag not in {"hr", "meta", "link", "input", "col", "base", "source"}:
            self._blocks.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        source = self._source[self._here() : self._source.find(">", self._here()) + 1]
        if self._skipped:
            if tag == self._skipped[0]:
                self._skipped.pop()
            return
        if tag in INLINE:
            self._add(Part(source, tag=tag, is_end=True))
            return
        self._end_segment()
        self._closed(tag, within=set())

    def _closed(self, tag: str, within: set[str]) -> None:
        """Close a block and those that were left open in it."""
        for depth in reversed(range(len(self._blocks))):
            if self._blocks[depth] == tag:
                for gone in range(depth, len(self._blocks)):
                    self._items.pop(gone, None)
                del self._blocks[depth:]
                return
            if self._blocks[depth] in within:
                return

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._add(Part(data, text=data))

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name}")

    def _reference(self, begun: str) -> None:
        if self._skipped:
            return
        end = self._here() + len(begun)
        source = begun + (";" if self._source[end : end + 1] == ";" else "")
        self._add(Part(source, text=unescape(source)))

    def handle_comment(self, data: str) -> None:
        if not self._skipped and self._parts:
            self._add(Part(f"<!--{data}-->", tag="!"))


def paired(parts: Sequence[Part]) -> dict[int, int]:
    """The place of each opening tag and of the closing one that belongs to it; and back."""
    found: dict[int, int] = {}
    open_tags: list[int] = []
    for place, part in enumerate(parts):
        if not part.tag or part.tag in VOID or part.tag == "!":
            continue
        if not part.is_end:
            open_tags.append(place)
            continue
        for depth in reversed(range(len(open_tags))):
            if parts[open_tags[depth]].tag == part.tag:
                found[open_tags[depth]], found[place] = place, open_tags[depth]
                del open_tags[depth:]
                break
    return found
