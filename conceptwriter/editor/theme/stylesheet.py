"""The style sheet of the whole window, generated from one colour set."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from conceptwriter.editor.theme.colours import Colours


def style_sheet(colours: Colours, pictures: Path) -> str:
    """Qt style sheet for the application, font sizes in points; `pictures`: folder of ticks and arrows."""
    values = {name: getattr(colours, name) for name in colours.__dataclass_fields__}
    values |= {"tone": "dark" if colours.dark else "light", "folder": pictures.as_posix()}
    return _SHEET % values


_SHEET = """
QWidget { color: %(ink)s; }
QMainWindow, QDialog, QMessageBox { background: %(window)s; }
QToolTip { background: %(raised)s; color: %(ink)s; border: 1px solid %(line)s; padding: 4px 6px; }

QMenuBar { background: %(window)s; padding: 2px 6px; border: none; }
QMenuBar::item { background: transparent; padding: 5px 9px; border-radius: 5px; }
QMenuBar::item:selected { background: %(hover)s; }
QMenu { background: %(raised)s; border: 1px solid %(line)s; padding: 5px; }
QMenu::item { padding: 5px 26px 5px 22px; border-radius: 4px; }
QMenu::item:selected { background: %(chosen)s; color: %(ink)s; }
QMenu::item:disabled { color: %(faint)s; }
QMenu::separator { height: 1px; background: %(line)s; margin: 5px 8px; }

QStatusBar { background: %(window)s; border-top: 1px solid %(line)s; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: %(muted)s; padding: 2px 4px; }

QSplitter::handle { background: %(line)s; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:hover { background: %(accent)s; }

QLabel[role="caption"] { color: %(muted)s; font-size: 8pt; font-weight: 600; letter-spacing: 1px; }
QLabel[role="hint"] { color: %(muted)s; }
QLabel[role="title"] { font-size: 15pt; font-weight: 600; }
QLabel[role="offer"] { font-weight: 600; }
QLabel[role="warn"], QToolButton[role="warn"] { color: %(warn)s; }
QLabel[role="good"] { color: %(good)s; }
QLabel[role="bad"] { color: %(bad)s; }
QLabel[role="key"] { color: %(muted)s; background: %(hover)s; border: 1px solid %(line)s; border-radius:
  4px;
  padding: 0px 5px; font-size: 8pt; }
QLabel[role="badge"] { color: %(muted)s; background: %(hover)s; border-radius: 7px; padding: 0px 7px;
  font-size: 8pt; }
QLabel[role="badge-warn"] { color: %(warn)s; background: %(warn_fill)s; border-radius: 7px; padding: 0px
  7px;
  font-size: 8pt; }

QPushButton[role="badge"], QPushButton[role="badge-warn"] { border: 1px solid transparent; border-radius: 7px;
  padding: 0px 6px; font-size: 8pt; min-height: 0px; }
QPushButton[role="badge"] { color: %(muted)s; background: %(hover)s; }
QPushButton[role="badge-warn"] { color: %(warn)s; background: %(warn_fill)s; }
QPushButton[role="badge"]:hover, QPushButton[role="badge-warn"]:hover,
QPushButton[role="badge"]:focus, QPushButton[role="badge-warn"]:focus { border: 1px solid %(accent)s; }

QWidget[role="side"] { background: %(side)s; }
QWidget[role="page"] { background: %(page)s; }
QFrame[role="bar"] { background: %(window)s; border: none; border-bottom: 1px solid %(line)s; }

QPushButton { background: %(raised)s; border: 1px solid %(line)s; border-radius: 6px; padding: 5px 13px; }
QPushButton:hover { background: %(hover)s; }
QPushButton:checked { background: %(chosen)s; border: 1px solid %(accent)s; }
QPushButton:focus { border: 1px solid %(accent)s; }
QPushButton:default { background: %(accent)s; color: %(on_accent)s; border: 1px solid %(accent)s; }
QPushButton:disabled { color: %(faint)s; background: %(window)s; border: 1px solid %(line)s; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 5px; padding: 3px 7px;
  }
QToolButton:hover { background: %(hover)s; }
QToolButton:focus { border: 1px solid %(accent)s; }
QToolButton:disabled { color: %(faint)s; }
QToolButton[role="option"]:checked { background: %(chosen)s; border: 1px solid %(accent)s; }
QToolButton[role="field"] { background: %(raised)s; border: 1px solid %(line)s; color: %(muted)s; padding:
  3px 10px; }
QToolButton[role="key"] { color: %(muted)s; background: %(hover)s; border: 1px solid %(line)s;
  border-radius: 4px;
  padding: 0px 6px; }
QPushButton[role="small"] { padding: 3px 10px; }
QToolButton[role="preset"] { color: %(muted)s; }
QToolButton[role="preset"]::menu-indicator { image: none; }
QToolButton[role="link"] { color: %(accent)s; padding: 1px 4px; }

QLineEdit, QPlainTextEdit, QTextEdit, QKeySequenceEdit QLineEdit {
  background: %(raised)s; border: 1px solid %(line)s; border-radius: 6px; padding: 4px 6px;
  selection-background-color: %(accent)s; selection-color: %(on_accent)s; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {
  border: 1px solid %(accent)s; }
QLineEdit:disabled, QPlainTextEdit:disabled { color: %(faint)s; }
QComboBox, QAbstractSpinBox { background: %(raised)s; border: 1px solid %(line)s; border-radius: 6px;
  padding: 4px 8px; selection-background-color: %(accent)s; selection-color: %(on_accent)s; }
QComboBox:focus, QAbstractSpinBox:focus { border: 1px solid %(accent)s; }
QComboBox:disabled, QAbstractSpinBox:disabled { color: %(faint)s; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow, QAbstractSpinBox::down-arrow { image: url("%(folder)s/down-%(tone)s.png"); width:
  10px;
  height: 10px; }
QAbstractSpinBox::up-arrow { image: url("%(folder)s/up-%(tone)s.png"); width: 10px; height: 10px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; background: transparent; width:
  18px; }
QComboBox QLineEdit { border: none; background: transparent; padding: 1px 2px; }
QAbstractSpinBox QLineEdit { border: none; background: transparent; padding: 1px 6px; }
QComboBox QAbstractItemView { background: %(raised)s; border: 1px solid %(line)s;
  selection-background-color: %(chosen)s; selection-color: %(ink)s; }

QListView, QTableView, QTreeView { background: %(raised)s; border: 1px solid %(line)s; border-radius: 6px;
  outline: none;
  selection-background-color: %(chosen)s; selection-color: %(ink)s; alternate-background-color: %(side)s; }
QListView::item, QTableView::item { padding: 4px 6px; }
QTreeView::item { padding: 3px 2px; }
QListView::item:selected, QTableView::item:selected { background: %(chosen)s; color: %(ink)s; }
QListView::item:hover, QTableView::item:hover { background: %(hover)s; }
QListView::item:disabled { color: %(muted)s; }
QHeaderView::section { background: %(side)s; color: %(muted)s; border: none; border-bottom: 1px solid
  %(line)s;
  padding: 5px 8px; }

QTabWidget::pane { border: none; border-top: 1px solid %(line)s; }
QTabBar { background: transparent; }
QTabBar::scroller { width: 36px; }
QTabBar QToolButton { background: %(side)s; border: none; border-radius: 0px; padding: 2px; }
QTabBar::tab { background: transparent; color: %(muted)s; padding: 7px 8px; border: none;
  border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: %(ink)s; border-bottom: 2px solid %(accent)s; }
QTabBar::tab:hover { color: %(ink)s; }
QTabBar::tab:focus { color: %(accent)s; }

QProgressBar { background: %(hover)s; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: %(accent)s; border-radius: 3px; }

QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: 11px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 11px; margin: 0; }
QScrollBar::handle { background: %(line)s; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: %(faint)s; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QCheckBox { spacing: 8px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid %(muted)s; border-radius: 4px;
  background: %(raised)s; }
QCheckBox::indicator:focus { border: 1px solid %(accent)s; }
QCheckBox::indicator:checked { background: %(accent)s; border: 1px solid %(accent)s;
  image: url("%(folder)s/tick-%(tone)s.png"); }
QCheckBox::indicator:indeterminate { background: %(chosen)s; border: 3px solid %(accent)s; width: 10px;
  height: 10px; }
QCheckBox::indicator:disabled { border: 1px solid %(faint)s; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QCheckBox:disabled, QRadioButton:disabled { color: %(faint)s; }

QFrame[role="notice"], QFrame[role="notice-warn"], QFrame[role="notice-bad"] {
  border: 1px solid %(line)s; border-radius: 8px; }
QFrame[role="notice"] { background: %(raised)s; }
QFrame[role="notice-warn"] { background: %(warn_fill)s; }
QFrame[role="notice-bad"] { background: %(bad_fill)s; }

QFrame[role="palette"] { background: %(raised)s; border: 1px solid %(line)s; border-radius: 10px; }
QFrame[role="palette"] QLineEdit { border: none; border-bottom: 1px solid %(line)s; border-radius: 0px;
  background: transparent; padding: 9px 12px; font-size: 12pt; }
QFrame[role="palette"] QListView { border: none; background: transparent; }

QFrame[role="proposal"] { background: %(proposal)s; border: 1px dashed %(proposal_line)s; border-radius:
  9px; }
QFrame[role="proposal"] QLabel { color: %(proposal_ink)s; }
QFrame[role="proposal"] QLabel[role="badge"] { color: %(muted)s; }
QFrame[role="proposal"] QLabel[role="warn"], QFrame[role="proposal"] QLabel[role="badge-warn"] { color:
  %(warn)s; }
QFrame[role="proposal"] QLabel[role="hint"] { color: %(muted)s; }
QFrame[role="proposal"] QPushButton[role="take"] { background: %(accent)s; color: %(on_accent)s;
  border: 1px solid %(accent)s; border-radius: 6px; padding: 3px 14px; }
QFrame[role="candidate"] { background: transparent; border: 1px solid transparent; border-radius: 6px; }
QFrame[role="candidate"]:hover { background: %(hover)s; }
QFrame[role="candidate-chosen"] { background: %(chosen)s; border: 1px solid %(accent)s; border-radius: 6px;
  }
QPlainTextEdit[role="change"] { background: transparent; border: none; padding: 0px; }
QFrame[role="card"] { background: %(raised)s; border: 1px solid %(line)s; border-radius: 8px; }
"""
