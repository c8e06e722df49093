"""The program's knowledge of languages: their table, identification, and splitting a text into sentences.

Importing this package is cheap; word lists are read when the first text is segmented.
"""

from __future__ import annotations

from conceptwriter.language.detect import Detection, detect_language
from conceptwriter.language.identify import SURE, evidence_for, identify_language, is_less_likely
from conceptwriter.language.scripts import is_wide
from conceptwriter.language.segmentation import (
    SegmentationLimits,
    Segmenter,
    SentenceSpan,
    segment,
    sentences,
)
from conceptwriter.language.splitting import RuleSplitter, SentenceSplitter
from conceptwriter.language.table import (
    STARTER_LANGUAGES,
    Language,
    UnknownLanguage,
    all_languages,
    find_language,
    is_language_code,
    join_sentences,
    language_name,
    sentence_gap,
    starter_languages,
)

__all__ = [
    "STARTER_LANGUAGES",
    "SURE",
    "Detection",
    "Language",
    "RuleSplitter",
    "SegmentationLimits",
    "Segmenter",
    "SentenceSpan",
    "SentenceSplitter",
    "UnknownLanguage",
    "all_languages",
    "detect_language",
    "evidence_for",
    "find_language",
    "identify_language",
    "is_language_code",
    "is_less_likely",
    "is_wide",
    "join_sentences",
    "language_name",
    "segment",
    "sentence_gap",
    "sentences",
    "starter_languages",
]
