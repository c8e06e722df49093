"""Notes in the margins of the text: the language of a part, and what needs checking in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from conceptwriter.editor.views.marks import outdated_languages, short_name
from conceptwriter.editor.wording import number
from conceptwriter.language import find_language, is_language_code
from conceptwriter.outline.remarks import remarks_on
from conceptwriter.outline.translatable import needs_translation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.editor.strip.row_text import TextSpan
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.model import NodeId

LANGUAGE, NEXT = "language", "next"
"""What clicking a note in the margin does: choose the language of the part; go to what needs checking."""


class MarginNote(NamedTuple):
    """A short text and what it means; both empty when there is nothing to show."""

    text: str = ""
    tip: str = ""
    is_missing: bool = False
    """It reports something missing, not something wrong."""


def language_note(document: Document, node: NodeId) -> MarginNote:
    """The chip of a part that is shown in another language than the document."""
    language = document.effective_language(node)
    if language == document.effective_language(document.root.id):
        return MarginNote()
    name = find_language(language).english_name if is_language_code(language) else language
    words = _tr("This part is shown in {language}. Click to choose another language.")
    return MarginNote(short_name(language), words.format(language=name))


def doubtful_spans(document: Document, spans: Sequence[TextSpan]) -> list[TextSpan]:
    """The sentences of a row in which something needs checking."""
    return [span for span in spans if reasons_to_review(document, span.node)]


def missing_spans(document: Document, spans: Sequence[TextSpan]) -> list[TextSpan]:
    """The sentences of a row whose source is shown in place of a missing translation."""
    return [
        span
        for span in spans
        if not span.output and needs_translation(document, span.node, document.effective_language(span.node))
    ]


def note_on(document: Document, spans: Sequence[TextSpan]) -> MarginNote:
    """What needs checking in a row: the most urgent as text, all of it as a tip."""
    nodes = [span.node for span in spans]
    stale = sum(document.is_stale(node) for node in nodes)
    doubtful = [reason for node in nodes for reason in reasons_to_review(document, node)]
    count = len(doubtful_spans(document, spans))
    missing = len(missing_spans(document, spans))
    outdated = sorted({code for node in nodes for code in outdated_languages(document, node)})
    notes: list[tuple[str, str]] = []
    if stale:
        words = _tr("{count}: the source has changed since")
        notes.append((stale_text(stale), words.format(count=stale_text(stale))))
    if count:
        notes.append((f"{count} ?", "\n".join([_tr("To review:"), *doubtful])))
    if outdated:
        names = ", ".join(short_name(code) for code in outdated)
        words = _tr("Changed since it was translated: {languages}. Ctrl+T translates it again.")
        notes.append((f"◇ {names}", words.format(languages=names)))
    if missing:
        notes.append(("○", _tr("Not completely translated yet")))
    if not notes:
        return MarginNote()
    return MarginNote(notes[0][0], "\n".join(tip for _, tip in notes), is_missing=notes[0][0] == "○")


def stale_text(count: int) -> str:
    """`2 stale`."""
    return QCoreApplication.translate("TextView", "%Ln outdated", "", count).replace("%Ln", number(count))


def reasons_to_review(document: Document, node: NodeId) -> list[str]:
    """Why the shown text of a node is doubtful; none for one that is outdated anyway."""
    here = document.node(node)
    if not here.attributes or document.is_stale(node):
        return []
    return [remark.reason for remark in remarks_on(document, node, document.shown_language(node))]


def _tr(words: str) -> str:
    return QCoreApplication.translate("TextView", words)
