"""What a full stop after a word means: the end of a sentence, or a part of the word.

Lists of abbreviations come first (abbreviations.py), then rules for every language with vowels and capitals:
a short word without a vowel is an abbreviation (``mnr.``, ``č.``, ``Skt.``), and so is a short capitalised
word in the middle of a sentence followed by a number (``Phil. 4:8``).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from conceptwriter.language.list_marks import is_list_number

if TYPE_CHECKING:
    from conceptwriter.language.rules import Rules

_WORD_BEFORE = re.compile(r"(?:[^\W_]|[.\-°\u0900-\u0963\u0971-\u097f\u064b-\u0652ºª№])+\Z")
_WORD_AHEAD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CAPITAL_INITIAL = re.compile(r"(?:[^\W\d_]\.[- ]?)*[^\W\d_]\Z")
_NEXT_PART = re.compile(r"[ \u00a0\u202f]?([^\W\d_]{1,3})\.")
_ROMAN = re.compile(r"[IVXLCDM]+\Z")
_LABEL = re.compile(r"[A-HJ-Z](?:[.\d]*)(?![\w'’])")
_DEFINED_TERM = re.compile(r"\s?[(（][^()（）\n]{1,80}[)）](?=[,;:.!?]|\s[a-zà-ÿ])")
_MEASURE = re.compile(r"°[^\W\d_]{0,2}\Z")
_PART_OF_DATE = re.compile(r"\d{4}\. ?\d{1,2}\. ?\Z")
_NAMES_URDU = (
    "(?:اے|بی|سی|ڈی|ای|ایف|جی|ایچ|آئی|جے|کے|ایل|ایم|این|او|پی|کیو|آر|ایس|ٹی|یو|وی|ڈبلیو|ایکس|وائی|زیڈ)"
)
_LETTER_NAME_URDU = re.compile(rf"(?<!\w){_NAMES_URDU}\Z")
_NEXT_LETTER_NAME_URDU = re.compile(rf"{_NAMES_URDU}۔")
_TWO_LETTER_NAMES_URDU = re.compile(rf"(?<!\w){_NAMES_URDU}۔ ?{_NAMES_URDU}\Z")
_THAI_ABBREVIATION = re.compile(r"(?<![ก-๛])(?:[ก-ฮ]{1,4}\.){0,3}[ก-ฮ]{1,4}\Z")
"""Only consonants; a Thai word before a sentence-final stop has vowels, or is longer."""
_HEBREW_ACRONYM = re.compile(r"[א-ת][\"״][א-ת]\Z")
_RUN_ON_BEFORE = re.compile(r"(?<![\w.])(?:(?P<word>[^\W\d_]{3,})|\d[\d.,]{2,})[\"”’»)\]]*\Z")
_RUN_ON_AHEAD = re.compile(r"[\"“‘«(]?([^\W\d_]+)(?![\w(@/\\]|[.:]\S)")
_ADDRESS = re.compile(r"[@/\\_]|www\.", re.IGNORECASE)
_VOWELS = frozenset("aeiouyæøœəаеёиоуыэюяіїєўαεηιουω")
_INTERJECTION = re.compile(r"(?:h+m+|m+|s+h+|psst?|b+r+|tsk|pf+t|z+|г+р+|хм+|тс+|гм+)\Z")
_HAS_VOWELS = re.compile(r"[a-zß-ɏ\u0370-\u03ff\u0400-\u052f]")
"""Letters of the scripts that write vowels as letters."""
_LONGEST_WITHOUT_VOWEL = 5
_LONGEST_BEFORE_NUMBER = 5
_LOOK_BEHIND = 40
_HOURS = frozenset({"a.m", "p.m", "π.μ", "μ.μ"})
_WORDS_OF_AN_OPENING = 2
"""A preposition and a number."""


def is_small(letter: str) -> bool:
    """Whether a letter is lower case with a capital form; Georgian writes sentences without capitals."""
    return letter.islower() and not "\u10d0" <= letter <= "\u10ff"


def runs_on(text: str, stop: int, end: int) -> bool:
    """Whether a sentence ends without a space after its mark: ``it was over.Then he left``.

    ``end`` is where the next one would begin. Names of files and hosts, and words with dots on both sides, do
    not count.
    """
    before, ahead = (
        _RUN_ON_BEFORE.search(text, max(0, stop - _LOOK_BEHIND), stop),
        _RUN_ON_AHEAD.match(text, end),
    )
    if before is None or ahead is None:
        return False
    following = ahead.group(1)
    if not following[0].isupper() or not (
        following.istitle() and (len(following) > 1 or text[ahead.end() : ahead.end() + 1] == " ")
    ):
        return False
    word = before.group("word")
    if word and not (word.islower() or (word.istitle() and len(word) > _LONGEST_BEFORE_NUMBER - 1)):
        return False
    return _ADDRESS.search(text[max(0, text.rfind(" ", 0, stop)) : end]) is None


def letter_name_continues(text: str, begin: int, stop: int, ahead: int) -> bool:
    """Whether an Urdu stop follows a spelled-out initial: ``ایم۔ اے۔ خان``."""
    if _LETTER_NAME_URDU.search(text, max(begin, stop - 12), stop) is None:
        return False
    following = _NEXT_LETTER_NAME_URDU.match(text, ahead)
    return following is not None or _TWO_LETTER_NAMES_URDU.search(text[begin:stop]) is not None


def stop_ends_sentence(text: str, begin: int, stop: int, ahead: int, rules: Rules) -> bool:
    """Whether the full stop at ``stop`` ends the sentence that began at ``begin``.

    ``ahead`` is the offset of the next letter or digit.
    """
    before = _WORD_BEFORE.search(text, max(begin, stop - _LOOK_BEHIND), stop)
    word = before.group().strip(".-") if before else ""
    if before is None or not word:
        return True
    if _MEASURE.search(word) and word[0].isdigit():
        return True
    next_word = _word_at(text, ahead)
    if _is_of_its_script(text, begin, stop, word):
        return _HEBREW_ACRONYM.search(text, begin, stop) is not None
    if word.isdecimal():
        return _stop_after_number(text, begin, before.start(), word, next_word, rules)
    if len(word) == 1 and is_list_number(text, begin, before.start()):
        return False
    return _stop_after_word(text, begin, before, word, ahead, rules)


def _is_of_its_script(text: str, begin: int, stop: int, word: str) -> bool:
    """Whether it is an abbreviation in Thai, or an acronym in Hebrew, where a sentence may well end."""
    if "ก" <= word[-1] <= "ฮ":
        return _THAI_ABBREVIATION.search(text, max(begin, stop - _LOOK_BEHIND), stop) is not None
    return len(word) == 1 and _HEBREW_ACRONYM.search(text, max(begin, stop - 3), stop) is not None


def _stop_after_word(
    text: str, begin: int, before: re.Match[str], word: str, ahead: int, rules: Rules
) -> bool:
    stop = before.end()
    next_word = _word_at(text, ahead)
    if _continues_abbreviation(text, stop, word, rules):
        return False
    listed = _stop_after_listed(text, begin, before, word, ahead, rules)
    if listed and _DEFINED_TERM.match(text, stop + 1):
        return False
    is_initial = _CAPITAL_INITIAL.match(word) is not None
    if listed is not None and not (listed and is_initial and len(word) == 1):
        return listed
    if is_initial and (word[-1].isupper() or (rules.caseless and not word.isascii())):
        year_follows = "(" in text[stop:ahead] and _is_digit(text, ahead)  # "Moss, K. (1999)"
        return not year_follows and _stop_after_initial(text, begin, before.start(), word, next_word, rules)
    if listed:
        return True
    if rules.letter_names is not None and rules.letter_names.fullmatch(word):
        return False
    if _ROMAN.match(word) and rules.roman_ordinals:
        return next_word.lower() in rules.function_words
    return not _looks_abbreviated(text, begin, before.start(), word, ahead, rules)


def _stop_after_listed(
    text: str, begin: int, before: re.Match[str], word: str, ahead: int, rules: Rules
) -> bool | None:
    """The verdict of the abbreviation lists; None if the word is in none of them."""
    lists = rules.abbreviations
    for name in _names(text, begin, before, word, rules):
        if name in lists.after_number and name not in lists.titles:
            return _ends_after_number(text, begin, before.start(), ahead, rules)
        if name in lists.units and _follows_number(text, begin, before.start()):
            return not _is_digit(text, ahead)
        if name in lists.titles:
            return False
        if name in lists.between_names:
            return not _is_between_names(text, begin, before.start(), ahead)
        if name in lists.counted:
            return not (_is_number(text, ahead, rules) or _is_labelled(text, word, ahead))
        if name in lists.closing:
            return not (name in _HOURS and _opens_with_hour(text, begin, before, ahead))
        if name in lists.known:
            return False if _word_at(text, ahead).lower() not in rules.function_words else None
    return None


def _names(text: str, begin: int, before: re.Match[str], word: str, rules: Rules) -> list[str]:
    """The listed forms the word may have: with the parts before it, alone, and without an Arabic prefix."""
    names = [_with_earlier_parts(text, begin, before, word), word.lower()]
    if len(word) > 1 and word[0] in rules.joined_prefixes:
        names.append(word[1:])
    return names


def _ends_after_number(text: str, begin: int, word_at: int, ahead: int, rules: Rules) -> bool:
    """Whether ``1990 г.`` ends a sentence instead of opening it: ``В 1990 г. Москва``."""
    if not _follows_number(text, begin, word_at):
        return False
    if rules.caseless:
        return _word_at(text, ahead).lower() in rules.function_words
    opening = len(text[begin:word_at].split()) <= _WORDS_OF_AN_OPENING
    return not opening or _word_at(text, ahead).lower() in rules.function_words


def _opens_with_hour(text: str, begin: int, before: re.Match[str], ahead: int) -> bool:
    """``At 5 a.m. Mr. Moss``: such a short sentence would have no verb."""
    words = text[begin : before.start()].split()
    gap = text[before.end() + 1 : ahead]
    return len(words) == _WORDS_OF_AN_OPENING and gap.isspace() and "\n" not in gap


def _follows_number(text: str, begin: int, word_at: int) -> bool:
    earlier = text[max(begin, word_at - 8) : word_at].rstrip()
    return bool(earlier) and (earlier[-1].isdigit() or bool(_ROMAN.search(earlier[-1])))


def _is_labelled(text: str, word: str, ahead: int) -> bool:
    """``Fig. A``, ``Ch. B2``; but ``No. A man came`` and the English I are words."""
    return word[0].isupper() and word.lower() not in {"no", "nos"} and _LABEL.match(text, ahead) is not None


def _looks_abbreviated(text: str, begin: int, word_at: int, word: str, ahead: int, rules: Rules) -> bool:
    """Whether a word in no list looks like an abbreviation."""
    if rules.caseless or not word.isalpha():
        return False
    earlier = text[begin:word_at].rstrip()
    if _is_digit(text, ahead):
        opens = not earlier.strip("\"'“„«([—–- ")
        if len(word) <= _LONGEST_BEFORE_NUMBER and word.istitle() and not opens:
            return True
        if word.lower().endswith(rules.abbreviated_endings):
            return True
    if len(word) > _LONGEST_WITHOUT_VOWEL or (word.isupper() and len(word) > 1):
        return False
    if _INTERJECTION.match(word.lower()) or (earlier and (earlier[-1].isdigit() or earlier[-1] in "/'’")):
        return False  # "5 km.", "100 km/h.", "it's."
    if rules.syllabic_consonants and any(letter in "rl" for letter in word[1:-1].lower()):
        return False  # Czech "krk", "vlk"
    letters = [_base_letter(letter) for letter in word.lower()]
    return all(map(_HAS_VOWELS.match, letters)) and _VOWELS.isdisjoint(letters)


def _base_letter(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


def _is_between_names(text: str, begin: int, word_at: int, ahead: int) -> bool:
    """``Brown v. Board``: a capital on both sides."""
    earlier = text[begin:word_at].split()
    return bool(earlier) and earlier[-1][0].isupper() and text[ahead : ahead + 1].isupper()


def _continues_abbreviation(text: str, stop: int, word: str, rules: Rules) -> bool:
    """Whether the stop is an inner one: ``z. B.``, ``EE. UU.``, ``J. R.``."""
    later = _NEXT_PART.match(text, stop + 1)
    if later is None:
        return False
    if len(word) == 1 and len(later.group(1)) == 1 and word != "I":
        return True
    lists = rules.abbreviations
    return f"{word}.{later.group(1)}".lower() in lists.titles | lists.closing | lists.known


def _with_earlier_parts(text: str, begin: int, before: re.Match[str], word: str) -> str:
    """``z. B`` as ``z.b``: the word with the preceding parts of the abbreviation."""
    parts = [word.lower()]
    position = before.start()
    for _ in range(3):
        earlier = re.search(r"([^\W\d_]{1,3})\.[ \u00a0\u202f]?\Z", text[max(begin, position - 6) : position])
        if earlier is None:
            break
        parts.insert(0, earlier.group(1).lower())
        position -= len(earlier.group())
    return ".".join(parts)


def _stop_after_number(
    text: str, begin: int, number_at: int, number: str, next_word: str, rules: Rules
) -> bool:
    if is_list_number(text, begin, number_at):
        return False  # "1. Wash the pot"
    if rules.dates_in_numbers and (next_word == "" or _PART_OF_DATE.search(text[begin:number_at])):
        return False  # "2020. 5. 3. 서울에서"
    if len(number) > 3:
        return True
    if rules.stop_after_number_is_ordinal:
        return next_word.lower() in rules.function_words
    if next_word.lower() in rules.ordinal_after:
        return len(number) > 2
    if rules.ordinal_before and len(number) <= 2 and next_word.lower() not in rules.function_words:
        earlier = text[max(begin, number_at - _LOOK_BEHIND) : number_at].split()
        return not (earlier and earlier[-1].lower() in rules.ordinal_before)
    return True


def _stop_after_initial(text: str, begin: int, word_at: int, word: str, next_word: str, rules: Rules) -> bool:
    """``J. R. R. Tolkien`` continues; ``plan B. Then``, ``So did I. Nobody`` end."""
    if next_word.lower() in rules.function_words and (len(next_word) > 1 or next_word == "I"):
        return True
    earlier = text[max(begin, word_at - _LOOK_BEHIND) : word_at].split()
    if word == "I" and earlier and not earlier[-1].endswith("."):
        follows_name = len(earlier) > 1 and earlier[-1].istitle()
        return not follows_name
    return not next_word


def _is_number(text: str, ahead: int, rules: Rules) -> bool:
    """Whether a number in digits or Roman numerals follows; the English pronoun I is not one."""
    if _is_digit(text, ahead):
        return True
    next_word = _word_at(text, ahead)
    return _ROMAN.match(next_word) is not None and next_word.lower() not in rules.function_words


def _is_digit(text: str, offset: int) -> bool:
    return text[offset : offset + 1].isdigit()


def _word_at(text: str, offset: int) -> str:
    match = _WORD_AHEAD.match(text, offset)
    return match.group() if match else ""
