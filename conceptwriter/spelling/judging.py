"""Which words of a text are misspelt, once the dictionary has been asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from conceptwriter.spelling.forms import alternatives
from conceptwriter.spelling.known import KnownWords
from conceptwriter.spelling.words import Word, parts_of, words_of


def judge(
    words: Iterable[Word], text: str, language: str, right: Mapping[str, bool], known: KnownWords
) -> tuple[list[Word], list[str]]:
    """The misspelt words, and those that the dictionary has still to be asked about.

    `right`: what it has said. Of a word with hyphens that it does not have, the parts are judged.
    """
    found: list[Word] = []
    unknown: list[str] = []
    for word in words:
        is_right = right.get(word.text)
        if is_right is None:
            unknown.append(word.text)
        elif not is_right and not known.knows(word.text, language):
            others = {other: right.get(other) for other in alternatives(word, language)}
            if True in others.values():
                continue
            unknown += [other for other, answer in others.items() if answer is None]
            if None in others.values():
                continue
            if "-" not in word.text:
                found.append(word)
                continue
            for part in parts_of(word, text, language):
                is_right = right.get(part.text)
                if is_right is None:
                    unknown.append(part.text)
                elif not is_right and not known.knows(part.text, language):
                    found.append(part)
    return found, unknown


def words_of_terms(terms: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The words of the terms of a glossary (language, term), by language: they are right."""
    found: dict[str, set[str]] = {}
    for language, term in terms:
        found.setdefault(language, set()).update(word.text for word in words_of(term, language))
    return found
