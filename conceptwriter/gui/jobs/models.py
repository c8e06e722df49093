"""The models of a window: which bundle, the engine with it, and the assistant for the open project.

Without a bundle, or with one that is damaged, everything else works; `reason` then says why there is no
model and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal

from conceptwriter.bundles import FoundBundle, find_bundles, usable_pair
from conceptwriter.engine import BundleChoice, Describe, Engine, EngineStatus, VariantStatus, variants_in
from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.assistant import AssistantJob, TranslationResult, VectorCache
    from conceptwriter.outline import ProposalSet


class AssistantLike(Protocol):
    """What the window asks for: `conceptwriter.assistant.Assistant`, or a stand-in for tests."""

    def propose(self, *arguments: Any, **options: Any) -> AssistantJob[ProposalSet]: ...

    def expand(self, *arguments: Any, **options: Any) -> AssistantJob[ProposalSet]: ...

    def summarise(self, *arguments: Any, **options: Any) -> AssistantJob[ProposalSet]: ...

    def rewrite(self, *arguments: Any, **options: Any) -> AssistantJob[ProposalSet]: ...

    def translate(self, *arguments: Any, **options: Any) -> AssistantJob[TranslationResult]: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class ModelChoice:
    """The bundles that are used, and what a person calls them."""

    title: str
    languages: tuple[str, ...]
    bundles: BundleChoice
    proposes: bool
    """False for a codec without an LCM: it translates and rewrites, but proposes nothing."""
    variants: tuple[VariantStatus, ...] = ()
    """Of the concept model, the default one first."""


def choose_models(found: list[FoundBundle] | None = None) -> tuple[ModelChoice | None, str]:
    """The first usable codec with an LCM made for it; and, where there is none, why."""
    bundles = find_bundles() if found is None else found
    pair = usable_pair(bundles)
    if pair is None:
        return None, next((bundle.problem for bundle in bundles if bundle.problem), "")
    codec, lcm = pair
    assert codec.manifest is not None
    name = f"{codec.manifest.title or codec.manifest.name} {codec.manifest.version}"
    choice = BundleChoice(codec.folder, None if lcm is None else lcm.folder)
    languages = tuple(codec.manifest.languages)
    variants = variants_in(lcm.manifest) if lcm is not None and lcm.manifest is not None else ()
    return ModelChoice(name, languages, choice, proposes=lcm is not None, variants=variants), ""


class Models(QObject):
    """Owns the engine and the assistant. The engine's process starts with the first request."""

    changed = Signal()
    """What is loaded, or its status, has changed."""

    _described = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choice: ModelChoice | None = None
        self.reason = ""
        self.assistant: AssistantLike | None = None
        self._engine: Engine | None = None
        self._described.connect(self.changed, Qt.ConnectionType.QueuedConnection)

    def find(
        self, device: str = "auto", choose: Callable[[], tuple[ModelChoice | None, str]] = choose_models
    ) -> None:
        """Look for bundles and prepare the engine; nothing is loaded yet."""
        try:
            self.choice, self.reason = choose()
        except ConceptWriterError as error:
            self.choice, self.reason = None, str(error)
        if self.choice is not None:
            self._engine = Engine(self.choice.bundles, device=device)
        self.changed.emit()

    def use(self, assistant: AssistantLike, choice: ModelChoice) -> None:
        """Take a ready assistant instead (tests, demonstrations)."""
        self.assistant, self.choice, self.reason = assistant, choice, ""
        self.changed.emit()

    def serve(self, vectors: VectorCache | None) -> None:
        """Make an assistant for another project, which keeps its vectors in that project's file."""
        if self._engine is None:
            return
        from conceptwriter.assistant import Assistant

        if self.assistant is not None:
            self.assistant.close()
        self.assistant = Assistant(self._engine, vectors)
        self.changed.emit()

    def warm_up(self) -> None:
        """Load the models in their own process while the writer is still reading."""
        if self._engine is not None:
            job = self._engine.submit(Describe())
            job.add_done_callback(lambda _job: self._described.emit())

    @property
    def title(self) -> str:
        """What the models are called; empty when there are none."""
        return self.choice.title if self.choice is not None else ""

    @property
    def languages(self) -> tuple[str, ...]:
        """FLORES-200 codes the codec knows."""
        return self.choice.languages if self.choice is not None else ()

    @property
    def variants(self) -> tuple[VariantStatus, ...]:
        """The variants of the concept model, the default one first; known before anything is loaded."""
        return self.choice.variants if self.choice is not None else ()

    @property
    def status(self) -> EngineStatus | None:
        """What the engine tells of itself now; None without one."""
        return self._engine.status if self._engine is not None else None

    def release(self) -> None:
        """Close the assistant before its project is closed."""
        if self.assistant is not None:
            self.assistant.close()
            self.assistant = None

    def close(self) -> None:
        """Close the assistant and end the engine's process."""
        self.release()
        if self._engine is not None:
            self._engine.close()
            self._engine = None
