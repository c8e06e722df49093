"""The search as it was before it worked on choices: whole vocabularies, no prompt of several tokens.

Kept as the yardstick: the starter bundle's texts must not change.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.codec import DecodeOptions
from conceptwriter.codec.choices import Stepper, repeated

Float32 = npt.NDArray[np.float32]
Text = tuple[tuple[int, ...], float, bool]
"""Tokens, total, finished."""


def never(size: int) -> npt.NDArray[np.bool_]:
    """Padding, unknown and begin."""
    return np.arange(size) < 3


def search(
    stepper: Stepper, count: int, start: int, end: int, never: npt.NDArray[np.bool_], options: DecodeOptions
) -> list[Text]:
    """Greedy or beam search."""
    sentences = [_Sentence(n, [()], np.zeros(1, np.float32)) for n in range(count)]
    active = sentences
    for _ in range(options.maximum_tokens):
        texts = [text for sentence in active for text in sentence.texts]
        scores = _scores(stepper, texts, start, end, never, options)
        rows: list[int] = []
        first = 0
        for sentence in active:
            width = len(sentence.texts)
            advance = _advance_one if options.beam_size == 1 else _advance
            parents = advance(sentence, scores[first : first + width], end, options)
            sentence.done = len(sentence.finished) >= options.beam_size or not parents
            rows += [] if sentence.done else [first + parent for parent in parents]
            first += width
        active = [sentence for sentence in active if not sentence.done]
        if not active:
            break
        stepper.keep(np.array(rows, np.int64))
    return [_best(sentence, options.length_penalty) for sentence in sentences]


@dataclass
class _Sentence:
    number: int
    texts: list[tuple[int, ...]]
    totals: Any
    finished: list[Text] = field(default_factory=list)
    done: bool = False


def _scores(
    stepper: Stepper,
    texts: list[tuple[int, ...]],
    start: int,
    end: int,
    never: npt.NDArray[np.bool_],
    options: DecodeOptions,
) -> Float32:
    newest = np.array([text[-1] if text else start for text in texts], np.int64)
    choices = stepper.step(newest, len(never))
    logits = np.zeros((len(texts), len(never)), np.float32)
    np.put_along_axis(logits, choices.tokens, choices.scores, axis=1)
    for row, text in enumerate(texts):
        logits[row, repeated(text, options.no_repeat_ngram)] = -np.inf
        if not text:
            logits[row, end] = -np.inf
    return logits


def _advance_one(sentence: _Sentence, scores: Float32, end: int, options: DecodeOptions) -> list[int]:
    token = int(scores[0].argmax())
    total = float(sentence.totals[0]) + float(scores[0, token])
    sentence.totals = [total]
    if token == end:
        sentence.finished.append((sentence.texts[0], total, True))
        return []
    sentence.texts = [(*sentence.texts[0], token)]
    return [0]


def _advance(sentence: _Sentence, scores: Float32, end: int, options: DecodeOptions) -> list[int]:
    beam = options.beam_size
    totals = (sentence.totals[:, None] + scores).ravel()
    candidates = min(2 * beam, totals.size)
    top = np.argpartition(-totals, candidates - 1)[:candidates]
    top = top[np.lexsort((top, -totals[top]))]
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
                sentence.finished.append((sentence.texts[parent], total, True))
        elif len(parents) < beam:
            parents.append(parent)
            texts.append((*sentence.texts[parent], token))
            kept.append(total)
    if parents:
        sentence.texts, sentence.totals = texts, np.array(kept, np.float32)
    return parents


def _best(sentence: _Sentence, penalty: float) -> Text:
    if sentence.finished:
        return max(sentence.finished, key=lambda text: text[1] / math.pow(len(text[0]) + 1, penalty))
    return sentence.texts[0], float(sentence.totals[0]), False
