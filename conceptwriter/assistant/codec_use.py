"""One codec behind the engine, as one job uses it: encode what is missing, decode; cancelled with the job."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np

from conceptwriter.assistant.vectors import (
    FloatArray,
    LayeredVectorCache,
    VectorKey,
    from_bytes,
    scaled_like,
    to_bytes,
)
from conceptwriter.bundles.confidence_part import ConfidencePart
from conceptwriter.engine import (
    CodecStatus,
    Decode,
    Decoded,
    DecodedFrom,
    DecodeFromTexts,
    DecodeOptions,
    Encode,
    EngineStatus,
    Request,
    TextNotDecodable,
    TextTooLong,
)
from conceptwriter.job import Job
from conceptwriter.language import join_sentences, language_name
from conceptwriter.language.capping import capped
from conceptwriter.outline import fingerprint

Answer = TypeVar("Answer")
ENCODE_BATCH = 64
DECODE_BATCH = 16
MOST_PIECES = 16
"""Maximum number of parts of a text that are encoded: a longer text is data, and would take too long."""


class EngineLike(Protocol):
    """What the assistant needs of an engine: `conceptwriter.engine.Engine`, or a test double."""

    @property
    def status(self) -> EngineStatus:
        """The currently known status of the engine."""
        ...

    def submit(self, request: Request[Answer]) -> Job[Answer]:
        """Submit a request and return immediately."""
        ...


class Text(NamedTuple):
    """A plain text (no marks) and its language (FLORES-200)."""

    text: str
    language: str


def asked(engine: EngineLike, job: Job[Any], request: Request[Answer]) -> Answer:
    """The engine's answer; the request is cancelled together with the job. Raises JobCancelled."""
    job.check()
    return job.wait_for(engine.submit(request))


class CodecUse:
    """Texts to vectors of one codec's space, and back. `concepts`: it is the codec of the LCM's own space.

    It is also a `Writer` of translations.
    """

    title = licence = ""
    most_pieces = MOST_PIECES

    def __init__(
        self,
        engine: EngineLike,
        job: Job[Any],
        vectors: LayeredVectorCache,
        codec: CodecStatus,
        *,
        concepts: bool = False,
    ) -> None:
        self.codec = codec
        self._engine = engine
        self._job = job
        self._vectors = vectors
        self._concepts = concepts

    @property
    def languages(self) -> tuple[str, ...]:
        """FLORES-200 codes of the languages it supports."""
        return self.codec.languages

    @property
    def confidence(self) -> ConfidencePart | None:
        """How likely its translations are usable, where that was measured."""
        return self.codec.confidence

    # -- text to vector ---

    def encode(self, texts: Sequence[Text], *, lasting: bool = True) -> FloatArray:
        """One vector per text, (n, d). A text too long for the codec gets the mean of its (first) pieces."""
        rows = [
            pieces[0] if len(pieces) == 1 else scaled_like(pieces.mean(axis=0, keepdims=True), pieces)[0]
            for pieces in self.encode_pieces(texts, lasting=lasting)
        ]
        return np.stack(rows) if rows else np.zeros((0, self.codec.dimension), dtype=np.float32)

    def encode_pieces(self, texts: Sequence[Text], *, lasting: bool = True) -> list[FloatArray]:
        """The vectors of every text, (pieces, d) each.

        A text has one vector, or one for each of its first MOST_PIECES pieces where it is too long for the
        codec.
        """
        pieces = [self.pieces(text)[:MOST_PIECES] for text in texts]
        known = self._known([piece for group in pieces for piece in group])
        missing = list(dict.fromkeys(piece for group in pieces for piece in group if piece not in known))
        self._encode_missing(missing, known, lasting=lasting)
        return [np.stack([known[piece] for piece in group]) for group in pieces]

    def pieces(self, text: Text) -> list[Text]:
        """The text as the codec can take it: whole, or split."""
        longest = self.codec.maximum_characters
        if len(text.text) <= longest:
            return [text]
        return [Text(text.text[a:b], text.language) for a, b in capped(text.text, 0, len(text.text), longest)]

    def unknown(self, texts: Sequence[Text]) -> list[Text]:
        """The texts (pieces) that have no vector yet, without duplicates."""
        known = self._known(texts)
        return [text for text in dict.fromkeys(texts) if text not in known]

    def _key(self, text: Text) -> VectorKey:
        return VectorKey(fingerprint(*text), self.codec.id, self.codec.version)

    def _known(self, texts: Sequence[Text]) -> dict[Text, FloatArray]:
        keys = {text: self._key(text) for text in dict.fromkeys(texts)}
        stored = self._vectors.get_many(list(keys.values()))
        known: dict[Text, FloatArray] = {}
        for text, key in keys.items():
            if key in stored and (vector := from_bytes(stored[key], self.codec.dimension)) is not None:
                known[text] = vector
        return known

    def _encode_missing(
        self, missing: Sequence[Text], known: dict[Text, FloatArray], *, lasting: bool
    ) -> None:
        done = 0
        for batch in batches_by_language(missing, ENCODE_BATCH):
            if len(missing) > ENCODE_BATCH:
                self._job.report(done, len(missing), "reading")
            fresh = dict(zip(batch, self._encode_batch(batch), strict=True))
            known.update(fresh)
            stored = {self._key(text): to_bytes(vector) for text, vector in fresh.items()}
            self._vectors.put_many(stored, lasting=lasting)
            done += len(batch)

    def _encode_batch(self, batch: Sequence[Text]) -> list[FloatArray]:
        """A codec may also have a limit in tokens: a text that it refuses is halved until it fits."""
        request = Encode(tuple(text.text for text in batch), batch[0].language, self._concepts)
        try:
            vectors: FloatArray = asked(self._engine, self._job, request)
            return list(vectors)
        except TextTooLong as error:
            parts = self._encode_batch(_halves(batch[error.index], error))
            whole = scaled_like(np.mean(parts, axis=0, keepdims=True), np.stack(parts))[0]
            before, after = batch[: error.index], batch[error.index + 1 :]
            return [
                *(self._encode_batch(before) if before else []),
                whole,
                *(self._encode_batch(after) if after else []),
            ]

    # -- vector to text ---

    def decode(self, vectors: FloatArray, language: str, options: DecodeOptions, what: str) -> list[Decoded]:
        """The texts of the vectors, with normalised white space.

        They are decoded in batches, so that a long request reports progress (labelled `what`).
        """
        decoded: list[Decoded] = []
        for start in range(0, len(vectors), DECODE_BATCH):
            batch_options = replace(options, seed=options.seed + start)
            if what and len(vectors) > DECODE_BATCH:
                self._job.report(start, len(vectors), what)
            batch = np.ascontiguousarray(vectors[start : start + DECODE_BATCH], dtype=np.float32)
            request = Decode(batch, language, batch_options, self._concepts)
            answer: list[Decoded] = asked(self._engine, self._job, request)
            decoded.extend(answer)
        return [replace(item, text=" ".join(item.text.split())) for item in decoded]

    # -- text to text ---

    def refuses(self, source: str, language: str) -> str:
        """Why it does not translate from one language into the other, for the user; empty when it does."""
        unknown = next((code for code in (source, language) if code not in self.languages), None)
        return "" if unknown is None else f"the model does not know {language_name(unknown)}"

    def way_of(self, wanted: DecodedFrom | None) -> DecodedFrom:
        """What written texts are decoded from: what is wanted, or else the text if this codec can.

        Raises TextNotDecodable where it cannot and that is wanted.
        """
        if wanted is DecodedFrom.TEXT and not self.codec.decodes_texts:
            raise TextNotDecodable(f"{self.codec.id} {self.codec.version}")
        return wanted or (DecodedFrom.TEXT if self.codec.decodes_texts else DecodedFrom.VECTOR)

    def decode_written(
        self,
        texts: Sequence[Text],
        language: str,
        options: DecodeOptions,
        what: str = "",
        *,
        way: DecodedFrom | None = None,
        lasting: bool = True,
    ) -> list[list[Decoded]]:
        """Written texts in another language, with normalised white space: a list of pieces for each.

        A text has one piece, or several where it is too long for the codec (at most MOST_PIECES, see
        `pieces`). `way`: what they are decoded from, see `way_of`. `lasting`: keep vectors made for it.
        """
        if self.way_of(way) is DecodedFrom.TEXT:
            return self._decode_from_texts(texts, language, options, what)
        groups = self.encode_pieces(texts, lasting=lasting)
        if not groups:
            return []
        pieces = iter(self.decode(np.concatenate(groups), language, options, what))
        return [[next(pieces) for _ in group] for group in groups]

    def decode_each(
        self,
        texts: Sequence[Text],
        vectors: FloatArray,
        language: str,
        options: DecodeOptions,
        what: str,
    ) -> list[Decoded]:
        """Written texts in another language: from the texts if this codec can, or else from their vectors."""
        if not self.codec.decodes_texts:
            return self.decode(vectors, language, options, what)
        return [joined(parts, language) for parts in self._decode_from_texts(texts, language, options, what)]

    def _decode_from_texts(
        self, texts: Sequence[Text], language: str, options: DecodeOptions, what: str
    ) -> list[list[Decoded]]:
        def ask(batch: Sequence[Text], /, *, start: int) -> list[Decoded]:
            words = tuple(text.text for text in batch)
            here = replace(options, seed=options.seed + start)
            request = DecodeFromTexts(words, batch[0].language, language, here, self._concepts)
            return asked(self._engine, self._job, request)

        def report(done: int, total: int) -> None:
            if what and total > DECODE_BATCH:
                self._job.report(done, total, what)

        return by_pieces(texts, lambda text: self.pieces(text)[:MOST_PIECES], ask, report)


class AskForBatch(Protocol):
    """Asks a model for the texts of a batch of pieces."""

    def __call__(self, batch: Sequence[Text], /, *, start: int) -> list[Decoded]:
        """The pieces are of one language; `start` is the place of the first among all."""


def by_pieces(
    texts: Sequence[Text],
    pieces_of: Callable[[Text], Sequence[Text]],
    ask: AskForBatch,
    report: Callable[[int, int], None],
) -> list[list[Decoded]]:
    """What a model makes of the pieces of each text, with normalised white space.

    A piece that has too many tokens (`TextTooLong`) is halved until it fits.
    """
    pieces = [(row, piece) for row, text in enumerate(texts) for piece in pieces_of(text)]
    pieces.sort(key=lambda pair: pair[1].language)  # stable: the pieces of a text stay in their order
    found: list[list[Decoded]] = [[] for _ in texts]
    start = 0
    while start < len(pieces):
        source = pieces[start][1].language
        batch = [pair for pair in pieces[start : start + DECODE_BATCH] if pair[1].language == source]
        report(start, len(pieces))
        decoded = _in_halves([piece for _, piece in batch], partial(ask, start=start))
        for (row, _), parts in zip(batch, decoded, strict=True):
            found[row] += [replace(item, text=" ".join(item.text.split())) for item in parts]
        start += len(batch)
    return found


def _in_halves(batch: Sequence[Text], ask: Callable[[Sequence[Text]], list[Decoded]]) -> list[list[Decoded]]:
    """As in `_encode_batch`, a text with too many tokens is halved until it fits."""
    if not batch:
        return []
    try:
        return [[item] for item in ask(batch)]
    except TextTooLong as error:
        parts = _in_halves(_halves(batch[error.index], error), ask)
        return [
            *_in_halves(batch[: error.index], ask),
            [item for half in parts for item in half],
            *_in_halves(batch[error.index + 1 :], ask),
        ]


def joined(pieces: Sequence[Decoded], language: str) -> Decoded:
    """The pieces of one text as a whole."""
    if len(pieces) == 1:
        return pieces[0]
    text = join_sentences([piece.text for piece in pieces], language)
    tokens = sum(piece.token_count for piece in pieces)
    mean = sum(piece.score * piece.token_count for piece in pieces) / max(1, tokens)
    return Decoded(text, mean, tokens, all(piece.finished for piece in pieces))


def _halves(text: Text, error: TextTooLong) -> list[Text]:
    """Raises the error where a text is too short to be cut."""
    if len(text.text) < 8:
        raise error
    cuts = capped(text.text, 0, len(text.text), len(text.text) // 2 + 1)
    return [Text(text.text[a:b], text.language) for a, b in cuts]


def batches_by_language(texts: Sequence[Text], size: int) -> Iterator[list[Text]]:
    """The texts in batches, one language per batch."""
    by_language: dict[str, list[Text]] = {}
    for text in texts:
        by_language.setdefault(text.language, []).append(text)
    for group in by_language.values():
        for start in range(0, len(group), size):
            yield group[start : start + size]
