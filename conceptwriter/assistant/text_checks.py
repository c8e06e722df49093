"""Is this text fit to be offered? Pure functions; each returns a finding with a short reason, or nothing.

Nothing here needs a model. A finding never removes a candidate by itself: `ranking` decides what to do with
it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from conceptwriter.assistant.comparison import (
    TextIndex,
    is_unspaced,
    repeated_phrase,
    tokens,
    weighted_length,
)
from conceptwriter.assistant.findings import Finding, Flag, Limits
from conceptwriter.language.scripts import SHARED, script_of, scripts_of


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
    return Finding(Flag.EMPTY, "has no words")


def check_copy(text: str, earlier: TextIndex, limits: Limits) -> Finding | None:
    """The text repeats an earlier concept, or a piece of one."""
    closest = earlier.closest(text)
    if closest.similarity > limits.copy_similarity:
        return Finding(Flag.COPY, "repeats another concept in the text")
    if closest.containment > limits.copy_containment:
        return Finding(Flag.COPY, "is part of another concept in the text")
    return None


def check_script(text: str, language: str, limits: Limits) -> Finding | None:
    """Letters of a script that the language is not written in."""
    wanted = language.rpartition("_")[2]
    expected = scripts_of(wanted) + _BORROWED.get(wanted, ())
    if not expected:
        return None
    scripts = _scripts(text)
    letters = scripts.total()
    if not letters:
        return None
    share = sum(scripts[name] for name in expected) / letters
    # Names and terms in Latin letters are common in every other script, not the other way round.
    if share < limits.script_share * (1.0 if wanted == "Latn" else 0.6):
        return Finding(Flag.SCRIPT, f"is not in the script of {language}")
    kana = scripts["Hira"] + scripts["Kana"]
    if wanted in {"Hans", "Hant"} and kana > 1:
        return Finding(Flag.SCRIPT, "looks like Japanese, not Chinese")
    if wanted == "Jpan" and not kana and scripts["Hani"] > 8:
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
    return Finding(Flag.UNFINISHED, f"“{opened}” is not closed") if opened else None


def check_length(text: str, limits: Limits, *, source: str = "") -> Finding | None:
    """Too short to say anything, too long for the codec, or out of proportion to its source."""
    letters = sum(character.isalnum() for character in text)
    if letters < limits.fewest_letters and not source:
        return Finding(Flag.LENGTH, "is too short")
    if len(text) > limits.longest:
        return Finding(
            Flag.LENGTH, f"has {len(text)} characters; the model handles up to {limits.longest} reliably"
        )
    if source:
        here, there = weighted_length(text), weighted_length(source)
        if here > limits.length_ratio * there + 12:
            return Finding(Flag.LENGTH, "is much longer than its source")
        if there > limits.length_ratio * here + 12:
            return Finding(Flag.LENGTH, "is much shorter than its source")
    return None


def check_round_trip(cosine: float, limits: Limits) -> Finding | None:
    """The text, encoded again, is far from the vector that it was decoded from."""
    if cosine >= limits.round_trip:
        return None
    return Finding(
        Flag.ROUND_TRIP, f"may not say what the model meant (similarity after re-encoding {cosine:.2f})"
    )


def ends_a_sentence(text: str) -> bool:
    """True when it ends the way sentences do, and headings do not."""
    return bool(_STOP.search(text.rstrip()))


def with_ending_of(source: str, text: str) -> str:
    """The text with the source's kind of ending.

    A heading stays without the full stop that a sentence model likes to add.
    """
    if not ends_a_sentence(source) and text[-1:] in {".", "。", "।"} and not text.endswith(".."):
        return text[:-1].rstrip()
    return text


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
    counts = Counter(script_of(character) for character in text if character.isalpha())
    del counts[SHARED]
    return counts


_STOP = re.compile(r"[.!?…。！？｡।॥؟۔։።:：~〜*)\]）«»“”‘’\"'」』》]$")
_STUTTER = re.compile(r"([^\W\d]{1,6}?)\1{5,}", re.IGNORECASE)
_BORROWED = {"Hang": ("Hani",), "Kore": ("Hani",), "Hans": ("Hira", "Kana"), "Hant": ("Hira", "Kana")}
"""Scripts whose letters may also occur; too many kana in Chinese have their own finding."""
