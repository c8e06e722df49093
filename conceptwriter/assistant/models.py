"""The engine as one job sees it: its two codecs, the LCM, and the sequence that the LCM reads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from conceptwriter.assistant.codec_use import CodecUse, EngineLike, Text, asked
from conceptwriter.assistant.errors import LanguageNotCovered, NoConceptModel, NothingToGoOn
from conceptwriter.assistant.places import ContextItem, Wording, fitted
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.through_text import RememberedTranslations, bridge_language, readable_by
from conceptwriter.assistant.vectors import FloatArray, LayeredVectorCache
from conceptwriter.assistant.wishes import Draw
from conceptwriter.assistant.writers import TranslatorUse, Writer
from conceptwriter.bundles.translators import CODEC, InstalledTranslator, Translators
from conceptwriter.engine import (
    CodecStatus,
    Describe,
    EngineError,
    EngineStatus,
    ItemKind,
    LcmStatus,
    Likelihoods,
    Request,
    Sample,
    Sampled,
    SampleSettings,
    VoiceDraft,
    VoiceStatus,
    WriteDrafts,
)
from conceptwriter.job import Job
from conceptwriter.language import language_name
from conceptwriter.outline.made_with import ThroughText

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, eq=False)
class ItemSequence:
    """The LCM's input: vectors (t, d), kinds (t,), and the texts of the concepts among them."""

    vectors: FloatArray
    kinds: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    concepts: tuple[str, ...]

    def with_item(self, vector: FloatArray, kind: ItemKind, text: str = "") -> ItemSequence:
        """One more item at the end."""
        return ItemSequence(
            np.concatenate([self.vectors, vector[None].astype(np.float32)]),
            np.append(self.kinds, np.int64(kind)),
            (*self.concepts, text) if text else self.concepts,
        )

    def of_kind(self, kind: ItemKind) -> FloatArray:
        """The vectors of one kind of item, (n, d)."""
        found: FloatArray = self.vectors[self.kinds == kind]
        return found


class SharedModels:
    """What all jobs of one assistant share: the engine, its status, and what is cached so far."""

    def __init__(
        self,
        engine: EngineLike,
        vectors: LayeredVectorCache,
        look_for_translators: Callable[[], Translators] = Translators,
    ) -> None:
        self.engine = engine
        self.vectors = vectors
        self.look_for_translators = look_for_translators
        self.translations = RememberedTranslations()
        self.readings = RememberedTranslations()
        self._status: EngineStatus | None = None
        self._lock = threading.Lock()

    @property
    def longest_context(self) -> int | None:
        """The LCM's longest sequence if the engine has reported it already; never waits."""
        lcm = self.engine.status.lcm
        return lcm.maximum_context if lcm is not None else None

    def status(self, describe: Callable[[], EngineStatus]) -> EngineStatus:
        """The engine's status; `describe` asks for it the first time."""
        with self._lock:
            status = self._status
        if status is None:
            status = describe()
            with self._lock:
                self._status = status
        return status


class Models:
    """The engine as one job sees it.

    Every call waits for its answer and raises JobCancelled when the job ends.
    """

    def __init__(self, shared: SharedModels, job: Job[Any]) -> None:
        self._shared = shared
        self._job = job
        self._status = shared.status(lambda: self._ask(Describe()))
        if self._status.codec is None:
            raise EngineError(
                "No translation model is loaded. Choose a model under Tools > Models, or with --bundle."
            )
        self.words = self._use(self._status.codec)
        """The codec the writer reads and writes with."""
        own = self._status.lcm_codec
        self.concepts = self.words if own is None else self._use(own, concepts=True)
        """The codec of the LCM's space: for everything the LCM reads or draws."""
        self._uses: dict[str, TranslatorUse] = {}

    def _use(self, codec: CodecStatus, *, concepts: bool = False) -> CodecUse:
        return CodecUse(self._shared.engine, self._job, self._shared.vectors, codec, concepts=concepts)

    def _ask(self, request: Request[Answer]) -> Answer:
        return asked(self._shared.engine, self._job, request)

    # -- what is loaded ---

    @property
    def through_text(self) -> bool:
        """True where the LCM's output must become text before the writer's codec can use it."""
        return self.concepts is not self.words

    @property
    def lcm(self) -> LcmStatus:
        """Raises NoConceptModel when only a codec is loaded."""
        if self._status.lcm is None:
            raise NoConceptModel(
                "The model in use cannot propose: it has no concept model. Choose one that has "
                "(`conceptwriter models list` shows them). Translating and rewriting work without one."
            )
        return self._status.lcm

    def require_language(self, language: str) -> None:
        """Raises LanguageNotCovered, with advice, when the writer's codec does not support it."""
        if language not in self.words.languages:
            codec = self.words.codec
            known = ", ".join(sorted(map(language_name, codec.languages)))
            raise LanguageNotCovered(
                f"The {codec.id} model does not know {language_name(language)}. It knows {known}.",
                language,
                codec,
            )

    # -- who translates ---

    @cached_property
    def translators(self) -> Translators:
        """The installed translators and their defaults, as they are when this job asks."""
        return self._shared.look_for_translators()

    def writer(self, source: str, language: str, engine: str = "") -> Writer:
        """Who translates from one language into the other; it may refuse.

        `engine`: the name of an installed translator, or `CODEC`. Empty: the default of this pair; else the
        codec, and where that does not know both languages any translator that does.
        """
        if engine == CODEC:
            return self.words
        found = self.translators.named(engine) or self.translators.default_for(source, language)
        if found is None and self.words.refuses(source, language):
            found = next(iter(self.translators.able(source, language)), None)
        return self.words if found is None else self._translator(found)

    def writers(self, source: str, language: str) -> list[Writer]:
        """All who translate from one language into the other, the codec first."""
        own: list[Writer] = [] if self.words.refuses(source, language) else [self.words]
        return [*own, *map(self._translator, self.translators.able(source, language))]

    def _translator(self, found: InstalledTranslator) -> TranslatorUse:
        if found.name not in self._uses:
            self._uses[found.name] = TranslatorUse(self._shared.engine, self._job, found)
        return self._uses[found.name]

    def written_by_the_lcm_in(self, language: str) -> str:
        """The language the LCM's codec writes when `language` is wanted: the same one, if it can.

        Raises LanguageNotCovered where the two codecs have no language in common.
        """
        bridge = bridge_language(self.words, self.concepts, language)
        if bridge is None:
            raise LanguageNotCovered(
                f"The models {self.words.codec.id} and {self.concepts.codec.id} have no language in "
                "common, so they cannot work together. Choose another concept model or another "
                "translation model."
            )
        return bridge

    def way_through_text(self, language: str) -> ThroughText | None:
        """How texts in `language` get to the LCM and back, if the two codecs' spaces differ."""
        if not self.through_text:
            return None
        codec = self.concepts.codec
        return ThroughText(f"{codec.id} {codec.version}", self.written_by_the_lcm_in(language))

    @property
    def voice(self) -> VoiceStatus | None:
        """The voice that drafts words; None where none is installed."""
        return self._status.voice

    @property
    def follows_instructions(self) -> bool:
        """Whether there is a voice that follows instructions."""
        return self.voice is not None and self.voice.follows_instructions

    def wished(self, wish: str, language: str) -> FloatArray | None:
        """A writer's wish as a vector (d,) of the LCM's space; None if there is none or it is unreadable."""
        if not wish or language not in self.concepts.languages:
            return None
        text = Text(wish[: self.concepts.codec.maximum_characters], language)
        vector: FloatArray = self.concepts.encode([text], lasting=False)[0]
        return vector

    def drafts(self, request: WriteDrafts) -> list[VoiceDraft]:
        """The voice's drafts."""
        return self._ask(request)

    def likelihoods(self, prompt: str, texts: Sequence[str]) -> FloatArray:
        """(n,) how likely the voice finds each text after the prompt: mean log-probability of its tokens."""
        return self._ask(Likelihoods(prompt, tuple(texts)))

    @property
    def readings(self) -> RememberedTranslations:
        """Cached readings of context texts in the voice's language; "" where the codec cannot give one."""
        return self._shared.readings

    # -- what comes next ---

    def sequence(self, items: Sequence[ContextItem], longest: int) -> ItemSequence:
        """Encode a context for the LCM: vectors and kinds, cut to the `longest` sequence it reads.

        Items in unknown languages are left out.

        Raises NothingToGoOn when nothing is left.
        """
        readable = {id(item): found for item in items if (found := self._readable(item)) is not None}
        kept = fitted(_tidied([item for item in items if id(item) in readable]), longest)
        if not kept:
            raise NothingToGoOn(
                "There is no text before this point to continue from. Write a title, a heading or a "
                "first sentence."
            )
        texts = [readable[id(item)] for item in kept]
        pieces = iter(self.concepts.encode_pieces(self._for_the_lcm([text for text in texts if text.text])))
        nothing = np.zeros((1, self.concepts.codec.dimension), dtype=np.float32)
        rows = [next(pieces) if text.text else nothing for text in texts]
        kinds = np.repeat(
            np.asarray([item.kind for item in kept], dtype=np.int64), [len(row) for row in rows]
        )
        concepts = tuple(
            text.text for item, text in zip(kept, texts, strict=True) if item.kind is ItemKind.CONCEPT
        )
        return ItemSequence(np.concatenate(rows), kinds, concepts)

    def readable(self, wording: Wording) -> Text | None:
        """A text of the item that the LCM can read; None when there is none.

        One in a language of the LCM's own codec is preferred to one in a language of the writer's codec, from
        which it can be translated.
        """
        found = wording.in_one_of(self.concepts.languages)
        if found is None and self.through_text and bridge_language(self.words, self.concepts, ""):
            found = wording.in_one_of(self.words.languages)
        return None if found is None else Text(found[1], found[0])

    def _readable(self, item: ContextItem) -> Text | None:
        """Like `readable`; an empty text for a paragraph break."""
        return Text("", "") if item.kind is ItemKind.BREAK else self.readable(item.wording)

    def _for_the_lcm(self, texts: Sequence[Text]) -> list[Text]:
        if not self.through_text:
            return list(texts)
        return readable_by(self.concepts, self.words, texts, self._shared.translations)

    def resolved(self, settings: AssistantSettings) -> Draw:
        """The variant of the LCM and the draw that result from these settings.

        Raises NoConceptModel, UnknownVariant, SettingDoesNotCount.
        """
        return settings.resolve(self.lcm.variants, f"{self.lcm.id} {self.lcm.version}")

    def sample(
        self, items: ItemSequence, n: int, settings: SampleSettings, seed: int, variant: str
    ) -> Sampled:
        """`n` vectors for what follows the sequence.

        The LCM itself truncates a sequence longer than its context.
        """
        return self._ask(Sample(items.vectors, items.kinds, n, settings, seed, variant))


def _tidied(items: Sequence[ContextItem]) -> list[ContextItem]:
    """Drop breaks without a concept before them and headings that repeat the one above: as in training."""
    kept: list[ContextItem] = []
    for item in items:
        previous = kept[-1] if kept else None
        if item.kind is ItemKind.BREAK and (previous is None or previous.kind is not ItemKind.CONCEPT):
            continue
        if previous is not None and item.kind is ItemKind.PLAN and item.wording == previous.wording:
            kept.pop()
        kept.append(item)
    return kept
