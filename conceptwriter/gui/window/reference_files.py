"""Asks for files of memories and glossaries, and reads and writes them in the background."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from conceptwriter.editor.wording import number
from conceptwriter.gui.files.file_work import free_name, readable_error
from conceptwriter.gui.files.last_folders import LastFolders, Purpose
from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.gui.references.file_work import (
    add_terms,
    export_tmx,
    import_glossary,
    import_tmx,
    remember,
)
from conceptwriter.gui.window.reference_link import TOPIC
from conceptwriter.gui.window.term_dialog import TermDialog
from conceptwriter.job import start_job
from conceptwriter.memory import Memory
from conceptwriter.memory.documents import units_of_document
from conceptwriter.memory.places import project_memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from conceptwriter.editor.desk import Desk
    from conceptwriter.glossary import Entry
    from conceptwriter.gui.files.open_project import OpenProject
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.notices import NoticeBar
    from conceptwriter.gui.references.file_work import Encoded, Imported, Merged
    from conceptwriter.gui.references.meaning import MeaningSearch
    from conceptwriter.gui.references.store import ReferenceStore
    from conceptwriter.gui.settings import WindowSettings
    from conceptwriter.gui.window.translation import TranslationController
    from conceptwriter.job import Job


class LanguagePair(NamedTuple):
    """FLORES-200 codes."""

    source: str
    target: str


class ReferenceFiles(QObject):
    """One per window. What is imported goes into the memory and glossary that the document uses."""

    def __init__(
        self,
        desk: Desk,
        store: ReferenceStore,
        meaning: MeaningSearch,
        project: Callable[[], OpenProject],
        jobs: JobService,
        settings: WindowSettings,
        translation: TranslationController,
        notices: NoticeBar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._desk, self._store, self._project, self._jobs = desk, store, project, jobs
        self._meaning = meaning
        meaning.encoded.connect(self._can_be_found_by_meaning)
        meaning.failed.connect(self._failed)
        self._translation, self._notices, self._window = translation, notices, window
        self._folders = LastFolders(settings)

    # Memories

    def ask_import_memory(self) -> None:
        """Ask for a TMX file, and read it into the memory that this document uses."""
        chosen = self._asked_for(
            self.tr("Import a translation memory"), self.tr("Translation memories") + " (*.tmx *.xml)"
        )
        if chosen is not None:
            self.import_memory(chosen)

    def import_memory(self, path: Path) -> None:
        """Read a TMX file into the memory that this document uses."""
        into = self._store.learns_into
        job: Job[Imported] = start_job(
            self.tr("Reading {name}").format(name=path.name), lambda job: import_tmx(path, into, job)
        )
        self._watch(job, partial(self._memory_imported, path))

    def _memory_imported(self, path: Path, found: Imported) -> None:
        sentences = [
            self.tr("{name}: %Ln new translation(s) remembered.", "", found.new).format(name=path.name)
        ]
        if found.replaced:
            sentences.append(self.tr("%Ln translation(s) known already.", "", found.replaced))
        if found.left_out:
            sentences.append(
                self.tr("%Ln unit(s) left out: empty, or in unknown languages.", "", found.left_out)
            )
        self._done(" ".join(sentences))

    def ask_export_memory(self) -> None:
        """Ask for a name, and write the memory that this document uses as TMX."""
        memories = self._store.memories()
        if not memories:
            words = self.tr("There is no translation memory yet. Confirm a translation, or import one.")
            self._notices.post(Notice(words, Tone.HINT, topic=TOPIC))
            return
        proposed = free_name(self._folders.start(Purpose.EXPORT) / f"{memories[0].stem}.tmx")
        title = self.tr("Export the translation memory")
        kinds = self.tr("Translation memories") + " (*.tmx)"
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, str(proposed), kinds)
        if chosen:
            self._folders.used(Purpose.EXPORT, Path(chosen))
            self.export_memory(Path(chosen))

    def export_memory(self, path: Path) -> None:
        """Write the memory that this document uses as TMX."""
        memories = self._store.memories()

        def done(count: int) -> None:
            self._done(self.tr("%Ln translation(s) written to {path}.", "", count).format(path=path))

        job = start_job(
            self.tr("Writing {name}").format(name=path.name), lambda _job: export_tmx(memories, path)
        )
        self._watch(job, done)

    def remember_document(self) -> None:
        """Remember all translations of the document that a person has confirmed."""
        self._desk.fields.commit()
        units = list(units_of_document(self._desk.document, self._project().path.stem))
        into = self._store.learns_into

        def done(new: int) -> None:
            known = self.tr("%Ln confirmed translation(s)", "", len(units))
            fresh = self.tr("{new} of them new to the translation memory.").format(new=number(new))
            self._done(f"{known}; {fresh}")

        self._watch(start_job(self.tr("Remembering translations"), lambda _job: remember(units, into)), done)

    def make_project_memory(self) -> None:
        """Make a memory beside the document; from now on, it receives what is confirmed."""
        path = project_memory(self._project().path)

        def make(_job: Job[Path]) -> Path:
            Memory(path).close()
            return path

        words = self.tr("Translations that you confirm here are now remembered in {path}.")
        self._watch(
            start_job(self.tr("New translation memory"), make),
            lambda made: self._done(words.format(path=made)),
        )

    def read_by_meaning(self) -> None:
        """Let the model read all units of the memory, so that they are found by meaning."""
        if self._meaning.read_all():
            return
        words = (
            self.tr("This needs a model. See Tools, Models.")
            if self._meaning.encoder is None
            else self.tr("There is no translation memory yet. Confirm a translation, or import one.")
        )
        self._notices.post(Notice(words, Tone.HINT, topic=TOPIC))

    def _can_be_found_by_meaning(self, found: Encoded) -> None:
        self._store.look_again()
        sentences = [self.tr("%Ln more translation(s) can be found by meaning.", "", found.made)]
        if found.left_out:
            sentences.append(self.tr("%Ln unit(s) left out: the model cannot read them.", "", found.left_out))
        self._done(" ".join(sentences))

    def has_project_memory(self) -> bool:
        """True when there is a memory beside the document."""
        return project_memory(self._project().path).is_file()

    # Glossaries

    def ask_import_glossary(self) -> None:
        """Ask for a table or TBX file, and add its terms to the glossary of the document."""
        chosen = self._asked_for(
            self.tr("Import a glossary"), self.tr("Glossaries") + " (*.csv *.tsv *.tab *.txt *.tbx *.xml)"
        )
        if chosen is not None:
            self.import_glossary(chosen)

    def import_glossary(self, path: Path) -> None:
        """Add the terms of a file to the glossary of the document."""
        project = self._project().path
        title = self.tr("Reading {name}").format(name=path.name)
        self._watch(start_job(title, lambda _job: import_glossary(path, project)), self._merged)

    def ask_term(self) -> None:
        """Ask for a term and its translation, and add it to the glossary of the document."""
        pair = self.pair()
        if pair is None:
            words = self.tr("Show a paragraph in another language first: a term needs two languages.")
            self._notices.post(Notice(words, Tone.HINT, topic=TOPIC))
            return
        dialog = TermDialog(pair, self._window)
        dialog.suggest(*self._selected())
        dialog.added.connect(self.add_term)
        dialog.open()

    def _selected(self) -> tuple[str, str]:
        """The words selected in one text: of the source, or of its translation."""
        document, ends = self._desk.document, self._desk.text_range
        if ends is None or ends[0].node != ends[1].node:
            return "", ""
        node = ends[0].node
        words = " ".join(document.text(node)[ends[0].position : ends[1].position].split())
        return ("", words) if document.is_translated(node) else (words, "")

    def add_term(self, entry: Entry) -> None:
        """Add an entry to the glossary of the document."""
        project = self._project().path
        self._watch(
            start_job(self.tr("Adding a term"), lambda _job: add_terms(project, [entry])), self._merged
        )

    def pair(self) -> LanguagePair | None:
        """The languages of what is being translated."""
        document, node = self._desk.document, self._desk.current
        target = self._translation.other_language(node)
        return LanguagePair(document.node(node).source_language, target) if target else None

    def _merged(self, merged: Merged) -> None:
        words = self.tr("%Ln new term(s) in {path}.", "", merged.new).format(path=merged.path)
        self._done(" ".join([words, *merged.remarks[:3]]))

    # What they share

    def _asked_for(self, title: str, kinds: str) -> Path | None:
        folder = str(self._folders.start(Purpose.IMPORT))
        everything = self.tr("All files") + " (*)"
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, folder, f"{kinds};;{everything}")
        if not chosen:
            return None
        self._folders.used(Purpose.IMPORT, Path(chosen))
        return Path(chosen)

    def _watch(self, job: Job[Any], done: Callable[[Any], object]) -> None:
        """Follow a job; what is shown is looked up again after it, whether or not it could finish."""

        def finished(result: Any) -> None:
            self._store.look_again()
            done(result)

        self._jobs.watch(
            job,
            on_result=finished,
            on_failure=self._failed,
            on_cancelled=self._store.look_again,
            lasting=True,
        )

    def _failed(self, error: Exception) -> None:
        self._store.look_again()
        self._notices.post(Notice(readable_error(error), Tone.BAD, topic=TOPIC))

    def _done(self, words: str) -> None:
        self._notices.post(Notice(words, Tone.GOOD, topic=TOPIC))
