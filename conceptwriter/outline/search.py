"""Finding text in a document.

The search is plain (equal_text.py defines what is equal) or by regular expression, in the text shown or in
any language, and in notes.

`find` and `replace_all` do it in one go. A window processes the `passages` in portions, on a thread for a
user's own expression, and passes the results of `replacements_in` at the end.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.outline.equal_text import PlainSearch, in_the_case_of
from conceptwriter.outline.errors import EditError
from conceptwriter.outline.model import NodeId, clean_text
from conceptwriter.outline.patterns import SearchBudget, SearchError, compiled, expanded, found_in
from conceptwriter.outline.sketch import Sketch
from conceptwriter.outline.tree import ROOT
from conceptwriter.outline.wording import write_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from regex import Match as FoundMatch
    from regex import Pattern

    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document

    Finder = Callable[[str], Iterator[FoundMatch[str]]]

ALL_LANGUAGES = "*"


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for.

    `language`: None for the text that is shown, a code for the renditions in it, ALL_LANGUAGES for every
    rendition. `under`: the branch to search; the trash is searched only when named.
    """

    text: str
    regex: bool = False
    case: bool = False
    whole_words: bool = False
    language: str | None = None
    notes: bool = True
    under: NodeId = ROOT

    def pattern(self) -> Pattern[str]:
        """The compiled expression of a query by regular expression. Raises SearchError."""
        source = rf"(?<!\w)(?:{self.text})(?!\w)" if self.whole_words else self.text
        return compiled(source, shown=self.text, case=self.case)

    def finder(self, patience: SearchBudget | None = None) -> Finder:
        """A function that finds the query's places in a text, in order.

        Raises SearchError for an invalid expression; so does the finder if searching takes too long.
        """
        if not self.regex:
            return PlainSearch(self.text, case=self.case, whole_words=self.whole_words).finditer
        pattern, patience = self.pattern(), patience or SearchBudget()
        return lambda text: found_in(text, pattern, self.text, patience)


class Passage(NamedTuple):
    """A text to search: a node's text in `language`, or (None) its note."""

    node: NodeId
    language: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """One place: characters `start` to `end` of a node's text in `language`, or (None) of its note."""

    node: NodeId
    language: str | None
    start: int
    end: int


class Change(NamedTuple):
    """The replacement for characters `start` to `end` of a passage."""

    passage: Passage
    start: int
    end: int
    put_in: str

    @property
    def match(self) -> Match:
        """The place."""
        return Match(self.passage.node, self.passage.language, self.start, self.end)


class Replacement(NamedTuple):
    """A passage and its new text, with `places` places replaced."""

    passage: Passage
    text: str
    places: int


def passages(document: Document, query: Query) -> Iterator[Passage]:
    """All texts that a query searches, in reading order."""
    for node in document.subtree(query.under) if query.text else ():
        yield from _passages_of(document, node, query)


def _passages_of(document: Document, node: NodeId, query: Query) -> Iterator[Passage]:
    here = document.node(node)
    if query.language == ALL_LANGUAGES:
        languages = list(here.renditions)
    else:
        languages = [query.language or document.shown_language(node)]
    for language in languages:
        rendition = here.renditions.get(language)
        if rendition is not None:
            yield Passage(node, language, rendition.text)
    if query.notes and here.note:
        yield Passage(node, None, here.note)


def replaceable(document: Document, query: Query) -> Iterator[Passage]:
    """The passages in which something may be replaced.

    They are unlocked, and no source text that is shown only because there is no translation yet.
    """
    for passage in passages(document, query):
        falls_back = (
            query.language is None and passage.language is not None and document.shows_source(passage.node)
        )
        if not falls_back and not document.is_locked(passage.node):
            yield passage


def find(document: Document, query: Query) -> Iterator[Match]:
    """All places in reading order, without empty matches. Raises SearchError at the first step."""
    if query.text:
        yield from matches_in(passages(document, query), query)


def matches_in(
    texts: Iterable[Passage], query: Query, patience: SearchBudget | None = None
) -> Iterator[Match]:
    """The places in these texts. Raises SearchError."""
    places_in = query.finder(patience)
    for passage in texts:
        for found in places_in(passage.text):
            if found.end() > found.start():
                yield Match(passage.node, passage.language, found.start(), found.end())


def changes_in(
    texts: Iterable[Passage],
    query: Query,
    replacement: str,
    patience: SearchBudget | None = None,
    *,
    preserve_case: bool = False,
) -> Iterator[Change]:
    r"""The replacement for each place in these texts.

    `preserve_case` adopts the capitals of the replaced text. With a regular expression, `\1` and `\g<name>`
    refer to its groups. Raises SearchError where they do not exist, and like `matches_in`.
    """
    places_in = query.finder(patience)
    for passage in texts:
        for found in places_in(passage.text):
            if found.end() == found.start():
                continue
            put_in = expanded(found, replacement) if query.regex else replacement
            if preserve_case:
                put_in = in_the_case_of(found.group(), put_in)
            yield Change(passage, found.start(), found.end(), put_in)


def replacements_of(changes: Iterable[Change]) -> Iterator[Replacement]:
    """The new texts; `changes` in the order in which they were found."""
    for passage, places in groupby(changes, lambda change: change.passage):
        pieces, last, times = [], 0, 0
        for change in places:
            pieces += [passage.text[last : change.start], change.put_in]
            last, times = change.end, times + 1
        yield Replacement(passage, clean_text("".join([*pieces, passage.text[last:]])), times)


def replacements_in(
    texts: Iterable[Passage],
    query: Query,
    replacement: str,
    chosen: Container[Match] | None = None,
    patience: SearchBudget | None = None,
) -> Iterator[Replacement]:
    """The new texts when all places in them are replaced, or only the chosen ones; see `changes_in`."""
    changes = changes_in(texts, query, replacement, patience)
    return replacements_of(change for change in changes if chosen is None or change.match in chosen)


def possible(document: Document, replacements: Iterable[Replacement]) -> Iterator[Replacement]:
    """The prepared replacements without those in locked nodes.

    Raises EditError when one of the texts has changed since.
    """
    for replacement in replacements:
        node, language, old = replacement.passage
        here = document.node(node)
        rendition = here.renditions.get(language) if language is not None else None
        if old != (here.note if language is None else rendition.text if rendition is not None else None):
            raise EditError("The text has changed since the search. Nothing was replaced. Try again.")
        if not document.is_locked(node):
            yield replacement


def replacing_label(replacements: Iterable[Replacement]) -> str:
    """The name of the step that performs these."""
    count = sum(replacement.places for replacement in replacements)
    return f"Replace {count}" if count != 1 else "Replace"


def replace_passages(document: Document, replacements: Iterable[Replacement]) -> Operation:
    """Perform prepared replacements as one operation; locked nodes are skipped.

    Raises EditError when one of the texts has changed since.
    """
    made = []
    with Sketch(document) as sketch:
        for replacement in possible(document, replacements):
            made.append(replacement)
            (node, language, _), text, _ = replacement
            if language is None:
                sketch.set_field(node, "note", text)
            else:
                write_text(sketch, node, language, text)
    return sketch.operation(replacing_label(made))


def replace_all(
    document: Document, query: Query, replacement: str, chosen: Container[Match] | None = None
) -> Operation:
    """Replace all places, or only the chosen ones of them, as one operation; see `replacements_in`."""
    return replace_passages(
        document, list(replacements_in(replaceable(document, query), query, replacement, chosen))
    )


__all__ = [
    "ALL_LANGUAGES",
    "Change",
    "Match",
    "Passage",
    "Query",
    "Replacement",
    "SearchBudget",
    "SearchError",
    "changes_in",
    "find",
    "matches_in",
    "passages",
    "possible",
    "replace_all",
    "replace_passages",
    "replaceable",
    "replacements_in",
    "replacements_of",
    "replacing_label",
]
