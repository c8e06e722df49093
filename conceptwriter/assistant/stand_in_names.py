"""Names that a codec would lose, replaced by common ones before encoding, and restored afterwards.

A small codec has no token for "Ndiwa" and writes another word for it; "Tom" it has seen a thousand times. So
the names of a text's characters travel as Tom and Mary, and must come back as often as they were sent.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from conceptwriter.assistant.comparison import tokens, without_accents
from conceptwriter.assistant.names import is_title_case, proper_names
from conceptwriter.language.function_words import function_words
from conceptwriter.language.word_forms import word_forms

_STAND_INS: Mapping[bool, tuple[str, ...]] = {False: ("Tom", "John"), True: ("Mary", "Anna")}
"""By whether it is a woman's name: languages with gender agreement need to know."""
_FORMS = {
    "Tom": ("tom", "thomas"),
    "John": ("john", "jean", "johann", "juan", "giovanni", "joao"),
    "Mary": ("mary", "marie", "maria"),
    "Anna": ("anna", "anne", "ana"),
}
"""Their spellings in different languages, without accents."""
_GENITIVES = frozenset({"toms", "johns", "johanns", "marys", "marias", "annas"})
"""But not "jeans"."""
_PLACES = re.compile(r"\b(?:in|at|from|into|near|through|across|of the|the)\s+$", re.IGNORECASE)
"""Context of a place name, or of a name that is a word: Tom would be wrong there."""
_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
_SHORTEST = 3
_WORD = re.compile(r"\b[^\W\d_]+\b")
_GERMAN_NOUN = re.compile(
    r"\b(?i:de[rmns]|d[ia][es]|zum|zur|im|am|vom|beim|ins|ans|zwei|drei|vier|fünf|sechs|sieben|viele|alle"
    r"|(?:[km]?ein|[ds]ein|ihr|unser|euer|jed|dies|welch)\w{0,2})"
    r"\s+(?:[a-zäöüß]+e[rmns]?\s+)?([A-ZÄÖÜ]\w+)"
)
"""A noun after an article and perhaps an adjective: German capitalises it like a name."""


class HiddenNames(NamedTuple):
    """A text with stand-ins, and what each replaces, in order."""

    text: str
    replaced: tuple[tuple[str, str], ...] = ()


def names_in(texts: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The names in (language, text): capitalised within a sentence, or anywhere if not a known word."""
    found: set[str] = set()
    things: set[str] = set()
    for language, text in texts:
        if text.isupper():
            continue
        if not is_title_case(text, language):
            found.update(proper_names(text, language))
        things.update(match.group(1) for match in _GERMAN_NOUN.finditer(text) if language == "deu_Latn")
        known = word_forms(language)
        if known is not None:
            found.update(
                word
                for word in tokens(text)
                if word.istitle() and word.isalpha() and len(word) >= _SHORTEST and word.lower() not in known
            )
    return frozenset(name for name in found - things if name.isalpha())


def womens_names(sentences: Sequence[str], names: Collection[str]) -> frozenset[str]:
    """Those names that an English text refers to as "she" more often than "he", there and right after."""
    found: set[str] = set()
    said = [frozenset(tokens(sentence)) for sentence in sentences]
    for name in names:
        near: list[str] = []
        for place, words in enumerate(said):
            if name in words:
                near += [word.lower() for each in said[place : place + 2] for word in each]
        if sum(word in _SHE for word in near) > sum(word in _HE for word in near):
            found.add(name)
    return frozenset(found)


def hide_names(text: str, names: Collection[str], women: Collection[str] = ()) -> HiddenNames:
    """The text with stand-ins for those names; unchanged where there are more names than stand-ins."""
    if not names:
        return HiddenNames(text)
    one = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    pattern = re.compile(rf"\b(?:{one})(?: (?:{one}))*\b")
    replaced: dict[str, str] = {}
    taken = {token for token in tokens(text) if token not in names}
    parts: list[str] = []
    position = 0
    for match in pattern.finditer(text):
        name = match.group()
        if _PLACES.search(text[: match.start()]):
            continue
        if name not in replaced:
            is_womans = any(part in women for part in name.split())
            free = [each for each in _STAND_INS[is_womans] if each not in (*replaced.values(), *taken)]
            if not free:
                return HiddenNames(text)
            replaced[name] = free[0]
        parts += [text[position : match.start()], replaced[name]]
        position = match.end()
    return HiddenNames("".join([*parts, text[position:]]), tuple((it, name) for name, it in replaced.items()))


def show_names(hidden: HiddenNames, text: str) -> str | None:
    """A codec's output for a text with stand-ins, with the names.

    None where a stand-in was lost, doubled or invented.
    """
    sent = tokens(hidden.text)
    names = dict(hidden.replaced)
    for stand_in, forms in _FORMS.items():
        found = [match for match in _WORD.finditer(text) if _is_form(match.group(), forms)]
        if stand_in not in names:
            if found and not any(without_accents(token) in forms for token in sent):
                return None
            continue
        if not 1 <= len(found) <= sum(token.startswith(stand_in) for token in sent):
            return None
        for match in reversed(found):
            genitive = "s" if without_accents(match.group()) not in forms else ""
            text = text[: match.start()] + names[stand_in] + genitive + text[match.end() :]
    return text


def _is_form(word: str, forms: Collection[str]) -> bool:
    """Whether it is one of the spellings, or its genitive, as in German "Toms Hund"."""
    folded = without_accents(word)
    return folded in forms or (folded in _GENITIVES and folded[:-1] in forms)


def invented_names(source: str, text: str, language: str) -> list[str]:
    """Names in a translation that resemble nothing in its source; judged by capitals alone."""
    there = {without_accents(word)[:_SHORTEST] for word in tokens(source) if word[0].isupper()}
    small = function_words(language)
    return [
        name
        for name in proper_names(text, language)
        if without_accents(name)[:_SHORTEST] not in there and name.lower() not in small
    ]
