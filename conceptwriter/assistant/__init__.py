"""The writer's requests: propose, expand, summarise, rewrite, re-decode, check.

No Qt, and no model in this process.

`Assistant` takes requests and returns `Job`s; `accept` and `apply_translation` turn results into operations.
"""

from __future__ import annotations

from conceptwriter.assistant.accept import accept, staleness, store_proposals
from conceptwriter.assistant.assistant import Assistant, EncodedNodes, Meanings
from conceptwriter.assistant.codec_use import EngineLike
from conceptwriter.assistant.errors import (
    AssistantError,
    LanguageNotCovered,
    ModelsChanged,
    NoConceptModel,
    NothingToGoOn,
    SettingDoesNotCount,
    StaleProposal,
    UnknownVariant,
    WishOutOfRange,
)
from conceptwriter.assistant.findings import Finding, Flag, Limits
from conceptwriter.assistant.places import Place, Position, Wording, wording
from conceptwriter.assistant.settings import ADVENTUROUS, BALANCED, PRESETS, QUICK, WORDS, AssistantSettings
from conceptwriter.assistant.stored_vectors import StoredVectors
from conceptwriter.assistant.translation import NodeTranslation, TranslationResult, apply_translation
from conceptwriter.assistant.translation_plan import EVERYTHING, MISSING_AND_STALE, Which
from conceptwriter.assistant.variants import find_variant, named
from conceptwriter.assistant.vectors import MemoryVectorCache, VectorCache, VectorKey
from conceptwriter.assistant.wishes import SPANS, Wishes

__all__ = [
    "ADVENTUROUS",
    "BALANCED",
    "EVERYTHING",
    "MISSING_AND_STALE",
    "PRESETS",
    "QUICK",
    "SPANS",
    "WORDS",
    "Assistant",
    "AssistantError",
    "AssistantSettings",
    "EncodedNodes",
    "EngineLike",
    "Finding",
    "Flag",
    "LanguageNotCovered",
    "Limits",
    "Meanings",
    "MemoryVectorCache",
    "ModelsChanged",
    "NoConceptModel",
    "NodeTranslation",
    "NothingToGoOn",
    "Place",
    "Position",
    "SettingDoesNotCount",
    "StaleProposal",
    "StoredVectors",
    "TranslationResult",
    "UnknownVariant",
    "VectorCache",
    "VectorKey",
    "Which",
    "WishOutOfRange",
    "Wishes",
    "Wording",
    "accept",
    "apply_translation",
    "find_variant",
    "named",
    "staleness",
    "store_proposals",
    "wording",
]
