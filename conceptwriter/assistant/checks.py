"""Is this text fit to be offered? Pure functions; each gives a finding with a short reason, or nothing.

Nothing here needs a model. A finding never removes a candidate by itself: `ranking` decides what to do with
it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from conceptwriter.assistant.comparison import (
    TextIndex,
    edit_similarity,
    is_unspaced,
    repeated_phrase,
    tokens,
    weighted_length,
    without_accents,
)
from conceptwriter.assistant.numerals import invented_numbers, missing_numbers
from conceptwriter.language import all_languages


class Flag(StrEnum):
    """The names of all findings."""

    EMPTY = "empty"
    GARBLED = "garbled"
    LOOP = "loop"
    COPY = "copy"
    SCRIPT = "script"
    UNTRANSLATED = "untranslated"
    NUMBERS = "numbers"
    NAMES = "names"
    LENGTH = "length"
    UNFINISHED = "unfinished"
    ROUND_TRIP = "round-trip"
    MARKS = "marks"
    EXTRACTIVE = "extractive"
    """Not a fault: the text is a sentence of the document itself."""
    THROUGH_TEXT = "through text"
    """Not a fault: the concept model works in another space than the writer's codec."""


LABELS = frozenset({Flag.EXTRACTIVE, Flag.THROUGH_TEXT})
"""Flags that tell where a text comes from, and take nothing off its score."""

DEGENERATE = frozenset({Flag.EMPTY, Flag.GARBLED, Flag.LOOP, Flag.COPY, Flag.SCRIPT, Flag.UNTRANSLATED})
"""What makes a candidate worthless as it stands; the other findings are warnings."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed about a text, and why, for a person."""

    flag: Flag
    reason: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a check begins to speak."""

    round_trip: float = 0.55
    """Cosine of the vector a text was decoded from and the vector of that text; below: the text says
    something else.
    """
    copy_similarity: float = 0.85
    """Edit similarity with an earlier concept; above: a copy."""
    copy_containment: float = 0.95
    """Share of the character trigrams found in one earlier concept; above: a piece of it."""
    copy_cosine: float = 0.97
    """Cosine with the vector of an earlier concept; above: the same said in other words."""
    longest: int = 250
    """Characters; the codec becomes unreliable above."""
    fewest_letters: int = 2
    length_ratio: float = 2.2
    """How much longer or shorter a translation may be, script density evened out."""
    script_share: float = 0.5
    """Least share of letters in a script of the language."""


def check_loop(text: str) -> Finding | None:
    """The text repeats itself."""
    words = tokens(text)
    phrase = _repeated_characters(text) if is_unspaced(text) else repeated_phrase(words)
    phrase = phrase or _stuttering_word(text)
    return Finding(Flag.LOOP, f"repeats “{phrase}”") if phrase else None


def check_garbled(text: str) -> Finding | None:
    """Replacement characters, control characters or undecodable bytes."""
    for character in text:
        if character in "\ufffd\u2047" or (
            unicodedata.category(character) in {"Cc", "Co", "Cn"} and character not in "\n\t"
        ):
            return Finding(Flag.GARBLED, f"contains an unreadable character (U+{ord(character):04X})")
    return None


def check_empty(text: str) -> Finding | None:
    """No letter and no digit."""
    if any(character.isalnum() for character in text):
        return None
    return Finding(Flag.EMPTY, "says nothing")


def check_copy(text: str, earlier: TextIndex, limits: Limits) -> Finding | None:
    """The text repeats an earlier concept, or a piece of one."""
    closest = earlier.closest(text)
    if closest.similarity > limits.copy_similarity:
        return Finding(Flag.COPY, "repeats another concept of the text")
    if closest.containment > limits.copy_containment:
        return Finding(Flag.COPY, "is a piece of another concept of the text")
    return None


def check_script(text: str, language: str, limits: Limits) -> Finding | None:
    """Letters of a script that the language is not written in."""
    wanted = language.rpartition("_")[2]
    expected = _SCRIPTS.get(wanted)
    if expected is None:
        return None
    scripts = _scripts(text)
    letters = scripts.total()
    if not letters:
        return None
    share = sum(scripts[name] for name in expected) / letters
    # Names and terms in Latin letters are common in every other script, not the other way round.
    if share < limits.script_share * (1.0 if wanted == "Latn" else 0.6):
        return Finding(Flag.SCRIPT, f"is not written in the script of {language}")
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if wanted in {"Hans", "Hant"} and kana > 1:
        return Finding(Flag.SCRIPT, "looks like Japanese, not Chinese")
    if wanted == "Jpan" and not kana and scripts["CJK"] > 8:
        return Finding(Flag.SCRIPT, "looks like Chinese, not Japanese")
    return None


def check_unfinished(text: str, decoder_finished: bool = True, *, sentence: bool = True) -> Finding | None:
    """Cut off: by the decoder's limit, or visibly. `sentence` False: a heading, which needs no full stop."""
    if not decoder_finished:
        return Finding(Flag.UNFINISHED, "was cut off")
    ending = text.rstrip()
    if not ending:
        return None
    if ending[-1] in ",;，、；،-–(（[„「『":
        return Finding(Flag.UNFINISHED, f"ends with “{ending[-1]}”")
    if sentence and len(tokens(ending)) > 3 and not _STOP.search(ending):
        return Finding(Flag.UNFINISHED, "has no full stop")
    opened = _open_bracket(ending)
    return Finding(Flag.UNFINISHED, f"“{opened}” is never closed") if opened else None


def check_length(text: str, limits: Limits, *, source: str = "") -> Finding | None:
    """Too short to say anything, too long for the codec, or out of proportion to its source."""
    letters = sum(character.isalnum() for character in text)
    if letters < limits.fewest_letters and not source:
        return Finding(Flag.LENGTH, "is hardly a word")
    if len(text) > limits.longest:
        return Finding(
            Flag.LENGTH, f"has {len(text)} characters, more than the codec keeps reliably ({limits.longest})"
        )
    if source:
        here, there = weighted_length(text), weighted_length(source)
        if here > limits.length_ratio * there + 12:
            return Finding(Flag.LENGTH, "is much longer than its source")
        if there > limits.length_ratio * here + 12:
            return Finding(Flag.LENGTH, "is much shorter than its source")
    return None


def check_numbers(source: str, source_language: str, text: str, language: str) -> Finding | None:
    """Numbers that were lost on the way, or came from nowhere."""
    lost = missing_numbers(source, text, language)
    added = invented_numbers(source, source_language, text)
    parts = [f"{word} {', '.join(found)}" for word, found in (("lost", lost), ("added", added)) if found]
    return Finding(Flag.NUMBERS, f"numbers: {'; '.join(parts)}") if parts else None


def check_names(source: str, source_language: str, text: str, language: str) -> Finding | None:
    """Proper names of the source that cannot be found again. Judged only where both are in the same cased
    script.
    """
    if source_language.rpartition("_")[2] != language.rpartition("_")[2]:
        return None
    there = {without_accents(token) for token in tokens(text)}
    lost = [
        name for name in proper_names(source, source_language) if not _resembled(without_accents(name), there)
    ]
    return Finding(Flag.NAMES, f"names not found: {', '.join(lost)}") if lost else None


def check_untranslated(source: str, source_language: str, text: str, language: str) -> Finding | None:
    """The text of another language is still there word for word."""
    if source_language == language or len(tokens(source)) < 4:
        return None
    if edit_similarity(source, text) < 0.9:
        return None
    return Finding(Flag.UNTRANSLATED, "was not translated")


def check_round_trip(cosine: float, limits: Limits) -> Finding | None:
    """The text, encoded again, lies far from the vector that it was decoded from."""
    if cosine >= limits.round_trip:
        return None
    return Finding(Flag.ROUND_TRIP, f"may not say what was meant (round trip {cosine:.2f})")


def check_text(
    text: str,
    language: str,
    limits: Limits,
    *,
    finished: bool = True,
    sentence: bool = True,
    source: str = "",
) -> list[Finding]:
    """All checks that need nothing but the text itself (and, for length, its source)."""
    empty = check_empty(text)
    if empty is not None:
        return [empty]
    found = (
        check_garbled(text),
        check_loop(text),
        check_script(text, language, limits),
        check_unfinished(text, finished, sentence=sentence),
        check_length(text, limits, source=source),
    )
    return [finding for finding in found if finding is not None]


def check_rendering(
    source: str, source_language: str, text: str, language: str, limits: Limits, *, finished: bool = True
) -> list[Finding]:
    """All checks of a text that has to say the same as its source: a translation or a rewrite."""
    sentence = ends_a_sentence(source)
    findings = check_text(text, language, limits, finished=finished, sentence=sentence, source=source)
    if any(finding.flag is Flag.EMPTY for finding in findings):
        return findings if any(character.isalnum() for character in source) else []
    found = (
        check_numbers(source, source_language, text, language),
        check_names(source, source_language, text, language),
        check_untranslated(source, source_language, text, language),
    )
    findings.extend(finding for finding in found if finding is not None)
    return [finding for finding in findings if not (finding.flag is Flag.LOOP and check_loop(source))]


def ends_a_sentence(text: str) -> bool:
    """True when it ends as sentences do, and headings do not."""
    return bool(_STOP.search(text.rstrip()))


def with_ending_of(source: str, text: str) -> str:
    """The text as it may stand for the source: a heading stays without the full stop that a model of
    sentences likes to add.
    """
    if not ends_a_sentence(source) and text[-1:] in {".", "。", "।"} and not text.endswith(".."):
        return text[:-1].rstrip()
    return text


def proper_names(text: str, language: str) -> list[str]:
    """Words that are capitalised though they start no sentence; for German, only ones no common noun looks
    like.
    """
    if language.rpartition("_")[2] not in _CASED_SCRIPTS:
        return []
    capitalises_nouns = language.partition("_")[0] in _CAPITALISED_NOUNS
    names: list[str] = []
    starts_sentence = True
    for match in _TOKEN.finditer(text):
        word = match.group()
        if not word[0].isalpha():
            starts_sentence = starts_sentence or bool(_STARTER.search(word))
            continue
        if _is_name(word, starts_sentence, capitalises_nouns) and word not in names:
            names.append(word)
        starts_sentence = False
    return names


def _is_name(word: str, starts_sentence: bool, capitalises_nouns: bool) -> bool:
    if len(word) < 2 or not word[0].isupper() or word[:2] in {"I'", "I’"}:
        return False
    if _ROMAN_NUMBER.fullmatch(word):
        return False
    if word.isupper() or any(character.isupper() for character in word[1:]):
        return len(word) >= 2 and not starts_sentence  # NASA, McCoy: names in any language
    return (
        not starts_sentence
        and not capitalises_nouns
        and without_accents(word).removesuffix("s") not in _translated_capitals()
    )


@cache
def _translated_capitals() -> frozenset[str]:
    """Capitalised words that every language spells its own way: days, months, languages, forms of address."""
    calendar = (
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July "
        "August September October November December Christmas Easter Mr Mrs Ms Miss Dr Sir God Lord Mother "
        "Father Mum Dad Grandma Grandpa Aunt Uncle"
    )
    words = calendar.split() + [
        word for language in all_languages() for word in language.english_name.split()
    ]
    return frozenset(without_accents(word).removesuffix("s") for word in words)


def _resembled(name: str, words: Iterable[str]) -> bool:
    """London is found in Londres, Moscow not in Paris."""
    for word in words:
        if name in word or (len(word) >= 3 and word in name):
            return True
        stem = word[: len(name)]
        if len(name) >= 4 and (name[:4] == word[:4] or edit_similarity(name, stem) >= 0.6):
            return True
    return False


def _repeated_characters(text: str) -> str:
    letters = [character for character in text if unicodedata.category(character)[0] in "LMN"]
    count = len(letters)
    for width in range(1, count // 2 + 1):
        needed = 5 if width == 1 else 4 if width == 2 else 3 if width < 6 else 2
        run = 0
        for place in range(width, count):
            run = run + 1 if letters[place] == letters[place - width] else 0
            if run >= width * (needed - 1):
                return "".join(letters[place - width + 1 : place + 1])
    return ""


def _stuttering_word(text: str) -> str:
    match = _STUTTER.search(text)
    return match.group(1) if match else ""


def _open_bracket(text: str) -> str:
    for opening, closing in ("()", "[]", "（）", "「」", "『』", "《》"):
        if text.count(opening) > text.count(closing):
            return opening
    return ""


def _scripts(text: str) -> Counter[str]:
    return Counter(_script(character) for character in text if character.isalpha())


@cache
def _script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0]


_STOP = re.compile(r"[.!?…。！？｡।॥؟۔։።:：~〜*)\]）«»“”‘’\"'」』》]$")
_TOKEN = re.compile(r"[^\W\d_](?:[^\W_]|['’\-](?=[^\W_]))*|[^\w\s]+|\d+")
_STARTER = re.compile(r"[.!?…:;\"“”„«»‹›()\[\]—–*_¿¡]|^['‘’-]")
_STUTTER = re.compile(r"([^\W\d]{1,6}?)\1{5,}", re.IGNORECASE)
_ROMAN_NUMBER = re.compile(r"[IVX]{2,}")
_CASED_SCRIPTS = frozenset({"Latn", "Cyrl", "Grek", "Armn"})
_CAPITALISED_NOUNS = frozenset({"deu", "ltz"})
_SCRIPTS: dict[str, Sequence[str]] = {
    "Latn": ("LATIN", "FULLWIDTH", "MODIFIER"),
    "Cyrl": ("CYRILLIC",),
    "Grek": ("GREEK",),
    "Armn": ("ARMENIAN",),
    "Geor": ("GEORGIAN",),
    "Arab": ("ARABIC",),
    "Hebr": ("HEBREW",),
    "Deva": ("DEVANAGARI",),
    "Beng": ("BENGALI",),
    "Taml": ("TAMIL",),
    "Telu": ("TELUGU",),
    "Knda": ("KANNADA",),
    "Mlym": ("MALAYALAM",),
    "Gujr": ("GUJARATI",),
    "Guru": ("GURMUKHI",),
    "Orya": ("ORIYA",),
    "Sinh": ("SINHALA",),
    "Mymr": ("MYANMAR",),
    "Khmr": ("KHMER",),
    "Laoo": ("LAO",),
    "Thai": ("THAI",),
    "Tibt": ("TIBETAN",),
    "Ethi": ("ETHIOPIC",),
    "Hang": ("HANGUL", "CJK"),
    "Kore": ("HANGUL", "CJK"),
    "Hans": ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"),
    "Hant": ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"),
}
