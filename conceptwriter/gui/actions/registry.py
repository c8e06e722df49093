"""The actions at run time: QActions made from records, their functions, enabled states and keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence

from conceptwriter.editor.theme.plain import plain_tip
from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.actions.digit_row import digit_row_twins
from conceptwriter.gui.actions.spec import ActionSpec, Scope, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


class KeyClash(ConceptWriterError):
    """The requested key belongs to another action."""


@dataclass(frozen=True)
class _Binding:
    run: Callable[[], object]
    enabled: Callable[[], bool] | None
    checked: Callable[[], bool] | None


class ActionRegistry(QObject):
    """All actions of one window. Widgets query it; no QAction with a key is created elsewhere."""

    keys_changed = Signal()

    def __init__(
        self,
        specs: Sequence[ActionSpec],
        overrides: Mapping[str, Sequence[str]] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.specs = {spec.id: spec for spec in specs}
        self._keys = {spec.id: spec.default_keys() for spec in specs}
        self._bindings: dict[str, _Binding] = {}
        self._actions = {spec.id: self._made(spec) for spec in specs}
        self._refresh_soon = QTimer(self, singleShot=True, interval=0)
        self._refresh_soon.timeout.connect(self.refresh)
        for action_id, keys in (overrides or {}).items():
            if action_id in self.specs:
                self._keys[action_id] = normalised(keys)
        for action_id in self.specs:
            self._show_keys(action_id)

    def _made(self, spec: ActionSpec) -> QAction:
        action = QAction(translated(spec.text), self)
        action.setObjectName(spec.id)
        action.setEnabled(False)
        if spec.hint:
            action.setStatusTip(plain_tip(translated(spec.hint)))
            action.setToolTip(plain_tip(translated(spec.hint)))
        action.setMenuRole(spec.role)
        if spec.scope is Scope.VIEW:
            # Shown in the menu only: the view that has focus handles the key itself.
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        else:
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _checked=False, name=spec.id: self.run(name))
        return action

    def bind(
        self,
        action_id: str,
        run: Callable[[], object],
        enabled: Callable[[], bool] | None = None,
        checked: Callable[[], bool] | None = None,
    ) -> None:
        """Set what an action does, when it is enabled (None: always) and whether it is on (None: never)."""
        self._bindings[action_id] = _Binding(run, enabled, checked)
        self._actions[action_id].setCheckable(checked is not None)
        self._actions[action_id].setEnabled(enabled is None or enabled())

    def action(self, action_id: str) -> QAction:
        """The QAction; KeyError for an unknown id."""
        return self._actions[action_id]

    def actions(self) -> Iterable[QAction]:
        """All QActions in the order of the menus."""
        return self._actions.values()

    def unbound(self) -> list[str]:
        """Ids of actions that do nothing yet; a test asserts that there are none in the real window."""
        return [action_id for action_id in self.specs if action_id not in self._bindings]

    def run(self, action_id: str) -> bool:
        """Run an action if it is enabled; True if it was."""
        binding = self._bindings.get(action_id)
        if binding is None or (binding.enabled is not None and not binding.enabled()):
            self.refresh()
            return False
        binding.run()
        self.refresh_soon()
        return True

    def is_enabled(self, action_id: str) -> bool:
        """Whether `run` would do something now."""
        binding = self._bindings.get(action_id)
        return binding is not None and (binding.enabled is None or binding.enabled())

    def refresh_soon(self) -> None:
        """Request one refresh when the event loop is next idle, however often this is called before."""
        self._refresh_soon.start()

    def refresh(self) -> None:
        """Update enabled and checked states."""
        for action_id, binding in self._bindings.items():
            action = self._actions[action_id]
            if binding.enabled is not None:
                action.setEnabled(binding.enabled())
            if binding.checked is not None:
                action.setChecked(binding.checked())

    # Keys

    def keys(self, action_id: str) -> tuple[str, ...]:
        """The keys of an action in portable spelling."""
        return self._keys[action_id]

    def shown_keys(self, action_id: str) -> str:
        """The keys of an action as this system displays them, joined by commas."""
        return ", ".join(as_shown(key) for key in self._keys[action_id])

    def holder(self, key: str) -> str | None:
        """Id of the action that has this key, if any."""
        wanted = normalised([key])
        for action_id, keys in self._keys.items():
            if any(key in keys for key in wanted):
                return action_id
        return None

    def set_keys(self, action_id: str, keys: Sequence[str]) -> None:
        """Set an action's keys. Raises KeyClash when another action has one of them."""
        wanted = normalised(keys)
        for key in wanted:
            holder = self.holder(key)
            if holder is not None and holder != action_id:
                raise KeyClash(
                    self.tr(
                        "{key} is already used by “{action}”. Choose another shortcut, or change that "
                        "one first."
                    ).format(key=as_shown(key), action=self.specs[holder].title)
                )
        self._keys[action_id] = wanted
        self._show_keys(action_id)
        self.keys_changed.emit()

    def take_keys(self, action_id: str, keys: Sequence[str]) -> None:
        """Set an action's keys, taking them from other actions that have them."""
        wanted = normalised(keys)
        for other in {self.holder(key) for key in wanted} - {None, action_id}:
            assert other is not None
            self._keys[other] = tuple(key for key in self._keys[other] if key not in wanted)
            self._show_keys(other)
        self.set_keys(action_id, wanted)

    def reset_keys(self, action_id: str | None = None) -> None:
        """Restore the default keys of one action or of all. Raises KeyClash where a default is taken."""
        if action_id is not None:
            self.set_keys(action_id, self.specs[action_id].default_keys())
            return
        for spec in self.specs.values():
            self._keys[spec.id] = spec.default_keys()
            self._show_keys(spec.id)
        self.keys_changed.emit()

    def overrides(self) -> dict[str, list[str]]:
        """The keys that differ from the default ones, to be stored."""
        return {
            name: list(keys) for name, keys in self._keys.items() if keys != self.specs[name].default_keys()
        }

    def clashes(self) -> dict[str, list[str]]:
        """Every key that more than one action has, with the ids."""
        holders: dict[str, list[str]] = {}
        for action_id, keys in self._keys.items():
            for key in normalised(keys):
                holders.setdefault(key, []).append(action_id)
        return {key: ids for key, ids in holders.items() if len(ids) > 1}

    def _show_keys(self, action_id: str) -> None:
        keys = list(self._keys[action_id])
        keyboard = QGuiApplication.inputMethod().locale()
        for key in self._keys[action_id]:
            keys += [twin for twin in normalised(digit_row_twins(key, keyboard)) if self.holder(twin) is None]
        sequences = [QKeySequence(key, QKeySequence.SequenceFormat.PortableText) for key in keys]
        self._actions[action_id].setShortcuts(sequences)


def normalised(keys: Sequence[str]) -> tuple[str, ...]:
    """Keys in Qt's portable spelling, unreadable ones and repeats left out."""
    spelt = (
        QKeySequence(key, QKeySequence.SequenceFormat.PortableText).toString(
            QKeySequence.SequenceFormat.PortableText
        )
        for key in keys
    )
    return tuple(dict.fromkeys(key for key in spelt if key))


def as_shown(key: str) -> str:
    """A key as this system displays it (on macOS with its symbols)."""
    sequence = QKeySequence(key, QKeySequence.SequenceFormat.PortableText)
    native = sequence.toString(QKeySequence.SequenceFormat.NativeText)
    if key.endswith("Return") and native.endswith("Return"):  # no current keyboard is labelled like this
        return native.removesuffix("Return") + QCoreApplication.translate("QShortcut", "Enter")
    return native
