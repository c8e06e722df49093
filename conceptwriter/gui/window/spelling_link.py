"""Connects spell checking with the window: what is underlined, the menu of a word, and the commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu

from conceptwriter.editor.wording import language_name
from conceptwriter.gui.actions.picker import Entry
from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.gui.spelling.acting import TOPIC, SpellActing
from conceptwriter.gui.spelling.asking import SpellAsking
from conceptwriter.gui.spelling.keeper import SpellKeeper
from conceptwriter.gui.spelling.menu import SpellingSection, add_removals
from conceptwriter.gui.spelling.search import MisspeltSearch
from conceptwriter.spelling.advice import how_to_get
from conceptwriter.spelling.places import own_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.views.node_view import NodeView
    from conceptwriter.gui.actions.picker import Picker
    from conceptwriter.gui.notices import NoticeBar
    from conceptwriter.gui.settings import WindowSettings
    from conceptwriter.gui.spelling.asking import Speller
    from conceptwriter.spelling.whole import Misspelling


class SpellingLink(QObject):
    """One per window."""

    def __init__(
        self,
        desk: Desk,
        speller: Speller | None,
        settings: WindowSettings,
        views: tuple[NodeView, ...],
        picker: Picker,
        notices: NoticeBar,
        is_writable: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk, self._views, self._picker, self._notices = desk, views, picker, notices
        self.asking = SpellAsking(speller, parent=self)
        self.keeper = SpellKeeper(desk, self.asking, settings, self)
        self.acting = SpellActing(desk, self.keeper, is_writable, self)
        self.search = MisspeltSearch(desk, self.keeper, self)
        self._opens_menu = False
        self.menu: QMenu | None = None
        """The menu of suggestions that was opened last, while it is open."""
        for view in views:
            view.plan.source.misspelt_of = self.keeper.places
            self.keeper.changed.connect(view.underlines_changed)
        self.asking.failed.connect(lambda why: notices.post(Notice(why, Tone.WARN, topic=TOPIC)))
        self.acting.notified.connect(notices.post)
        self.search.found.connect(self._arrive)
        self.search.none.connect(self._report_none)

    # The menu of a word

    def add_to(self, menu: QMenu) -> None:
        """What can be done about the word under the caret, if it is misspelt."""
        about = self.keeper.at_caret()
        if about is not None:
            SpellingSection(menu, about, self.acting)
            return
        listed = self.keeper.listed_at_caret()
        if listed is not None:
            add_removals(menu, listed, self.acting, self.keeper)

    def suggest(self) -> None:
        """Open a menu for the misspelt word under the caret, or for the next one."""
        about = self.keeper.at_caret()
        if about is not None:
            self._open_menu(about)
        elif self._is_checked():
            self._opens_menu = True
            self.search.start()

    def go_to_next(self) -> None:
        """Select the next misspelt word, in whatever language that can be checked."""
        checks = self.keeper.checks
        if self.keeper.is_on and any(map(checks, self.keeper.dictionaries)):
            self._opens_menu = False
            self.search.start()
        else:
            self._is_checked()

    def _arrive(self, about: Misspelling) -> None:
        self._desk.place_caret(about.node, about.end, about.start)
        self._desk.ask_to_show(about.node)
        if self._opens_menu:
            self._open_menu(about)

    def _open_menu(self, about: Misspelling) -> None:
        menu = QMenu(self._views[0].window())
        menu.setAccessibleName(self.tr("Spelling of “{word}”").format(word=about.written))
        menu.aboutToHide.connect(self._forget_menu)
        SpellingSection(menu, about, self.acting)
        self.menu = menu
        lead = next((view for view in self._views if view is self._desk.lead), self._views[0])
        line = lead.caret_line()
        menu.popup(lead.viewport().mapToGlobal(line.bottomLeft() if line is not None else QPoint(0, 0)))

    def _forget_menu(self) -> None:
        menu, self.menu = self.menu, None
        if menu is not None:
            menu.deleteLater()

    # Reports

    def _is_checked(self) -> bool:
        """Whether the text at the caret is checked; if not, say why."""
        language = self._desk.document.shown_language(self._desk.current)
        if not self.keeper.is_on:
            offer, act = self.tr("Check Spelling"), self.toggle
            self._notices.post(
                Notice(self.tr("Spelling is not being checked."), Tone.HINT, offer, act, topic=TOPIC)
            )
            return False
        if self.keeper.checks(language):
            return True
        words, offer, act = how_to_get(language), self.tr("Show Folder"), show_folder
        if self.asking.found.get(language):
            words = self.tr("No dictionary for your country is used for {language}.")
            words = words.format(language=language_name(language))
            offer, act = self.tr("Choose Dictionary..."), self.ask_dictionary
        self._notices.post(Notice(words, Tone.HINT, offer, act, topic=TOPIC))
        return False

    def _report_none(self) -> None:
        """There is nothing; where the present text is not checked, that is why."""
        if self._is_checked():
            self._notices.post(Notice(self.tr("No misspelt words."), Tone.GOOD, topic=TOPIC))

    # Choices

    def toggle(self) -> None:
        """Check spelling, or stop."""
        self.keeper.turn(not self.keeper.is_on)

    def ask_dictionary(self) -> None:
        """Choose the dictionary for the language of the current text."""
        language = self._desk.document.shown_language(self._desk.current)
        there = self.asking.found.get(language, ())
        in_use = self.keeper.dictionaries.get(language)
        entries = [
            Entry(one.name, one.name, str(one.dic.parent), self.tr("in use") if one == in_use else "")
            for one in there
        ]
        entries.append(
            Entry("", self.tr("Look for dictionaries again"), how_to_get(language) if not there else "")
        )

        def chosen(name: str) -> None:
            if name:
                self.keeper.choose(language, name)
            else:
                self.asking.find()

        title = self.tr("Spelling dictionary for {language}").format(language=language_name(language))
        self._picker.ask(title, entries, chosen)


def show_folder() -> None:
    """Open the folder for the user's own dictionaries in the system's file manager."""
    folder = own_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = folder.parent
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
