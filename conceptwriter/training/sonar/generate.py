"""Beam search with fairseq2's exact rules, the yardstick for the program's own.

Unlike a textbook search (all of it read in fairseq2 0.6, `generation/beam_search`):

* the total of a text begins with the log-probability of the language tag after the end token, which together
  are the prompt; it is the same for all texts, but not after the division below;
* the total is divided by (tokens of the text + end token + 1) ** length penalty;
* of twice as many candidates as beams, an end token counts only among the first `beam`; the best others then
  continue; a sentence is done with `beam` finished texts;
* only the padding is never chosen (id 0 of the tokenizer), after the softmax over the whole vocabulary;
* at the length limit every text gets its end token.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from conceptwriter.convert.sonar.tokenizer import END, PAD
from conceptwriter.training.sonar.model import Past, SonarDecoder


@dataclass(frozen=True, slots=True)
class Beam:
    """How to search; the defaults are fairseq2's, and so sonar-space's."""

    size: int = 5
    length_penalty: float = 1.0
    longest: int | None = None
    """Maximum tokens, including prompt and end token; None: as many as the decoder has positions."""


@dataclass(frozen=True, slots=True)
class GeneratedText:
    """A finished text."""

    tokens: tuple[int, ...]
    """With its end token, without the prompt."""
    score: float


@dataclass(slots=True)
class _Open:
    """The unfinished texts of one sentence, best first."""

    texts: list[list[int]]
    totals: Tensor
    """(rows,)"""
    finished: list[GeneratedText]


@torch.inference_mode()
def generate(
    decoder: SonarDecoder, vectors: Tensor, tag: int, beam: Beam | None = None
) -> list[list[GeneratedText]]:
    """The finished texts of each vector (n, d) in the language of `tag`, best first.

    At most `beam.size` of them; each sentence is searched for itself.
    """
    beam = beam or Beam()
    limit = decoder.config.longest_target
    longest = limit if beam.longest is None else min(limit, beam.longest)
    return [_search(decoder, vector[None], tag, beam, longest) for vector in vectors]


def _search(decoder: SonarDecoder, vector: Tensor, tag: int, beam: Beam, longest: int) -> list[GeneratedText]:
    condition = decoder.condition(vector)
    logits, past = decoder(torch.tensor([[END]]), condition, None)
    total = logits[:, 0].log_softmax(dim=-1)[:, tag]
    state = _Open([[END, tag]], total, [])
    for place in range(2, longest):
        rows = len(state.texts)
        newest = torch.tensor([[text[-1]] for text in state.texts])
        logits, past = decoder(newest, condition.expand(rows, -1, -1), past)
        scores = logits[:, 0].log_softmax(dim=-1)
        if place == longest - 1:
            ending = scores[:, END].clone()
            scores.fill_(-torch.inf)
            scores[:, END] = ending
        else:
            scores[:, PAD] = -torch.inf
        order = _advance(state, scores, beam, place)
        if order is None:
            break
        past = _reordered(past, order)
    return sorted(state.finished, key=lambda text: text.score, reverse=True)


def _advance(state: _Open, scores: Tensor, beam: Beam, place: int) -> Tensor | None:
    """One step: the old row that each new one continues, or None when the sentence is done."""
    totals = scores + state.totals[:, None]
    vocabulary = totals.shape[1]
    best, where = totals.flatten().topk(min(2 * beam.size, vocabulary))
    rows, tokens = where // vocabulary, where % vocabulary
    ends = tokens == END
    for candidate in ends[: beam.size].nonzero().flatten().tolist():
        text = state.texts[int(rows[candidate])]
        score = best[candidate] / place**beam.length_penalty
        state.finished.append(GeneratedText((*text[2:], END), float(score)))
        if len(state.finished) == beam.size:
            return None
    kept = (~ends).nonzero().flatten()[: beam.size]
    state.texts = [[*state.texts[int(rows[k])], int(tokens[k])] for k in kept]
    state.totals = best[kept]
    return rows[kept]


def _reordered(past: Past, order: Tensor) -> Past:
    return [(key[order], value[order]) for key, value in past]
