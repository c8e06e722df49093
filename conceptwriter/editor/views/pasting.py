"""The clipboard's text and the outline: nodes to a Markdown list, an indented list or prose to nodes.

No Qt here. A list may use spaces or tabs, `-`, `*`, `+`, `•` or `1.`, task boxes, and `#` headings.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from conceptwriter.language.boundaries import sentence_starts
from conceptwriter.language.rules import rules_for
from conceptwriter.outline.changes import node_from_list, node_to_list
from conceptwriter.outline.gaps import kept_gap
from conceptwriter.outline.model import END_ATTRIBUTES, GAP, Draft, Kind, NodeData, NodeId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from conceptwriter.outline.document import Document

NODES_TYPE = "application/x-conceptwriter-nodes+json"
"""Media type for copying whole branches, with all their languages."""

TAB_WIDTH = 4

_ITEM = re.compile(r"^(?P<indent>[ \t]*)(?:[-*+•]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?P<text>.*\S)\s*$")
_LINE_END = re.compile(r"[ \t]*\n\s*")
_HEADING = re.compile(r"^(?P<marks>#{1,6})[ \t]+(?P<text>.*?\S)[ \t#]*$")


def as_markdown_list(document: Document, nodes: Sequence[NodeId]) -> str:
    """Branches as an indented Markdown list, in the languages they are shown in."""
    lines: list[str] = []
    for top in document.tops(nodes):
        base = document.depth(top)
        for node in document.subtree(top):
            text = document.text(node)
            if not text and document.node(node).kind is Kind.PARAGRAPH and document.node(node).children:
                text = "…"
            indent = "  " * (document.depth(node) - base)
            lines.append(f"{indent}- {text.replace(chr(10), chr(10) + indent + '  ')}")
    return "\n".join(lines)


def as_branches(document: Document, nodes: Sequence[NodeId]) -> list[list[Any]]:
    """Branches as plain data for JSON: everything except gaps before what is not copied with them."""
    tops = document.tops(nodes)
    plain: list[list[Any]] = []
    for top, after in zip_longest(tops, tops[1:]):
        here, *below = document.branch(top)
        if here.kind is Kind.CONCEPT and document.next_sibling(top) != after:
            kept = {key: value for key, value in here.attributes.items() if key not in END_ATTRIBUTES}
            here = replace(here, attributes=kept)
        plain.append([node_to_list(data) for data in (here, *below)])
    return plain


def drafts_of_branches(branches: Any) -> list[Draft]:
    """The branches that `as_branches` described, as drafts. Raises ValueError on other data."""
    try:
        return [_draft([node_from_list(plain) for plain in branch]) for branch in branches]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"these are no branches: {error}") from error


def _draft(nodes: list[NodeData]) -> Draft:
    drafts: dict[NodeId, Draft] = {}
    for data in nodes:
        attributes = {key: value for key, value in data.attributes.items() if not key.startswith("trash.")}
        drafts[data.id] = Draft(
            data.kind,
            source_language=data.source_language,
            language=data.language,
            renditions=dict(data.renditions),
            note=data.note,
            status=data.status,
            attributes=attributes,
        )
        if data.parent in drafts:
            drafts[data.parent].children.append(drafts[data.id])
    return drafts[nodes[0].id]


class _Line(NamedTuple):
    level: int
    text: str
    is_heading: bool


class _Item:
    __slots__ = ("children", "heading", "text")

    def __init__(self, text: str, heading: bool) -> None:
        self.text = text
        self.heading = heading
        self.children: list[_Item] = []


def is_tree(text: str) -> bool:
    """True when a text is an indented or bulleted list, or has headings, so that it pastes as a tree."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        return bool(lines) and _HEADING.match(lines[0]) is not None
    marked = sum(1 for line in lines if _ITEM.match(line) or _HEADING.match(line))
    return marked * 2 >= len(lines) or any(line[0] in " \t" for line in lines[1:])


def drafts_of_text(text: str, split: Callable[[str], Iterable[str]], language: str = "") -> list[Draft]:
    """A pasted text as drafts: a list as the tree it shows, prose as paragraphs of sentences.

    `split` cuts a paragraph into sentences; the gap between them is kept where it is not what `language` uses
    by default.
    """
    if is_tree(text):
        return [_as_draft(item, split) for item in _tree(text)]
    blocks = [unwrapped(block) for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    paragraphs = [_concepts(block, split, language) for block in blocks]
    if len(paragraphs) == 1:
        return paragraphs[0]
    return [Draft(Kind.PARAGRAPH, children=concepts) for concepts in paragraphs]


def unwrapped(text: str) -> str:
    """A paragraph without its line breaks and the blanks around them; other white space is kept."""
    return _LINE_END.sub(" ", text.strip(" \t\n"))


def _concepts(text: str, split: Callable[[str], Iterable[str]], language: str) -> list[Draft]:
    """The sentences of a paragraph, each with the gap after it."""
    concepts: list[Draft] = []
    end = 0
    for sentence in split(text):
        start = text.find(sentence, end)
        if concepts and start >= 0:
            gap = kept_gap(text[end:start], concepts[-1].text, sentence, language)
            if gap is not None:
                concepts[-1].attributes[GAP] = gap
        end = max(end, start + len(sentence)) if start >= 0 else end
        concepts.append(Draft(Kind.CONCEPT, sentence))
    return concepts


def sentence_splitter(language: str) -> Callable[[str], list[str]]:
    """How `drafts_of_text` cuts paragraphs written in this language.

    The rules are called directly: unlike imported text, pasted text is not cut for its length.
    """

    def split(text: str) -> list[str]:
        starts = sentence_starts(text, rules_for(language))
        pieces = [text[start:end].strip() for start, end in pairwise([0, *starts, len(text)])]
        return [piece for piece in pieces if piece] or [text]

    return split


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    for line in text.expandtabs(TAB_WIDTH).splitlines():
        if not line.strip():
            continue
        heading, item = _HEADING.match(line), _ITEM.match(line)
        if heading:
            found.append(_Line(len(heading["marks"]) - 7, heading["text"], True))
        elif item:
            found.append(_Line(len(item["indent"]), item["text"], False))
        else:
            indent = len(line) - len(line.lstrip())
            found.append(_Line(indent, line.strip(), False))
    return found


def _tree(text: str) -> list[_Item]:
    """Nesting by indentation: a line belongs to the nearest line above that is indented less."""
    tops: list[_Item] = []
    open_items: list[tuple[int, _Item]] = []
    for line in _lines(text):
        item = _Item(line.text, line.is_heading)
        while open_items and open_items[-1][0] >= line.level:
            open_items.pop()
        (open_items[-1][1].children if open_items else tops).append(item)
        open_items.append((line.level, item))
    return tops


def _as_draft(item: _Item, split: Callable[[str], Iterable[str]]) -> Draft:
    """A leaf is a concept, the parent of leaves a paragraph with a summary, everything above a section."""
    if not item.children and not item.heading:
        return Draft(Kind.CONCEPT, item.text)
    if not item.heading and all(not child.children and not child.heading for child in item.children):
        return _paragraph([child.text for child in item.children], "" if item.text == "…" else item.text)
    section = Draft(Kind.SECTION, item.text)
    loose: list[str] = []
    for child in item.children:
        draft = _as_draft(child, split)
        if draft.kind is Kind.CONCEPT:
            loose.extend(split(draft.text))
            continue
        if loose:
            section.children.append(_paragraph(loose))
            loose = []
        section.children.append(draft)
    if loose:
        section.children.append(_paragraph(loose))
    return section


def _paragraph(concepts: Iterable[str], summary: str = "") -> Draft:
    return Draft(Kind.PARAGRAPH, summary, children=[Draft(Kind.CONCEPT, concept) for concept in concepts])
