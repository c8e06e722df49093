"""What can be done about what the checks found under the caret, as a part of the menu of the text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.assistant import Flag
from conceptwriter.editor.theme.plain import on_button
from conceptwriter.editor.wording import language_name
from conceptwriter.gui.review.wording import reasons_of
from conceptwriter.gui.window.commands.command import is_writable
from conceptwriter.gui.window.commands.translate_menu import ask_dismiss

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from conceptwriter.gui.review.items import ReviewItem
    from conceptwriter.gui.window.commands.context import Context


def add_findings(menu: QMenu, context: Context) -> None:
    """An entry for each finding where the caret is; nothing where there is none."""
    items = [item for item in context.findings.items_at_caret() if item.may_be_dismissed]
    for item in items:
        if item.flag == Flag.QUOTATION.value:
            words = _tr("Use the Quotation Marks of {language}").format(language=language_name(item.language))
            action = menu.addAction(on_button(words))
            action.setEnabled(is_writable(context))
            action.triggered.connect(partial(_convert, context, item))
        words = _tr("Dismiss with a Reason: {remark}...").format(remark=reasons_of(item))
        action = menu.addAction(on_button(words))
        action.setEnabled(is_writable(context))
        action.triggered.connect(partial(_ask, context, item))
    if items:
        menu.addSeparator()


def _ask(context: Context, item: ReviewItem, _checked: bool = False) -> None:
    ask_dismiss(context, item)


def _convert(context: Context, item: ReviewItem, _checked: bool = False) -> None:
    context.quotation_marks.convert_node(item.node)


def _tr(words: str) -> str:
    return QCoreApplication.translate("FindingsMenu", words)
