"""The help window: it stays open beside the main window, so that instructions can be tried while reading."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QKeySequence, QPageSize, QPdfWriter, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTabWidget,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from conceptwriter.editor.theme.fitting_dialog import FittingDialog
from conceptwriter.editor.theme.plain import PlainLabel, plain_tip
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.gui.help.guide import guide_file, guide_html
from conceptwriter.gui.help.key_sheet import key_groups, sheet_html
from conceptwriter.gui.settings import documents_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPagedPaintDevice

    from conceptwriter.editor.theme.theme import Theme
    from conceptwriter.gui.actions.registry import ActionRegistry

KEYS, GUIDE = 0, 1


class KeyPage(QWidget):
    """All commands with their keys, menu by menu."""

    def __init__(self, registry: ActionRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._registry = registry
        self._query = ""
        self.tree = QTreeWidget(self)
        self.tree.setHeaderLabels([self.tr("Command"), self.tr("Keys")])
        self.tree.setAccessibleName(self.tr("Commands and their shortcuts"))
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(14)
        self.tree.setExpandsOnDoubleClick(False)
        header = self.tree.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(False)
        self.empty = PlainLabel(self.tr("No command or shortcut found."), self)
        set_role(self.empty, "hint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.empty)
        registry.keys_changed.connect(self.fill)
        self.fill()

    def search(self, query: str) -> None:
        """Show only what matches, by name, by key or by what other programs call it."""
        self._query = query
        self.fill()

    def fill(self) -> None:
        """Show the registry's current state."""
        self.tree.clear()
        groups = key_groups(self._registry, self._query)
        for group in groups:
            top = QTreeWidgetItem(self.tree, [group.title])
            top.setFirstColumnSpanned(True)
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for row in group.rows:
                item = QTreeWidgetItem(top, [row.title, row.keys or self.tr("no shortcut")])
                if row.hint:
                    item.setToolTip(0, plain_tip(row.hint))
                if not row.keys:
                    item.setDisabled(True)
            top.setExpanded(True)
        self.empty.setVisible(not groups)

    def page(self) -> str:
        """The page as HTML, for printing."""
        return sheet_html(key_groups(self._registry, self._query))


class GuidePage(QWidget):
    """The list of chapters beside the text."""

    def __init__(self, registry: ActionRegistry, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._registry, self._theme = registry, theme
        self._text = guide_file().read_text(encoding="utf-8")
        self.chapters = QListWidget(self)
        self.chapters.setAccessibleName(self.tr("Chapters"))
        self.text = QTextBrowser(self)
        self.text.setAccessibleName(self.tr("Guide"))
        self.text.setOpenLinks(False)
        self.text.document().setDocumentMargin(24)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.addWidget(self.chapters)
        layout.addWidget(self.text, 1)
        self.chapters.currentRowChanged.connect(self._go_to)
        registry.keys_changed.connect(self.show_text)
        theme.changed.connect(self.show_text)
        self.show_text()

    def show_text(self) -> None:
        """Render the guide again, with the current keys and colours."""
        place, row = self.text.verticalScrollBar().value(), self.chapters.currentRow()
        html, names = guide_html(self._text, self._registry)
        colours = self._theme.colours
        self.text.document().setDefaultStyleSheet(
            f"code {{ background-color: {colours.hover}; color: {colours.ink}; }}"
            " body { line-height: 145%; } li { margin-bottom: 5px; }"
            " h1 { margin-top: 26px; } h2 { margin-top: 18px; }"
        )
        self.text.setHtml(f"<body>{html}</body>")
        self.chapters.blockSignals(True)
        self.chapters.clear()
        self.chapters.addItems(names)
        self.chapters.setCurrentRow(max(0, row))
        self.chapters.blockSignals(False)
        self.chapters.setFixedWidth(self.chapters.sizeHintForColumn(0) + 36)
        self.text.verticalScrollBar().setValue(place)

    def search(self, query: str) -> None:
        """Go to the first place where this is mentioned, or to the next one when asked again."""
        if not query:
            self.text.setTextCursor(QTextCursor(self.text.document()))
        elif not self.text.find(query):
            self.text.moveCursor(QTextCursor.MoveOperation.Start)
            self.text.find(query)

    def start_over(self, query: str) -> None:
        """Search for something else, from the beginning."""
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.search(query)

    def _go_to(self, row: int) -> None:
        if row >= 0:
            self.text.scrollToAnchor(f"chapter-{row}")

    def page(self) -> str:
        """The guide as HTML, for printing."""
        return guide_html(self._text, self._registry)[0]


class HelpWindow(FittingDialog):
    """Keys and guide in two tabs, to look up, to print or to save as a PDF file."""

    def __init__(
        self,
        registry: ActionRegistry,
        theme: Theme,
        change_keys: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, lines=(50, 42))
        self.setWindowTitle(self.tr("ConceptWriter Help"))
        self.setWindowFlag(Qt.WindowType.WindowMinMaxButtonsHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit(self)
        self.keys = KeyPage(registry, self)
        self.guide = GuidePage(registry, theme, self)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName(self.tr("Help pages"))
        self.tabs.addTab(self.keys, self.tr("&Keys"))
        self.tabs.addTab(self.guide, self.tr("&Guide"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        action = QDialogButtonBox.ButtonRole.ActionRole
        self.print_button = buttons.addButton(self.tr("&Print..."), action)
        self.pdf_button = buttons.addButton(self.tr("&Save as PDF..."), action)
        self.change_button = buttons.addButton(self.tr("&Change Shortcuts..."), action)
        self.message = PlainLabel(self)
        self.message.setWordWrap(True)
        set_role(self.message, "warn")
        self.message.hide()
        for button in buttons.buttons():  # Enter in the search field is for the search
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
                button.setDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.addWidget(self.search)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.message)
        layout.addWidget(buttons)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(lambda: self.guide.search(self.search.text()))
        buttons.rejected.connect(self.close)
        self.print_button.clicked.connect(self.ask_print)
        self.pdf_button.clicked.connect(self.ask_pdf)
        self.change_button.clicked.connect(change_keys)
        self.tabs.currentChanged.connect(self._page_changed)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self, self.ask_print)
        for action_id, page in (("help.keys", KEYS), ("help.guide", GUIDE)):
            for key in registry.keys(action_id):
                QShortcut(QKeySequence(key), self, partial(self.show_page, page))
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.search.setFocus)

        self._page_changed()

    def show_page(self, page: int) -> None:
        """Bring one of the two pages to the front and give it keyboard focus."""
        self.tabs.setCurrentIndex(page)
        self._page_changed()
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.activateWindow()
        (self.search if page == KEYS else self.guide.text).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _page_changed(self) -> None:
        keys = self.tabs.currentIndex() == KEYS
        self.change_button.setVisible(keys)
        words = (
            self.tr("Search commands or shortcuts")
            if keys
            else self.tr("Search the guide; Enter finds the next match")
        )
        self.search.setPlaceholderText(words)
        self.search.setAccessibleName(words)
        self._search(self.search.text())

    def _search(self, query: str) -> None:
        if self.tabs.currentIndex() == KEYS:
            self.keys.search(query)
        else:
            self.guide.start_over(query)

    def _page(self) -> tuple[str, str]:
        if self.tabs.currentIndex() == KEYS:
            return self.tr("ConceptWriter Keyboard Shortcuts"), self.keys.page()
        return self.tr("ConceptWriter Guide"), self.guide.page()

    def ask_print(self) -> None:
        """Print the current page."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # loaded only for printing

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        name, html = self._page()
        printer.setDocName(name)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            _print(html, printer)
        dialog.deleteLater()

    def ask_pdf(self) -> None:
        """Ask for a name and write the current page as a PDF file."""
        name, _html = self._page()
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save as PDF"), str(documents_path() / f"{name}.pdf"), "PDF (*.pdf)"
        )
        if chosen:
            path = Path(chosen)
            self.write_pdf(path if path.suffix else path.with_suffix(".pdf"))

    def write_pdf(self, path: Path) -> None:
        """Write the current page as a PDF file; a failure is shown in the window."""
        name, html = self._page()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setTitle(name)
        _print(html, writer)
        del writer  # finishes the file
        try:
            path.write_bytes(bytes(buffer.data().data()))
        except OSError as error:
            words = self.tr("{path} cannot be written: {reason}. Choose another name or folder.")
            self.message.setText(words.format(path=path, reason=error.strerror or error))
        else:
            self.message.setText("")
        self.message.setVisible(bool(self.message.text()))


def _print(html: str, device: QPagedPaintDevice) -> None:
    document = QTextDocument()
    document.setDefaultStyleSheet("body { font-size: 10pt; } li { margin-bottom: 4px; }")
    document.setHtml(f"<body>{html}</body>")
    document.print_(device)
