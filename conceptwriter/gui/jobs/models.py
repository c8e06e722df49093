"""The models of a window: the bundle, its engine, and the assistant for the open project.

Without a bundle, or with a damaged one, everything else works; `reason` then says why there is no model and
what to do.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from conceptwriter.bundles import (
    BundleError,
    FoundBundle,
    Pairing,
    Way,
    codecs_in,
    find_bundles,
    missing_starter,
    pair,
)
from conceptwriter.bundles.translator_defaults import read_defaults
from conceptwriter.bundles.translators import InstalledTranslator, Translators, translators_in
from conceptwriter.engine import BundleChoice, Describe, Engine, EngineStatus, VariantStatus, variants_in
from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conceptwriter.assistant import VectorCache
    from conceptwriter.gui.jobs.assistant_like import AssistantLike


MODELS_CHANGED = "The models were changed in the meantime. Try again."


@dataclass(frozen=True)
class ModelChoice:
    """The bundles in use, and their names for the user."""

    title: str
    languages: tuple[str, ...]
    bundles: BundleChoice
    proposes: bool
    """False for a codec without an LCM: it translates and rewrites, but proposes nothing."""
    variants: tuple[VariantStatus, ...] = ()
    """Variants of the concept model, the default one first."""
    way: Way = Way.SAME_SPACE
    """How codec and concept model work together."""
    why: str = ""
    """The same as a sentence for the user."""
    voice: str = ""
    """Title of the voice that writes drafts; empty without one."""
    codec: tuple[str, str] = ("", "")
    """Name and version of the codec, under which a project file stores its vectors."""


def choose_models(
    found: list[FoundBundle] | None = None, *, codec: Path | None = None, lcm: Path | None = None
) -> tuple[ModelChoice | None, str]:
    """The models to work with, and what the user should know: why there are none, or others than requested.

    `codec` and `lcm` are the folders of the bundles that the user has chosen, None is automatic. A choice
    that is no longer usable (it may have been removed) is replaced by the automatic one; the other choice is
    still respected as far as possible.
    """
    bundles = find_bundles() if found is None else found
    reason = ""
    for wishes in ((codec, lcm), (codec, None), (None, lcm)):
        if wishes == (None, None):
            continue
        try:
            return described(pair(bundles, *wishes)), reason
        except BundleError as error:
            reason = reason or str(error)
    if not codecs_in(bundles):
        problem = next((bundle.problem for bundle in bundles if bundle.problem), "")
        return None, reason or problem or missing_starter()
    return described(pair(bundles)), reason


def described(pairing: Pairing) -> ModelChoice:
    """A pairing as shown in the window."""
    manifest, lcm = pairing.codec.manifest, pairing.lcm
    assert manifest is not None, "only readable bundles are paired"
    return ModelChoice(
        title=f"{manifest.title or manifest.name} {manifest.version}",
        languages=tuple(manifest.languages),
        bundles=BundleChoice(
            pairing.codec.folder,
            None if lcm is None else lcm.folder,
            None if pairing.lcm_codec is None else pairing.lcm_codec.folder,
            None if pairing.voice is None else pairing.voice.folder,
        ),
        proposes=lcm is not None,
        variants=variants_in(lcm.manifest) if lcm is not None and lcm.manifest is not None else (),
        way=pairing.way,
        why=pairing.why,
        voice=_voice_title(pairing),
        codec=(manifest.name, manifest.version),
    )


def _voice_title(pairing: Pairing) -> str:
    """Title of the voice, as the engine reports it."""
    voice = pairing.voice.manifest if pairing.voice is not None else None
    return voice.title or voice.name if voice is not None else ""


class EngineHost(QObject):
    """Owns the engine and the assistant. The engine's process starts with the first request."""

    changed = Signal()
    """What is loaded, or its status, has changed."""
    switched = Signal()
    """The user switched to other models; `changed` has been emitted already."""

    _described = Signal()

    def __init__(
        self, parent: QObject | None = None, look: Callable[[], list[FoundBundle]] = find_bundles
    ) -> None:
        super().__init__(parent)
        self.choice: ModelChoice | None = None
        self.reason = ""
        self.assistant: AssistantLike | None = None
        self._engine: Engine | None = None
        self._device = "auto"
        self._vectors: VectorCache | None = None
        self._serving = False
        self._look = look
        self._translators: tuple[InstalledTranslator, ...] = ()
        self._ending: list[threading.Thread] = []
        """Models that were in use before and have not ended yet."""
        self._described.connect(self.changed, Qt.ConnectionType.QueuedConnection)

    def find(
        self, device: str = "auto", choose: Callable[[], tuple[ModelChoice | None, str]] = choose_models
    ) -> None:
        """Look for bundles and prepare the engine; nothing is loaded yet.

        `choose` with the bundles that the user has chosen: `partial(choose_models, codec=..., lcm=...)`.
        """
        self._device = device
        try:
            self.choice, self.reason = choose()
        except ConceptWriterError as error:
            self.choice, self.reason = None, str(error)
        if self.choice is not None:
            self._engine = Engine(self.choice.bundles, device=device)
        self.look_for_translators()

    def look_for_translators(self) -> None:
        """Read again which translators are installed: one has come or gone."""
        self._translators = translators_in(self._look())
        self.changed.emit()

    def translators(self) -> Translators:
        """The installed translators, and the defaults as they are now; safe from any thread."""
        return Translators(self._translators, read_defaults())

    def available(self) -> list[FoundBundle]:
        """All installed bundles, the user's own first; a damaged one has its `problem` set.

        `bundles.codecs_in` and `bundles.lcms_in` return which can be chosen as what.
        """
        return self._look()

    def preview(self, codec: Path | None, lcm: Path | None) -> Pairing:
        """The pairing that `choose` would use, `why` as a sentence. Raises BundleError, saying what to do."""
        return pair(self.available(), codec, lcm)

    def choose(self, codec: Path | None, lcm: Path | None) -> None:
        """Work with these bundles from now on; None is automatic.

        Every running request fails with a message; texts, proposals and vectors are kept. Raises BundleError
        when they cannot be used: everything then continues as before.
        """
        self.choice, self.reason = described(self.preview(codec, lcm)), ""
        serving, vectors = self._serving, self._vectors
        self._end(MODELS_CHANGED)
        self._engine = Engine(self.choice.bundles, device=self._device)
        if serving:
            self.serve(vectors)
        else:
            self.changed.emit()
        self.switched.emit()

    def use(self, assistant: AssistantLike, choice: ModelChoice) -> None:
        """Use a ready-made assistant instead (tests, demonstrations)."""
        self.assistant, self.choice, self.reason = assistant, choice, ""
        self.changed.emit()

    def serve(self, vectors: VectorCache | None) -> None:
        """Create an assistant for another project, which stores its vectors in that project's file."""
        self._serving, self._vectors = True, vectors
        if self._engine is None:
            return
        from conceptwriter.assistant import Assistant

        if self.assistant is not None:
            self.assistant.close()
        self.assistant = Assistant(self._engine, vectors, translators=self.translators)
        self.changed.emit()

    def warm_up(self) -> None:
        """Load the models in their own process while the writer is still reading."""
        if self._engine is not None:
            job = self._engine.submit(Describe())
            job.add_done_callback(lambda _job: self._described.emit())

    @property
    def title(self) -> str:
        """The name of the models; empty when there are none."""
        return self.choice.title if self.choice is not None else ""

    @property
    def languages(self) -> tuple[str, ...]:
        """FLORES-200 codes that the codec translates into, or a translator from some language."""
        return Translators(self._translators).into(self.choice.languages) if self.choice is not None else ()

    def languages_from(self, source: str) -> tuple[str, ...]:
        """The languages that texts in one can be translated into; all of `languages` where none can be."""
        if self.choice is None:
            return ()
        own = self.choice.languages if source in self.choice.languages else ()
        able = (each.targets - {source} for each in self._translators if source in each.sources)
        known = tuple(dict.fromkeys([*own, *sorted(set().union(*able))]))
        return known or self.languages

    @property
    def variants(self) -> tuple[VariantStatus, ...]:
        """The variants of the concept model, the default one first; known before anything is loaded."""
        return self.choice.variants if self.choice is not None else ()

    @property
    def voice(self) -> str:
        """Title of the voice that writes drafts; empty without one."""
        return self.choice.voice if self.choice is not None else ""

    @property
    def status(self) -> EngineStatus | None:
        """The engine's current status; None without one."""
        return self._engine.status if self._engine is not None else None

    def release(self) -> None:
        """Close the assistant before its project is closed."""
        self._serving, self._vectors = False, None
        if self.assistant is not None:
            self.assistant.close()
            self.assistant = None
        self._wait_for_earlier()

    def close(self) -> None:
        """Close the assistant and end the engine's process."""
        self.release()
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def _end(self, reason: str) -> None:
        """End assistant and engine; their running requests fail with this sentence.

        Waiting for their threads and process would block the window too long: another thread does it.
        """
        assistant, engine = self.assistant, self._engine
        self.assistant, self._engine = None, None

        def end() -> None:
            if assistant is not None:
                assistant.close(reason)
            if engine is not None:
                engine.close()

        self._ending = [thread for thread in self._ending if thread.is_alive()]
        self._ending.append(threading.Thread(target=end, name="models that were in use"))
        self._ending[-1].start()

    def _wait_for_earlier(self) -> None:
        """Wait until nothing uses the open project's file any more."""
        for thread in self._ending:
            thread.join()
        self._ending.clear()
