"""What the writer asks for: propose, expand, summarise, rewrite, re-decode, check. No Qt, no model in this
process.

`Assistant` takes requests and gives `AssistantJob`s; `accept` and `apply_translation` turn results into
operations.
"""

from __future__ import annotations

from conceptwriter.assistant.accept import accept, shelve, staleness
from conceptwriter.assistant.assistant import Assistant, EncodedNodes
from conceptwriter.assistant.checks import Finding, Flag, Limits
from conceptwriter.assistant.errors import (
    AssistantError,
    LanguageNotCovered,
    NoConceptModel,
    NothingToGoOn,
    StaleProposal,
)
from conceptwriter.assistant.job import AssistantJob, AssistantProgress
from conceptwriter.assistant.models import EngineLike
from conceptwriter.assistant.places import Place, Position
from conceptwriter.assistant.settings import ADVENTUROUS, BALANCED, PRESETS, QUICK, AssistantSettings
from conceptwriter.assistant.stored_vectors import StoredVectors
from conceptwriter.assistant.translation import (
    EVERYTHING,
    MISSING_AND_STALE,
    NodeTranslation,
    TranslationResult,
    Which,
    apply_translation,
)
from conceptwriter.assistant.vectors import MemoryVectorCache, VectorCache, VectorKey

__all__ = [
    "ADVENTUROUS",
    "BALANCED",
    "EVERYTHING",
    "MISSING_AND_STALE",
    "PRESETS",
    "QUICK",
    "Assistant",
    "AssistantError",
    "AssistantJob",
    "AssistantProgress",
    "AssistantSettings",
    "EncodedNodes",
    "EngineLike",
    "Finding",
    "Flag",
    "LanguageNotCovered",
    "Limits",
    "MemoryVectorCache",
    "NoConceptModel",
    "NodeTranslation",
    "NothingToGoOn",
    "Place",
    "Position",
    "StaleProposal",
    "StoredVectors",
    "TranslationResult",
    "VectorCache",
    "VectorKey",
    "Which",
    "accept",
    "apply_translation",
    "shelve",
    "staleness",
]
