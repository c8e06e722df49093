"""The result of a translation as text: how much, what was left unchanged and why, what needs checking."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from conceptwriter.editor.wording import language_name

_CONTEXT = "TranslationReport"


@dataclass
class TranslationFigures:
    """The figures of one translation; `kept` counts the texts left in their old language by reason."""

    to: str
    wanted: int = 0
    made: int = 0
    doubtful: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    yours: int = 0
    """Manual translations whose source has changed since: left as they are."""
    whole: bool = False
    """The whole document was to be translated, not a part of it."""
    stopped: bool = False
    failed: list[tuple[int, str]] = field(default_factory=list)
    """Nodes that the model could not translate, and why."""
    remembered: int = 0
    """Entered from a translation memory, word for word."""

    @property
    def is_silent(self) -> bool:
        """True when everything went well: the text itself shows it."""
        found = self.doubtful or self.kept or self.yours or self.remembered
        return not (self.whole or self.stopped or found)


def report_of(to: str, skipped: dict[int, str], made: int, doubtful: int) -> TranslationFigures:
    """The report on the assistant's work."""
    from conceptwriter.assistant.rendering import KEPT_AS_IT_IS, NO_WORDS
    from conceptwriter.assistant.translation_plan import EDITED_AND_STALE, IN_NO_NEED

    report = TranslationFigures(to, made=made, doubtful=doubtful)
    names = {
        KEPT_AS_IT_IS: _tr("code, images or formulas"),
        NO_WORDS: _tr("without words"),
    }
    for node, reason in skipped.items():
        if reason == EDITED_AND_STALE:
            report.yours += 1
        elif reason not in IN_NO_NEED:
            report.kept[names.get(reason, reason)] += 1
            if reason not in names:
                report.failed.append((node, reason))
    return report


def words_of(report: TranslationFigures) -> str:
    """The report as sentences."""
    language = language_name(report.to)
    sentences = []
    if report.stopped:
        words = _tr("Stopped: {made} of {wanted} texts were translated into {language} and kept.")
        sentences.append(words.format(made=report.made, wanted=report.wanted, language=language))
    elif report.made:
        words = _counted("%Ln text(s) translated into {language}.", report.made)
        sentences.append(words.format(language=language))
    elif report.whole and not report.remembered and not report.failed:
        sentences.append(
            _tr("There was nothing left to translate into {language}.").format(language=language)
        )
    if report.remembered:
        words = _counted("%Ln text(s) taken from the translation memory.", report.remembered)
        sentences.append(words)
    if report.kept:
        why = ", ".join(f"{count} {reason}" for reason, count in report.kept.most_common())
        total = sum(report.kept.values())
        sentences.append(_counted("%Ln text(s) not translated: {why}.", total).format(why=why))
    if report.yours:
        sentences.append(
            _counted(
                "%Ln of your own translation(s) made from an older source and not changed.", report.yours
            )
        )
    if report.doubtful:
        sentences.append(_counted("%Ln text(s) to review.", report.doubtful))
    return " ".join(sentences)


def _tr(words: str) -> str:
    return QCoreApplication.translate(_CONTEXT, words)


def _counted(words: str, count: int) -> str:
    return QCoreApplication.translate(_CONTEXT, words, "", count)
