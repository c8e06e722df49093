"""The models dialog: what is installed, what is available, what each is and needs. It blocks nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QListView,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from conceptwriter.editor.theme.buttons import dialog_button
from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.bundles.details_pane import DetailsPane
from conceptwriter.gui.bundles.facts import facts_of
from conceptwriter.gui.bundles.install_flow import InstallFlow
from conceptwriter.gui.bundles.plan import plan_for, plan_import
from conceptwriter.gui.bundles.shelf import installed_key
from conceptwriter.gui.bundles.shelf_model import ShelfDelegate, ShelfModel
from conceptwriter.install.importing import PACKAGE_ENDING

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.bundles import FoundBundle
    from conceptwriter.gui.bundles.keeper import ModelKeeper
    from conceptwriter.gui.bundles.plan import InstallPlan
    from conceptwriter.gui.bundles.shelf import ShelfItem


class ModelsDialog(QDialog):
    """One per window. Closing it stops nothing; reopened, it shows the current progress."""

    def __init__(self, keeper: ModelKeeper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._removing = ""
        """Key of the bundle whose removal awaits confirmation."""
        self.flow: InstallFlow | None = None
        self.ask_folder: Callable[[str], str] = lambda title: QFileDialog.getExistingDirectory(self, title)
        self.ask_model: Callable[[], str] = self._ask_model
        self.setWindowTitle(self.tr("Models"))
        self.setModal(False)
        self.model = ShelfModel(self)
        self._make_list()
        self.details = DetailsPane(self)
        self.right = QStackedWidget(self)
        self.right.addWidget(self.details)
        self.bring = dialog_button(self, self.tr("I&mport Model..."), self._ask_import)
        self.automatic = dialog_button(self, self.tr("Choose &Automatically"), keeper.choose_automatically)
        self.close_button = dialog_button(self, self.tr("C&lose"), self.reject)
        self._lay_out()
        self.list.selectionModel().currentChanged.connect(lambda *_ignored: self._moved())
        self.details.asked.connect(self._asked)
        keeper.changed.connect(self.refresh)
        keeper.answered.connect(self.details.show_message)
        self.details.show_message("")
        self.refresh()

    def _make_list(self) -> None:
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(ShelfDelegate(self.list))
        self.list.setAccessibleName(self.tr("Models"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.problems = PlainLabel(self)
        self.problems.setWordWrap(True)
        set_role(self.problems, "warn")

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(10, 0, 10, 0)  # the same on both sides: margins are not mirrored
        column.setSpacing(8)
        column.addWidget(self.list, 1)
        column.addWidget(self.problems)
        right = QWidget(self)
        right_layout = QVBoxLayout(right)
        right_layout.setContentsMargins(10, 0, 10, 0)
        right_layout.addWidget(self.right)
        parts = QSplitter(Qt.Orientation.Horizontal, self)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(1)
        parts.addWidget(left)
        parts.addWidget(right)
        parts.setStretchFactor(0, 2)
        parts.setStretchFactor(1, 3)
        parts.setSizes([350, 560])
        row = QHBoxLayout()
        row.setContentsMargins(10, 0, 10, 0)
        row.addWidget(self.bring)
        row.addWidget(self.automatic)
        row.addStretch(1)
        row.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 16, 6, 14)
        layout.setSpacing(12)
        layout.addWidget(parts, 1)
        layout.addLayout(row)
        self._size_to_text()

    def _size_to_text(self) -> None:
        """As large as its text needs, and never larger than the screen."""
        line = self.fontMetrics().lineSpacing()
        self.resize(QSize(56 * line, 37 * line).boundedTo(self.screen().availableSize() * 0.95))

    # Showing

    def open_at(self, key: str = "") -> None:
        """Show the dialog, with this item of the shelf if it exists."""
        self.refresh()
        if key:
            self.choose(key)
        self.show()
        self.activateWindow()
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def open_installing(self, key: str) -> None:
        """Show the dialog at the first page of the installation of an offer; nothing is downloaded yet."""
        self.open_at(key)
        item = self.current
        if item is not None and item.key == key and self.flow is None:
            self._plan(item, None)

    def choose(self, key: str) -> None:
        """Make an item current."""
        row = self.model.row_of(key)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row, 0))

    @property
    def current(self) -> ShelfItem | None:
        """The item being shown."""
        return self.model.item(self.list.currentIndex().row())

    def refresh(self) -> None:
        """Reload everything; the current item stays current."""
        key = self.current.key if self.current is not None else ""
        if self.flow is not None and key == self.flow.installation.plan.key:
            key = self._flow_key()
        shown, catalogue = self._keeper.shelf()
        self.model.show(shown)
        if self.current is None or self.current.key != key:
            self.choose(key)
        self.problems.setText("\n".join(catalogue.problems))
        self.problems.setVisible(bool(catalogue.problems))
        self.automatic.setEnabled(self._keeper.chosen_by_hand)
        self._show_current()

    def _flow_key(self) -> str:
        """The installation's key on the shelf: that of its offer, and when done that of its bundle."""
        assert self.flow is not None
        bundle = self.flow.installation.bundle
        return self.flow.installation.plan.key if bundle is None else installed_key(bundle.folder)

    def _moved(self) -> None:
        self._removing = ""
        self.details.show_message("")
        self._show_current()

    def _show_current(self) -> None:
        item = self.current
        facts = []
        if item is not None:
            pins = self._keeper.store.pinned(item.entry) if item.entry is not None else {}
            facts = facts_of(item, self._keeper.catalogue, self._keeper.models.status, pins)
        removing = item is not None and item.key == self._removing
        offered = item.entry if item is not None and item.bundle is None else None
        leftover = self._keeper.store.leftover_bytes(offered) if offered is not None else 0
        self.details.show_item(
            item, facts, removing=removing, busy=self._keeper.busy, leftover_bytes=leftover
        )
        flow = self.flow
        here = flow is not None and (item is None or item.key == self._flow_key())
        self.right.setCurrentWidget(flow if flow is not None and here else self.details)

    # Doing

    def _asked(self, what: str) -> None:
        item = self.current
        if item is None:
            return
        self.details.show_message("")
        acts: dict[str, Callable[[], object]] = {
            "use_codec": partial(self._use, item, "codec"),
            "use_lcm": partial(self._use, item, "lcm"),
            "use_translator": partial(self._use, item, "translator"),
            "stop_translator": partial(self._stop_using, item),
            "install": partial(self._plan, item, None),
            "install_from": partial(self._install_from, item),
            "verify": partial(self._keeper.verify, item),
            "remove": partial(self._confirm_removal, item.key),
            "keep": partial(self._confirm_removal, ""),
            "remove_surely": partial(self._remove, item),
        }
        acts[what]()

    def _use(self, item: ShelfItem, kind: str) -> None:
        if item.bundle is not None:
            self._keeper.use(item.bundle, (kind,))

    def _stop_using(self, item: ShelfItem) -> None:
        if item.bundle is not None:
            self._keeper.stop_using(item.bundle)

    def _remove(self, item: ShelfItem) -> None:
        self._removing = ""
        if item.bundle is not None:
            self._keeper.remove(item)
        else:
            self._keeper.remove_leftovers(item)

    def _discard(self) -> None:
        """Ask whether what the installation has kept is to go."""
        self._leave_flow()
        if self.current is not None:
            self._confirm_removal(self.current.key)

    def _confirm_removal(self, key: str) -> None:
        self._removing = key
        self._show_current()
        (self.details.keep if key else self.details.remove).setFocus()

    def _plan(self, item: ShelfItem, folder: Path | None) -> None:
        entry = item.entry
        if entry is not None:
            self._begin(lambda: plan_for(self._keeper.store, entry, folder))

    def _install_from(self, item: ShelfItem) -> None:
        chosen = self.ask_folder(self.tr("Folder with the downloaded files"))
        if chosen:
            self._plan(item, Path(chosen))

    def _ask_import(self) -> None:
        chosen = self.ask_model()
        if chosen:
            self._begin(lambda: plan_import(self._keeper.store, Path(chosen)))

    def _ask_model(self) -> str:
        """A file tells more than a folder: which model, and whether it is a package."""
        kinds = f"{self.tr('Models')} (bundle.json model.bin *{PACKAGE_ENDING})"
        return QFileDialog.getOpenFileName(self, self.tr("File of the model"), "", kinds)[0]

    def _begin(self, make: Callable[[], InstallPlan]) -> None:
        """Show the pages of an installation; one at a time."""
        if self._keeper.busy:
            return
        try:
            plan = make()
        except ConceptWriterError as error:
            self.details.show_message(str(error), "bad")
            return
        self._drop_flow()
        flow = InstallFlow(self._keeper.prepare(plan), self._keeper.store, self)
        flow.left.connect(self._leave_flow)
        flow.hidden.connect(self.reject)
        flow.discard_asked.connect(self._discard)
        flow.use_asked.connect(self._use_installed)
        self.flow = flow
        self.right.addWidget(flow)
        self.refresh()
        self.choose(plan.key)
        self._show_current()
        flow.next.setFocus()

    def _use_installed(self, bundle: FoundBundle) -> None:
        kinds = bundle.manifest.kinds if bundle.manifest is not None else []
        self._leave_flow()
        self.choose(installed_key(bundle.folder))
        self._keeper.use(
            bundle, [kind for kind in ("codec", "lcm", "splitter", "translator") if kind in kinds]
        )

    def _leave_flow(self) -> None:
        bundle = self.flow.installation.bundle if self.flow is not None else None
        self._drop_flow()
        self.refresh()
        if bundle is not None:
            self.choose(installed_key(bundle.folder))
        self.list.setFocus()

    def _drop_flow(self) -> None:
        if self.flow is not None:
            self.right.removeWidget(self.flow)
            self.flow.hide()
            self.flow.deleteLater()
            self.flow = None
        self._keeper.forget_plan()
