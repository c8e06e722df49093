"""Connects the window and its models: the dialog, what a language needs, and notices about them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from conceptwriter.editor.wording import language_name
from conceptwriter.gui.bundles.advice import Advice, advise
from conceptwriter.gui.bundles.keeper import ModelKeeper
from conceptwriter.gui.bundles.shelf import translator_offer
from conceptwriter.gui.notices import Notice, NoticeBar, Tone
from conceptwriter.runtime.device import CPU, CUDA

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from conceptwriter.bundles import FoundBundle
    from conceptwriter.gui.bundles.dialog import ModelsDialog
    from conceptwriter.gui.bundles.shelf import ShelfItem
    from conceptwriter.gui.bundles.store import BundleStore
    from conceptwriter.gui.jobs.models import EngineHost
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.settings import WindowSettings

LACK, DEVICE, INSTALLED, REPLACED = "model", "device", "installed", "replaced"
"""Topics of its notices."""


class ModelLink(QObject):
    """One per window."""

    def __init__(
        self,
        models: EngineHost,
        jobs: JobService,
        settings: WindowSettings,
        notices: NoticeBar,
        window: QWidget,
        store: BundleStore | None = None,
    ) -> None:
        super().__init__(window)
        self._models, self._settings, self._notices, self._window = models, settings, notices, window
        self._dialog: ModelsDialog | None = None
        self._last_notice = ""
        """The device's reason reported last: each is reported once."""
        self.keeper = ModelKeeper(models, jobs, settings, store, self)
        self.source_here: Callable[[], str] = str
        """The language that is being translated from."""
        self._items: list[ShelfItem] | None = None
        """The shelf as last read; None when it may have changed since."""
        self.keeper.changed.connect(self._forget_items)
        self.keeper.installed.connect(self._post_installed)
        models.changed.connect(self._post_device)
        models.switched.connect(lambda: notices.withdraw(REPLACED))
        self._post_replaced()

    def _forget_items(self) -> None:
        self._items = None

    @property
    def dialog(self) -> ModelsDialog:
        """The models dialog; created on first use."""
        if self._dialog is None:
            from conceptwriter.gui.bundles.dialog import ModelsDialog

            self._dialog = ModelsDialog(self.keeper, self._window)
        return self._dialog

    def open(self, key: str = "") -> None:
        """Show the dialog, with an item of the shelf if one is named."""
        self.dialog.open_at(key)

    def voice_offer(self) -> ShelfItem | None:
        """A voice that can be installed; None if one is in use or nothing could be proposed anyway."""
        if self._models.voice or not self._models.variants:
            return None
        offered = [item for item in self._shelf() if item.bundle is None and item.entry is not None]
        return next((item for item in offered if "voice" in item.kinds), None)

    def install_voice(self) -> None:
        """Start the installation of a voice: its facts and its licence come first."""
        item = self.voice_offer()
        if item is None:
            self.open()
        else:
            self.dialog.open_installing(item.key)

    def close(self) -> None:
        """The window is closing: close the dialog too."""
        if self._dialog is not None:
            self._dialog.close()

    # Unsupported languages

    def adviser(self) -> Callable[[str], Advice | None]:
        """A function that returns what a language needs; the shelf is read once."""
        items, source = self._shelf(), self.source_here()
        return lambda code: advise(code, items, self._models.title, source)

    def _shelf(self) -> list[ShelfItem]:
        if self._items is None:
            self._items, _catalogue = self.keeper.shelf()
        return self._items

    def translator_offer(self, source: str, target: str) -> ShelfItem | None:
        """A translation model that can be installed for a pair which none translates yet.

        None once the user does not want to hear of it.
        """
        if not self._settings.translator_hint:
            return None
        return translator_offer(source, target, self._shelf())

    def refuse_translators(self) -> None:
        """Never mention such a model again."""
        self._settings.translator_hint = False

    def advise(self, code: str) -> Advice | None:
        """What a language needs; None if the models in use support it, or nothing would help."""
        known = self._models.languages
        return None if not known or code in known else self.adviser()(code)

    def follow(self, code: str, then: Callable[[], object] | None = None) -> None:
        """Follow the advice for a language: switch, then call `then`; or show what can be installed."""
        advice = self.adviser()(code)
        if advice is None:
            return
        if not advice.installed:
            self.open(advice.key)
            return
        bundle = next(item.bundle for item in self._shelf() if item.key == advice.key)
        assert bundle is not None, "what is installed has a bundle"
        self.keeper.use(bundle, ("codec",))
        if then is not None and code in self._models.languages:
            then()

    def post_lack(self, code: str) -> None:
        """Nothing can be proposed, or translated into this language: say why, and what would help."""
        if not self._models.title:
            words = self.tr("No model is installed, so nothing can be proposed or translated.")
            what = self._models.reason or self.tr(
                "Writing, translating by hand and export work without a model."
            )
            offer = self.tr("Models...")
            self._notices.post(Notice(f"{words} {what}", offer=offer, act=self.open, topic=LACK))
            return
        advice = self.adviser()(code)
        rest = self.tr("Nothing was translated. You can write the translation yourself.")
        if advice is not None:
            notice = Notice(
                f"{advice.text} {rest}", offer=advice.offer, act=lambda: self.follow(code), topic=LACK
            )
        else:
            words = self.tr("{model} does not know {language}.")
            lack = words.format(model=self._models.title, language=language_name(code))
            notice = Notice(f"{lack} {rest}", topic=LACK)
        self._notices.post(notice)

    # Notices

    def _post_installed(self, bundle: FoundBundle) -> None:
        """The dialog reports it itself if it is open."""
        if self._dialog is not None and self._dialog.isVisible():
            return
        manifest = bundle.manifest
        title = f"{manifest.title or manifest.name} {manifest.version}" if manifest is not None else ""
        words = self.tr("{title} is installed.").format(title=title)
        if manifest is not None and manifest.voice is not None:
            take_up = partial(self.keeper.use, bundle, ())
            self._notices.post(Notice(words, offer=self.tr("Use It Now"), act=take_up, topic=INSTALLED))
            return
        if manifest is not None and manifest.kinds == ["translator"]:
            by_default = partial(self.keeper.use, bundle, ("translator",))
            self._notices.post(
                Notice(words, offer=self.tr("Use by Default"), act=by_default, topic=INSTALLED)
            )
            return
        self._notices.post(Notice(words, offer=self.tr("Use It..."), act=self.open, topic=INSTALLED))

    def _post_replaced(self) -> None:
        """A bundle that the user had chosen no longer exists, and another is used."""
        if self._models.title and self._models.reason:
            words = self.tr("{model} will be used instead.").format(model=self._models.title)
            text = f"{self._models.reason} {words}"
            offer = self.tr("Models...")
            self._notices.post(Notice(text, Tone.WARN, offer=offer, act=self.open, topic=REPLACED))

    def _post_device(self) -> None:
        """The graphics card was to be used, but the processor is: slower than expected, so it is reported."""
        status = self._models.status
        if status is None or status.provider is None:
            return
        device = self._settings.device
        could = CUDA in status.available_providers and status.precision != "int8"
        meant = device == "cuda" or (device == "auto" and could)
        if not meant or status.provider != CPU:
            self._last_notice = ""
            self._notices.withdraw(DEVICE)
        elif status.notice != self._last_notice:
            self._last_notice = status.notice
            self._notices.post(Notice(status.notice, Tone.WARN, topic=DEVICE))
