"""Is a draft a sentence of running text? Its first letter, its ending, and what does not belong in prose."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from conceptwriter.assistant.draft_checks.surroundings import Surroundings, words_of
from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.assistant.names import is_title_case
from conceptwriter.language.quotations import unopened_mark

_LIST_ITEM = re.compile(
    r"^\s*(?:[-*\u2022\u00b7\u25aa\u25e6\u2023>+]\s|\(?\d{1,3}[.)]\s|\(?[a-hA-H][.)]\s(?=\w)|[ivx]{1,4}[.)]\s|\|)"
)
_ADDRESS = re.compile(
    r"https?:|\bwww\.|\b[\w.+-]+@\w+\.\w|\b\w+\.(?:com|org|net|io|edu|gov)\b", re.IGNORECASE
)
_TAGS_AND_MARKS = re.compile(
    r"</?[a-zA-Z!][^>]*>|<\||\|>|&(?:[a-z]{2,6}|#\d+);|\*\*|__|~~|`|^\s*#+|^\s*={3,}|\[[^\]]*\]\(|\{\{|\}\}"
    r"|\[(?:\d{1,3}|[A-Z]{3,}|\w*_\w*"
    r"|(?:image|photo|picture|citation|edit|insert|name|your \w)[^\]]*)\]",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b\w+\((?:\w*|['\"].*)\)\s*[;{:]?(?=\s|$)|[;{}]\s*$|==|!=|=>|->|\\[a-zA-Z]+|\$\$|\b\w+ = \S+"
    r"|^\s*(?:def|class|import|var|const|function|print|return)\b.*[(:;]"
)
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\ufe0f]|(?<!\\w)#\\w+|(?<!\\S)[:;]-?[)(DP](?!\\w)"
)
_FIGURES = re.compile(r"^(?:[^\w]*\d[\d.,:/ +*=%-]*[^\w]*)$|(?:\d+[,;. ]+(?:and )?){4,}\d+")
_MARKUP = (
    ("is an item of a list", _LIST_ITEM),
    ("contains a web or mail address", _ADDRESS),
    ("contains markup", _TAGS_AND_MARKS),
    ("contains code or a formula", _CODE),
    ("contains an emoji or a hashtag", _EMOJI),
    ("is a row of figures", _FIGURES),
)
_SENTENCE_ENDS = re.compile(
    r"[.!?\u2026\u3002\uff01\uff1f\u0964\u061f\u06d4:][\"'\u201d\u2019\u00bb\u300d\u300f)\]]*$"
)
_BEGINS_WRONG = re.compile(r"^[,;:!?.)\]}%&/\\|=~^_+\u2019\u201d\u00bb](?!\.\.)")
_NUMBERED = re.compile(
    r"^(?:chapter|part|section|scene|act|book|volume|lesson|unit|day|week|stanza|page|paragraph|verse)\s+"
    r"(?:\d+|[ivxlc]+|one|two|three|four|five|six|seven|eight|nine|ten)\b[.:]?(?:\s+[A-Z\"\u201c]\w*.*|$)",
    re.IGNORECASE,
)
_TELLS = r"(?:said|says|asked|asks|replied|replies|exclaimed|remarked)"
"""Verbs that mean little without what was said."""
_SAYS = re.compile(
    rf"\b(?:{_TELLS}|cried|thought|say|ask|answer|sang|read|wrote|this|these|is|are|was|were)\b"
)
_NOUNS = r"(?:(?:the|his|her|their|my|our|an?) )?(?:[\w'\u2019-]+ ){0,2}?[\w'\u2019-]+"
_SPEAKER = rf"(?:he|she|they|it|i|we|you|{_NOUNS})"
_HEARER = r"to \w+(?: \w+)?"
_TAG = re.compile(
    r"^(?!no |nobody|nothing|none)(?:and |then |so |but )?"
    rf"(?:{_TELLS} {_SPEAKER}|{_SPEAKER} {_TELLS}(?: {_HEARER})?)[.,:!]*$",
    re.IGNORECASE,
)
_LONGEST_TAG = 5
_MOST_WORDS = 75
_FEW = 3
_ENGLISH = "eng_Latn"


def check_markup(text: str, round_it: Surroundings) -> Finding | None:
    """Lists, markup, code, addresses, emoji and figures, unless the text itself contains them."""
    for reason, pattern in _MARKUP:
        if pattern.search(text) and not any(pattern.search(each) for each in round_it.recent):
            return Finding(Flag.MARKUP, reason)
    return None


def check_beginning(text: str, round_it: Surroundings) -> Finding | None:
    """A sentence begins with a capital, if the language has them and the text uses them."""
    if _BEGINS_WRONG.match(text):
        return Finding(Flag.FRAGMENT, f"begins with \u201c{text[0]}\u201d")
    first = next((character for character in text if character.isalnum()), "")
    if not first.islower() or text[:1] in "\u2026\u2014-" or text.startswith("..."):
        return None
    before = round_it.sentences[-1] if round_it.continues and round_it.sentences else ""
    if before and (not _SENTENCE_ENDS.search(before) or before[-1] in "\"'\u201d\u2019\u00bb:\u2026"):
        return None  # "Stop!" | cried the man
    if _share(round_it.recent, _begins_small) > 0.1:
        return None
    return Finding(Flag.FRAGMENT, "begins in the middle of a sentence")


def check_heading(text: str, language: str, round_it: Surroundings) -> Finding | None:
    """A title or label instead of a sentence."""
    if _share(round_it.recent, _has_no_end) > 0.2:
        return None  # verse, notes
    words = words_of(text)
    if _NUMBERED.match(text) and len(words) < 8:
        return Finding(Flag.FRAGMENT, "looks like a heading")
    if len(words) > 1 and text.isupper() and _share(round_it.recent, str.isupper) == 0:
        return Finding(Flag.FRAGMENT, "is all in capitals")
    if text.startswith("[") and text.endswith("]"):
        return Finding(Flag.FRAGMENT, "is a note in brackets")
    if text.endswith("?") and len(words) > _FEW and is_title_case(text[:-1], language):
        return Finding(Flag.FRAGMENT, "looks like a heading")
    if text.endswith(":") and len(words) <= _FEW + 1 and not _SAYS.search(text):
        return Finding(Flag.FRAGMENT, "looks like a label")
    if _SENTENCE_ENDS.search(text):
        return None
    if len(words) <= _FEW or is_title_case(text, language):
        return Finding(Flag.FRAGMENT, "looks like a heading")
    # Some languages have no sentence-final mark: only earlier sentences tell whether this one does.
    return Finding(Flag.FRAGMENT, "has no end") if round_it.recent or language == _ENGLISH else None


def check_tag(unquoted: str, text: str, round_it: Surroundings) -> Finding | None:
    """A speech tag ("he said") with nothing said. After speech that is a normal continuation."""
    if text != unquoted or len(words_of(text)) > _LONGEST_TAG or not _TAG.match(text):
        return None
    before = round_it.sentences[-1] if round_it.continues and round_it.sentences else ""
    if before and before[-1] in "\"'\u201d\u2019\u00bb":
        return None
    if text.rstrip().endswith(":"):
        return None
    return Finding(Flag.FRAGMENT, "says who speaks, but not what")


def check_single_word(unquoted: str, text: str, round_it: Surroundings) -> Finding | None:
    """A single word by the narrator ("Two.") in a text without such sentences."""
    if unquoted != text or len(words_of(text)) != 1 or text.rstrip().endswith(("!", "?")):
        return None
    if _share(round_it.recent, lambda each: len(words_of(each)) == 1) > 0.05:
        return None
    return Finding(Flag.FRAGMENT, "is a single word")


def check_quotation(text: str, inside: bool) -> Finding | None:
    """A closing mark without an opening one. `inside`: the text begins within speech.

    Speech that stays open is no fault: its next sentence may follow.
    """
    place = unopened_mark(text, inside)
    if place is None:
        return None
    return Finding(Flag.QUOTATION, f"closes a quotation that was not opened ({text[place]})")


def check_opening(text: str) -> Finding | None:
    """It leads to something that does not follow. 1 to 2 % of human sentences do: the next one follows."""
    if text.rstrip("\"'\u201d\u2019").endswith((":", ",", "\uff1a", "\u3001")):
        return Finding(Flag.UNFINISHED, "leads to something and ends before it")
    return None


def check_long(text: str) -> Finding | None:
    """More words than a reader can follow."""
    count = len(words_of(text))
    return Finding(Flag.LENGTH, f"is very long ({count} words)") if count > _MOST_WORDS else None


def _share(texts: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, texts)) / len(texts) if texts else 0.0


def _begins_small(text: str) -> bool:
    return next((character for character in text if character.isalnum()), "").islower()


def _has_no_end(text: str) -> bool:
    return not _SENTENCE_ENDS.search(text)
