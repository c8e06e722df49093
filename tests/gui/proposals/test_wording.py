"""Who wrote what is offered, in words."""

from __future__ import annotations

from conceptwriter.engine import VariantStatus
from conceptwriter.gui.proposals.wording import variant_words

TOKEN = VariantStatus("standard", "token", "Standard")


def test_the_voice_and_who_chose_are_named(qapp: object) -> None:
    settings = {"variant": "standard", "preset": "balanced", "voice": "SmolLM2"}
    assert variant_words(settings, [TOKEN]) == "written by SmolLM2, chosen by Token-trained · Balanced"


def test_without_a_voice_the_concept_model_is_named(qapp: object) -> None:
    assert variant_words({"variant": "standard", "preset": "balanced"}, [TOKEN]) == "Token-trained · Balanced"
