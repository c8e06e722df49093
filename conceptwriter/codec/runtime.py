"""The codec at run time: `encode`, `decode` and `decode_from_texts` over the graphs of a bundle.

There are two ways of decoding. `decode` takes vectors, whose texts may never have been written.
`decode_from_texts` takes written texts and lets the decoder attend to their tokens as well, and copy them if
it can: names and numbers, which a vector loses, are still there; and so are words of a lexicon, read in place
of those that the codec cannot translate. Only codecs trained for it have the second way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.manifest import Manifest
from conceptwriter.codec.choices import Array, Stepper
from conceptwriter.codec.contract import CodecError, Decoded, DecodeOptions, TextNotDecodable, TextTooLong
from conceptwriter.codec.id_tables import batches_by_length, padded
from conceptwriter.codec.lexicon import Lexicon
from conceptwriter.codec.meaning import VectorsOf, nearest_in_meaning
from conceptwriter.codec.pieces import END, PAD
from conceptwriter.codec.search import Hypothesis, SearchRules, search_all
from conceptwriter.codec.stepper import CachedStepper, ChoosingStepper, bytes_a_position, present_of
from conceptwriter.codec.tokenizer import Tokenizer
from conceptwriter.codec.translations import TranslationRequest, best_translations
from conceptwriter.codec.word_statistics import WordStatistics
from conceptwriter.runtime.prepacked import PrepackedCache
from conceptwriter.runtime.saturation import refuse_faulty_products
from conceptwriter.runtime.sessions import Graph, Interrupt

FloatArray = npt.NDArray[np.float32]
OnProgress = Callable[[int, int, str], None]
"""done, total, what"""
Conditions = tuple[FloatArray, list[dict[str, Array]]]
"""Vectors (n, d), and what the decoder attends to: once for each search."""
Found = list[list[Hypothesis]]
"""The texts of each item, best first within each search."""
_DECODE_ROWS = 32
_DECODE_BYTES = 1 << 30
"""Memory limit for the past of all rows; a step needs it twice, before and after."""


def _ignore(done: int, total: int, what: str) -> None:
    pass


class Codec:
    """Texts to vectors and back. Not safe to use from two threads at once."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        *,
        providers: Sequence[str] = ("CPUExecutionProvider",),
        threads: int = 1,
        prepacked: PrepackedCache | None = None,
        on_progress: OnProgress = _ignore,
        decoder_later: bool = False,
    ) -> None:
        """`on_progress` gets "load" as the graphs are opened: the first time a big one takes a while.

        `decoder_later`: ready as soon as it can encode; the first decoding waits for the decoder, and may
        raise what opening would otherwise raise.
        """
        part = manifest.codec
        if part is None:
            raise BundleError(f"The model {manifest.name} in {folder} has no codec.")
        refuse_faulty_products(manifest, folder)
        self._name = manifest.name
        self.dimension = manifest.dimension
        self.decodes_texts = part.token_states is not None
        self._copies = part.token_states is not None and part.token_states.copies
        self.languages = tuple(manifest.languages)
        self.maximum_characters = part.maximum_characters
        self.maximum_tokens = part.maximum_tokens
        self.recommended = DecodeOptions(
            beam_size=part.decoding.beam_size,
            maximum_tokens=part.decoding.maximum_tokens,
            length_penalty=part.decoding.length_penalty,
            no_repeat_ngram=part.decoding.no_repeat_ngram,
            # Otherwise translations are chosen by their words as well.
            meaning=part.decoding.meaning if part.words is None else None,
        )
        self._part = part
        self._lexicon_file = folder / part.lexicon if part.lexicon else None
        self._lexicon: Lexicon | None = None
        self._words_file = None if part.words is None else folder / part.words.file
        self._words: WordStatistics | None = None
        names = (part.encoder, part.condition, part.decoder_step)
        # ONNX Runtime prepares a graph on one core: the graphs and the tokenizer are opened in parallel, or
        # the encoder without any other graph, where only it is awaited. The decoder then follows soon after.
        # Its weights are read once per token: from a packed file, mapped in small pages, a step took 43 ms
        # instead of 37 at SONAR's size.
        pool = ThreadPoolExecutor(1 if decoder_later else len(names), "load")
        kept = {part.encoder: prepacked, part.condition: prepacked}
        opening = [
            pool.submit(Graph, folder / name, providers=providers, threads=threads, prepacked=kept.get(name))
            for name in names
        ]
        pool.shutdown(wait=False)
        on_progress(0, len(names), "load")
        self.tokenizer = Tokenizer(
            folder / part.tokenizer, self.languages, part.maximum_characters, part.maximum_tokens
        )
        self._never = self.tokenizer.never_generated()
        self._encoder = opening[0].result()
        on_progress(1, len(names), "load")
        self._encoder.require(["input_ids"], ["vectors", *(["token_states"] if self.decodes_texts else [])])
        self._encoder.require_size("vectors", 1, self.dimension)
        self._opening = opening[1:]
        self._decoder: tuple[Graph, Graph] | None = None
        self._no_text: dict[str, Array] = {}
        """Token states of a text of no tokens, one row."""
        if not decoder_later:
            self._graphs()
            on_progress(len(names), len(names), "load")

    @property
    def providers(self) -> list[str]:
        """Execution providers that ONNX Runtime actually uses."""
        return self._encoder.providers

    def encode(
        self,
        texts: Sequence[str],
        language: str,
        *,
        interrupt: Interrupt | None = None,
        on_progress: OnProgress = _ignore,
    ) -> FloatArray:
        """Vectors (n, dimension), float32, in the order of the texts.

        Raises EmptyText and TextTooLong (with the item's index), UnknownLanguage, Interrupted.
        """
        return self._vectors_of(self.tokenizer.encode(texts, language), interrupt, on_progress)

    def _vectors_of(
        self, ids: Sequence[Sequence[int]], interrupt: Interrupt | None, on_progress: OnProgress = _ignore
    ) -> FloatArray:
        vectors = np.zeros((len(ids), self.dimension), np.float32)
        done = 0
        for batch in batches_by_length(ids):
            found = self._encoder.run({"input_ids": padded([ids[i] for i in batch])}, interrupt)
            vectors[batch] = found["vectors"]
            done += len(batch)
            on_progress(done, len(ids), "encode")
        return vectors

    def decode(
        self,
        vectors: npt.NDArray[Any],
        language: str,
        options: DecodeOptions | None = None,
        *,
        interrupt: Interrupt | None = None,
        on_progress: OnProgress = _ignore,
    ) -> list[Decoded]:
        """Texts of vectors (n, dimension), in order; by default with the bundle's recommended options.

        Raises CodecError for vectors of another shape or with NaN, UnknownLanguage, Interrupted.
        """
        checked = self._checked_vectors(vectors)

        def conditions_of(rows: slice) -> Conditions:
            return checked[rows], [self._condition_of(checked[rows], interrupt)]

        return self._decoded(len(checked), conditions_of, language, options, interrupt, on_progress)

    def decode_from_texts(
        self,
        texts: Sequence[str],
        source: str,
        language: str,
        options: DecodeOptions | None = None,
        *,
        interrupt: Interrupt | None = None,
        on_progress: OnProgress = _ignore,
    ) -> list[Decoded]:
        """Written texts in the language `source`, decoded into `language`, in order.

        Where the bundle has word statistics, a search also chooses among what the vectors alone give.

        Raises TextNotDecodable where the codec has only `decode`, and otherwise what `encode` and `decode`
        raise.
        """
        if not self.decodes_texts:
            raise TextNotDecodable(self._name)
        ids = self._read(texts, source, language)
        options = self._checked(options or self.recommended)
        words = self._word_statistics(source, language, options)
        own = ids if words is None else self.tokenizer.encode(texts, source)
        if words is not None and self._part.words is not None:
            options = replace(options, beam_size=max(options.beam_size, self._part.words.beam_size))

        def conditions_of(rows: slice) -> Conditions:
            table = padded(ids[rows])
            found = self._encoder.run({"input_ids": table}, interrupt)
            text = {"token_states": found["token_states"], "tokens_seen": table != PAD}
            if self._copies:
                text["token_ids"] = table
            vectors = found["vectors"]
            conditions = [self._condition_of(vectors, interrupt, text)]
            if words is not None:
                vectors = self._vectors_of(own[rows], interrupt)
                conditions.append(self._condition_of(vectors, interrupt))
            return vectors, conditions

        def choose(found: Found, vectors: FloatArray, rows: slice) -> list[Hypothesis]:
            if words is None:
                return self._chosen(found, vectors, language, options, interrupt)
            requests = [
                TranslationRequest(text, source, language, vector)
                for text, vector in zip(texts[rows], vectors, strict=True)
            ]
            return self._best_translations(requests, found, words, options, interrupt)

        return self._decoded(len(ids), conditions_of, language, options, interrupt, on_progress, choose)

    def _word_statistics(self, source: str, language: str, options: DecodeOptions) -> WordStatistics | None:
        """Those by which the best of several translations is chosen; None where it is not.

        Raises WordStatisticsError.
        """
        several = options.beam_size > 1 and not options.sample and options.meaning is None
        if self._words_file is None or not several or source == language:
            return None
        if self._words is None:
            self._words = WordStatistics.load(self._words_file)
        return self._words if self._words.knows(source, language) else None

    def _read(self, texts: Sequence[str], source: str, language: str) -> list[list[int]]:
        """The pieces of the texts, with rare words in the other language where the codec has a lexicon.

        Raises what `encode` raises, and LexiconError.
        """
        if self._lexicon_file is not None and source != language:
            if self._lexicon is None:
                self._lexicon = Lexicon.load(self._lexicon_file)
            hinted = [self._lexicon.hinted(text, source, language) for text in texts]
            with suppress(TextTooLong):  # then the texts as they are, which may be shorter
                return self.tokenizer.encode(hinted, source)
        return self.tokenizer.encode(texts, source)

    def _decoded(
        self,
        count: int,
        conditions_of: Callable[[slice], Conditions],
        language: str,
        options: DecodeOptions | None,
        interrupt: Interrupt | None,
        on_progress: OnProgress,
        choose: Callable[[Found, FloatArray, slice], list[Hypothesis]] | None = None,
    ) -> list[Decoded]:
        """`conditions_of`: the vectors of a part of the `count` items, and what the decoder attends to.

        Where that is several, each is searched. `choose` takes the best of what was found; by default that is
        the nearest in meaning.
        """
        options = self._checked(options or self.recommended)
        rules = self._rules(language)
        if self._opening:
            on_progress(1, 1 + len(self._opening), "load")
            self._graphs()
        size = self._sentences_at_once(options)
        decoded: list[Decoded] = []
        for first in range(0, count, size):
            rows = slice(first, min(first + size, count))
            here = rows.stop - first
            vectors, conditions = conditions_of(rows)
            found: Found = [[] for _ in range(here)]
            for number, condition in enumerate(conditions):
                stepper = self._stepper(condition, interrupt)
                report = _part_of(on_progress, number, len(conditions), first, here, count)
                searched = search_all(stepper, here, rules, options, first, report)
                found = [[*texts, *more] for texts, more in zip(found, searched, strict=True)]
            if choose is None:
                chosen = self._chosen(found, vectors, language, options, interrupt)
            else:
                chosen = choose(found, vectors, rows)
            decoded += [self._as_text(hypothesis) for hypothesis in chosen]
            on_progress(len(decoded), count, "decode")
        return decoded

    def _chosen(
        self,
        found: Found,
        vectors: FloatArray,
        language: str,
        options: DecodeOptions,
        interrupt: Interrupt | None,
    ) -> list[Hypothesis]:
        weight = self._part.decoding.meaning if options.meaning is None else options.meaning
        if weight == 0:
            return [texts[0] for texts in found]
        ranks = [[self._rank(text, options) for text in texts] for texts in found]
        return nearest_in_meaning(found, ranks, vectors, self._reader(language, interrupt), weight)

    def _best_translations(
        self,
        requests: Sequence[TranslationRequest],
        found: Found,
        words: WordStatistics,
        options: DecodeOptions,
        interrupt: Interrupt | None,
    ) -> list[Hypothesis]:
        part = self._part.words
        if part is None:
            raise BundleError(f"The model {self._name} does not say what word statistics count.")
        ranked = [[(self._rank(text, options), text) for text in texts] for texts in found]
        reader = self._reader(requests[0].target, interrupt)
        return best_translations(requests, ranked, self.tokenizer.decode, reader, words, part)

    def _rank(self, text: Hypothesis, options: DecodeOptions) -> float:
        return text.rank(options.length_penalty, self._part.decoding.length_offset)

    def _reader(self, language: str, interrupt: Interrupt | None) -> VectorsOf:
        """What reads texts given as tokens of a language."""
        tag, longest = self.tokenizer.tag(language), self.maximum_tokens - 2

        def vectors_of(texts: list[tuple[int, ...]]) -> FloatArray:
            return self._vectors_of([[tag, *text[:longest], END] for text in texts], interrupt)

        return vectors_of

    def _graphs(self) -> tuple[Graph, Graph]:
        """Condition and decoding step, once they are opened. Raises BundleError."""
        if self._decoder is None:
            condition, step = (graph.result() for graph in self._opening)
            self._check_decoder(condition, step)
            self._decoder, self._opening = (condition, step), []
        return self._decoder

    def _check_decoder(self, condition: Graph, step: Graph) -> None:
        if self.decodes_texts:
            condition.require(["vectors", "token_states", "tokens_seen"], ["condition_bias"])
            self._no_text = _no_text(condition)
            if self._copies:
                condition.require(["token_ids"], ["copyable"])
                self._no_text["token_ids"] = np.zeros((1, 0), np.int64)
        else:
            condition.require(["vectors"], [])
        if self._part.step == "choices":
            step.require(["token", "rows", "position", "count", *condition.outputs], ["choices", "scores"])
            step.require(["past_key_0", "past_value_0"], present_of(step))
            step.sizes("past_key_0", (1, 3))
        else:
            cache = ["past_key", "past_value"]
            step.require(["token", *cache, *condition.outputs], ["logits", "present_key", "present_value"])
            step.require_size("logits", 1, self.tokenizer.size)

    def _rules(self, language: str) -> SearchRules:
        chooses = self._part.step == "choices"
        return SearchRules(
            prompt=self._prompt(self.tokenizer.tag(language)),
            end=END,
            never=self._never,
            length_offset=self._part.decoding.length_offset,
            score_prompt=chooses and self._part.begins_with_end,
            force_end=chooses,
        )

    def _prompt(self, tag: int) -> tuple[int, ...]:
        return (END, tag) if self._part.begins_with_end else (tag,)

    def _condition_of(
        self, vectors: FloatArray, interrupt: Interrupt | None, text: dict[str, Array] | None = None
    ) -> dict[str, Array]:
        """What the decoder attends to, from vectors and perhaps the token states of the texts."""
        condition, _ = self._graphs()
        if self.decodes_texts and text is None:
            text = {name: np.repeat(empty, len(vectors), axis=0) for name, empty in self._no_text.items()}
        return condition.run({"vectors": vectors, **(text or {})}, interrupt)

    def _stepper(self, condition: dict[str, Array], interrupt: Interrupt | None) -> Stepper:
        _, step = self._graphs()
        if self._part.step == "choices":
            return ChoosingStepper(step, condition, self.tokenizer.size, interrupt)
        return CachedStepper(step, condition, self._never, interrupt)

    def _sentences_at_once(self, options: DecodeOptions) -> int:
        rows = _DECODE_ROWS
        if self._part.step == "choices":
            _, step = self._graphs()
            rows = min(rows, _DECODE_BYTES // (bytes_a_position(step) * options.maximum_tokens))
        return max(1, rows // (1 if options.sample else options.beam_size))

    def _as_text(self, hypothesis: Hypothesis) -> Decoded:
        text = self.tokenizer.decode(hypothesis.tokens)
        return Decoded(
            text, hypothesis.total / max(1, hypothesis.length), hypothesis.length, hypothesis.finished
        )

    def _checked(self, options: DecodeOptions) -> DecodeOptions:
        if options.beam_size < 1 or options.maximum_tokens < 1:
            raise CodecError("beam_size and maximum_tokens must be at least 1.")
        if options.sample and not (options.temperature > 0 and 0 < options.top_p <= 1):
            raise CodecError("Sampling needs a temperature above 0 and top_p above 0 and at most 1.")
        room = max(1, self.maximum_tokens - len(self._prompt(0)))
        return replace(options, maximum_tokens=min(options.maximum_tokens, room))

    def _checked_vectors(self, vectors: npt.NDArray[Any]) -> FloatArray:
        checked = np.ascontiguousarray(vectors, np.float32)
        if checked.ndim != 2 or checked.shape[1] != self.dimension:
            raise CodecError(f"Vectors must have shape (n, {self.dimension}), not {checked.shape}.")
        if not np.isfinite(checked).all():
            raise CodecError("Vectors must be finite numbers.")
        return checked


def _part_of(
    on_progress: OnProgress, number: int, searches: int, first: int, here: int, count: int
) -> Callable[[int], None]:
    """Reports what one of several searches of `here` items, from `first` on, has done of `count` items."""

    def report(done: int) -> None:
        on_progress(first + (number * here + done) // searches, count, "decode")

    return report


def _no_text(condition: Graph) -> dict[str, Array]:
    (width,) = condition.sizes("token_states", (2,))
    kind = condition.input_types["token_states"]
    return {"token_states": np.zeros((1, 0, width), kind), "tokens_seen": np.zeros((1, 0), np.bool_)}
