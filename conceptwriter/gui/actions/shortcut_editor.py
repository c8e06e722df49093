"""The dialog for changing keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from conceptwriter.editor.theme.fitting_dialog import FittingDialog
from conceptwriter.editor.theme.plain import PlainLabel, on_button
from conceptwriter.gui.actions.fuzzy import MatchKind, folded, match
from conceptwriter.gui.actions.key_search import KeySearch
from conceptwriter.gui.actions.registry import ActionRegistry, as_shown, normalised
from conceptwriter.gui.actions.spec import ActionSpec, translated
from conceptwriter.gui.actions.taken_keys import objection

_ID = Qt.ItemDataRole.UserRole


class ShortcutEditor(FittingDialog):
    """Find an action by name or by pressing its key, press a new key, reassign it from another action.

    Changes take effect immediately.
    """

    def __init__(self, registry: ActionRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent, lines=(44, 36))
        self._registry = registry
        self.setWindowTitle(self.tr("Keyboard Shortcuts"))
        self.search = KeySearch(self)
        self.table = self._made_table()
        self.key_field = QKeySequenceEdit(self)
        self.key_field.setMaximumSequenceLength(1)
        self.key_field.setAccessibleName(self.tr("New shortcut"))
        inner = self.key_field.findChild(QLineEdit)
        if inner is not None:
            inner.setAccessibleName(self.tr("New shortcut"))
            inner.setPlaceholderText(self.tr("Press the keys of the new shortcut"))
        self.set_button = QPushButton(self.tr("&Replace"), self)
        self.add_button = QPushButton(self.tr("&Add"), self)
        self.take_button = QPushButton(self.tr("&Take"), self)
        self.clear_button = QPushButton(self.tr("Re&move"), self)
        self.reset_button = QPushButton(self.tr("Re&set"), self)
        self.reset_all_button = QPushButton(self.tr("Reset A&ll"), self)
        self.message = PlainLabel(self)
        self.message.setWordWrap(True)
        self.message.setMinimumHeight(self.fontMetrics().height() * 2)
        self._lay_out()
        self._connect()
        self._fill("")

    def _made_table(self) -> QTableWidget:
        table = QTableWidget(0, 3, self)
        table.setHorizontalHeaderLabels([self.tr("Action"), self.tr("Menu"), self.tr("Shortcuts")])
        table.setAccessibleName(self.tr("Actions and their shortcuts"))
        table.verticalHeader().hide()
        table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        )
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        return table

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self.search)
        layout.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.addWidget(self.key_field, 1)
        self.reset_all_button.setAutoDefault(False)
        self.take_button.setAutoDefault(False)
        self.take_button.hide()
        for button in (self.set_button, self.add_button, self.clear_button, self.reset_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        layout.addLayout(row)
        message_row = QHBoxLayout()
        message_row.addWidget(self.message, 1)
        message_row.addWidget(self.take_button)
        layout.addLayout(message_row)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self.reset_all_button, QDialogButtonBox.ButtonRole.ResetRole)
        for each in buttons.buttons():  # Enter in a field is for the field
            if isinstance(each, QPushButton):
                each.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    def _connect(self) -> None:
        self.search.field.textChanged.connect(self._fill)
        self.search.pressed.connect(lambda _key: self._fill(""))
        self.table.itemSelectionChanged.connect(self._selection_changed)
        self.key_field.keySequenceChanged.connect(self._check)
        self.set_button.clicked.connect(lambda: self._store(add=False))
        self.add_button.clicked.connect(lambda: self._store(add=True))
        self.take_button.clicked.connect(self._take)
        self.clear_button.clicked.connect(lambda: self._change(()))
        self.reset_button.clicked.connect(self._reset_one)
        self.reset_all_button.clicked.connect(self._reset_all)

    def _fill(self, query: str) -> None:
        chosen = self.current_id()
        shown = []
        for action_id, spec in self._registry.specs.items():
            menu = translated(spec.menu).replace("&", "")
            if self._is_wanted(spec, menu, query):
                shown.append((action_id, spec.title.rstrip("."), menu))
        self.table.setRowCount(len(shown))
        for row, (action_id, title, menu) in enumerate(shown):
            for column, text in enumerate((title, menu, self._registry.shown_keys(action_id))):
                item = QTableWidgetItem(text)
                item.setData(_ID, action_id)
                self.table.setItem(row, column, item)
        rows = [action_id for action_id, _, _ in shown]
        if rows:
            self.table.selectRow(rows.index(chosen) if chosen in rows else 0)
        self._selection_changed()

    def _is_wanted(self, spec: ActionSpec, menu: str, query: str) -> bool:
        if self.search.key:
            return self.search.key in normalised(self._registry.keys(spec.id))
        wanted = folded(query).strip()
        if not wanted or wanted in folded(self._registry.shown_keys(spec.id)):
            return True
        found = match(query, spec.title, f"{menu} {spec.translated_other_words}")
        return found is not None and found is not MatchKind.LETTERS

    def current_id(self) -> str | None:
        """Id of the action whose row is selected."""
        items = self.table.selectedItems()
        return str(items[0].data(_ID)) if items else None

    def select(self, action_id: str) -> None:
        """Select the row of an action, if it is shown."""
        for row in range(self.table.rowCount()):
            item = self.table.item(row, 0)
            if item is not None and item.data(_ID) == action_id:
                self.table.selectRow(row)

    def _typed(self) -> tuple[str, ...]:
        text = self.key_field.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        return normalised([text]) if text else ()

    def _selection_changed(self) -> None:
        self.key_field.clear()
        self._check()

    def _check(self) -> None:
        """Show at once whether the typed key is free, and offer to reassign it if it is not."""
        chosen, typed = self.current_id(), self._typed()
        holder = self._registry.holder(typed[0]) if typed else None
        free = bool(typed) and chosen is not None and holder in (None, chosen)
        self.set_button.setEnabled(free)
        self.add_button.setEnabled(free and holder is None)
        self.clear_button.setEnabled(chosen is not None and bool(self._registry.keys(chosen)))
        self.reset_button.setEnabled(
            chosen is not None and self._registry.keys(chosen) != self._registry.specs[chosen].keys
        )
        self.reset_all_button.setEnabled(bool(self._registry.overrides()))
        taken = holder is not None and holder != chosen
        self.take_button.setVisible(taken and chosen is not None)
        if taken and holder is not None:
            title = self._registry.specs[holder].title.rstrip(".")
            words = self.tr("&Take from “{action}”").replace("{action}", on_button(title))
            self.take_button.setText(words)
            words = self.tr("{key} is used by “{action}”.").format(key=as_shown(typed[0]), action=title)
            self._say(words, "warn")
        else:
            doubt = objection(typed[0], as_shown(typed[0])) if typed else ""
            self._say(doubt, "warn" if doubt else "hint")

    def _store(self, *, add: bool) -> None:
        chosen = self.current_id()
        if chosen is not None:
            self._change((*self._registry.keys(chosen), *self._typed()) if add else self._typed())

    def _take(self) -> None:
        """Reassign the typed key to the chosen action, which also keeps the keys it had."""
        chosen = self.current_id()
        if chosen is not None:
            self._change((*self._registry.keys(chosen), *self._typed()))

    def _change(self, keys: tuple[str, ...]) -> None:
        chosen = self.current_id()
        if chosen is None:
            return
        losers = self._others_with(keys, chosen)
        self._registry.take_keys(chosen, keys)
        self._fill(self.search.field.text())
        if losers:
            names = ", ".join(f"“{self._registry.specs[each].title.rstrip('.')}”" for each in losers)
            self._say(self.tr("Taken from {actions}.").format(actions=names), "hint")

    def _others_with(self, keys: tuple[str, ...], chosen: str) -> list[str]:
        holders = (self._registry.holder(key) for key in keys)
        return list(dict.fromkeys(each for each in holders if each is not None and each != chosen))

    def _reset_one(self) -> None:
        chosen = self.current_id()
        if chosen is not None:
            self._change(self._registry.specs[chosen].keys)

    def _reset_all(self) -> None:
        self._registry.reset_keys()
        self._fill(self.search.field.text())

    def _say(self, text: str, role: str) -> None:
        self.message.setProperty("role", role)
        self.message.style().unpolish(self.message)
        self.message.style().polish(self.message)
        self.message.setText(text)
