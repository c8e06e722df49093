"""Which of all languages a text is written in.

The script decides where only one language of the table uses it, kana and Han between Japanese and Chinese, a
list of characters between simplified and traditional. Among the rest py3langid's model counts byte sequences;
it knows some 130 languages. In a short text its verdict is weighed by how common a language is, and by the
function words that we know.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from conceptwriter.language.detect import Detection, detect_language, script_share
from conceptwriter.language.function_words import function_words
from conceptwriter.language.table import STARTER_LANGUAGES, all_languages

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SAMPLE_CHARACTERS = 4_000
_WORD = re.compile(r"[^\W\d_]+")
_LEAST_SHARE = 0.5
"""Share of the letters that must be of the language's script."""
_CERTAIN_MARGIN = 12.0
"""Difference of two log-likelihoods at which the better is as good as certain."""
_STARTER_PRIOR = 9.0
_COMMON_PRIOR = 6.0
_WORD_BONUS = 4.0
"""Log-odds: the worth of being a language of the starter, one of the larger ones, and of a function word."""
_COMMON = """pol ukr ces slk hun ron bul ell swe dan nob nno fin est lvs lit hrv srp slv cat glg eus ind
    vie tgl zsm swh pes urd heb kat hye kaz uzn azj bel mkd als afr isl gle cym ben pan guj
    tam tel kan mal mar sin tha"""
_HAN = ("zho_Hans", "zho_Hant", "jpn_Jpan")


def identify_language(text: str) -> Detection:
    """The likeliest language (FLORES-200) of the text and how sure that is, 0 to 1.

    Only the first 4,000 characters are looked at. With no letters to go by, English with confidence 0.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    shares = {language.code: script_share(language.code, sample) for language in all_languages()}
    best = max(shares.values())
    if best < _LEAST_SHARE:
        return Detection(STARTER_LANGUAGES[0], 0.0)
    fitting = [code for code, share in shares.items() if share >= 0.9 * best]
    if set(_HAN) & set(fitting):
        return detect_language(sample, [code for code in _HAN if code in fitting])
    if len(fitting) == 1:
        return Detection(fitting[0], round(best, 3))
    return _likeliest(sample, fitting, best)


def evidence_for(text: str, codes: Iterable[str]) -> dict[str, float]:
    """Log-likelihoods of the text in each language that the model knows, by FLORES-200 code, unweighted."""
    scores = dict(_model().rank(text[:_SAMPLE_CHARACTERS]))
    labels = _labels()
    return {code: scores[labels[code]] for code in codes if code in labels and labels[code] in scores}


def _likeliest(sample: str, fitting: list[str], share: float) -> Detection:
    evidence = evidence_for(sample, fitting)
    words = Counter(word.lower() for word in _WORD.findall(sample))
    scores = {code: score + _prior(code) + _bonus(code, words) for code, score in evidence.items()}
    ranked = sorted(scores, key=lambda code: scores[code], reverse=True)
    if not ranked:
        return Detection(fitting[0], 0.0)
    margin = scores[ranked[0]] - scores[ranked[1]] if len(ranked) > 1 else _CERTAIN_MARGIN
    return Detection(ranked[0], round(share * (1.0 - math.exp(-3.0 * margin / _CERTAIN_MARGIN)), 3))


def _prior(code: str) -> float:
    if code in STARTER_LANGUAGES:
        return _STARTER_PRIOR
    return _COMMON_PRIOR if code.partition("_")[0] in _COMMON.split() else 0.0


def _bonus(code: str, words: Counter[str]) -> float:
    known = function_words(code)
    return _WORD_BONUS * math.sqrt(sum(min(2, count) for word, count in words.items() if word in known))


@cache
def _model() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # a second, so only when a language is asked

    return LanguageIdentifier.from_model_file(MODEL_FILE)


@cache
def _labels() -> dict[str, str]:
    """The model's label of each language of the table that it knows."""
    known = set(_model().labels)
    found: dict[str, str] = {}
    for language in all_languages():
        short = language.bcp47.partition("-")[0]
        names = (short, language.code.partition("_")[0], _ALIASES.get(short, ""))
        label = next((name for name in names if name in known), None)
        if label is not None:
            found[language.code] = label
    return found


_ALIASES = {"nb": "no", "fil": "tl", "arb": "ar", "zsm": "ms"}
