"""The dialog that adds a term to the glossary of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from conceptwriter.editor.theme.fitting_dialog import FittingDialog
from conceptwriter.editor.wording import language_name
from conceptwriter.glossary import Entry, Status, Term

if TYPE_CHECKING:
    from conceptwriter.gui.window.reference_files import LanguagePair


class TermDialog(FittingDialog):
    """A term, what it is in the other language, and what it must not be."""

    added = Signal(object)
    """Entry"""

    def __init__(self, pair: LanguagePair, parent: QWidget) -> None:
        super().__init__(parent)
        self._pair = pair
        self.setWindowTitle(self.tr("Add Term"))
        self.term = self._field(self.tr("Term in the source language"))
        self.translation = self._field(self.tr("Its translation"))
        self.forbidden = self._field(self.tr("Translations not to be used, separated by commas"))
        self.note = self._field(self.tr("A note or definition"))
        form = QFormLayout()
        for field, words in (
            (self.term, language_name(pair.source)),
            (self.translation, language_name(pair.target)),
            (self.forbidden, self.tr("Not to be used")),
            (self.note, self.tr("Note")),
        ):
            form.addRow(words, field)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Add"))
        form.addRow(self.buttons)
        self.setLayout(form)
        self.resize(460, self.sizeHint().height())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: self.added.emit(self.entry()))
        self.finished.connect(self.deleteLater)
        for field in (self.term, self.translation, self.forbidden):
            field.textChanged.connect(self._enable)
        self._enable()

    def suggest(self, term: str, translation: str) -> None:
        """Words selected in the text; the first empty field gets the keyboard."""
        self.term.setText(term)
        self.translation.setText(translation)
        (self.translation if term else self.term).setFocus()

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setAccessibleName(name)
        return field

    def _enable(self) -> None:
        said = bool(self.translation.text().strip() or self._forbidden())
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(
            bool(self.term.text().strip()) and said
        )

    def _forbidden(self) -> list[str]:
        return [part.strip() for part in self.forbidden.text().split(",") if part.strip()]

    def entry(self) -> Entry:
        """What was entered."""
        terms = [Term(self.term.text().strip(), self._pair.source)]
        if self.translation.text().strip():
            terms.append(Term(self.translation.text().strip(), self._pair.target))
        terms += [Term(text, self._pair.target, Status.FORBIDDEN) for text in self._forbidden()]
        return Entry(tuple(terms), note=self.note.text().strip())
