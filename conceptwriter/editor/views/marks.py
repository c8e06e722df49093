"""The small marks on a node's row: missing, stale, doubtful, machine-made, offered, locked."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.language import find_language, is_language_code
from conceptwriter.outline.model import MACHINE_ORIGINS, Kind, NodeId, Origin, State
from conceptwriter.outline.remarks import remarks_on
from conceptwriter.outline.translatable import needs_translation

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from conceptwriter.editor.strip.shades import Shades
    from conceptwriter.outline.document import Document


class Mark(StrEnum):
    """One reason for a dot at the edge of a row, most urgent first."""

    MISSING = "missing"
    STALE = "stale"
    DOUBTFUL = "doubtful"
    OUTDATED = "outdated"
    MACHINE = "machine"
    OFFERED = "offered"
    NOTED = "noted"
    LOCKED = "locked"


def marks_of(document: Document, node: NodeId) -> tuple[Mark, ...]:
    """The marks of one node as it is currently shown."""
    here = document.node(node)
    language = document.effective_language(node)
    rendition = here.renditions.get(language)
    found: list[Mark] = []
    if rendition is None:
        if needs_translation(document, node, language):
            found.append(Mark.MISSING)
    elif document.is_stale(node, language):
        found.append(Mark.STALE)
    elif here.attributes and remarks_on(document, node, language):
        found.append(Mark.DOUBTFUL)
    elif rendition.state is State.MACHINE or (
        rendition.origin in MACHINE_ORIGINS | {Origin.PROPOSED} and rendition.state is State.NEW
    ):
        found.append(Mark.MACHINE)
    if outdated_languages(document, node):
        found.append(Mark.OUTDATED)
    if document.proposals.of(node):
        found.append(Mark.OFFERED)
    if here.note:
        found.append(Mark.NOTED)
    if here.locked:
        found.append(Mark.LOCKED)
    return tuple(found)


def outdated_languages(document: Document, node: NodeId) -> list[str]:
    """The languages in which a visible source has an outdated translation."""
    here = document.node(node)
    if len(here.renditions) < 2 or document.shown_language(node) != here.source_language:
        return []
    return [code for code in here.renditions if document.is_stale(node, code)]


def marks_with_below(document: Document, node: NodeId) -> tuple[Mark, ...]:
    """The marks of a node whose children are hidden in its row, including theirs."""
    found = set(marks_of(document, node))
    for child in document.node(node).children:
        found.update(marks_of(document, child))
    return tuple(mark for mark in Mark if mark in found)


def mark_text(mark: Mark) -> str:
    """What a mark means, for tool tips and screen readers."""
    texts = {
        Mark.MISSING: QCoreApplication.translate("Marks", "Not translated yet; the source is shown"),
        Mark.STALE: QCoreApplication.translate("Marks", "Outdated: the source has changed"),
        Mark.DOUBTFUL: QCoreApplication.translate(
            "Marks", "Translated by the model and doubtful; please review"
        ),
        Mark.OUTDATED: QCoreApplication.translate("Marks", "Changed since it was translated"),
        Mark.MACHINE: QCoreApplication.translate("Marks", "Translated by the model, not reviewed yet"),
        Mark.OFFERED: QCoreApplication.translate("Marks", "Has proposals"),
        Mark.NOTED: QCoreApplication.translate("Marks", "Has a note"),
        Mark.LOCKED: QCoreApplication.translate("Marks", "Locked"),
    }
    return texts[mark]


def mark_colour(mark: Mark, shades: Shades) -> QColor:
    """The colour of a mark's dot."""
    return {
        Mark.MISSING: shades.missing,
        Mark.STALE: shades.stale,
        Mark.DOUBTFUL: shades.stale,
        Mark.OUTDATED: shades.stale,
        Mark.MACHINE: shades.machine,
        Mark.OFFERED: shades.accent,
        Mark.NOTED: shades.faint,
        Mark.LOCKED: shades.locked,
    }[mark]


def short_name(language: str) -> str:
    """A language as shown on a chip, such as `fr` or `zh-Hant`."""
    return find_language(language).bcp47 if is_language_code(language) else language


def kind_text(kind: Kind) -> str:
    """The name of a kind of node."""
    return {
        Kind.SECTION: QCoreApplication.translate("Marks", "Section"),
        Kind.PARAGRAPH: QCoreApplication.translate("Marks", "Paragraph"),
        Kind.CONCEPT: QCoreApplication.translate("Marks", "Concept"),
    }[kind]
