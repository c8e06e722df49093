"""The numbers in a text, comparable across languages: digits of every script, and small numbers as words.

Number words never count on their own: too many are ordinary words as well (German "acht", Italian "sei",
French "neuf"). They only vouch for a number that the other text writes in digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from conceptwriter.assistant.comparison import tokens

_SPACES = "\u00a0\u2009\u202f"
# Groups joined by a separator of thousands or decimals, Arabic ones too; a plain space only before groups
# of three.
_NUMBER = re.compile(rf"(?<!\d)\d{{1,3}}(?: \d{{3}})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,:/'’٫٬{_SPACES}]\d+)*")

_WORDS: dict[str, str] = {
    "eng": "two three four five six seven eight nine ten eleven twelve",
    "fra": "deux trois quatre cinq six sept huit neuf dix onze douze",
    "deu": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "spa": "dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "ita": "due tre quattro cinque sei sette otto nove dieci undici dodici",
    "por": "dois três quatro cinco seis sete oito nove dez onze doze",
    "nld": "twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "rus": "два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать",
    "tur": "iki üç dört beş altı yedi sekiz dokuz on onbir oniki",
    "arb": "اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة أحدعشر اثناعشر",
    "hin": "दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह",
    "zho": "二 三 四 五 六 七 八 九 十 十一 十二",
    "jpn": "二 三 四 五 六 七 八 九 十 十一 十二",
}
_ALSO: dict[str, dict[str, int]] = {
    "eng": {"one": 1, "twice": 2, "dozen": 12},
    "fra": {"un": 1, "une": 1},
    "deu": {"ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "eins": 1, "zwo": 2},
    "spa": {"un": 1, "una": 1, "uno": 1},
    "ita": {"un": 1, "una": 1, "uno": 1},
    "por": {"um": 1, "uma": 1, "duas": 2},
    "nld": {"een": 1, "één": 1},
    "rus": {"один": 1, "одна": 1, "одно": 1, "две": 2, "двух": 2, "трёх": 3, "трех": 3, "пяти": 5},
    "tur": {"bir": 1},
    "arb": {
        "واحد": 1,
        "واحدة": 1,
        "ثلاث": 3,
        "أربع": 4,
        "خمس": 5,
        "ست": 6,
        "سبع": 7,
        "ثماني": 8,
        "تسع": 9,
        "عشر": 10,
    },
    "hin": {"एक": 1, "पांच": 5, "छः": 6},
    "zho": {"一": 1, "两": 2, "兩": 2},
    "jpn": {"一": 1},
}


def numbers(text: str) -> Counter[str]:
    """The numbers written in digits, separators taken out ("1,204.50" and "1 204,50" are both "120450")."""
    return Counter(_canonical(match.group()) for match in _NUMBER.finditer(text))


def number_words(text: str, language: str) -> Counter[str]:
    """The numbers up to twelve that are written as words, as digits; empty for a language without a list."""
    code = language.partition("_")[0]
    listed = _WORDS.get(code)
    if listed is None:
        return Counter()
    values = {word: number for number, word in enumerate(listed.split(), start=2)} | _ALSO.get(code, {})
    if code in {"zho", "jpn"}:
        return Counter(str(values[character]) for character in text if character in values)
    return Counter(
        str(values[word]) for word in (token.casefold() for token in tokens(text)) if word in values
    )


def missing_numbers(source: str, target: str, target_language: str) -> list[str]:
    """Numbers of the source that the target has neither in digits nor as words."""
    missing = numbers(source) - numbers(target)
    return sorted((missing - number_words(target, target_language)).elements())


def invented_numbers(source: str, source_language: str, target: str) -> list[str]:
    """Numbers of the target that the source has neither in digits nor as words."""
    return missing_numbers(target, source, source_language)


def _canonical(number: str) -> str:
    digits = [str(unicodedata.decimal(character)) for character in number if character.isdecimal()]
    return "".join(digits)
