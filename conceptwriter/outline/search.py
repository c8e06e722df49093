"""Finding text in a document: plain or by regular expression,
in what is shown or in any language, and in notes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conceptwriter.outline.errors import EditError
from conceptwriter.outline.model import NodeId, clean_text
from conceptwriter.outline.sketch import Sketch
from conceptwriter.outline.tree import ROOT
from conceptwriter.outline.wording import write_text

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document

ALL_LANGUAGES = "*"


class SearchError(EditError):
    """The search cannot be run: its regular expression is not one."""


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for.

    `language`: None for the text that is shown, a code for the renditions in it, ALL_LANGUAGES for every
    rendition. `under`: the branch to look in; the trash is looked in only when it is named.
    """

    text: str
    regex: bool = False
    case: bool = False
    whole_words: bool = False
    language: str | None = None
    notes: bool = True
    under: NodeId = ROOT

    def pattern(self) -> re.Pattern[str]:
        """The compiled expression. Raises SearchError."""
        source = self.text if self.regex else re.escape(self.text)
        if self.whole_words:
            source = rf"(?<!\w)(?:{source})(?!\w)"
        try:
            return re.compile(source, 0 if self.case else re.IGNORECASE)
        except re.error as error:
            raise SearchError(f"“{self.text}” is not a regular expression: {error}.") from error


@dataclass(frozen=True, slots=True)
class Match:
    """One place: characters `start` to `end` of a node's text in `language`, or (None) of its note."""

    node: NodeId
    language: str | None
    start: int
    end: int


def find(document: Document, query: Query) -> Iterator[Match]:
    """All places in reading order; matches of nothing at all
    are left out. Raises SearchError at the first step.
    """
    if not query.text:
        return
    pattern = query.pattern()
    for node in document.subtree(query.under):
        for language, text in _texts(document, node, query):
            for found in pattern.finditer(text):
                if found.end() > found.start():
                    yield Match(node, language, found.start(), found.end())


def _texts(document: Document, node: NodeId, query: Query) -> Iterator[tuple[str | None, str]]:
    here = document.node(node)
    if query.language == ALL_LANGUAGES:
        languages = list(here.renditions)
    else:
        languages = [query.language or document.shown_language(node)]
    for language in languages:
        rendition = here.renditions.get(language)
        if rendition is not None:
            yield language, rendition.text
    if query.notes and here.note:
        yield None, here.note


def replace_all(
    document: Document, query: Query, replacement: str, chosen: Container[Match] | None = None
) -> Operation:
    r"""Replace all places, or only the chosen ones of them, as one operation; locked nodes are passed over.

    With a regular expression, `\1` and `\g<name>` stand for its groups. Raises SearchError where they do not
    exist.
    """
    pattern = query.pattern()
    count = 0

    def put_in(found: re.Match[str]) -> str:
        if not query.regex:
            return replacement
        try:
            return found.expand(replacement)
        except (re.error, IndexError) as error:
            raise SearchError(f"“{replacement}” cannot be put in: {error}.") from error

    with Sketch(document) as sketch:
        for node in list(document.subtree(query.under)) if query.text else []:
            if document.is_locked(node):
                continue
            waiting = query.language is None and document.stands_in(node)
            for language, text in list(_texts(document, node, query)):
                if waiting and language is not None:
                    continue
                changed, times = _replaced(node, language, text, pattern, put_in, chosen)
                count += times
                if not times:
                    continue
                if language is None:
                    sketch.set_field(node, "note", clean_text(changed))
                else:
                    write_text(sketch, node, language, clean_text(changed))
    return sketch.operation(f"Replace {count}" if count != 1 else "Replace")


def _replaced(
    node: NodeId,
    language: str | None,
    text: str,
    pattern: re.Pattern[str],
    put_in: Callable[[re.Match[str]], str],
    chosen: Container[Match] | None,
) -> tuple[str, int]:
    pieces, last, times = [], 0, 0
    for found in pattern.finditer(text):
        match = Match(node, language, found.start(), found.end())
        if match.end == match.start or (chosen is not None and match not in chosen):
            continue
        pieces += [text[last : match.start], put_in(found)]
        last, times = match.end, times + 1
    return "".join([*pieces, text[last:]]), times
