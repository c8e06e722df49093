"""Abbreviations with a full stop: one language's lists (own_rules), international ones, and spaCy's.

Classes, by what may follow the stop:

``titles``
    never end a sentence (``Dr. Weber``, ``z. B. Äpfel``).
``closing``
    often end one (``etc.``, ``p.m.``, ``и т. д.``): a sentence ends if a capital follows.
``counted``
    do not end one before a number (``No. 7``, ``p. 12``), otherwise they do (``No. I won't.``).
``after_number``
    end one only after a number (Russian ``в 1990 г.`` against ``г. Москва``).
``between_names``
    do not end one between two names (``Brown v. Board of Education``).
``units``
    end one after a number if a capital follows (``5 kr. Han``), like any word.
``known``
    spaCy's abbreviations of the language beyond our lists (known_words.py): they end a sentence only if a
    word follows that often opens one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from conceptwriter.language.known_words import known_abbreviations
from conceptwriter.language.own_rules import own_rules


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """The classes of one language."""

    titles: frozenset[str] = frozenset()
    closing: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    after_number: frozenset[str] = frozenset()
    between_names: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()


_UNITS = """kg g mg km m cm mm l dl cl ml ha h t kr nm mi kn hr hrs min sec sek tim st ft lb lbs oz mph кг км
    см мм мл га шт"""
"""Units of weight, length, time and money; listed once for all languages."""

_SHARED_TITLES = "e.g i.e cf dr prof st"
_SHARED_CLOSING = "etc"
_SHARED_COUNTED = "no nr n° nº p pp pag vol fig art cap tab"


@cache
def abbreviations(code: str) -> Abbreviations:
    """The abbreviations of the language ``code``.

    A language without our own lists has a few international ones and spaCy's.
    """
    own = own_rules(code)
    own_titles = frozenset(own.titles.split())
    counted = {*own.counted.split(), *(set(_SHARED_COUNTED.split()) - own_titles)}
    titles = {*own_titles, *_SHARED_TITLES.split()}
    closing = {*own.closing.split(), *_SHARED_CLOSING.split()}
    after_number = frozenset(own.after_number.split())
    between_names = frozenset(own.between_names.split())
    return Abbreviations(
        titles=frozenset(titles - counted - closing - between_names),
        closing=frozenset(closing),
        counted=frozenset(counted),
        after_number=after_number,
        between_names=between_names,
        units=frozenset(_UNITS.split()) - titles - counted,
        known=known_abbreviations(code) - titles - closing - counted - after_number - between_names,
    )
