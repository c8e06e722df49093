"""The Translate menu: which language is shown, what is translated, what needs checking."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from conceptwriter.gui.actions.spec import TRANSLATE
from conceptwriter.gui.window.commands.command import Command, is_writable
from conceptwriter.gui.window.panes import INSPECTOR
from conceptwriter.outline import State
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from conceptwriter.gui.review.items import ReviewItem
    from conceptwriter.gui.window.commands.context import Context


def _can_translate_again(context: Context) -> bool:
    return bool(context.translation.other_language(context.desk.current)) and is_writable(context)


def _show_review(context: Context) -> None:
    """Move keyboard focus to the list of what needs checking."""
    inspector = context.inspector
    context.panes.show_pane(INSPECTOR, True)
    inspector.tabs.setCurrentWidget(inspector.review)
    inspector.refresh()
    inspector.review.list.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _show_dismissed(context: Context) -> None:
    chosen = context.review.filter
    context.review.set_filter(replace(chosen, dismissed=not chosen.dismissed))


def ask_dismiss(context: Context, item: ReviewItem | None = None) -> None:
    """Ask why a remark (None: the chosen one) is dismissed; the reason is written below the list."""
    inspector = context.inspector
    if inspector.tabs.currentWidget() is not inspector.review or not inspector.review.isVisible():
        context.panes.show_pane(INSPECTOR, True)
        inspector.tabs.setCurrentWidget(inspector.review)
        inspector.refresh()
    inspector.review.ask_dismiss(item)


def _dismiss(context: Context) -> None:
    ask_dismiss(context)


def _can_dismiss(context: Context) -> bool:
    item = context.inspector.review.chosen()
    return item is not None and item.may_be_dismissed and is_writable(context)


def _can_bring_back(context: Context) -> bool:
    item = context.inspector.review.chosen()
    return item is not None and not item.stands and is_writable(context)


def _can_confirm(context: Context) -> bool:
    return context.translation.can_confirm() and is_writable(context)


_MEMORY = QT_TRANSLATE_NOOP("Actions", "Translation Memor&y")
_GLOSSARY = QT_TRANSLATE_NOOP("Actions", "&Glossary")

COMMANDS: tuple[Command, ...] = (
    Command(
        "translate.language",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Paragraph &Language..."),
        ("Ctrl+L",),
        hint=QT_TRANSLATE_NOOP(
            "Actions", "Shows this paragraph in another language, or lets you write it in one"
        ),
        run=lambda context: context.language_choice.ask_language(),
        enabled=is_writable,
    ),
    Command(
        "translate.source",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Back to &Source Language"),
        ("Ctrl+Shift+L",),
        run=lambda context: context.translation.back_to_source(),
        enabled=lambda context: context.translation.is_switched() and is_writable(context),
    ),
    Command(
        "translate.document_language",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Show &Document In..."),
        hint=QT_TRANSLATE_NOOP("Actions", "Shows the whole document in one language; no text is changed"),
        run=lambda context: context.language_choice.ask_document_language(),
    ),
    Command(
        "translate.written",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Te&xt Language..."),
        group=1,
        hint=QT_TRANSLATE_NOOP(
            "Actions", "Sets the language this paragraph or section is written in; no model has to know it"
        ),
        run=lambda context: context.language_choice.ask_written(),
        enabled=is_writable,
    ),
    Command(
        "translate.written_document",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Docum&ent Language..."),
        group=1,
        hint=QT_TRANSLATE_NOOP(
            "Actions", "Sets the language the document is written in; no model has to know it"
        ),
        run=lambda context: context.language_choice.ask_written(whole=True),
        enabled=is_writable,
    ),
    Command(
        "translate.missing",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Translate &Missing and Outdated Here"),
        ("Ctrl+T",),
        group=2,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "update outdated translation"),
        run=lambda context: context.translation.translate_here(),
        enabled=is_writable,
    ),
    Command(
        "translate.again",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Translate &Again"),
        group=2,
        hint=QT_TRANSLATE_NOOP("Actions", "Proposes other translations of this sentence"),
        run=lambda context: context.language_choice.translate_again(context.desk.current),
        enabled=_can_translate_again,
    ),
    Command(
        "translate.document",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Translate W&hole Document..."),
        group=2,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "everything all text"),
        run=lambda context: context.language_choice.ask_translate_document(),
        enabled=is_writable,
    ),
    Command(
        "translate.review",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Sentences to Re&view"),
        group=3,
        hint=QT_TRANSLATE_NOOP(
            "Actions",
            "Lists doubtful, outdated and missing sentences with the reasons; F8 goes to the next one",
        ),
        run=_show_review,
    ),
    Command(
        "translate.failed",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Texts Not &Translated..."),
        group=3,
        hint=QT_TRANSLATE_NOOP("Actions", "Lists what the last translation left out, with the reasons"),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "failed skipped report"),
        run=lambda context: context.failed_texts.show(),
        enabled=lambda context: bool(context.failed_texts.missing()),
    ),
    Command(
        "translate.dismiss",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "D&ismiss Remark..."),
        group=3,
        hint=QT_TRANSLATE_NOOP(
            "Actions",
            "This text is right: its remark is not listed again until the text or its source changes",
        ),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "ignore false alarm"),
        run=_dismiss,
        enabled=_can_dismiss,
    ),
    Command(
        "translate.bring_back",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "&Bring Back Dismissed Remark"),
        group=3,
        run=lambda context: context.inspector.review.bring_back(),
        enabled=_can_bring_back,
    ),
    Command(
        "translate.show_dismissed",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Show Dismissed Remar&ks"),
        group=3,
        run=_show_dismissed,
        checked=lambda context: context.review.filter.dismissed,
    ),
    Command(
        "translate.mark_findings",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Sh&ow Findings in the Text"),
        group=3,
        hint=QT_TRANSLATE_NOOP("Actions", "Underlines what the checks find in translations"),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "remarks quality checks underline review"),
        run=lambda context: context.findings.turn(not context.findings.is_on),
        checked=lambda context: context.findings.is_on,
    ),
    Command(
        "translate.next_untranslated",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Next &Untranslated"),
        ("Ctrl+U",),
        group=3,
        run=lambda context: context.navigation.go_to_open(1, offers=False),
    ),
    Command(
        "translate.reviewed",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Mark &Reviewed"),
        group=4,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "approve checked"),
        run=lambda context: context.translation.confirm(State.REVIEWED),
        enabled=_can_confirm,
    ),
    Command(
        "translate.final",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Mark &Final"),
        group=4,
        run=lambda context: context.translation.confirm(State.FINAL),
        enabled=_can_confirm,
    ),
    Command(
        "translate.matches",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "&Matches for This Sentence"),
        group=5,
        submenu=_MEMORY,
        hint=QT_TRANSLATE_NOOP(
            "Actions", "Similar sentences translated before, and terms of the glossary; Alt+1 to 5 takes one"
        ),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "tm fuzzy concordance terms"),
        run=lambda context: context.references.show(),
    ),
    Command(
        "translate.memory_import",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "&Import Translation Memory..."),
        group=5,
        submenu=_MEMORY,
        hint=QT_TRANSLATE_NOOP("Actions", "Reads a TMX file of another program"),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "tmx trados memoq omegat"),
        run=lambda context: context.reference_files.ask_import_memory(),
    ),
    Command(
        "translate.memory_export",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "&Export Translation Memory..."),
        group=5,
        submenu=_MEMORY,
        hint=QT_TRANSLATE_NOOP("Actions", "Writes it as a TMX file for other programs"),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "tmx"),
        run=lambda context: context.reference_files.ask_export_memory(),
    ),
    Command(
        "translate.memory_remember",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "&Remember Confirmed Translations"),
        group=5,
        submenu=_MEMORY,
        hint=QT_TRANSLATE_NOOP("Actions", "Adds all reviewed and final translations of this document"),
        run=lambda context: context.reference_files.remember_document(),
    ),
    Command(
        "translate.memory_meaning",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Find Matches by Mea&ning, Too"),
        group=5,
        submenu=_MEMORY,
        hint=QT_TRANSLATE_NOOP(
            "Actions",
            "The model reads the whole memory once; then sentences with the same meaning in other words, or "
            "in another language, are found, too",
        ),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "semantic vectors encode"),
        run=lambda context: context.reference_files.read_by_meaning(),
    ),
    Command(
        "translate.memory_new",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "New Memory &for This Document"),
        group=5,
        submenu=_MEMORY,
        hint=QT_TRANSLATE_NOOP(
            "Actions", "Makes a memory beside the document, in which its translations are remembered"
        ),
        run=lambda context: context.reference_files.make_project_memory(),
        enabled=lambda context: not context.reference_files.has_project_memory() and is_writable(context),
    ),
    Command(
        "translate.term",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "&Add Term..."),
        group=5,
        submenu=_GLOSSARY,
        hint=QT_TRANSLATE_NOOP("Actions", "Adds the selected words to the glossary of this document"),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "terminology termbase"),
        run=lambda context: context.reference_files.ask_term(),
        enabled=is_writable,
    ),
    Command(
        "translate.glossary_import",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "&Import Glossary..."),
        group=5,
        submenu=_GLOSSARY,
        hint=QT_TRANSLATE_NOOP(
            "Actions", "Adds the terms of a table (CSV) or TBX file to the glossary of this document"
        ),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "terminology termbase csv tbx"),
        run=lambda context: context.reference_files.ask_import_glossary(),
        enabled=is_writable,
    ),
)
