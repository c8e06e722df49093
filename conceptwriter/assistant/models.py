"""Asking the engine, from a worker's thread: encode what is not known yet, decode, sample; cancelled with the
job.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np

from conceptwriter.assistant.errors import LanguageNotCovered, NoConceptModel, NothingToGoOn
from conceptwriter.assistant.job import AssistantJob
from conceptwriter.assistant.places import ContextItem, fitted
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.vectors import (
    FloatArray,
    LayeredVectorCache,
    VectorKey,
    from_bytes,
    scaled_like,
    to_bytes,
)
from conceptwriter.assistant.wishes import Draw
from conceptwriter.engine import (
    CodecStatus,
    Decode,
    Decoded,
    DecodeOptions,
    Describe,
    Encode,
    EngineError,
    EngineStatus,
    Job,
    Kind,
    LcmStatus,
    Progress,
    Request,
    Sample,
    Sampled,
    SampleSettings,
    TextTooLong,
)
from conceptwriter.language import UnknownLanguage, find_language
from conceptwriter.language.capping import capped
from conceptwriter.outline import fingerprint

Answer = TypeVar("Answer")
ENCODE_BATCH = 64
DECODE_BATCH = 16


class EngineLike(Protocol):
    """What the assistant needs of an engine: `conceptwriter.engine.Engine`, or a stand-in for tests."""

    @property
    def status(self) -> EngineStatus:
        """What is known of the engine now."""
        ...

    def submit(
        self, request: Request[Answer], on_progress: Callable[[Progress], None] | None = None
    ) -> Job[Answer]:
        """Send a request and return at once."""
        ...


class Text(NamedTuple):
    """A plain text (no marks) and its language (FLORES-200)."""

    text: str
    language: str


@dataclass(frozen=True, slots=True, eq=False)
class ItemSequence:
    """What the LCM reads: vectors (t, d), kinds (t,), and the texts of the concepts among them."""

    vectors: FloatArray
    kinds: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    concepts: tuple[str, ...]

    def with_item(self, vector: FloatArray, kind: Kind, text: str = "") -> ItemSequence:
        """One more item at the end."""
        return ItemSequence(
            np.concatenate([self.vectors, vector[None].astype(np.float32)]),
            np.append(self.kinds, np.int64(kind)),
            (*self.concepts, text) if text else self.concepts,
        )

    def of_kind(self, kind: Kind) -> FloatArray:
        """The vectors of one kind of item, (n, d)."""
        found: FloatArray = self.vectors[self.kinds == kind]
        return found


class SharedModels:
    """What all jobs of one assistant share: the engine, what it said it is, and the vectors known so far."""

    def __init__(self, engine: EngineLike, vectors: LayeredVectorCache) -> None:
        self.engine = engine
        self.vectors = vectors
        self._status: EngineStatus | None = None
        self._lock = threading.Lock()

    @property
    def longest_context(self) -> int | None:
        """The LCM's longest sequence if the engine has told it already; never waits."""
        lcm = self.engine.status.lcm
        return lcm.maximum_context if lcm is not None else None

    def status(self, describe: Callable[[], EngineStatus]) -> EngineStatus:
        """What the engine is; `describe` asks it the first time."""
        with self._lock:
            status = self._status
        if status is None:
            status = describe()
            with self._lock:
                self._status = status
        return status


class Models:
    """The engine as one job sees it: every call waits for its answer and raises JobCancelled when the job
    ends.
    """

    def __init__(self, shared: SharedModels, job: AssistantJob[Any]) -> None:
        self._shared = shared
        self._job = job
        self._status = shared.status(lambda: self._ask(Describe()))

    def _ask(self, request: Request[Answer], on_progress: Callable[[Progress], None] | None = None) -> Answer:
        self._job.check()
        return self._job.wait_for(self._shared.engine.submit(request, on_progress))

    # -- what is loaded ---

    @property
    def codec(self) -> CodecStatus:
        """Raises EngineError when no codec is loaded."""
        if self._status.codec is None:
            raise EngineError("No codec is loaded. Choose a bundle with a codec in the settings.")
        return self._status.codec

    @property
    def lcm(self) -> LcmStatus:
        """Raises NoConceptModel when only a codec is loaded."""
        if self._status.lcm is None:
            raise NoConceptModel(
                "The loaded bundle has no concept model (LCM), so nothing can be proposed. "
                "Choose a bundle that has one; translating and rewriting work without."
            )
        return self._status.lcm

    def require_language(self, language: str) -> None:
        """Raises LanguageNotCovered when the codec does not know the language."""
        if language not in self.codec.languages:
            known = ", ".join(sorted(language_name(code) for code in self.codec.languages))
            raise LanguageNotCovered(
                f"The loaded codec does not know {language_name(language)}. It knows {known}. "
                "Choose one of these as the output language, or load another bundle."
            )

    # -- text to vector ---

    def encode(self, texts: Sequence[Text], *, lasting: bool = True) -> FloatArray:
        """One vector a text, (n, d). A text too long for the codec gets the mean of its pieces."""
        rows = [
            pieces[0] if len(pieces) == 1 else scaled_like(pieces.mean(axis=0, keepdims=True), pieces)[0]
            for pieces in self.encode_pieces(texts, lasting=lasting)
        ]
        return np.stack(rows) if rows else np.zeros((0, self.codec.dimension), dtype=np.float32)

    def encode_pieces(self, texts: Sequence[Text], *, lasting: bool = True) -> list[FloatArray]:
        """The vectors of every text, (pieces, d) each: one, or several where the codec cannot take it
        whole.
        """
        pieces = [self._pieces(text) for text in texts]
        known = self._known([piece for group in pieces for piece in group])
        missing = list(dict.fromkeys(piece for group in pieces for piece in group if piece not in known))
        self._encode_missing(missing, known, lasting=lasting)
        return [np.stack([known[piece] for piece in group]) for group in pieces]

    def _pieces(self, text: Text) -> list[Text]:
        longest = self.codec.maximum_characters
        if len(text.text) <= longest:
            return [text]
        return [Text(text.text[a:b], text.language) for a, b in capped(text.text, 0, len(text.text), longest)]

    def _key(self, text: Text) -> VectorKey:
        return VectorKey(fingerprint(*text), self.codec.id, self.codec.version)

    def _known(self, texts: Sequence[Text]) -> dict[Text, FloatArray]:
        keys = {text: self._key(text) for text in dict.fromkeys(texts)}
        stored = self._shared.vectors.get_many(list(keys.values()))
        known: dict[Text, FloatArray] = {}
        for text, key in keys.items():
            if key in stored and (vector := from_bytes(stored[key], self.codec.dimension)) is not None:
                known[text] = vector
        return known

    def _encode_missing(
        self, missing: Sequence[Text], known: dict[Text, FloatArray], *, lasting: bool
    ) -> None:
        done = 0
        for batch in _batches_by_language(missing, ENCODE_BATCH):
            if len(missing) > ENCODE_BATCH:
                self._job.report(done, len(missing), "reading")
            fresh = dict(zip(batch, self._encode_batch(batch), strict=True))
            known.update(fresh)
            stored = {self._key(text): to_bytes(vector) for text, vector in fresh.items()}
            self._shared.vectors.put_many(stored, lasting=lasting)
            done += len(batch)

    def _encode_batch(self, batch: Sequence[Text]) -> list[FloatArray]:
        """The limit of a codec may also be in tokens: a text that it refuses is halved until it fits."""
        try:
            vectors = self._ask(Encode(tuple(text.text for text in batch), batch[0].language))
            return list(vectors)
        except TextTooLong as error:
            text = batch[error.index]
            if len(text.text) < 8:
                raise
            halves = capped(text.text, 0, len(text.text), len(text.text) // 2 + 1)
            parts = self._encode_batch([Text(text.text[a:b], text.language) for a, b in halves])
            whole = scaled_like(np.mean(parts, axis=0, keepdims=True), np.stack(parts))[0]
            before, after = batch[: error.index], batch[error.index + 1 :]
            return [
                *(self._encode_batch(before) if before else []),
                whole,
                *(self._encode_batch(after) if after else []),
            ]

    # -- vector to text ---

    def decode(self, vectors: FloatArray, language: str, options: DecodeOptions, what: str) -> list[Decoded]:
        """The texts of the vectors, white space evened out; in batches, so that a long request can be
        followed.
        """
        decoded: list[Decoded] = []
        for start in range(0, len(vectors), DECODE_BATCH):
            batch_options = replace(options, seed=options.seed + start)
            if len(vectors) > DECODE_BATCH:
                self._job.report(start, len(vectors), what)
            batch = np.ascontiguousarray(vectors[start : start + DECODE_BATCH], dtype=np.float32)
            answer = self._ask(Decode(batch, language, batch_options))
            decoded.extend(answer)
        return [replace(item, text=" ".join(item.text.split())) for item in decoded]

    # -- what comes next ---

    def sequence(self, items: Sequence[ContextItem], longest: int) -> ItemSequence:
        """Encode a context: vectors and kinds, cut to the `longest` sequence the LCM reads. Items in unknown
        languages are left out.

        Raises NothingToGoOn when nothing is left.
        """
        readable = {id(item): found for item in items if (found := self._readable(item)) is not None}
        kept = fitted(_tidied([item for item in items if id(item) in readable]), longest)
        if not kept:
            raise NothingToGoOn(
                "There is no text before this place to go on from. "
                "Write a title, a heading or a first sentence."
            )
        texts = [readable[id(item)] for item in kept]
        pieces = iter(self.encode_pieces([text for text in texts if text.text]))
        nothing = np.zeros((1, self.codec.dimension), dtype=np.float32)
        rows = [next(pieces) if text.text else nothing for text in texts]
        kinds = np.repeat(
            np.asarray([item.kind for item in kept], dtype=np.int64), [len(row) for row in rows]
        )
        concepts = tuple(
            text.text for item, text in zip(kept, texts, strict=True) if item.kind is Kind.CONCEPT
        )
        return ItemSequence(np.concatenate(rows), kinds, concepts)

    def _readable(self, item: ContextItem) -> Text | None:
        """Its text in a language of the codec; an empty one for a paragraph break, None when there is
        none.
        """
        if item.kind is Kind.BREAK:
            return Text("", "")
        found = item.wording.in_one_of(self.codec.languages)
        return None if found is None else Text(found[1], found[0])

    def settled(self, settings: AssistantSettings) -> Draw:
        """The variant of the LCM and the draw that these settings come to.

        Raises NoConceptModel, UnknownVariant, SettingDoesNotCount.
        """
        return settings.settle(self.lcm.variants, f"{self.lcm.id} {self.lcm.version}")

    def sample(
        self, items: ItemSequence, n: int, settings: SampleSettings, seed: int, variant: str
    ) -> Sampled:
        """`n` vectors for what follows the sequence. The LCM itself cuts what has grown beyond its
        context.
        """
        return self._ask(Sample(items.vectors, items.kinds, n, settings, seed, variant))


def _tidied(items: Sequence[ContextItem]) -> list[ContextItem]:
    """No break without a concept before it, and no heading that only repeats the one above: as in
    training.
    """
    kept: list[ContextItem] = []
    for item in items:
        previous = kept[-1] if kept else None
        if item.kind is Kind.BREAK and (previous is None or previous.kind is not Kind.CONCEPT):
            continue
        if previous is not None and item.kind is Kind.PLAN and item.wording == previous.wording:
            kept.pop()
        kept.append(item)
    return kept


def _batches_by_language(texts: Sequence[Text], size: int) -> Iterator[list[Text]]:
    by_language: dict[str, list[Text]] = {}
    for text in texts:
        by_language.setdefault(text.language, []).append(text)
    for group in by_language.values():
        for start in range(0, len(group), size):
            yield group[start : start + size]


def language_name(code: str) -> str:
    """What a person calls the language; the code itself where it is in no table."""
    try:
        return find_language(code).english_name
    except UnknownLanguage:
        return code
