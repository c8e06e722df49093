"""Figures of an LCM: does it know which sentence comes next, better than simple guesses do?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from conceptwriter.lcm.contract import Kind
from conceptwriter.training.evaluation.codec_figures import EvaluatedCodec, Vectors, unit
from conceptwriter.training.evaluation.held_out import dev_documents
from conceptwriter.training.lcm.data import Item, items_of

Scorer = Callable[[Vectors, NDArray[np.int64], Vectors], NDArray[np.float32]]
"""Vectors (t, d) and kinds (t,) so far, candidates (c, d) -> scores (c,), the higher the likelier."""


@dataclass(frozen=True, slots=True)
class NextSentence:
    """Finding the true next sentence in a pool of sentences of the held-out documents."""

    method: str
    pool: str
    places: int
    recall_at_1: float
    recall_at_10: float
    mean_reciprocal_rank: float
    low: float
    """Lower end of the 95 % bootstrap interval of recall_at_10."""
    high: float


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a held-out document: what stands before it and which pool sentence follows."""

    vectors: Vectors
    kinds: NDArray[np.int64]
    truth: int
    same_document: NDArray[np.int64]
    previous: Vectors


def expected_score(candidates: Vectors, weights: NDArray[np.float32], pool: Vectors) -> NDArray[np.float32]:
    """Cosine of pool vectors (c, d) with the mean of the alternatives (k, d) under their log weights (k,).

    It is what the LCM's ranking loss compares with the sentences that really follow.
    """
    expected = np.exp(weights) @ candidates
    result: NDArray[np.float32] = unit(pool) @ unit(expected[None])[0]
    return result


def previous_sentence(vectors: Vectors, kinds: NDArray[np.int64], pool: Vectors) -> NDArray[np.float32]:
    """Baseline: the next sentence is the one nearest to the sentence before."""
    spoken = vectors[kinds != Kind.BREAK]
    result: NDArray[np.float32] = unit(pool) @ unit(spoken[-1:])[0]
    return result


def document_mean(vectors: Vectors, kinds: NDArray[np.int64], pool: Vectors) -> NDArray[np.float32]:
    """Baseline: the next sentence is the one nearest to the mean of all before."""
    spoken = vectors[kinds != Kind.BREAK]
    result: NDArray[np.float32] = unit(pool) @ unit(spoken.mean(axis=0, keepdims=True))[0]
    return result


def random_guess(seed: int) -> Scorer:
    """Baseline: any sentence."""
    draw = np.random.default_rng(seed)

    def score(_: Vectors, __: NDArray[np.int64], pool: Vectors) -> NDArray[np.float32]:
        return draw.random(len(pool), dtype=np.float32)

    return score


def places_of(
    codec: EvaluatedCodec, documents: Sequence[list[Item]], language: str, context: int, most: int, seed: int
) -> tuple[list[Place], Vectors]:
    """At most ``most`` places, each with at least three sentences before it; and the pool."""
    pool_texts: list[str] = []
    found: list[Place] = []
    embedded: list[tuple[Vectors, NDArray[np.int64], list[int]]] = []
    for items in documents:
        kinds = np.array([item.kind for item in items], dtype=np.int64)
        spoken = [number for number, item in enumerate(items) if item.kind != Kind.BREAK]
        encoded = codec.encode([items[number].text for number in spoken], language)
        vectors = np.zeros((len(items), encoded.shape[1]), dtype=np.float32)
        vectors[spoken] = encoded
        pool_index = [-1] * len(items)
        for number in spoken:
            if items[number].kind == Kind.CONCEPT:
                pool_index[number] = len(pool_texts)
                pool_texts.append(items[number].text)
        embedded.append((vectors, kinds, pool_index))
    pool = np.concatenate([vectors[kinds == Kind.CONCEPT] for vectors, kinds, _ in embedded])
    for vectors, kinds, pool_index in embedded:
        own = np.array([index for index in pool_index if index >= 0], dtype=np.int64)
        for number in range(1, len(kinds)):
            if kinds[number] == Kind.CONCEPT and (kinds[:number] == Kind.CONCEPT).sum() >= 3:
                begin = max(0, number - context)
                before = slice(begin, number)
                spoken_before = vectors[:number][kinds[:number] == Kind.CONCEPT]
                found.append(Place(vectors[before], kinds[before], pool_index[number], own, spoken_before))
    chosen = np.random.default_rng(seed).permutation(len(found))[:most]
    return [found[number] for number in sorted(chosen)], pool


def ranks(
    place_list: Sequence[Place], pool: Vectors, score: Scorer, size: int, seed: int
) -> NDArray[np.int64]:
    """Rank (0 is best) of the true sentence of each place among ``size`` pool sentences, those just read
    left out.

    ``size`` 0 takes the sentences of the same document instead.
    """
    draw = np.random.default_rng(seed)
    result: list[int] = []
    for place in place_list:
        if size:
            others = draw.choice(len(pool), size=min(size, len(pool)) - 1, replace=False)
        else:
            others = place.same_document
        others = others[others != place.truth]
        numbers = np.concatenate([[place.truth], others])
        scores = score(place.vectors, place.kinds, pool[numbers])
        result.append(int((scores[1:] >= scores[0]).sum()))
    return np.array(result, dtype=np.int64)


def summary(method: str, pool: str, found: NDArray[np.int64], seed: int = 1) -> NextSentence:
    """Recall, mean reciprocal rank, and a bootstrap interval (1,000 resamples)."""
    draw = np.random.default_rng(seed)
    hits = (found < 10).astype(float)
    resampled = [hits[draw.integers(0, len(hits), len(hits))].mean() for _ in range(1000)]
    low, high = np.percentile(resampled, [2.5, 97.5])
    return NextSentence(
        method=method,
        pool=pool,
        places=len(found),
        recall_at_1=round(float((found < 1).mean()), 4),
        recall_at_10=round(float(hits.mean()), 4),
        mean_reciprocal_rank=round(float((1 / (found + 1)).mean()), 4),
        low=round(float(low), 4),
        high=round(float(high), 4),
    )


def lcm_figures(
    codec: EvaluatedCodec, score: Scorer, dev: Path, context: int, longest: int, most: int = 500
) -> dict[str, list[dict[str, object]]]:
    """Next-sentence retrieval on the English dev stories, the LCM beside the baselines."""
    documents = [items_of(document, longest) for document in dev_documents(dev, "stories", "eng_Latn")]
    place_list, pool = places_of(codec, documents, "eng_Latn", context, most, seed=1)
    rows: list[dict[str, object]] = []
    methods: list[tuple[str, Scorer]] = [
        ("lcm", score),
        ("previous sentence", previous_sentence),
        ("document mean", document_mean),
        ("random", random_guess(1)),
    ]
    for name, size in (("1,000 sentences", 1000), ("same document", 0)):
        for method, scorer in methods:
            rows.append(asdict(summary(method, name, ranks(place_list, pool, scorer, size, seed=1))))
    return {"next_sentence": rows}
