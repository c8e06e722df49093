"""Display text for matches of a translation memory and for terms of a glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.editor.wording import moment_words, short_language, word
from conceptwriter.memory import Change, MatchKind

if TYPE_CHECKING:
    from conceptwriter.gui.references.terms import TermHint
    from conceptwriter.memory import Match, Run


def match_title(match: Match) -> str:
    """How a unit fits, in two words: “100 % in context”."""
    kinds = {
        MatchKind.CONTEXT: _tr("in context"),
        MatchKind.EXACT: _tr("exact"),
        MatchKind.ADAPTED: _tr("numbers adapted"),
        MatchKind.FUZZY: _tr("similar"),
        MatchKind.MEANING: _tr("near in meaning"),
    }
    return _tr("{percent} % {kind}").format(percent=min(100, match.percent), kind=kinds[match.kind])


def match_origin(match: Match) -> str:
    """Where a unit is from: state, document, author and date, as far as they are known."""
    unit = match.unit
    parts = [word(unit.state.value), unit.document, unit.author]
    if unit.changed is not None:
        parts.append(moment_words(unit.changed))
    if match.kind is MatchKind.MEANING:
        parts.insert(0, short_language(unit.source_language))
    return "  ·  ".join(part for part in parts if part)


def term_line(term: TermHint) -> str:
    """A term and what to write for it."""
    if not term.use:
        return _tr("{term}: not {forbidden}").format(term=term.written, forbidden=", ".join(term.avoid))
    line = _tr("{term} → {translation}").format(term=term.written, translation=", ".join(term.use))
    if term.avoid:
        line = _tr("{line}; not {forbidden}").format(line=line, forbidden=", ".join(term.avoid))
    return line


def spoken_difference(runs: tuple[Run, ...]) -> str:
    """What is different in the sentence to be translated, for a screen reader."""
    words = {Change.DELETED: _tr("removed: {text}"), Change.INSERTED: _tr("added: {text}")}
    return "; ".join(words[run.change].format(text=run.text.strip()) for run in runs if run.change in words)


def _tr(words: str) -> str:
    return QCoreApplication.translate("References", words)
