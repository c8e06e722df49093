"""The segmentation rules of one language: its own, and those of its script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from conceptwriter.language.abbreviations import Abbreviations, abbreviations
from conceptwriter.language.function_words import function_words
from conceptwriter.language.known_words import frequent_words
from conceptwriter.language.own_rules import own_rules

_CLOSING_MARKS = "\"'”’»›)]}）］】」』〉》〕〗｣*_`~"

# What follows a closed quotation in Chinese when the sentence continues: a short subject and a verb of
# speaking.
_HAN_ATTRIBUTION = re.compile(
    r"[^。！？!?，,；;：:“「『\s没沒不無无]{0,8}"
    r"(?:说|說|问|問|道|喊|叫|答|嚷|想|写|寫|讲|講|吼|骂|罵|嘟囔|低语|低語)"
)
_HINDI_ATTRIBUTION = re.compile(
    r"[^।॥!?\n]{0,20}?(?:कहा|पूछा|बोला|बोली|बोले|चिल्लाया|चिल्लाई|सोचा|फुसफुसाया|फुसफुसाई|जवाब दिया|उत्तर दिया)"
)
_JAPANESE_CONTINUATION = re.compile(
    r"(?:と|って|っ|の|に|を|は|が|も|で|など|という|や|へ|か)|"
    r"[^。！？「」『』、\s]{1,10}[はが][^。！？「」『』\s]{0,12}?"
    r"(?:言|云|叫ん|叫び|尋ね|訊|聞い|聞き|答え|呟|つぶや|囁|ささや|怒鳴)"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one language; see boundaries.py for how they are applied."""

    abbreviations: Abbreviations
    function_words: frozenset[str]
    closing_marks: str
    spaced_guillemets: bool = False
    """Whether a space may be between the text and a closing » (French)."""
    caseless: bool = False
    """Whether the script has no capitals, so that the next letter is uninformative."""
    stop_after_number_is_ordinal: bool = False
    """Turkish: a sentence hardly ever ends in a bare number, since the verb comes last."""
    roman_ordinals: bool = False
    """Whether a Roman numeral with a stop is an ordinal: ``Karel IV. Veliký``."""
    ordinal_before: frozenset[str] = frozenset()
    ordinal_after: frozenset[str] = frozenset()
    speech_verbs: frozenset[str] = frozenset()
    attribution: re.Pattern[str] | None = None
    """What continues the sentence after a closed quotation."""
    attribution_touches: bool = True
    """Whether it does so only with no space between."""
    semicolon_asks: bool = False
    """Greek: the semicolon is the question mark."""
    small_openings: re.Pattern[str] | None = None
    """What opens a sentence in lower case."""
    always_capital: re.Pattern[str] | None = None
    """A word whose capital is uninformative (English I)."""
    syllabic_consonants: bool = False
    """Whether r and l may act as vowels (Czech and its neighbours)."""
    abbreviated_endings: tuple[str, ...] = ()
    """Ends of compounds that are shortened before a number (``Goethestr. 5``)."""
    dates_in_numbers: bool = False
    """Whether dates are written in numbers with a stop after each: ``2020. 5. 1.``"""
    letter_names: re.Pattern[str] | None = None
    """Spelled-out letters, which are initials before a stop (Hindi)."""
    joined_prefixes: str = ""
    """Letters that are function words written together with the next word (Arabic)."""


@cache
def rules_for(code: str) -> Rules:
    """The rules of the language ``code``; a language without its own gets the general ones."""
    script = code.partition("_")[2]
    own = own_rules(code)
    return Rules(
        abbreviations=abbreviations(code),
        function_words=function_words(code) or frequent_words(code),
        closing_marks=_CLOSING_MARKS + own.closing_marks,
        spaced_guillemets=own.spaced_guillemets,
        caseless=script not in {"Latn", "Cyrl", "Grek", "Armn", "Hans", "Hant", "Jpan"},
        stop_after_number_is_ordinal=own.stop_after_number_is_ordinal,
        roman_ordinals=own.roman_ordinals,
        ordinal_before=frozenset(own.ordinal_before.split()),
        ordinal_after=frozenset(own.ordinal_after.split()),
        speech_verbs=frozenset(own.speech_verbs.split()),
        attribution=_attribution(script),
        attribution_touches=script != "Deva",
        semicolon_asks=script == "Grek",
        small_openings=_pattern(own.small_openings),
        always_capital=_pattern(own.always_capital),
        syllabic_consonants=own.syllabic_consonants,
        abbreviated_endings=tuple(own.abbreviated_endings.split()),
        dates_in_numbers=own.dates_in_numbers,
        letter_names=_pattern(own.letter_names),
        joined_prefixes=own.joined_prefixes,
    )


def _pattern(text: str) -> re.Pattern[str] | None:
    return re.compile(text) if text else None


def _attribution(script: str) -> re.Pattern[str] | None:
    if script in {"Hans", "Hant"}:
        return _HAN_ATTRIBUTION
    if script == "Deva":
        return _HINDI_ATTRIBUTION
    return _JAPANESE_CONTINUATION if script == "Jpan" else None
