"""The mark at the end of a text: whether a translation ends in the same kind as its source."""

from __future__ import annotations

import re
from enum import StrEnum

from conceptwriter.assistant.comparison import tokens
from conceptwriter.assistant.findings import Finding, Flag


class Ending(StrEnum):
    """How a text ends."""

    STOP = "full stop"
    QUESTION = "question mark"
    EXCLAMATION = "exclamation mark"
    COLON = "colon"
    NONE = "end mark"


_CLOSERS = re.compile(r"[\s\"'”’“‘„»«›‹)\]）］】」』》〉*_`~]+$")
_QUESTION = "?？؟⁇⁈⁉‽՞፧꘏"
_EXCLAMATION = "!！¡՜‼"
_STOPS = ".。｡۔।॥…։።៕།༎᱾᱿꯫꧉"
_STOP_IS_IN_QUOTE = "」』"
"""Within these, East Asian texts leave the full stop out."""
_COLONS = ":：፡"
_UNMARKED = frozenset({"tha_Thai", "lao_Laoo", "khm_Khmr", "mya_Mymr", "bod_Tibt", "dzo_Tibt"})
"""Languages that often end a sentence without any mark, a question too."""
_ASKING = {
    "jpn": re.compile(r"(?:か|の|かな|かい|だい|っけ|って)$"),
    "kor": re.compile(r"(?:까|니|나|냐|가|요|지)$"),
}
"""Words that ask: a full stop may follow them."""
_QUESTION_INSIDE = re.compile(r"[?？؟]\s*[\"”’»」』)]")
_MOST_WORDS_OF_LABEL = 4


def ending_of(text: str, language: str) -> Ending:
    """The kind of the last mark, quotation marks and brackets apart."""
    bare = _CLOSERS.sub("", text)
    last = bare[-1:]
    if not last:
        return Ending.NONE
    tail = bare[-3:]
    base = language.partition("_")[0]
    if any(mark in tail and _only_marks(tail[tail.index(mark) :]) for mark in _QUESTION):
        return Ending.QUESTION
    if base == "ell" and last in ";\u037e":
        return Ending.QUESTION
    if base == "hye" and "՞" in bare:
        return Ending.QUESTION
    if last in _EXCLAMATION:
        return Ending.EXCLAMATION
    if last in _COLONS and base != "hye":
        return Ending.COLON
    if last not in _STOPS and text.rstrip()[-1:] in _STOP_IS_IN_QUOTE:
        return Ending.STOP  # 「そうでもない」
    return Ending.STOP if last in _STOPS or (last == ":" and base == "hye") else Ending.NONE


def check_ending(source: str, source_language: str, text: str, language: str) -> Finding | None:
    """A question that became a statement or the reverse, a lost or added full stop or colon.

    An exclamation mark is taken for any of them: languages differ in how loud they are.
    """
    if language in _UNMARKED or source_language in _UNMARKED:
        return None
    there, here = ending_of(source, source_language), ending_of(text, language)
    if there is here or (Ending.EXCLAMATION in (there, here) and Ending.NONE not in (there, here)):
        return None
    if Ending.QUESTION in (there, here):
        return _about_question(source, source_language, text, language, there)
    if there is Ending.NONE:
        return _about_added(source, here)
    return Finding(Flag.ENDING, f"has no {there.value} at its end, unlike its source")


def _about_question(
    source: str, source_language: str, text: str, language: str, there: Ending
) -> Finding | None:
    asked = there is Ending.QUESTION
    other, its_language = (text, language) if asked else (source, source_language)
    asking = _ASKING.get(its_language.partition("_")[0])
    if asking is not None and asking.search(other.rstrip("。．.!！ ")):
        return None
    if _QUESTION_INSIDE.search(other):  # "Why?" he asked.
        return None
    return Finding(
        Flag.ENDING,
        "has no question mark, unlike its source" if asked else "ends in a question mark, unlike its source",
    )


def _about_added(source: str, here: Ending) -> Finding | None:
    """A heading is short and has no end mark; a sentence without its full stop is the source's fault."""
    if here is Ending.COLON:
        return Finding(Flag.ENDING, "ends in a colon, unlike its source")
    if here is not Ending.STOP or len(tokens(source)) > _MOST_WORDS_OF_LABEL or not source[:1].isupper():
        return None
    return Finding(Flag.ENDING, "ends in a full stop, unlike its source")


def _only_marks(tail: str) -> bool:
    return all(not sign.isalnum() for sign in tail)
