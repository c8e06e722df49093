"""Choosing tokens: beam search, greedy decoding and sampling over a `Stepper`, in NumPy.

Beam search follows fairseq2: twice the beam of candidates a step; an end mark counts only among the first
`beam` of them; finished texts are ranked by log-probability / length ** penalty; a sentence is done with
`beam` of them. All sentences of a batch advance together; each leaves the batch when it is done.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from conceptwriter.codec.contract import DecodeOptions
from conceptwriter.codec.stepper import Float32, Stepper

Bools = npt.NDArray[np.bool_]
OnDone = Callable[[int], None]
"""Called with the number of sentences done so far."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Generated tokens, without prompt and end mark."""

    tokens: tuple[int, ...]
    total: float
    """Sum of the log-probabilities, the end mark's included when finished."""
    finished: bool

    @property
    def length(self) -> int:
        """Tokens generated, the end mark included."""
        return len(self.tokens) + self.finished

    def rank(self, penalty: float) -> float:
        """Higher is better."""
        return self.total / math.pow(max(1, self.length), penalty)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a search must know of the tokens."""

    start: int
    """The prompt: the language tag."""
    end: int
    never: Bools
    """(vocabulary,) tokens that are never generated."""


def search(
    stepper: Stepper,
    count: int,
    vocabulary: Vocabulary,
    options: DecodeOptions,
    first_item: int = 0,
    on_done: OnDone = lambda _: None,
) -> list[Hypothesis]:
    """The best text of each of `count` sentences; `stepper` starts with one row for each.

    `first_item` is the number of the first sentence in the whole request: it makes the draws of a sampled
    sentence independent of how the request was cut into batches.
    """
    if options.sample:
        draws = [np.random.default_rng([options.seed, first_item + n]) for n in range(count)]
        return _one_path(stepper, count, vocabulary, options, draws, on_done)
    if options.beam_size == 1:
        return _one_path(stepper, count, vocabulary, options, None, on_done)
    return _beams(stepper, count, vocabulary, options, on_done)


def log_softmax(logits: Float32) -> Float32:
    """Over the last axis, stable."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    normed: Float32 = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return normed


def repeated(tokens: tuple[int, ...], size: int) -> list[int]:
    """Tokens that would make an n-gram of this size appear a second time."""
    if size < 1 or len(tokens) < size:
        return []
    tail = tokens[len(tokens) - size + 1 :]
    return [tokens[i + size - 1] for i in range(len(tokens) - size + 1) if tokens[i : i + size - 1] == tail]


def _next_log_probabilities(
    stepper: Stepper,
    newest: list[int],
    texts: list[tuple[int, ...]],
    vocabulary: Vocabulary,
    options: DecodeOptions,
) -> Float32:
    """(rows, vocabulary); forbidden tokens have -inf. The first token is never the end: no text is empty."""
    logits = stepper.step(np.array(newest, np.int64))
    scores = log_softmax(np.where(vocabulary.never, np.float32(-np.inf), logits))
    for row, text in enumerate(texts):
        scores[row, repeated(text, options.no_repeat_ngram)] = -np.inf
        if not text:
            scores[row, vocabulary.end] = -np.inf
    return scores


# One path a sentence: greedy and sampling


def _one_path(
    stepper: Stepper,
    count: int,
    vocabulary: Vocabulary,
    options: DecodeOptions,
    draws: list[np.random.Generator] | None,
    on_done: OnDone,
) -> list[Hypothesis]:
    found: list[Hypothesis | None] = [None] * count
    active = list(range(count))
    texts: list[tuple[int, ...]] = [()] * count
    totals = [0.0] * count
    for _ in range(options.maximum_tokens):
        newest = [texts[n][-1] if texts[n] else vocabulary.start for n in active]
        scores = _next_log_probabilities(stepper, newest, [texts[n] for n in active], vocabulary, options)
        for row, n in enumerate(active):
            token = int(scores[row].argmax()) if draws is None else _draw(scores[row], options, draws[n])
            totals[n] += float(scores[row, token])
            if token == vocabulary.end:
                found[n] = Hypothesis(texts[n], totals[n], True)
            else:
                texts[n] = (*texts[n], token)
        rows = [row for row, n in enumerate(active) if found[n] is None]
        if len(rows) < len(active):
            active = [active[row] for row in rows]
            on_done(count - len(active))
            if not active:
                break
            stepper.keep(np.array(rows, np.int64))
    return [best or Hypothesis(texts[n], totals[n], False) for n, best in enumerate(found)]


def _draw(scores: Float32, options: DecodeOptions, generator: np.random.Generator) -> int:
    """Top-p (nucleus) sampling, Holtzman et al. 2020, section 3.1."""
    allowed = np.flatnonzero(np.isfinite(scores))
    if len(allowed) == 0:
        return int(scores.argmax())
    weights = np.exp(log_softmax(scores[allowed] / np.float32(options.temperature)).astype(np.float64))
    order = np.argsort(-weights, kind="stable")
    reached = np.cumsum(weights[order])
    kept = order[: int(np.searchsorted(reached, min(options.top_p, reached[-1]))) + 1]
    mass = np.cumsum(weights[kept])
    position = int(np.searchsorted(mass, generator.random() * mass[-1], side="right"))
    return int(allowed[kept[min(position, len(kept) - 1)]])


# Beams


@dataclass(slots=True)
class _Sentence:
    number: int
    texts: list[tuple[int, ...]]
    totals: Float32
    finished: list[Hypothesis] = field(default_factory=list)


def _beams(
    stepper: Stepper, count: int, vocabulary: Vocabulary, options: DecodeOptions, on_done: OnDone
) -> list[Hypothesis]:
    results: list[Hypothesis | None] = [None] * count
    active = [_Sentence(n, [()], np.zeros(1, np.float32)) for n in range(count)]
    for _ in range(options.maximum_tokens):
        texts = [text for sentence in active for text in sentence.texts]
        newest = [text[-1] if text else vocabulary.start for text in texts]
        scores = _next_log_probabilities(stepper, newest, texts, vocabulary, options)
        rows: list[int] = []
        first = 0
        for sentence in active:
            width = len(sentence.texts)
            parents = _advance(sentence, scores[first : first + width], vocabulary.end, options)
            if len(sentence.finished) >= options.beam_size or not parents:
                results[sentence.number] = _best(sentence, options)
            else:
                rows += [first + parent for parent in parents]
            first += width
        remaining = [sentence for sentence in active if results[sentence.number] is None]
        if len(remaining) < len(active):
            on_done(count - len(remaining))
            if not remaining:
                break
        active = remaining
        stepper.keep(np.array(rows, np.int64))
    for sentence in active:
        results[sentence.number] = results[sentence.number] or _best(sentence, options)
    return [best for best in results if best is not None]


def _advance(sentence: _Sentence, scores: Float32, end: int, options: DecodeOptions) -> list[int]:
    """One step of one sentence; returns the old beam that each new beam continues."""
    beam = options.beam_size
    totals = (sentence.totals[:, None] + scores).ravel()
    candidates = min(2 * beam, totals.size)
    top = np.argpartition(-totals, candidates - 1)[:candidates]
    top = top[np.lexsort((top, -totals[top]))]  # ties by position, so that equal input gives equal output
    parents: list[int] = []
    texts: list[tuple[int, ...]] = []
    kept: list[float] = []
    for place, candidate in enumerate(top):
        total = float(totals[candidate])
        if not np.isfinite(total):
            break
        parent, token = divmod(int(candidate), scores.shape[1])
        if token == end:
            if place < beam:
                sentence.finished.append(Hypothesis(sentence.texts[parent], total, True))
        elif len(parents) < beam:
            parents.append(parent)
            texts.append((*sentence.texts[parent], token))
            kept.append(total)
    if parents:
        sentence.texts, sentence.totals = texts, np.array(kept, np.float32)
    return parents


def _best(sentence: _Sentence, options: DecodeOptions) -> Hypothesis:
    if sentence.finished:
        return max(sentence.finished, key=lambda found: found.rank(options.length_penalty))
    return Hypothesis(sentence.texts[0], float(sentence.totals[0]), False)
