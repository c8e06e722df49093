"""Identifying which of all languages a text is written in.

The script decides where only one language of the table uses it, kana and Han between Japanese and Chinese, a
list of characters between simplified and traditional. Among the rest py3langid's model counts byte sequences;
it knows some 130 languages. For a short text its result is combined with how common a language is, and with
the function words that we know; letters and words that only one of several neighbours has
(distinctive_words.py) weigh more than the model's counts.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from conceptwriter.language.detect import Detection, detect_language, script_share
from conceptwriter.language.distinctive_words import count_distinctive, foreign_letters
from conceptwriter.language.function_words import function_words
from conceptwriter.language.table import STARTER_LANGUAGES, all_languages

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SURE = 0.5
"""A language found with less confidence than this is a guess, and the user should be told so."""
_SAMPLE_CHARACTERS = 4_000
_WORD = re.compile(r"[^\W\d_]+")
_LEAST_SHARE = 0.5
"""Minimum share of letters in the language's script."""
_CERTAIN_MARGIN = 12.0
"""Difference of two log-likelihoods at which the better is practically certain."""
_STARTER_PRIOR = 9.0
_COMMON_PRIOR = 6.0
_WORD_BONUS = 4.0
"""Log-odds: for being a language of the starter, for being one of the larger ones, and per function word."""
_PER_DISTINCTIVE = 7.0
"""The same for a letter or word that distinguishes the language from its neighbours, or is foreign to it."""
_MOST_DISTINCTIVE = 4
_FEWEST_DISTINCTIVE = 2
_OTHER_MARGIN = 6.0
_DOUBTFUL = 0.3
"""Factor on the confidence where a language that we have no code for is more likely."""
_NOTHING = -1e30
_LARGER_OF_TWO = 0.6
"""Confidence where the model knows only the smaller of two languages of a script, and found no evidence."""
_COMMON = """pol ukr ces slk hun ron bul ell swe dan nob nno fin est lvs lit hrv srp slv cat glg eus ind
    vie tgl zsm swh pes urd heb kat hye kaz uzn azj bel mkd als afr isl gle cym ben pan guj
    tam tel kan mal mar sin tha"""
_HAN = ("zho_Hans", "zho_Hant", "jpn_Jpan")


def identify_language(text: str) -> Detection:
    """The most likely language (FLORES-200) of the text and the confidence, 0 to 1.

    Only the first 4,000 characters are used. Without letters, English with confidence 0.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    shares = {language.code: script_share(language.code, sample) for language in all_languages()}
    best = max(shares.values())
    if best < _LEAST_SHARE:
        return Detection(STARTER_LANGUAGES[0], 0.0)
    fitting = [code for code, share in shares.items() if share >= 0.9 * best]
    if set(_HAN) & set(fitting):
        if count_distinctive("yue_Hant", sample) >= _FEWEST_DISTINCTIVE:
            return Detection("yue_Hant", round(best, 3))
        return detect_language(sample, [code for code in _HAN if code in fitting])
    if "bod_Tibt" in fitting and not count_distinctive("dzo_Tibt", sample):
        return Detection("bod_Tibt", round(_LARGER_OF_TWO * best, 3))
    if len(fitting) == 1:
        return Detection(fitting[0], round(best, 3))
    return _most_likely(sample, fitting, best)


def evidence_for(text: str, codes: Iterable[str]) -> dict[str, float]:
    """Log-likelihoods of the text in each language that the model knows, by FLORES-200 code, unweighted."""
    scores = dict(_scores(text[:_SAMPLE_CHARACTERS]))
    labels = _labels()
    return {code: scores[labels[code]] for code in codes if code in labels and labels[code] in scores}


def is_less_likely(text: str, code: str, margin: float) -> bool:
    """Whether the log-likelihood of some language exceeds this one's by `margin`; False if it is unknown.

    One look at the model's counts: to be asked before the slower `identify_language`.
    """
    label = _labels().get(code)
    scores = dict(_scores(text[:_SAMPLE_CHARACTERS]))
    return label in scores and max(scores.values()) >= scores[label] + margin


def _most_likely(sample: str, fitting: list[str], share: float) -> Detection:
    evidence = evidence_for(sample, fitting)
    words = Counter(word.lower() for word in _WORD.findall(sample))
    surest = max(evidence.values(), default=0.0)
    scores: dict[str, float] = {}
    for code in fitting:
        distinctive = min(_MOST_DISTINCTIVE, count_distinctive(code, sample))
        if code not in evidence and not distinctive:
            continue  # no data about it
        foreign = min(_MOST_DISTINCTIVE, foreign_letters(code, sample))
        weight = _PER_DISTINCTIVE * (distinctive - foreign)
        scores[code] = evidence.get(code, surest) + _prior(code) + _bonus(code, words) + weight
    ranked = sorted(scores, key=lambda code: (-scores[code], _rank(code)))
    if not ranked:
        return Detection(min(fitting, key=_rank), 0.0)
    margin = scores[ranked[0]] - scores[ranked[1]] if len(ranked) > 1 else _CERTAIN_MARGIN
    sure = share * (1.0 - math.exp(-3.0 * margin / _CERTAIN_MARGIN))
    if _is_another_language(sample, surest):
        sure *= _DOUBTFUL
    return Detection(ranked[0], round(sure, 3))


def _rank(code: str) -> tuple[int, float, str]:
    """The order of languages without evidence: the starter's own, the larger ones, the others."""
    place = STARTER_LANGUAGES.index(code) if code in STARTER_LANGUAGES else len(STARTER_LANGUAGES)
    return place, -_prior(code), code


def _is_another_language(sample: str, surest: float) -> bool:
    """Whether the text is more likely in a language that the table does not have, such as Latin."""
    known = set(_labels().values())
    others = (score for label, score in _scores(sample) if label not in known)
    return max(others, default=surest) > surest + _OTHER_MARGIN


def _prior(code: str) -> float:
    if code in STARTER_LANGUAGES:
        return _STARTER_PRIOR
    return _COMMON_PRIOR if code.partition("_")[0] in _COMMON.split() else 0.0


def _bonus(code: str, words: Counter[str]) -> float:
    known = function_words(code)
    return _WORD_BONUS * math.sqrt(sum(min(2, count) for word, count in words.items() if word in known))


@lru_cache(maxsize=4)
def _scores(sample: str) -> list[tuple[str, float]]:
    """The model's scores; where it finds nothing to count, all languages are equally likely."""
    ranked = [(label, float(score)) for label, score in _model().rank(sample)]
    return [(label, 0.0) for label, _ in ranked] if ranked and ranked[0][1] < _NOTHING else ranked


@cache
def _model() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # a second, so only when a language is asked

    return LanguageIdentifier.from_model_file(MODEL_FILE)


@cache
def _labels() -> dict[str, str]:
    """The model's label for each language of the table that it knows."""
    known = set(_model().labels)
    found: dict[str, str] = {}
    for language in all_languages():
        short = language.bcp47.partition("-")[0]
        names = (short, language.code.partition("_")[0], _ALIASES.get(short, ""))
        label = next((name for name in names if name in known), None)
        if label is not None:
            found[language.code] = label
    return found


_ALIASES = {"nb": "no", "fil": "tl", "arb": "ar", "zsm": "ms", "kmr": "ku"}
