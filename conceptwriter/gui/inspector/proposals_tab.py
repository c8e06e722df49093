"""All offers for the current node: every kind, every roll, with scores, seeds and flags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from conceptwriter.editor.theme.plain import PlainLabel, plain_tip
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.editor.wording import short_language, time_words
from conceptwriter.gui.proposals.manner_panel import MannerPanel
from conceptwriter.gui.proposals.offers import offers_at
from conceptwriter.gui.proposals.reasons import displayed_reasons
from conceptwriter.gui.proposals.score_bar import percent, usable_words
from conceptwriter.gui.proposals.who_wrote import is_mixed, made_by, writer_of
from conceptwriter.gui.proposals.wording import kind_title, proposal_text, settings_lines
from conceptwriter.outline.rolls import rolls_of

if TYPE_CHECKING:
    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.proposals.manner import Manner
    from conceptwriter.outline import Proposal, ProposalSet

_OFFER = Qt.ItemDataRole.UserRole


class WrappingDelegate(QStyledItemDelegate):
    """Rows as high as their wrapped text: a tree view asks for sizes without passing the width."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        given: Any = option  # PySide's stubs omit the fields of style options
        if index.parent().isValid():
            width = self._tree.columnWidth(0) - self._tree.indentation() - 12
        else:  # a title spans all columns
            width = self._tree.viewport().width() - 12
        font = index.data(Qt.ItemDataRole.FontRole)
        metrics = QFontMetrics(font) if isinstance(font, QFont) else given.fontMetrics
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        box = metrics.boundingRect(0, 0, max(60, width), 10_000, int(Qt.TextFlag.TextWordWrap), text)
        return QSize(width, box.height() + 8)


class ProposalsTab(QWidget):
    """A tree: sets at the top level, their candidates below. Enter or the button takes one."""

    take_requested = Signal(object, str)
    """ProposalSet (the roll), id of the proposal."""
    open_requested = Signal(object)
    """ProposalSet: show its card in the text."""
    drop_requested = Signal(object)
    """ProposalSet: forget it with all its rolls."""
    propose_requested = Signal()

    def __init__(self, desk: Desk, manner: Manner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.manner = MannerPanel(manner, self)
        self._shown: list[ProposalSet] | None = None
        self.empty = PlainLabel(self)
        self.empty.setWordWrap(True)
        self.empty.setText(
            self.tr("No proposals here. Propose what comes next, expand into a paragraph, or summarise.")
        )
        set_role(self.empty, "hint")
        self.tree = self._made_tree()
        self.propose = QPushButton(self.tr("Propose"), self)
        self.take = QPushButton(self.tr("Take"), self)
        self.drop = QPushButton(self.tr("Delete"), self)
        self.drop.setToolTip(self.tr("Delete these proposals and all previous sets"))
        buttons = QHBoxLayout()
        for button in (self.propose, self.take, self.drop):
            set_role(button, "small")
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.addWidget(self.manner)
        layout.addWidget(self.empty)
        layout.addWidget(self.tree, 1)
        layout.addLayout(buttons)
        layout.addStretch(0)
        self.tree.itemActivated.connect(lambda _item, _column: self._take())
        self.tree.currentItemChanged.connect(lambda _now, _before: self._enable())
        self.propose.clicked.connect(self.propose_requested)
        self.take.clicked.connect(self._take)
        self.drop.clicked.connect(self._drop)

    def _made_tree(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setColumnCount(2)
        tree.setHeaderLabels([self.tr("Proposal"), self.tr("Chance")])
        tree.setAccessibleName(self.tr("Proposals for the current node"))
        tree.setRootIsDecorated(False)
        tree.setIndentation(12)
        tree.setWordWrap(True)
        tree.setUniformRowHeights(False)
        tree.setItemDelegateForColumn(0, WrappingDelegate(tree))
        tree.header().sectionResized.connect(lambda *_sizes: tree.scheduleDelayedItemsLayout())
        tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        tree.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)
        return tree

    def refresh(self) -> None:
        """Show the offers of the current node."""
        sets = offers_at(self._desk.document, self._desk.current)
        if sets != self._shown:
            self._shown = sets
            self.tree.clear()
            for found in sets:
                rolls = rolls_of(found)
                for number in range(len(rolls), 0, -1):
                    self._add(found, rolls[number - 1], number, len(rolls))
        self.tree.setColumnHidden(1, not any(self._measured(found) for found in sets))
        self.empty.setVisible(not sets)
        self.tree.setVisible(bool(sets))
        self._enable()

    @staticmethod
    def _measured(newest: ProposalSet) -> bool:
        """Whether any offer has a probability to show: a score used only for ordering is not one."""
        return any(offer.calibrated for roll in rolls_of(newest) for offer in roll.proposals)

    def let_go(self) -> None:
        """Another document is on the desk: these offers are not for its nodes."""
        self._shown = None
        self.tree.clear()
        self._enable()

    def _add(self, newest: ProposalSet, roll: ProposalSet, number: int, count: int) -> None:
        title = kind_title(roll.kind)
        if count > 1:
            title += " · " + self.tr("set {number} of {count}").format(number=number, count=count)
        made_with = made_by(roll)
        if made_with:
            title += " · " + made_with
        if roll.created:
            title += " · " + time_words(roll.created)
        top = QTreeWidgetItem([title])
        top.setData(0, _OFFER, (newest, roll, None))
        top.setToolTip(0, plain_tip(self._settings_words(roll)))
        font = top.font(0)
        font.setBold(True)
        top.setFont(0, font)
        top.setFirstColumnSpanned(True)
        self.tree.addTopLevelItem(top)
        top.setFirstColumnSpanned(True)
        for proposal in roll.proposals:
            top.addChild(self._candidate(newest, roll, proposal))
        top.setExpanded(True)

    def _candidate(self, newest: ProposalSet, roll: ProposalSet, proposal: Proposal) -> QTreeWidgetItem:
        reasons, text = displayed_reasons(proposal), proposal_text(proposal)
        writer = writer_of(roll, proposal) if is_mixed(roll) else ""
        details = [part for part in (writer, *(reason.shown for reason in reasons)) if part]
        shown = text if not details else f"{text}\n{' · '.join(details)}"
        chance = percent(proposal.score) if proposal.calibrated else ""
        told = self.tr("Chance {percent}").format(percent=chance)
        if proposal.kind == "translate":
            told = usable_words(proposal.score)
        item = QTreeWidgetItem([shown, chance])
        details = [
            self.tr("Language: {language}").format(language=short_language(proposal.language)),
            self.tr("Seed: {seed}").format(seed=proposal.seed),
            *([self.tr("Written by {writer}").format(writer=writer)] if writer else []),
            *([told] if chance else []),
            *(reason.full for reason in reasons),
        ]
        spoken = [text, *(reason.spoken for reason in reasons), *details]
        item.setToolTip(0, plain_tip("\n".join(details)))
        item.setToolTip(1, plain_tip("\n".join(details)))
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignTrailing)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, ", ".join(spoken))
        item.setData(0, _OFFER, (newest, roll, proposal.id))
        return item

    def _settings_words(self, roll: ProposalSet) -> str:
        return "\n".join(settings_lines(roll.settings))

    def _current(self) -> tuple[ProposalSet, ProposalSet, str | None] | None:
        item = self.tree.currentItem()
        return item.data(0, _OFFER) if item is not None else None

    def _enable(self) -> None:
        current = self._current() if self._shown else None
        self.take.setEnabled(current is not None and current[2] is not None)
        self.drop.setEnabled(current is not None)

    def _take(self) -> None:
        current = self._current()
        if current is None:
            return
        newest, roll, proposal = current
        if proposal is None:
            self.open_requested.emit(newest)
        else:
            self.take_requested.emit(roll, proposal)

    def _drop(self) -> None:
        current = self._current()
        if current is not None:
            self.drop_requested.emit(current[0])
