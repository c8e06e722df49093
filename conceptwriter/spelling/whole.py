"""The misspelt words of a whole document, in all its languages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.outline.model import Kind
from conceptwriter.outline.translatable import is_verbatim
from conceptwriter.outline.tree import ROOT
from conceptwriter.spelling.document_words import document_words
from conceptwriter.spelling.judging import judge
from conceptwriter.spelling.known import KnownWords
from conceptwriter.spelling.names import Names
from conceptwriter.spelling.words import Word, words_of

if TYPE_CHECKING:
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.model import NodeId

Check = Callable[[str, Sequence[str]], list[bool]]
"""Whether each word of a language is right: `SpellingProcess.check`."""


class Misspelling(NamedTuple):
    """A misspelt word in the text of a node in one language."""

    node: NodeId
    language: str
    start: int
    end: int
    word: str
    """As dictionaries have it."""
    written: str
    """As it stands in the text."""


class _Text(NamedTuple):
    node: NodeId
    text: str
    words: list[Word]


def misspellings(
    document: Document,
    top: NodeId,
    languages: Collection[str],
    check: Check,
    known: Mapping[str, Collection[str]] | None = None,
) -> list[Misspelling]:
    """What is misspelt from `top` down, in reading order, of the texts in these languages.

    `known`: words of each language that are right, besides the document's own and its names. Raises what
    `check` raises.
    """
    names = Names()
    texts: dict[str, list[_Text]] = {}
    order = {node: place for place, node in enumerate(document.subtree(top))}
    for node in document.subtree(ROOT):
        here = document.node(node)
        if is_verbatim(here):
            continue
        written = [(code, one.text) for code, one in here.renditions.items() if one.text]
        counted = [(code, text, words_of(text, code)) for code, text in written]
        if here.kind is not Kind.SECTION:
            names.count(node, [(code, words) for code, _, words in counted])
        if node in order:
            for code, text, words in counted:
                if code in languages:
                    texts.setdefault(code, []).append(_Text(node, text, words))
    found: list[Misspelling] = []
    for code, some in texts.items():
        right_words = {*document_words(document, code), *(known or {}).get(code, ())}
        found += _in_language(code, some, check, KnownWords(right_words, names.has))
    return sorted(found, key=lambda one: (order[one.node], one.language, one.start))


def _in_language(code: str, texts: list[_Text], check: Check, known: KnownWords) -> list[Misspelling]:
    right: dict[str, bool] = {}
    while True:
        found: list[Misspelling] = []
        wanted: dict[str, None] = {}
        for node, text, words in texts:
            bad, unknown = judge(words, text, code, right, known)
            wanted.update(dict.fromkeys(unknown))
            found += (
                Misspelling(node, code, one.start, one.end, one.text, text[one.start : one.end])
                for one in bad
            )
        if not wanted:
            return found
        right.update(zip(wanted, check(code, list(wanted)), strict=True))
