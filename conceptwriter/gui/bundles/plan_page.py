"""What an installation needs, and its few options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.gui.bundles.facts_view import FactsView
from conceptwriter.gui.bundles.install_options import InstallOptions
from conceptwriter.gui.bundles.plan import InstallPlan
from conceptwriter.gui.bundles.wording import language_count, translated
from conceptwriter.install.importing import TranslatorFacts
from conceptwriter.language import UnknownLanguage, find_language
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Sequence


class PlanPage(QWidget):
    """Facts, and below them the options of this plan."""

    changed = Signal()

    def __init__(self, plan: InstallPlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan = plan
        entry = plan.entry
        known = entry.languages if entry is not None else []
        self.facts = FactsView(self.tr("What will be installed"), self)
        self.narrow = QLineEdit(self)
        all_of_them = self.tr("all {count}").format(count=language_count(known)) if known else ""
        self.narrow.setPlaceholderText(
            self.tr("{all}; for example English, sw, fra_Latn").format(all=all_of_them)
        )
        self.narrow.setAccessibleName(self.tr("Only these languages"))
        self.keep = QCheckBox(self.tr("&Keep the downloaded files"), self)
        self.accept_new = QCheckBox(
            self.tr("Accept new files: forget the checksums of the &first download"), self
        )
        self.message = PlainLabel(self)
        self.message.setWordWrap(True)
        self.pairs, self.licence, self.title = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        form = QFormLayout()
        form.setVerticalSpacing(8)
        self._add_stated(form)
        if plan.narrows:
            form.addRow(self.tr("Only these lan&guages"), self.narrow)
            form.addRow("", self.message)
        if plan.downloads:
            form.addRow("", self.keep)
        if plan.pinned:
            form.addRow("", self.accept_new)
        for widget, there in (
            (self.narrow, plan.narrows),
            (self.keep, plan.downloads),
            (self.accept_new, plan.pinned),
        ):
            widget.setVisible(there)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.facts, 1)
        layout.addLayout(form)
        self.narrow.textChanged.connect(lambda _text: self._typed())
        self._typed()

    def _add_stated(self, form: QFormLayout) -> None:
        """The fields for what the user knows of a CTranslate2 model, filled with what its folder suggests."""
        known = self._plan.stated
        rows = (
            (self.tr("Trans&lates"), self.pairs, known.languages if known is not None else ""),
            (self.tr("Licen&ce"), self.licence, known.licence if known is not None else ""),
            (self.tr("&Title"), self.title, known.title if known is not None else ""),
        )
        self.pairs.setPlaceholderText(self.tr("for example en>fr; empty: the model itself says it"))
        self.licence.setPlaceholderText(self.tr("for example CC-BY-4.0, MPL-2.0"))
        for words, field, text in rows:
            field.setText(text)
            field.setAccessibleName(words.replace("&", ""))
            field.textChanged.connect(lambda _text: self.changed.emit())
            field.setVisible(known is not None)
            if known is not None:
                form.addRow(words, field)

    @property
    def stated(self) -> TranslatorFacts | None:
        """What the user says of a CTranslate2 model; None for everything else."""
        if self._plan.stated is None:
            return None
        return TranslatorFacts(
            self.pairs.text().strip(), self.licence.text().strip(), self.title.text().strip()
        )

    def show_plan(self, heading: str) -> None:
        """Reload everything."""
        entry = self._plan.entry
        self.facts.show_facts(heading, entry.summary if entry is not None else "", self._plan.facts())

    @property
    def possible(self) -> bool:
        """Whether the chosen options are possible."""
        licensed = self._plan.stated is None or bool(self.licence.text().strip())
        return self._plan.possible and licensed and self._languages()[1] == ""

    @property
    def options(self) -> InstallOptions:
        """What was chosen."""
        languages = self._languages()[0]
        return InstallOptions(languages, self.keep.isChecked(), self.accept_new.isChecked(), self.stated)

    def _typed(self) -> None:
        codes, problem = self._languages()
        fewer = self.tr("Smaller and faster, but it writes no other languages.")
        self.message.setText(problem or (fewer if codes else ""))
        self.message.setVisible(bool(self.message.text()))
        set_role(self.message, "warn" if problem else "hint")
        self.changed.emit()

    def _languages(self) -> tuple[tuple[str, ...], str]:
        """The named languages, and what is wrong with them."""
        names = [name.strip() for name in self.narrow.text().split(",") if name.strip()]
        known = self._plan.entry.languages if self._plan.entry is not None else []
        return _codes(names, known)


def _codes(names: Sequence[str], known: Sequence[str]) -> tuple[tuple[str, ...], str]:
    codes = []
    for name in names:
        try:
            language = find_language(name)
        except UnknownLanguage as error:
            return (), str(error)
        if language.code not in known:
            words = QT_TRANSLATE_NOOP("Models", "The model does not know {language}.")
            return (), translated(words, language=language.english_name)
        codes.append(language.code)
    return tuple(dict.fromkeys(codes)), ""
