"""Translation memories: texts with their translations, found again by likeness or by meaning.

    with Memory(path) as memory:
        memory.add([Unit("Good morning.", "eng_Latn", "Guten Morgen.", "deu_Latn")])
        for match in search([memory], Asked("Good evening.", "eng_Latn", "deu_Latn")):
            print(match.percent, match.text)

No Qt and no models: vectors are handed in.
"""

from __future__ import annotations

from conceptwriter.language.word_diff import Change, Run, difference
from conceptwriter.memory.errors import (
    DamagedMemory,
    MemoryBusy,
    NewerMemory,
    NotAMemory,
    TranslationMemoryError,
)
from conceptwriter.memory.likeness import percentage
from conceptwriter.memory.memory import EVERYTHING, Added, Memory, PairCount, Scope
from conceptwriter.memory.schema import MEMORY_SUFFIX
from conceptwriter.memory.searching import (
    IN_CONTEXT,
    USEFUL,
    Asked,
    Match,
    MatchKind,
    search,
    search_by_meaning,
)
from conceptwriter.memory.unit import StoredUnit, Unit
from conceptwriter.memory.vectors import Encoder, Near

__all__ = [
    "EVERYTHING",
    "IN_CONTEXT",
    "MEMORY_SUFFIX",
    "USEFUL",
    "Added",
    "Asked",
    "Change",
    "DamagedMemory",
    "Encoder",
    "Match",
    "MatchKind",
    "Memory",
    "MemoryBusy",
    "Near",
    "NewerMemory",
    "NotAMemory",
    "PairCount",
    "Run",
    "Scope",
    "StoredUnit",
    "TranslationMemoryError",
    "Unit",
    "difference",
    "percentage",
    "search",
    "search_by_meaning",
]
