"""Brackets and quotation marks that have no partner."""

from __future__ import annotations

import re

from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.language import language_name
from conceptwriter.language.quotation_styles import quotation_style
from conceptwriter.language.quote_reading import MARK, SINGLE, QuoteReader, Reading, Role
from conceptwriter.language.translated_quotes import foreign_pairs

_BRACKETS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "（": "）",
    "［": "］",
    "【": "】",
    "《": "》",
    "〈": "〉",
    "〔": "〕",
    "⟨": "⟩",
}
_ALIKE = str.maketrans("（）［］", "()[]")
"""Full width brackets pair with narrow ones: both are typed in East Asian texts."""
_OPENS = {opening.translate(_ALIKE): closing.translate(_ALIKE) for opening, closing in _BRACKETS.items()}
_CLOSES = {closing: opening for opening, closing in _OPENS.items()}
_NO_BRACKETS = re.compile(
    r"(?<!\S)(?:[:;=]['’]?-?[()\[\]{}]+|[()]+-?[:;=])(?!\S)|[:;=]-?\((?!\S)"  # faces
    r"|(?:(?<=\s)|^)[)(]{1,5}(?=\s*$)"  # laughing, in Russian
    r"|[\[(]\s?\d+\s?[;,]\s?\d+\s?[\[)\]]"  # half-open intervals
)
_BEFORE_LONE = re.compile(r"(?:(?:^|\s)(?:[^\W_]{1,2}|[ivxIVX]{3,4})|[:;=]['’]?-?)$")
"""What is before a closing bracket that needs no partner: "a)", "iii)", "Nice:-)"."""
_QUOTATION = re.compile(MARK.pattern.replace("'", "").replace("’", ""))
"""All quotation marks but those that nearly always are apostrophes."""
_WHOLE = (False, False)


def check_brackets(source: str, text: str) -> Finding | None:
    """A bracket without its partner, where the source has all of them."""
    alone = _lone_bracket(text)
    if alone is None or (source and _lone_bracket(source) is not None):
        return None
    what = "is not closed" if alone in _OPENS else "was not opened"
    return Finding(Flag.BRACKETS, f"“{alone}” {what}")


def check_quotation(source: str, source_language: str, text: str, language: str) -> Finding | None:
    """Quotation marks without a partner, or of another language.

    In a long speech a sentence has only one, so the source tells whether one is missing.
    """
    if not _QUOTATION.search(text):
        return None
    marks, here = _quotation_state(text, language)
    if here != _WHOLE and _quotation_state(source, source_language)[1] == _WHOLE:
        return Finding(
            Flag.QUOTATION, "a quotation mark is not opened" if here[0] else "a quotation is not closed"
        )
    style = quotation_style(language)
    pair = next(foreign_pairs(marks, style), None)
    if pair is None:
        return None
    found, usual = pair.around("…"), style.example
    return Finding(Flag.QUOTATION, f"has {found}; {language_name(language)} has {usual}")


def _lone_bracket(text: str) -> str | None:
    """The first bracket without partner, if any."""
    if not any(bracket in text for pair in _BRACKETS.items() for bracket in pair):
        return None
    plain = _NO_BRACKETS.sub(" ", text).translate(_ALIKE)
    waiting: list[str] = []
    for place, sign in enumerate(plain):
        if sign in _OPENS:
            waiting.append(sign)
        elif sign in _CLOSES and waiting and waiting[-1] == _CLOSES[sign]:
            waiting.pop()
        elif sign in _CLOSES and (waiting or not _BEFORE_LONE.search(plain, 0, place)):
            return sign
    return waiting[0] if waiting else None


def _quotation_state(text: str, language: str) -> tuple[list[Reading], tuple[bool, bool]]:
    """The marks; whether one closes what nothing opened, and whether a quotation is open at the end."""
    reader = QuoteReader(quotation_style(language))
    marks = list(reader.read(text))
    closes_too_much = any(
        mark.role is Role.CLOSES and mark.is_alone and mark.sign not in SINGLE for mark in marks
    )
    return marks, (closes_too_much, reader.has_open(single=False))
