"""Who wrote what is offered: a voice, or the concept model; who chose; and why no voice wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.gui.proposals.wording import preset_title, setting_title
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conceptwriter.outline import Proposal, ProposalSet

OFFERED_BY = "offered_by"
"""In the settings of a kept set: what the window called the models then."""

_WHY = {
    "asked": QT_TRANSLATE_NOOP("Proposals", "concept model only"),
    "language": QT_TRANSLATE_NOOP("Proposals", "the voice does not write this language"),
    "nothing usable": QT_TRANSLATE_NOOP("Proposals", "nothing that the voice wrote was usable"),
    "through text": QT_TRANSLATE_NOOP("Proposals", "the voice does not work with this pair of models"),
}


def _said(text: str, **values: str) -> str:
    return QCoreApplication.translate("Proposals", text).format(**values)


def concept_model(settings: Mapping[str, object]) -> str:
    """The concept model and its variant, such as “Starter token”; empty where no concept model was asked."""
    variant = str(settings.get("variant") or "").replace("_", "-")
    return " ".join(name for name in (str(settings.get("concept_model") or ""), variant) if name)


def is_mixed(proposals: ProposalSet) -> bool:
    """Whether not all offers of a set are by the same writer: each then says who wrote it."""
    return len({proposal.writer for proposal in proposals.proposals}) > 1


def writer_of(proposals: ProposalSet, proposal: Proposal) -> str:
    """Who wrote one offer."""
    return proposal.writer or concept_model(proposals.settings) or str(proposals.settings.get(OFFERED_BY, ""))


def made_by(proposals: ProposalSet, models: str = "") -> str:
    """Who wrote and who chose, and with which preset: one line for a whole set. `models`: what is in use now,
    for sets that do not tell.
    """
    preset = proposals.settings.get("preset")
    parts = [_writers(proposals, models)]
    if isinstance(preset, str) and preset:
        parts.append(preset_title(preset))
    wish = proposals.settings.get("wish")
    if isinstance(wish, str) and wish:
        parts.append(_said(QT_TRANSLATE_NOOP("Proposals", "you asked for “{wish}”"), wish=wish))
    return " · ".join(part for part in parts if part)


def _writers(proposals: ProposalSet, models: str) -> str:
    settings = proposals.settings
    model = concept_model(settings) or str(settings.get(OFFERED_BY, "") or models)
    voice = str(settings.get("voice") or "")
    written = {proposal.writer for proposal in proposals.proposals}
    if voice and written == {""} and "concept_model" in settings:  # older files do not tell who wrote each
        words = QT_TRANSLATE_NOOP("Proposals", "Written by {model}; no draft of {voice} was usable")
        return _said(words, voice=voice, model=model)
    if voice and len(written) > 1:
        words = QT_TRANSLATE_NOOP(
            "Proposals", "Written by {voice}, chosen by {model}; the rest written by {model}"
        )
        return _said(words, voice=voice, model=model)
    if voice and not model:
        return _said(QT_TRANSLATE_NOOP("Proposals", "Written by {model}"), model=voice)
    if voice:
        words = QT_TRANSLATE_NOOP("Proposals", "Written by {voice}, chosen by {model}")
        return _said(words, voice=voice, model=model)
    if not model:
        return ""
    why = why_without_voice(settings)
    if not why:
        return _said(QT_TRANSLATE_NOOP("Proposals", "Written by {model}"), model=model)
    return _said(QT_TRANSLATE_NOOP("Proposals", "Written by {model}: {why}"), model=model, why=why)


def why_without_voice(settings: Mapping[str, object]) -> str:
    """Why the concept model wrote although a voice is there; empty where that is not so."""
    why = str(settings.get("without_voice") or "")
    if not why:
        return ""
    if why in _WHY:
        return _said(_WHY[why])
    return _said(
        QT_TRANSLATE_NOOP("Proposals", "{setting} chosen by you"), setting=setting_title(why).lower()
    )


def writer_words(voice: str, *, concept_only: bool, forced: str) -> str:
    """Who will write what is proposed next. `forced`: a setting that only the concept model knows."""
    if not voice:
        return ""
    if concept_only:
        return _said(QT_TRANSLATE_NOOP("Proposals", "{voice} is not used."), voice=voice)
    if forced:
        words = QT_TRANSLATE_NOOP(
            "Proposals",
            "The concept model writes, because you chose a setting of its own ({setting}). Reset it to let "
            "{voice} write.",
        )
        return _said(words, voice=voice, setting=setting_title(forced).lower())
    words = QT_TRANSLATE_NOOP("Proposals", "{voice} writes; the concept model chooses.")
    return _said(words, voice=voice)
