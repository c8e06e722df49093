"""Whether a voice writes what is offered, or the concept model alone; and why, as recorded in stored sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conceptwriter.assistant.models import Models
    from conceptwriter.assistant.settings import AssistantSettings
    from conceptwriter.assistant.wishes import Wishes

ASKED = "asked"
"""The writer wants the concept model only."""
LANGUAGE = "language"
"""The voice does not write this language."""
THROUGH_TEXT = "through text"
"""The concept model works in another space than the writer's codec, and cannot read the voice's output."""
NOTHING = "nothing usable"
"""The voice was asked, but nothing it wrote could be offered."""
FORCING = ("variant", "steps", "guidance", "top_k")
"""Wishes that only the concept model supports: setting one asks for it rather than a voice."""


def forced_by(wishes: Wishes) -> str:
    """The first wish that only the concept model supports; "" where there is none."""
    wished = wishes.plain()
    return next((name for name in FORCING if name in wished), "")


def why_without_voice(models: Models, settings: AssistantSettings) -> str:
    """Why no voice writes, regardless of language.

    It is `ASKED`, the name of a wish, or `THROUGH_TEXT`; "" where a voice does write, or none is installed.
    """
    if models.voice is None:
        return ""
    if not settings.voice:
        return ASKED
    readable = any(language in models.concepts.languages for language in models.voice.languages)
    return forced_by(settings.wishes) or ("" if readable or not models.through_text else THROUGH_TEXT)


def voice_language(models: Models, settings: AssistantSettings, language: str) -> str | None:
    """The language in which a voice drafts for a text in `language`.

    It is the same if the voice writes it, else one that the writer's codec can translate from. None where no
    voice is available, wanted, or useful.
    """
    voice = models.voice
    if voice is None or why_without_voice(models, settings):
        return None
    read = [code for code in voice.languages if code in models.concepts.languages]
    if language in read:
        return language
    known = models.words.languages
    if not settings.carry_drafts or language in voice.languages or language not in known:
        return None
    return next((code for code in read if code in known), None)
