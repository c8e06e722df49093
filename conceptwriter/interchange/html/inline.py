"""The text of one segment as inline Markdown, and back.

Bold, italic, links and line breaks are marks; other tags stand in the text as ``{1}``, ``{2}`` ..., which
translations keep, and are put back there.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html import escape

from conceptwriter.interchange.html.segments import BOLD_TAGS, ITALIC_TAGS, Part, Segment, paired
from conceptwriter.interchange.spans import Inline, Span, spans_of

_WHITE = re.compile(r"[ \t\n\r\f]+")
_OBJECT = re.compile(r"\{(\d{1,3})\}")


@dataclass(frozen=True, slots=True)
class Objects:
    """The tags of a segment that are no marks."""

    sources: tuple[str, ...]
    partners: tuple[int | None, ...]
    """Of each the number of the tag that it is opened or closed by, from 0."""


def markdown_of(segment: Segment) -> str:
    """Inline Markdown, white space as a browser shows it; line breaks are line feeds."""
    return Inline(_spans(segment)).markdown(marks_all=True)


def _spans(segment: Segment) -> list[Span]:
    pairs = paired(segment.parts)
    bold = italic = 0
    links: list[str] = []
    found: list[Span] = []
    for place, part in enumerate(segment.parts):
        if not part.tag:
            text = _WHITE.sub(" ", part.text)
            if text.startswith(" ") and (not found or found[-1].text.endswith((" ", "\n"))):
                text = text[1:]
            if text:
                found.append(Span(text, bold > 0, italic > 0, links[-1] if links else ""))
        elif part.tag == "br":
            found.append(Span("\n", bold > 0, italic > 0))
        elif part.tag in BOLD_TAGS and place in pairs:
            bold += -1 if part.is_end else 1
        elif part.tag in ITALIC_TAGS and place in pairs:
            italic += -1 if part.is_end else 1
        elif part.tag == "a" and place in pairs and _is_plain_link(segment.parts, place, pairs):
            if part.is_end:
                links.pop()
            else:
                links.append(part.address)
        else:
            found.append(Span("", thing=part, link=links[-1] if links else ""))
    return found


def _is_plain_link(parts: list[Part], place: int, pairs: dict[int, int]) -> bool:
    opening = parts[min(place, pairs[place])]
    return bool(opening.address) and not re.search(r"[\s()<>\\]", opening.address)


def objects_of(segment: Segment) -> Objects:
    """In the order of their numbers."""
    places = {id(part): place for place, part in enumerate(segment.parts)}
    things = [span.thing for span in _spans(segment) if span.thing is not None]
    pairs = paired(segment.parts)
    numbers = {places[id(thing)]: number for number, thing in enumerate(things)}
    partners = tuple(numbers.get(pairs.get(places[id(thing)], -1)) for thing in things)
    return Objects(tuple(thing.source for thing in things), partners)


def html_of(markdown: str, segment: Segment) -> tuple[str, int]:
    """The source of a text in place of a segment's, and how many of its tags were left out.

    Tags look as they do in the segment. One of a pair whose other half is not in the text is left out.
    """
    objects = objects_of(segment)
    wanted = Counter(int(found) - 1 for found in _OBJECT.findall(markdown))
    used = {number for number, count in wanted.items() if number < len(objects.sources)}
    whole = {number for number in used if (partner := objects.partners[number]) is None or partner in used}
    tags = _usual_tags(segment)
    links = {part.address: part.source for part in segment.parts if part.tag == "a" and part.address}
    out: list[str] = []
    written: set[int] = set()
    for span in spans_of(markdown):
        pieces: list[str] = []
        last = 0
        for found in _OBJECT.finditer(span.text):
            number = int(found.group(1)) - 1
            if number < len(objects.sources):
                pieces.append(escape(span.text[last : found.start()], quote=False))
                if number in whole and number not in written:
                    pieces.append(objects.sources[number])
                    written.add(number)
                last = found.end()
        pieces.append(escape(span.text[last:], quote=False))
        text = "".join(pieces).replace("\n", tags["br"])
        for has, kind in ((span.italic, "i"), (span.bold, "b")):
            if has and text.strip():
                text = f"<{tags[kind]}>{text}</{tags[kind]}>"
        if span.link:
            opening = links.get(span.link) or f'<a href="{escape(span.link)}">'
            text = f"{opening}{text}</a>"
        out.append(text)
    alone = [n for n, partner in enumerate(objects.partners) if partner is None and n not in written]
    out += [objects.sources[number] for number in alone if not objects.sources[number].startswith("</")]
    return "".join(out), len(objects.sources) - len(written) - len(alone)


def _usual_tags(segment: Segment) -> dict[str, str]:
    """Names of the tags for bold and italic text and a line break, as the segment has them."""
    tags = {"b": "strong", "i": "em", "br": "<br>"}
    for part in segment.parts:
        if part.tag in BOLD_TAGS:
            tags["b"] = part.tag
        elif part.tag in ITALIC_TAGS:
            tags["i"] = part.tag
        elif part.tag == "br":
            tags["br"] = part.source
    return tags
