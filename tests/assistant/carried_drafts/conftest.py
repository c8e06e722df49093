"""A voice that does not write the language of the place."""

from __future__ import annotations

from typing import Any

import pytest

from conceptwriter.engine import VoiceDraft, VoiceStatus
from conceptwriter.outline import Document, Draft, Kind, Proposal
from tests.assistant.toy_engine import PHRASES, ToyEngine, TwoSpaces

WAIT = 20.0
VOICE = VoiceStatus("smol", "1.0", "Smol", ("eng_Latn",), 1000)
FRENCH = dict(PHRASES)
CARRIED = (
    "A bell rang across the water.",
    "The harbour was quiet again.",
    "Children ran along the beach.",
    "She read it slowly and smiled.",
)
"""Drafts whose French the toy codec knows, and our lists of words, too."""
LABEL = "drafted in English by Smol, then translated"


def drafts(*texts: str) -> list[VoiceDraft]:
    return [VoiceDraft(text, -2.0, 8, True) for text in texts]


def in_french(*sentences: str) -> Document:
    return Document.from_draft(
        Draft(
            Kind.SECTION,
            "Le port",
            "fra_Latn",
            children=[
                Draft(
                    Kind.PARAGRAPH,
                    "",
                    "fra_Latn",
                    children=[Draft(Kind.CONCEPT, each, "fra_Latn") for each in sentences],
                )
            ],
        ),
        "fra_Latn",
    )


@pytest.fixture
def engine() -> ToyEngine:
    engine = ToyEngine()
    engine.voice = VOICE
    engine.drafts = drafts(*CARRIED)
    return engine


@pytest.fixture
def french() -> Document:
    return in_french("Les bateaux arrivèrent à l'aube.", "Une lettre était sous la porte.")


def by_voice(found: Any) -> list[Proposal]:
    return [offer for offer in found.proposals if offer.writer]


@pytest.fixture
def two_spaces() -> TwoSpaces:
    engine = TwoSpaces()
    engine.voice = VOICE
    engine.drafts = drafts(*CARRIED)
    return engine
