"""Words unknown to both the language and the text, and names that were never introduced."""

from __future__ import annotations

import re
from collections.abc import Collection

from conceptwriter.assistant.comparison import without_accents
from conceptwriter.assistant.draft_checks.surroundings import Surroundings
from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.assistant.names import is_title_case, known_capitals
from conceptwriter.language.vocabulary import Vocabulary

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*(?:-[^\W\d_]+(?:['\u2019][^\W\d_]+)*)*")
_SENTENCE_BEGINS = re.compile(
    r"(?:^|[.!?:\u2026][\"'\u201d\u2019)]*\s+|[\"\u201c\u2018(\[\u2014\u2013*-]\s*|\s['])$"
)
_SHORTEST = 3
_TOO_LONG_FOR_INITIALS = 8
_I_AM = ("I'", "I\u2019")
_VOWELS = frozenset("aeiouyàáâäèéêìíîòóôöùúûü")
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_CAPITALS_TEXT = """
    i god lord heaven bible earth moon sun christmas easter mr mrs ms miss dr sir madam mister uncle
    aunt auntie father mother mamma mama papa dad daddy mum mummy mom mommy granny grandma grandpa
    grandfather grandmother brother sister king queen prince princess captain doctor professor colonel
    general major lady saint majesty highness american african asian european indian english roman greek
    christian latin jewish muslim hindu buddhist catholic protestant western eastern northern southern
    victorian egyptian persian arabian australian canadian mexican british scottish irish welsh dutch
    swiss internet web north south east west o oh ah
    england scotland wales britain santa nature dame asia europe atlantic pacific
    arctic antarctic mediterranean jesus christ koran master baron count duke earl emperor president
    minister bishop pope judge
"""
_CAPITALS = frozenset(_CAPITALS_TEXT.split())
"""Words that are capitalised like names but introduce nobody."""


def check_spelling(text: str, words: Vocabulary, round_it: Surroundings) -> Finding | None:
    """An unknown word in lower case, or a long one in capitals: neither a name nor initials."""
    own = round_it.known_words
    for match in _WORD.finditer(text):
        word = match.group()
        if word.isupper() and len(word) >= _TOO_LONG_FOR_INITIALS:
            word = word.lower()
        if not word.islower() or _is_sound(word):
            continue
        parts = [part for part in word.split("-") if len(_POSSESSIVE.sub("", part)) >= _SHORTEST]
        if parts and not any(words.knows(part, own) for part in parts):
            return Finding(Flag.SPELLING, f"unknown word: {word}")
    return None


def check_names(text: str, language: str, words: Vocabulary | None, round_it: Surroundings) -> Finding | None:
    """Names that are not in the text, its headings or the wish."""
    if is_title_case(text, language) or text.isupper():
        return None
    own = round_it.known_words
    found: list[str] = []
    for match in _WORD.finditer(text):
        name = _POSSESSIVE.sub("", match.group())
        if (
            len(name) < _SHORTEST
            or name[:2] in {"I'", "I\u2019"}
            or not name[0].isupper()
            or (name.isupper() and len(name) > 1)
        ):
            continue
        begins = _SENTENCE_BEGINS.search(text[: match.start()]) is not None
        if _is_new(name, begins, language, words, own) and name not in found:
            found.append(name)
    if not found:
        return None
    return Finding(Flag.NEW_NAME, f"{'new name' if len(found) == 1 else 'new names'}: {', '.join(found)}")


def _is_new(name: str, begins: bool, language: str, words: Vocabulary | None, own: Collection[str]) -> bool:
    plain = name.replace("\u2019", "'").lower()
    forms = {plain, plain.removesuffix("s"), plain.removesuffix("es"), plain + "s"}
    if forms & set(own) or plain in _CAPITALS or plain.removesuffix("s") in _CAPITALS:
        return False
    if any(part in own or part in _CAPITALS for part in plain.split("-")):
        return False
    if words is None:
        # Without a list, a word that begins a sentence may be any word.
        return not begins and without_accents(name) not in known_capitals(language)
    if words.knows(plain) and plain not in words.names:
        return False  # "The", or capitalised for emphasis: the Wheel, the Truth
    return not _is_sound(plain) and without_accents(name) not in known_capitals(language)


def _is_sound(word: str) -> bool:
    """Brr, hmm, tsk: letters that spell a sound."""
    return len(word) <= 5 and _VOWELS.isdisjoint(word)
