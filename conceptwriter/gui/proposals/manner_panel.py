"""The panel beside the proposals: how the model is to propose. Advanced settings are collapsible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from conceptwriter.assistant import SPANS
from conceptwriter.editor.theme.plain import PlainLabel, on_button, plain_tip
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.gui.proposals.who_wrote import writer_words
from conceptwriter.gui.proposals.wish_box import WishBox
from conceptwriter.gui.proposals.wording import (
    PRESET_NAMES,
    concept_model_only_hint,
    concept_model_only_title,
    good_at,
    preset_hint,
    preset_title,
    variant_title,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from conceptwriter.gui.proposals.manner import Manner

STEPS = {"steps": 1, "guidance": 0.25, "temperature": 0.1, "top_p": 0.05, "top_k": 1}
"""Step of one click on an arrow."""


class FittingScrollArea(QScrollArea):
    """As high as its content if there is room, and scrolling if there is not."""

    def __init__(self, inside: QWidget, layout: QLayout, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = layout
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def _height(self, width: int) -> int:
        layout = self._layout
        return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()

    def sizeHint(self) -> QSize:
        return QSize(self._layout.sizeHint().width(), self._height(self.viewport().width()) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, min(self.sizeHint().height(), 6 * self.fontMetrics().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_height()

    def fit_height(self) -> None:
        """Give wrapped text its full height; scroll if there is no room for it."""
        height = self._height(self.viewport().width())
        inside = self.widget()
        if inside is not None and inside.minimumHeight() != height:
            inside.setMinimumHeight(height)
            self.updateGeometry()


class MannerPanel(QWidget):
    """Shows a `Manner` and changes it; every change takes effect at once and is remembered."""

    voice_wanted = Signal()
    """The user wants to install a voice."""

    def __init__(self, manner: Manner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._manner = manner
        self.setAccessibleName(self.tr("Proposal settings"))
        self.preset = QComboBox(self)
        self.preset.setAccessibleName(self.tr("Preset"))
        for name in PRESET_NAMES:
            self.preset.addItem(preset_title(name), name)
            self.preset.setItemData(
                self.preset.count() - 1, plain_tip(preset_hint(name)), Qt.ItemDataRole.ToolTipRole
            )
        self.concept_only = QCheckBox(concept_model_only_title(), self)
        self.concept_only.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.writer = PlainLabel(self)
        self.writer.setWordWrap(True)
        set_role(self.writer, "hint")
        self.install_voice = QToolButton(self)
        self.install_voice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.install_voice.clicked.connect(self.voice_wanted)
        set_role(self.install_voice, "link")
        self.advanced = QToolButton(self)
        self.advanced.setCheckable(True)
        self.advanced.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._make_fields()
        self.fold = self._folded_fields()
        self._lay_out()
        self._connect()
        self.advanced.setChecked(manner.advanced_shown)
        self.fold.setVisible(manner.advanced_shown)
        self.refresh()
        self.setFocusProxy(self.preset)

    # Building

    def _make_fields(self) -> None:
        self.variant = QComboBox(self)
        self.variant.setAccessibleName(self.tr("Variant"))
        self.variant.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.good_at = PlainLabel(self)
        self.good_at.setWordWrap(True)
        set_role(self.good_at, "hint")
        names = {
            "steps": self.tr("Steps"),
            "guidance": self.tr("Guidance"),
            "temperature": self.tr("Temperature"),
            "top_p": self.tr("Top-p"),
            "top_k": self.tr("Top-k"),
        }
        self.numbers = {name: WishBox(names[name], SPANS[name], STEPS[name], self) for name in STEPS}
        self.seed = QSpinBox(self)
        self.seed.setRange(0, 2**31 - 1)
        self.seed.setKeyboardTracking(False)
        self.seed.setAccessibleName(self.tr("Seed"))
        self.seed.setToolTip(self.tr("The same seed and text give the same proposals."))
        self.seed.lineEdit().setTextMargins(4, 0, 4, 0)
        self.dice = QToolButton(self)
        self.dice.setText("⚄")
        self.dice.setToolTip(self.tr("New random seed: other proposals from the same settings"))
        self.dice.setAccessibleName(self.tr("New random seed"))
        self.reset = QToolButton(self)
        self.reset.setText(self.tr("Reset to Preset"))
        set_role(self.reset, "link")
        for button in (self.dice, self.reset):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _folded_fields(self) -> FittingScrollArea:
        inside = QWidget(self)
        inside.setAccessibleName(self.tr("Advanced proposal settings"))
        set_role(inside, "side")
        seed = QHBoxLayout()
        seed.setSpacing(4)
        seed.addWidget(self.seed, 1)
        seed.addWidget(self.dice)
        form = QFormLayout(inside)
        form.setContentsMargins(0, 2, 2, 4)
        form.setVerticalSpacing(5)
        form.setHorizontalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        label = PlainLabel(self.tr("Variant"), inside)
        label.setBuddy(self.variant)
        form.addRow(label, self.variant)
        form.addRow(self.good_at)
        for box in self.numbers.values():
            label = PlainLabel(box.accessibleName(), inside)
            label.setBuddy(box)
            form.addRow(label, box)
        label = PlainLabel(self.tr("Seed"), inside)
        label.setBuddy(self.seed)
        form.addRow(label, seed)
        form.addRow(self.reset)
        return FittingScrollArea(inside, form, self)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.preset, 1)
        head.addWidget(self.advanced)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.concept_only)
        layout.addWidget(self.writer)
        layout.addWidget(self.install_voice)
        layout.addWidget(self.fold)
        order = [
            self.preset,
            self.advanced,
            self.concept_only,
            self.install_voice,
            self.variant,
            *self.numbers.values(),
            self.seed,
        ]
        for before, after in zip(order, [*order[1:], self.dice], strict=True):
            QWidget.setTabOrder(before, after)
        QWidget.setTabOrder(self.dice, self.reset)

    def _connect(self) -> None:
        manner = self._manner
        self.preset.currentIndexChanged.connect(lambda _i: manner.choose_preset(self.preset.currentData()))
        self.concept_only.toggled.connect(manner.choose_concept_model_only)
        self.variant.currentIndexChanged.connect(
            lambda _i: manner.wish("variant", self.variant.currentData() or None)
        )
        for name, box in self.numbers.items():
            box.wished.connect(lambda value, name=name: manner.wish(name, value))
        self.seed.valueChanged.connect(lambda value: manner.wish("seed", value or None))
        self.dice.clicked.connect(manner.draw_seed)
        self.reset.clicked.connect(manner.reset)
        self.advanced.toggled.connect(self._unfold)
        manner.changed.connect(self.refresh)

        for field in (self.preset, self.variant, *self.numbers.values(), self.seed):
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The wheel scrolls when it passes over a field; it changes only a field that has keyboard focus."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    # Showing

    @property
    def unfolded(self) -> bool:
        """Whether the advanced settings are shown."""
        return self.advanced.isChecked()

    def _unfold(self, on: bool) -> None:
        self._manner.show_advanced(on)
        self.fold.setVisible(on)
        self._name_advanced()

    def _name_advanced(self) -> None:
        count = len(self._manner.wishes.plain())
        words = self.tr("Advanced") if not count else self.tr("Advanced ({count})").format(count=count)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.advanced.setText(f"{words} {'▾' if self.unfolded else '◂' if mirrored else '▸'}")
        self.advanced.setAccessibleName(words)
        hint = self.tr("Variant, steps, seed, ...")
        if count:
            hint = self.tr("Set by hand: {count}").format(count=count)
        self.advanced.setToolTip(plain_tip(hint))
        self.advanced.setAccessibleDescription(hint)

    def refresh(self) -> None:
        """Show the current manner."""
        manner, wishes = self._manner, self._manner.wishes
        with QSignalBlocker(self.preset):
            self.preset.setCurrentIndex(max(0, self.preset.findData(manner.preset)))
        self.preset.setToolTip(plain_tip(preset_hint(manner.preset)))
        self.preset.setAccessibleDescription(preset_hint(manner.preset))
        self._show_writer()
        self._show_variants(wishes.variant)
        for name, box in self.numbers.items():
            box.show_wish(getattr(wishes, name), manner.usual(name), counts=manner.counts(name))
            self._explain(name, box)
        with QSignalBlocker(self.seed):
            self.seed.setValue(wishes.seed or 0)
        self.reset.setVisible(bool(wishes.plain()))
        self._name_advanced()
        self.fold.fit_height()

    def _show_writer(self) -> None:
        """Show who will write, and why an available voice will not; without a concept model nobody."""
        manner = self._manner
        with QSignalBlocker(self.concept_only):
            self.concept_only.setChecked(manner.concept_model_only)
        self.concept_only.setVisible(bool(manner.variants))
        offered = manner.voice_offer if manner.variants and not manner.voice else ""
        self.install_voice.setVisible(bool(offered))
        self.install_voice.setText(on_button(self.tr("Install {title}...").format(title=offered)))
        hint = concept_model_only_hint()
        self.concept_only.setToolTip(plain_tip(hint))
        self.concept_only.setAccessibleDescription(hint)
        words = writer_words(manner.voice, concept_only=manner.concept_model_only, forced=manner.forced_by)
        self.writer.setText(words)
        self.writer.setVisible(bool(manner.variants and words))

    def _show_variants(self, wished: str | None) -> None:
        manner = self._manner
        with QSignalBlocker(self.variant):
            self.variant.clear()
            usual = manner.preset_variant
            first = self.tr("From the preset")
            if usual is not None:
                first = self.tr("{variant} (preset)").format(variant=variant_title(usual))
            self.variant.addItem(first, "")
            for variant in manner.variants:
                self.variant.addItem(variant_title(variant), variant.name)
            if wished is not None and manner.variants and manner.variant is None:
                missing = self.tr("{variant} (not in this model)").format(variant=wished)
                self.variant.addItem(missing, wished)
            chosen = manner.variant.name if wished is not None and manner.variant is not None else wished
            self.variant.setCurrentIndex(max(0, self.variant.findData(chosen or "")))
        self.variant.setEnabled(bool(manner.variants))
        if not manner.variants:
            words = self.tr("No concept model is installed.")
        elif manner.variant is None:
            words = self.tr("This model does not have the variant. Choose another one.")
        else:
            words = good_at(manner.variant)
        self.good_at.setText(words)
        self.good_at.setVisible(bool(words))
        set_role(self.good_at, "warn" if manner.variants and manner.variant is None else "hint")
        self.variant.setToolTip(plain_tip(words))

    def _explain(self, name: str, box: WishBox) -> None:
        variant = self._manner.variant
        words = self._meaning(name)
        if not self._manner.counts(name) and variant is not None:
            words = self.tr("The variant “{variant}” does not use this.").format(
                variant=variant_title(variant)
            )
        box.setToolTip(plain_tip(words))
        box.setAccessibleDescription(words)

    def _meaning(self, name: str) -> str:
        return {
            "steps": self.tr("More steps take longer and give cleaner results."),
            "guidance": self.tr("Higher values stay closer to the text before; 1 is none."),
            "temperature": self.tr("Higher values vary more; 0 always takes the most likely."),
            "top_p": self.tr("Lower values choose only from the most likely; 1 chooses from all."),
            "top_k": self.tr("Chooses from this many of the most likely."),
        }[name]
