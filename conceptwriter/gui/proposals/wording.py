"""Display text for the assistant's findings about a candidate, and for the kinds of request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from conceptwriter.assistant.findings import Flag
from conceptwriter.outline.proposal_kinds import kind_of
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from conceptwriter.engine import VariantStatus
    from conceptwriter.outline import Draft, Proposal
    from conceptwriter.outline.made_with import MadeWith

_CONTEXT = "Proposals"

_FLAGS = {flag.value: flag for flag in Flag if flag.short}
"""Those with their own text."""

PRESET_NAMES = ("quick", "balanced", "adventurous")
"""In the order they are offered."""

_PRESETS = {
    "quick": (
        QT_TRANSLATE_NOOP("Proposals", "Quick draft"),
        QT_TRANSLATE_NOOP("Proposals", "The fast draft variant where available, and less searching."),
    ),
    "balanced": (
        QT_TRANSLATE_NOOP("Proposals", "Balanced"),
        QT_TRANSLATE_NOOP("Proposals", "The model's default variant with the recommended settings."),
    ),
    "adventurous": (
        QT_TRANSLATE_NOOP("Proposals", "Adventurous"),
        QT_TRANSLATE_NOOP("Proposals", "More variety in ideas and wording."),
    ),
}

_SETTINGS = {
    "preset": QT_TRANSLATE_NOOP("Proposals", "Preset"),
    "variant": QT_TRANSLATE_NOOP("Proposals", "Variant"),
    "steps": QT_TRANSLATE_NOOP("Proposals", "Steps"),
    "guidance": QT_TRANSLATE_NOOP("Proposals", "Guidance"),
    "guidance_rescale": QT_TRANSLATE_NOOP("Proposals", "Guidance rescale"),
    "temperature": QT_TRANSLATE_NOOP("Proposals", "Temperature"),
    "initial_noise": QT_TRANSLATE_NOOP("Proposals", "Initial noise"),
    "epsilon_scaling": QT_TRANSLATE_NOOP("Proposals", "Epsilon scaling"),
    "eta": QT_TRANSLATE_NOOP("Proposals", "Noise per step"),
    "top_p": QT_TRANSLATE_NOOP("Proposals", "Top-p"),
    "top_k": QT_TRANSLATE_NOOP("Proposals", "Top-k"),
    "seed": QT_TRANSLATE_NOOP("Proposals", "Seed"),
    "wish": QT_TRANSLATE_NOOP("Proposals", "Asked for"),
    "reroll": QT_TRANSLATE_NOOP("Proposals", "Set"),
}


def flag_words(flag: str) -> tuple[str, str]:
    """A short word and a sentence for a flag; an unknown flag is shown as it is."""
    name, _, reason = flag.partition(":")
    known = _FLAGS.get(name.strip())
    short, meaning = (name, name) if known is None else (known.short, known.meaning)
    short = QCoreApplication.translate(_CONTEXT, short)
    return short, reason.strip() or QCoreApplication.translate(_CONTEXT, meaning)


def is_known_flag(flag: str) -> bool:
    """Whether there is text for a flag here."""
    return flag.partition(":")[0].strip() in _FLAGS


def kind_title(kind: str) -> str:
    """The title of a card with proposals of this kind."""
    return QCoreApplication.translate(_CONTEXT, kind_of(kind).title)


def waiting_words(kind: str) -> str:
    """The text of a card while it waits for candidates of this kind."""
    return QCoreApplication.translate(_CONTEXT, kind_of(kind).waiting)


def preset_title(name: str) -> str:
    """The display name of a preset."""
    return QCoreApplication.translate(_CONTEXT, _PRESETS.get(name, (name, ""))[0])


def preset_hint(name: str) -> str:
    """What a preset does, in a sentence."""
    return QCoreApplication.translate(_CONTEXT, _PRESETS.get(name, ("", ""))[1])


def concept_model_only_title() -> str:
    """The display name of the option that leaves the voice out."""
    words = QT_TRANSLATE_NOOP("Proposals", "Concept Model Only")
    return QCoreApplication.translate(_CONTEXT, words)


def concept_model_only_hint() -> str:
    """What it does, in a sentence."""
    words = QT_TRANSLATE_NOOP(
        "Proposals", "The concept model writes the sentences itself, also where a voice is installed."
    )
    return QCoreApplication.translate(_CONTEXT, words)


def variant_title(variant: VariantStatus) -> str:
    """The display name of a variant of the concept model; two of one kind are distinguished by name."""
    if not variant.kind_title:
        return variant.title or variant.name
    title = QCoreApplication.translate("Variants", variant.kind_title)
    return title if variant.name in (variant.kind, "standard") else f"{title} ({variant.name})"


def setting_title(name: str) -> str:
    """The display name of a request setting."""
    return QCoreApplication.translate(_CONTEXT, _SETTINGS.get(name, name))


def settings_lines(settings: MadeWith) -> list[str]:
    """How a stored set was made, one line per setting, for the user."""
    plain = settings.plain()
    lines = []
    for name in _SETTINGS:
        value = plain.get(name)
        if name == "preset" and value:
            value = preset_title(settings.preset)
        if isinstance(value, str | int | float):
            shown = value if isinstance(value, str) else QLocale().toString(float(value), "g", 6)
            lines.append(f"{setting_title(name)}: {shown}")
    return lines


def good_at(variant: VariantStatus) -> str:
    """The strength of a member of the LCM family, in a sentence; empty if unknown."""
    return QCoreApplication.translate("Variants", variant.good_at) if variant.good_at else ""


def proposal_text(proposal: Proposal) -> str:
    """All the text of a proposal: one paragraph per line, its sentences joined."""
    if proposal.draft is None:
        return proposal.text
    return "\n".join(_paragraphs(proposal.draft)) or proposal.text


def _paragraphs(draft: Draft) -> list[str]:
    from conceptwriter.language import join_sentences

    if draft.kind == "section":
        lines = [draft.text] if draft.text else []
        return lines + [line for child in draft.children for line in _paragraphs(child)]
    if draft.kind == "paragraph":
        language = draft.source_language or next(
            (child.source_language for child in draft.children if child.source_language), ""
        )
        return [join_sentences([child.text for child in draft.children], language or "eng_Latn")]
    return [draft.text]
