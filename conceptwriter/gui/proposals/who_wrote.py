"""Who wrote the offers: a voice, or the concept model; who chose; and why no voice wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.gui.proposals.wording import preset_title, setting_title
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from conceptwriter.outline import Proposal, ProposalSet
    from conceptwriter.outline.made_with import MadeWith

_WHY = {
    "asked": QT_TRANSLATE_NOOP("Proposals", "concept model only"),
    "language": QT_TRANSLATE_NOOP("Proposals", "the voice does not write this language"),
    "nothing usable": QT_TRANSLATE_NOOP("Proposals", "nothing that the voice wrote was usable"),
    "through text": QT_TRANSLATE_NOOP("Proposals", "the voice does not work with this pair of models"),
}


def _translated(text: str, **values: str) -> str:
    return QCoreApplication.translate("Proposals", text).format(**values)


def concept_model(settings: MadeWith) -> str:
    """The concept model and its variant, such as “Starter token”; empty if no concept model was used."""
    return " ".join(name for name in (settings.concept_model, settings.variant.replace("_", "-")) if name)


def is_mixed(proposals: ProposalSet) -> bool:
    """Whether the offers of a set have different writers: each then names its own."""
    return len({proposal.writer for proposal in proposals.proposals}) > 1


def writer_of(proposals: ProposalSet, proposal: Proposal) -> str:
    """Who wrote one offer."""
    return proposal.writer or concept_model(proposals.settings) or proposals.settings.offered_by


def made_by(proposals: ProposalSet, models: str = "") -> str:
    """Who wrote and who chose, and with which preset: one line for a whole set.

    `models`: the models in use now, for sets that do not record it.
    """
    preset, wish = proposals.settings.preset, proposals.settings.wish
    parts = [_writers(proposals, models)]
    if preset:
        parts.append(preset_title(preset))
    if wish:
        parts.append(_translated(QT_TRANSLATE_NOOP("Proposals", "you asked for “{wish}”"), wish=wish))
    return " · ".join(part for part in parts if part)


def _writers(proposals: ProposalSet, models: str) -> str:
    settings = proposals.settings
    model, voice = concept_model(settings) or settings.offered_by or models, settings.voice
    written = {proposal.writer for proposal in proposals.proposals}
    if voice and written == {""} and settings.concept_model:  # older files do not record who wrote each
        words = QT_TRANSLATE_NOOP("Proposals", "Written by {model}; no draft of {voice} was usable")
        return _translated(words, voice=voice, model=model)
    if voice and len(written) > 1:
        words = QT_TRANSLATE_NOOP(
            "Proposals", "Written by {voice}, chosen by {model}; the rest written by {model}"
        )
        return _translated(words, voice=voice, model=model)
    if voice and not model:
        return _translated(QT_TRANSLATE_NOOP("Proposals", "Written by {model}"), model=voice)
    if voice:
        words = QT_TRANSLATE_NOOP("Proposals", "Written by {voice}, chosen by {model}")
        return _translated(words, voice=voice, model=model)
    translators = sorted(written - {""})
    if translators:
        names = [model, *translators] if "" in written and model else translators
        return _translated(QT_TRANSLATE_NOOP("Proposals", "Written by {model}"), model=", ".join(names))
    if not model:
        return ""
    why = why_without_voice(settings)
    if not why:
        return _translated(QT_TRANSLATE_NOOP("Proposals", "Written by {model}"), model=model)
    return _translated(QT_TRANSLATE_NOOP("Proposals", "Written by {model}: {why}"), model=model, why=why)


def why_without_voice(settings: MadeWith) -> str:
    """Why the concept model wrote although a voice exists; empty if that is not so."""
    why = settings.without_voice
    if not why:
        return ""
    if why in _WHY:
        return _translated(_WHY[why])
    return _translated(
        QT_TRANSLATE_NOOP("Proposals", "{setting} chosen by you"), setting=setting_title(why).lower()
    )


def writer_words(voice: str, *, concept_only: bool, forced: str) -> str:
    """Who will write the next proposals. `forced`: a setting that only the concept model supports."""
    if not voice:
        return ""
    if concept_only:
        return _translated(QT_TRANSLATE_NOOP("Proposals", "{voice} is not used."), voice=voice)
    if forced:
        words = QT_TRANSLATE_NOOP(
            "Proposals",
            "The concept model writes, because you chose a setting of its own ({setting}). Reset it to let "
            "{voice} write.",
        )
        return _translated(words, voice=voice, setting=setting_title(forced).lower())
    words = QT_TRANSLATE_NOOP("Proposals", "{voice} writes; the concept model chooses.")
    return _translated(words, voice=voice)
