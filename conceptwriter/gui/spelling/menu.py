"""What can be done about a misspelt word, as the beginning of a menu."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction

from conceptwriter.editor.theme.plain import on_button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from conceptwriter.gui.spelling.acting import SpellActing
    from conceptwriter.gui.spelling.keeper import SpellKeeper
    from conceptwriter.spelling.whole import Misspelling


class SpellingSection(QObject):
    """Suggestions, once they are known, and below them the lists that the word can be added to."""

    def __init__(self, menu: QMenu, about: Misspelling, acting: SpellActing) -> None:
        super().__init__(menu)
        self._menu, self._about, self._acting = menu, about, acting
        self._hint = menu.addAction(_tr("Looking for suggestions..."))
        self._hint.setEnabled(False)
        self._end = menu.addSeparator()
        for words, act, enabled in (
            (_tr("Add to &My Words"), acting.add_to_mine, True),
            (_tr("Add to This &Document’s Words"), acting.add_to_document, acting.is_writable()),
            (_tr("I&gnore for Now"), acting.ignore, True),
        ):
            action = menu.addAction(words)
            action.setEnabled(enabled)
            action.triggered.connect(partial(_run, act, about))
        menu.addSeparator()
        acting.asking.suggested.connect(self._show)
        acting.asking.want_suggestions(about.language, about.word)

    def _show(self, language: str, word: str, suggestions: list[str]) -> None:
        """Replace the hint by what was found."""
        if (language, word) != (self._about.language, self._about.word) or not self._hint.isVisible():
            return
        if not suggestions:
            self._hint.setText(_tr("No suggestions"))
            return
        actions = []
        for suggestion in suggestions:
            action = QAction(on_button(suggestion), self._menu)
            font = action.font()
            font.setBold(True)
            action.setFont(font)
            action.setEnabled(self._acting.is_writable())
            action.triggered.connect(
                partial(_run, partial(self._acting.correct, word=suggestion), self._about)
            )
            actions.append(action)
        self._menu.insertActions(self._end, actions)
        self._hint.setVisible(False)
        self._stay_on_screen()
        if self._menu.activeAction() is None:
            self._menu.setActiveAction(actions[0])

    def _stay_on_screen(self) -> None:
        """The menu has grown; near the lower edge it moves up."""
        room, menu = self._menu.screen().availableGeometry(), self._menu
        if menu.isVisible() and menu.geometry().bottom() > room.bottom():
            menu.move(menu.x(), max(room.top(), room.bottom() - menu.height() + 1))


def add_removals(menu: QMenu, about: Misspelling, acting: SpellActing, keeper: SpellKeeper) -> None:
    """For a word that is right because somebody said so: taking it back."""
    word = on_button(about.word)
    if about.word in keeper.own_words(about.language):
        action = menu.addAction(_tr("Remove “{word}” from My Words").format(word=word))
        action.triggered.connect(partial(_run, acting.remove_from_mine, about))
    if about.word in keeper.document_words(about.language):
        action = menu.addAction(_tr("Remove “{word}” from This Document’s Words").format(word=word))
        action.setEnabled(acting.is_writable())
        action.triggered.connect(partial(_run, acting.remove_from_document, about))
    menu.addSeparator()


def _run(act: object, about: Misspelling, _checked: bool = False) -> None:
    assert callable(act)
    act(about)


def _tr(words: str) -> str:
    return QCoreApplication.translate("SpellingMenu", words)
