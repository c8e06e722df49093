"""Does a text say the same as its source in another language? Pure functions, one finding each."""

from __future__ import annotations

import re

from conceptwriter.assistant.comparison import edit_similarity, folded, tokens
from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.assistant.kept import lost_addresses, lost_placeholders
from conceptwriter.assistant.names import lost_names
from conceptwriter.assistant.numerals import invented_numbers, missing_numbers
from conceptwriter.language import (
    detect_language,
    evidence_for,
    find_language,
    identify_language,
    is_less_likely,
)

FEWEST_LEFT_OVER = 5
"""Number of consecutive words that, found in both texts, are an untranslated passage."""
FEWEST_SMALL_WORDS = 3
"""Minimum of these that are not names: in lower case, in a script that has capitals."""
_TRIPLE = re.compile(r"\b(\w{2,})(?:[\s,;.!?…-]+\1\b){2,}", re.IGNORECASE)
_VARIANTS = ("zho_Hans", "zho_Hant")
_SURE_OF_VARIANT = 0.5
_SURE_OF_LANGUAGE = 0.95
_LANGUAGE_MARGIN = 15.0
"""By how much another language's log-likelihood must exceed that of the wanted one."""
_FEWEST_WORDS_OF_LANGUAGE = 4


def check_numbers(source: str, source_language: str, text: str, language: str) -> Finding | None:
    """Numbers that were lost or invented."""
    lost = missing_numbers(source, text, language)
    added = invented_numbers(source, source_language, text)
    parts = [f"{word} {', '.join(found)}" for word, found in (("lost", lost), ("added", added)) if found]
    return Finding(Flag.NUMBERS, f"numbers differ: {'; '.join(parts)}") if parts else None


def check_names(source: str, source_language: str, text: str, language: str) -> Finding | None:
    """Proper names of the source that are missing. Checked only where both are in the same cased script."""
    lost = lost_names(source, source_language, text, language)
    return Finding(Flag.NAMES, f"names missing: {', '.join(lost)}") if lost else None


def check_placeholders(source: str, text: str) -> Finding | None:
    """Placeholders and tags of the source that are missing."""
    lost = lost_placeholders(source, text)
    return Finding(Flag.PLACEHOLDERS, f"placeholders missing: {', '.join(lost)}") if lost else None


def check_addresses(source: str, text: str) -> Finding | None:
    """Web and mail addresses of the source that are missing or changed."""
    lost = lost_addresses(source, text)
    return Finding(Flag.ADDRESSES, f"addresses missing: {', '.join(lost)}") if lost else None


def check_untranslated(source: str, source_language: str, text: str, language: str) -> Finding | None:
    """The source text, or a long piece of it, was left untranslated."""
    if source_language == language:
        return None
    words = tokens(source)
    has_text_or_note = (
        len(words) > FEWEST_SMALL_WORDS and len(_that_need_translating(words)) >= FEWEST_SMALL_WORDS
    )
    if has_text_or_note and edit_similarity(source, text) >= 0.9:
        return Finding(Flag.UNTRANSLATED, "was not translated")
    left = _left_over(words, tokens(text))
    return Finding(Flag.UNTRANSLATED, f"“{left}” was not translated") if left else None


def check_repeated_word(source: str, text: str) -> Finding | None:
    """One word three times in a row where the source has no such repetition."""
    match = _TRIPLE.search(text)
    if match is None or _TRIPLE.search(source):
        return None
    return Finding(Flag.LOOP, f"repeats “{match.group(1)}”")


def check_variant(text: str, language: str) -> Finding | None:
    """Traditional Chinese where simplified is wanted, or vice versa."""
    if language not in _VARIANTS:
        return None
    found = detect_language(text, _VARIANTS)
    if found.code == language or found.confidence < _SURE_OF_VARIANT:
        return None
    name = "traditional" if found.code.endswith("Hant") else "simplified"
    return Finding(Flag.SCRIPT, f"is written in {name} characters")


def check_language(text: str, language: str) -> Finding | None:
    """The text is in the wrong language, as far as a short text allows to tell."""
    if len(_that_need_translating(tokens(text))) < _FEWEST_WORDS_OF_LANGUAGE:
        return None
    if not is_less_likely(text, language, _LANGUAGE_MARGIN):
        return None
    found = identify_language(text)
    if found.code == language or found.confidence < _SURE_OF_LANGUAGE:
        return None
    evidence = evidence_for(text, (found.code, language))
    if language not in evidence or evidence.get(found.code, 0.0) < evidence[language] + _LANGUAGE_MARGIN:
        return None
    name = find_language(found.code).english_name
    return Finding(Flag.LANGUAGE, f"looks like {name}")


def _that_need_translating(words: list[str]) -> list[str]:
    """Words that are neither names nor numbers: the lower-case ones, or all in a script without capitals."""
    letters = [word for word in words if word[0].isalpha()]
    if any(word[0].isupper() or word[0].islower() for word in letters):
        return [word for word in letters if word[0].islower()]
    return letters


def _left_over(source: list[str], text: list[str]) -> str:
    """The longest run of words in both texts, if it is too long to be a name or title."""
    here, there = [folded(word) for word in source], [folded(word) for word in text]
    longest, end = 0, 0
    previous = [0] * (len(there) + 1)
    for place, word in enumerate(here, start=1):
        current = [0] * (len(there) + 1)
        for other, candidate in enumerate(there, start=1):
            if word == candidate:
                current[other] = previous[other - 1] + 1
                if current[other] > longest:
                    longest, end = current[other], place
        previous = current
    run = source[end - longest : end]
    if longest < FEWEST_LEFT_OVER or len(_that_need_translating(run)) < FEWEST_SMALL_WORDS:
        return ""
    return " ".join(run)
