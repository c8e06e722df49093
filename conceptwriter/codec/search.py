"""Choosing tokens: beam search, greedy decoding and sampling over a `Stepper`.

Beam search follows fairseq2 0.6 (`fairseq2.generation.beam_search`): twice as many candidates as beams per
step; an end token counts only among the first `beam` of them; finished texts are ranked by their summed
log-probability over their length to the power of the penalty; a sentence is done once it has `beam` of them.
Three rules of fairseq2 are enabled by the bundle, since the program's own models are searched without them:
the log-probability of the prompt counts (`score_prompt`), the length is counted from the prompt's second
token (`length_offset`), and every text ends at the token limit (`force_end`).

All sentences of a batch advance together; each leaves the batch when it is done.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from conceptwriter.codec.choices import (
    Bools,
    Choices,
    Float32,
    Indices,
    Stepper,
    allowed_choices,
    log_softmax,
    repeated,
    score_of,
)
from conceptwriter.codec.contract import DecodeOptions

OnDone = Callable[[int], None]
"""Called with the number of sentences done so far."""
SAMPLED_FROM = 256
"""Sampling draws from this many of the most likely tokens, or from fewer where top_p leaves fewer.

Probabilities are normalised over them. Beyond a few hundred a token is noise, and a nucleus of 0.9 rarely
holds this many."""
_PROMPT_CHOICES = 512


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Generated tokens, without prompt and end token."""

    tokens: tuple[int, ...]
    total: float
    """Sum of the log-probabilities, including the end token's when finished or forced."""
    finished: bool
    """The model ended it."""
    forced: bool = False
    """The token limit ended it, and the end token counts."""
    prompt: float = 0.0
    """Log-probability of the prompt, if it counts."""

    @property
    def length(self) -> int:
        """Tokens generated, including the end token."""
        return len(self.tokens) + (self.finished or self.forced)

    def rank(self, penalty: float, offset: int = 0) -> float:
        """Higher is better."""
        return (self.prompt + self.total) / math.pow(max(1, self.length + offset), penalty)


@dataclass(frozen=True, slots=True)
class SearchRules:
    """What a search must know about the model."""

    prompt: tuple[int, ...]
    """Start of every text, not generated: the language tag, for SONAR after an end token."""
    end: int
    never: Bools
    """(vocabulary,) tokens that are never generated."""
    length_offset: int = 0
    """Added to the length by which a text's score is divided."""
    score_prompt: bool = False
    """The log-probability of the prompt after its first token counts in the ranking."""
    force_end: bool = False
    """The last token allowed by the limit is the end token, whatever its probability."""
    never_empty: bool = True
    """The first token is never the end token."""


def search(
    stepper: Stepper,
    count: int,
    rules: SearchRules,
    options: DecodeOptions,
    first_item: int = 0,
    on_done: OnDone = lambda _: None,
) -> list[Hypothesis]:
    """The best text of each of `count` sentences; see `search_all`."""
    return [found[0] for found in search_all(stepper, count, rules, options, first_item, on_done)]


def search_all(
    stepper: Stepper,
    count: int,
    rules: SearchRules,
    options: DecodeOptions,
    first_item: int = 0,
    on_done: OnDone = lambda _: None,
) -> list[list[Hypothesis]]:
    """The texts that were found for each of `count` sentences, best first: one at least, and of beams all.

    `stepper` starts with one row for each. `first_item` is the index of the first sentence in the whole
    request: it makes the draws of a sampled sentence independent of how the request is split into batches.
    """
    if options.sample:
        draws = [np.random.default_rng([options.seed, first_item + n]) for n in range(count)]
        return [[found] for found in _one_path(stepper, count, rules, options, draws, on_done)]
    if options.beam_size == 1:
        return [[found] for found in _one_path(stepper, count, rules, options, None, on_done)]
    return _beams(stepper, count, rules, options, on_done)


def _feed_prompt(stepper: Stepper, count: int, rules: SearchRules) -> Float32:
    """Feed all but the last token of the prompt; (count,) its log-probability, 0 if it does not count."""
    total = np.zeros(count, np.float32)
    for token, following in zip(rules.prompt, rules.prompt[1:], strict=False):
        found = stepper.step(np.full(count, token, np.int64), _PROMPT_CHOICES if rules.score_prompt else 1)
        if rules.score_prompt:
            scores = score_of(stepper, found, following)
            total += np.where(np.isfinite(scores), scores, np.float32(0))  # a cut head may not have the tag
    return total


def _banned(text: tuple[int, ...], rules: SearchRules, options: DecodeOptions) -> list[int]:
    banned = repeated(text, options.no_repeat_ngram)
    return [*banned, rules.end] if rules.never_empty and not text else banned


def _next(
    stepper: Stepper, texts: list[tuple[int, ...]], needed: int, rules: SearchRules, options: DecodeOptions
) -> Choices:
    newest = np.array([text[-1] if text else rules.prompt[-1] for text in texts], np.int64)
    return allowed_choices(
        stepper, newest, needed, rules.never, [_banned(text, rules, options) for text in texts]
    )


def _end_scores(stepper: Stepper, texts: list[tuple[int, ...]], rules: SearchRules) -> Float32:
    """(rows,) log-probability of ending each text now."""
    newest: Indices = np.array([text[-1] if text else rules.prompt[-1] for text in texts], np.int64)
    return score_of(stepper, stepper.step(newest, 1), rules.end)


# One path per sentence: greedy and sampling


def _one_path(
    stepper: Stepper,
    count: int,
    rules: SearchRules,
    options: DecodeOptions,
    draws: list[np.random.Generator] | None,
    on_done: OnDone,
) -> list[Hypothesis]:
    found: list[Hypothesis | None] = [None] * count
    active = list(range(count))
    texts: list[tuple[int, ...]] = [()] * count
    totals = [0.0] * count
    prompts = _feed_prompt(stepper, count, rules)
    needed = 1 if draws is None else SAMPLED_FROM
    for _ in range(options.maximum_tokens - rules.force_end):
        choices = _next(stepper, [texts[n] for n in active], needed, rules, options)
        for row, n in enumerate(active):
            place = int(choices.scores[row].argmax())
            if draws is not None:
                place = _draw(choices.scores[row], options, draws[n])
            token = int(choices.tokens[row, place])
            totals[n] += float(choices.scores[row, place])
            if token == rules.end:
                found[n] = Hypothesis(texts[n], totals[n], True, prompt=float(prompts[n]))
            else:
                texts[n] = (*texts[n], token)
        rows = [row for row, n in enumerate(active) if found[n] is None]
        if len(rows) < len(active):
            active = [active[row] for row in rows]
            on_done(count - len(active))
            if not active:
                break
            stepper.keep(np.array(rows, np.int64))
    if active and rules.force_end:
        ends = _end_scores(stepper, [texts[n] for n in active], rules)
        for row, n in enumerate(active):
            found[n] = Hypothesis(texts[n], totals[n] + float(ends[row]), False, True, float(prompts[n]))
    return [
        best or Hypothesis(texts[n], totals[n], False, prompt=float(prompts[n]))
        for n, best in enumerate(found)
    ]


def _draw(scores: Float32, options: DecodeOptions, generator: np.random.Generator) -> int:
    """An index into the most likely tokens by top-p (nucleus) sampling, Holtzman et al. 2020, section 3.1."""
    allowed = np.flatnonzero(np.isfinite(scores))[:SAMPLED_FROM]
    if len(allowed) == 0:
        return int(scores.argmax())
    weights = np.exp(log_softmax(scores[allowed] / np.float32(options.temperature)).astype(np.float64))
    reached = np.cumsum(weights)
    kept = int(np.searchsorted(reached, min(options.top_p, reached[-1]))) + 1
    mass = np.cumsum(weights[:kept])
    position = int(np.searchsorted(mass, generator.random() * mass[-1], side="right"))
    return int(allowed[min(position, len(mass) - 1)])


# Beams


@dataclass(slots=True)
class _Sentence:
    number: int
    prompt: float
    texts: list[tuple[int, ...]]
    totals: Float32
    finished: list[Hypothesis] = field(default_factory=list)


def _beams(
    stepper: Stepper, count: int, rules: SearchRules, options: DecodeOptions, on_done: OnDone
) -> list[list[Hypothesis]]:
    results: list[list[Hypothesis]] = [[] for _ in range(count)]
    prompts = _feed_prompt(stepper, count, rules)
    active = [_Sentence(n, float(prompts[n]), [()], np.zeros(1, np.float32)) for n in range(count)]
    for _ in range(options.maximum_tokens - rules.force_end):
        texts = [text for sentence in active for text in sentence.texts]
        choices = _next(stepper, texts, 2 * options.beam_size, rules, options)
        rows: list[int] = []
        first = 0
        for sentence in active:
            width = len(sentence.texts)
            of_sentence = Choices(
                choices.tokens[first : first + width], choices.scores[first : first + width]
            )
            parents = _advance(sentence, of_sentence, rules.end, options.beam_size)
            if len(sentence.finished) >= options.beam_size or not parents:
                results[sentence.number] = _ranked(sentence, rules, options)
            else:
                rows += [first + parent for parent in parents]
            first += width
        remaining = [sentence for sentence in active if not results[sentence.number]]
        if len(remaining) < len(active):
            on_done(count - len(remaining))
        active = remaining
        if not active:
            break
        stepper.keep(np.array(rows, np.int64))
    if active and rules.force_end:
        _end_all(stepper, active, rules, options.beam_size)
    for sentence in active:
        results[sentence.number] = _ranked(sentence, rules, options)
    return results


def _advance(sentence: _Sentence, choices: Choices, end: int, beam: int) -> list[int]:
    """One step of one sentence; returns the old beam that each new beam continues."""
    totals = sentence.totals[:, None] + choices.scores
    parents_of = np.broadcast_to(np.arange(len(totals))[:, None], totals.shape)
    # Ties by beam and then by token, so that equal input gives equal output.
    order = np.lexsort((choices.tokens.ravel(), parents_of.ravel(), -totals.ravel()))[: 2 * beam]
    parents: list[int] = []
    texts: list[tuple[int, ...]] = []
    kept: list[float] = []
    for place, candidate in enumerate(order):
        parent, column = divmod(int(candidate), choices.count)
        total, token = float(totals[parent, column]), int(choices.tokens[parent, column])
        if not np.isfinite(total):
            break
        if token == end:
            if place < beam:
                sentence.finished.append(
                    Hypothesis(sentence.texts[parent], total, True, prompt=sentence.prompt)
                )
        elif len(parents) < beam:
            parents.append(parent)
            texts.append((*sentence.texts[parent], token))
            kept.append(total)
    if parents:
        sentence.texts, sentence.totals = texts, np.array(kept, np.float32)
    return parents


def _end_all(stepper: Stepper, active: list[_Sentence], rules: SearchRules, beam: int) -> None:
    """End every unfinished text, the best first, until a sentence has `beam` texts."""
    ends = _end_scores(stepper, [text for sentence in active for text in sentence.texts], rules)
    first = 0
    for sentence in active:
        totals = sentence.totals + ends[first : first + len(sentence.texts)]
        first += len(sentence.texts)
        for place in np.argsort(-totals, kind="stable")[: max(0, beam - len(sentence.finished))]:
            ended = Hypothesis(sentence.texts[place], float(totals[place]), False, True, sentence.prompt)
            sentence.finished.append(ended)


def _ranked(sentence: _Sentence, rules: SearchRules, options: DecodeOptions) -> list[Hypothesis]:
    """The finished texts, or the best unfinished one."""
    if sentence.finished:
        return sorted(
            sentence.finished, key=lambda found: -found.rank(options.length_penalty, rules.length_offset)
        )
    return [Hypothesis(sentence.texts[0], float(sentence.totals[0]), False, prompt=sentence.prompt)]
