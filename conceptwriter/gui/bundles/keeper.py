"""Manages the models of a window: which are used, the running installation, verifying and removing."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from conceptwriter.bundles import codecs_in
from conceptwriter.bundles.manifest import MANIFEST_NAME
from conceptwriter.bundles.translator_defaults import (
    drop_defaults,
    pairs_to_take,
    read_defaults,
    set_default,
)
from conceptwriter.bundles.translators import translators_in
from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.bundles.installation import Installation, InstallState
from conceptwriter.gui.bundles.shelf import OFFERED, ShelfItem, place_of, shelf
from conceptwriter.gui.bundles.store import BundleStore
from conceptwriter.gui.bundles.wording import job_step_words, size_words
from conceptwriter.install.catalogue import Catalogue
from conceptwriter.job import Job, start_job

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from conceptwriter.bundles import FoundBundle
    from conceptwriter.gui.bundles.plan import InstallPlan, Listener
    from conceptwriter.gui.jobs.models import EngineHost
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.settings import WindowSettings


class ModelKeeper(QObject):
    """One per window; the dialog shows its state. Its choices are stored in the settings."""

    changed = Signal()
    """The shelf, the models in use, or the installation changed."""
    answered = Signal(str, str)
    """Result of verifying or removing: text, role."""
    installed = Signal(object)
    """FoundBundle, when its installation is done."""

    def __init__(
        self,
        models: EngineHost,
        jobs: JobService,
        settings: WindowSettings,
        store: BundleStore | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.models, self.jobs, self._settings = models, jobs, settings
        self.store = store or BundleStore()
        self.catalogue = Catalogue(())
        """As last read; a window that never needs it reads none."""
        self.pairs_here: Callable[[], Collection[tuple[str, str]]] = tuple
        """Source and target of what is being translated in the window."""
        self.installation: Installation | None = None
        self._at_work = 0
        models.changed.connect(self.changed)

    # The shelf

    def shelf(self) -> tuple[list[ShelfItem], Catalogue]:
        """What is installed and what is available, read again."""
        self.catalogue = self.store.catalogue()
        choice = self.models.choice
        used = choice.bundles if choice is not None else None
        items = shelf(
            self.store.installed(),
            self.catalogue.entries,
            codec=used.codec if used is not None else None,
            lcm=used.lcm if used is not None else None,
            voice=used.voice if used is not None else None,
            defaults=read_defaults(),
            pairs=self.pairs_here(),
        )
        plan = self.installation.plan if self.installation is not None else None
        if plan is not None and place_of(items, plan.key) < 0 and self.installation_open:
            items.append(ShelfItem(plan.key, OFFERED, plan.title, "", entry=plan.entry))
        return items, self.catalogue

    @property
    def installation_open(self) -> bool:
        """True while an installation is planned, running, or can be continued."""
        return self.installation is not None and self.installation.state is not InstallState.DONE

    @property
    def busy(self) -> bool:
        """True while something is being installed, verified or removed."""
        return self._at_work > 0 or (self.installation is not None and self.installation.running)

    # Choosing

    @property
    def chosen_by_hand(self) -> bool:
        """Whether the user chose the models in use."""
        return bool(self._settings.codec_bundle or self._settings.lcm_bundle)

    def use(self, bundle: FoundBundle, kinds: Collection[str]) -> None:
        """Use a bundle as "codec", "lcm" or both, or as "splitter", now and after the next start.

        A voice works with every concept model: with no kind it is used from now on. A "translator" becomes
        the default of its pairs of languages.
        """
        if "translator" in kinds:
            self._make_default(bundle)
            return
        if "splitter" in kinds:
            self._settings.splitter = "sat"
            self.changed.emit()
            return
        codec, lcm = chosen_folders(self._settings)
        self._choose(
            bundle.folder if "codec" in kinds else codec,
            bundle.folder if "lcm" in kinds else lcm,
        )

    def _make_default(self, bundle: FoundBundle) -> None:
        (translator,) = translators_in([bundle])
        try:
            set_default(translator.name, pairs_to_take(translator))
        except ConceptWriterError as error:
            self.answered.emit(str(error), "bad")
            return
        self.changed.emit()
        words = self.tr("{title} now translates its languages by default.")
        self.answered.emit(words.format(title=translator.shown), "good")

    def stop_using(self, bundle: FoundBundle) -> None:
        """The program's own model translates again what this translator was the default for."""
        (translator,) = translators_in([bundle])
        try:
            drop_defaults(translator.name)
        except ConceptWriterError as error:
            self.answered.emit(str(error), "bad")
            return
        self.changed.emit()
        words = self.tr("{title} is no longer used by default. Translate Again still shows its translations.")
        self.answered.emit(words.format(title=translator.shown), "good")

    def choose_automatically(self) -> None:
        """Let the program choose again."""
        self._choose(None, None)

    def _choose(self, codec: Path | None, lcm: Path | None) -> None:
        """A failure is reported, and everything stays as it was."""
        try:
            self.models.choose(codec, lcm)
        except ConceptWriterError as error:
            self.answered.emit(str(error), "bad")
            return
        self._settings.codec_bundle = str(codec or "")
        self._settings.lcm_bundle = str(lcm or "")
        self.models.warm_up()
        self.changed.emit()
        choice = self.models.choice
        self.answered.emit(choice.why if choice is not None else "", "good")

    # Installing

    def prepare(self, plan: InstallPlan) -> Installation:
        """A new installation that has not begun; the previous one must have ended."""
        self.forget_plan()
        made = Installation(plan, self.jobs, self)
        made.changed.connect(self._installation_moved)
        made.finished.connect(self._installed)
        self.installation = made
        return made

    def forget_plan(self) -> None:
        """Drop an installation that is not running."""
        if self.installation is not None and not self.installation.running:
            self.installation.deleteLater()
            self.installation = None

    def _installation_moved(self) -> None:
        assert self.installation is not None
        if self.installation.state is not InstallState.RUNNING or self.installation.step is None:
            self.changed.emit()

    def _installed(self, bundle: FoundBundle) -> None:
        if self.models.choice is None:
            self._choose(None, None)  # the first model on this computer is used without asking
        self.models.look_for_translators()
        self.installed.emit(bundle)

    # Verifying and removing

    def verify(self, item: ShelfItem) -> None:
        """Compare every file with its checksum."""
        if item.bundle is None:
            return
        folder, title = item.bundle.folder, item.title

        def on_done(_nothing: None) -> None:
            words = self.tr("All files of {title} are intact.").format(title=title)
            self.answered.emit(words, "good")

        self._do(
            self.tr("Verify {title}").format(title=title),
            lambda listener: self.store.verify(folder, listener),
            on_done,
        )

    def remove(self, item: ShelfItem) -> None:
        """Delete a bundle; if it is in use, the program chooses another."""
        if item.bundle is None:
            return
        folder, title = item.bundle.folder, item.title
        if set(item.serves) - {"translator"}:  # a translator's files are closed once it is loaded
            self._step_aside(folder)

        def on_done(_where: Path) -> None:
            self.answered.emit(self.tr("{title} was removed.").format(title=title), "good")

        self._do(
            self.tr("Remove {title}").format(title=title),
            lambda _listener: self.store.remove(folder),
            on_done,
        )

    def remove_leftovers(self, item: ShelfItem) -> None:
        """Delete what an installation that did not finish has kept."""
        entry, title = item.entry, item.title
        if entry is None:
            return

        def on_done(count: int) -> None:
            words = self.tr("The unfinished download of {title} was removed ({size}).")
            self.answered.emit(words.format(title=title, size=size_words(count)), "good")

        self._do(
            self.tr("Remove the download of {title}").format(title=title),
            lambda _listener: self.store.remove_leftovers(entry),
            on_done,
        )

    def _step_aside(self, folder: Path) -> None:
        """Stop using a bundle before it is deleted: some systems cannot delete open files.

        For a voice the same models are chosen again, since a voice is read only when it is first used.
        """
        voice = self.models.choice.bundles.voice if self.models.choice is not None else None
        if folder == voice:
            with suppress(ConceptWriterError):
                self.models.choose(*chosen_folders(self._settings))
            return
        others = [bundle.folder for bundle in codecs_in(self.store.installed()) if bundle.folder != folder]
        with suppress(ConceptWriterError):  # the deletion then reports what prevents it
            if others:
                self.models.choose(others[0], None)

    def _do(self, title: str, work: Callable[[Listener], object], on_done: Callable[..., None]) -> None:
        self._at_work += 1
        self.answered.emit(f"{title}…", "hint")

        def run(job: Job[object]) -> object:
            return work(lambda step: job.report(step.done, step.total or 0, job_step_words(step)))

        job = start_job(title, run)
        self.jobs.watch(
            job,
            on_result=lambda result: self._did(lambda: on_done(result)),
            on_failure=lambda error: self._did(lambda: self.answered.emit(_sentence(error), "bad")),
            on_cancelled=lambda: self._did(lambda: self.answered.emit("", "")),
            lasting=True,
        )
        self.changed.emit()

    def _did(self, notify: Callable[[], object]) -> None:
        self._at_work -= 1
        self._choose_if_missing()
        self.models.look_for_translators()
        notify()

    def _choose_if_missing(self) -> None:
        """The bundle in use may just have been removed."""
        codec, lcm = chosen_folders(self._settings)
        choice = self.models.choice
        used = (
            (choice.bundles.codec, choice.bundles.lcm, choice.bundles.lcm_codec, choice.bundles.voice)
            if choice is not None
            else ()
        )
        if any(
            folder is not None and not (folder / MANIFEST_NAME).is_file() for folder in (codec, lcm, *used)
        ):
            self._choose(
                *(folder if folder is not None and folder.is_dir() else None for folder in (codec, lcm))
            )


def chosen_folders(settings: WindowSettings) -> tuple[Path | None, Path | None]:
    """The codec and the LCM the user chose; None: automatic."""
    codec, lcm = settings.codec_bundle, settings.lcm_bundle
    return Path(codec) if codec else None, Path(lcm) if lcm else None


def _sentence(error: Exception) -> str:
    return (
        str(error) if isinstance(error, ConceptWriterError | OSError) else f"{type(error).__name__}: {error}"
    )
