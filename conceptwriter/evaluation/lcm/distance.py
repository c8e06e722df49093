"""How far from the truth: l2, round-trip l2, paraphrasedness, and the LCM's own error.

Distances are per dimension (the length of the difference over the root of the dimension), so that 1.0 is the
deviation of the codec's vectors themselves and the same number means the same in a codec of another size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from conceptwriter.evaluation.bootstrap import Figure, corpus_figure, mean_figure, ratio_figure
from conceptwriter.evaluation.lcm.places import HeldOutPlace, unit_rows
from conceptwriter.evaluation.lcm.predictors import EvaluatedPredictor, Expectation, Vectors, spoken
from conceptwriter.evaluation.lcm.remembering_codec import RememberingCodec
from conceptwriter.evaluation.lcm.retrieval import by_set
from conceptwriter.evaluation.measurements import POINTS, Measurement
from conceptwriter.lcm.contract import SampleSettings

if TYPE_CHECKING:
    from numpy.typing import NDArray

TABLE = "teacher-forced"


def apart(first: Vectors, second: Vectors) -> NDArray[np.float64]:
    """Distance per dimension of rows (n, d), (n,)."""
    squares = ((first.astype(np.float64) - second) ** 2).mean(axis=-1)
    result: NDArray[np.float64] = np.sqrt(squares)
    return result


@dataclass(frozen=True, slots=True, eq=False)
class OwnError:
    """An LCM's error, expressed like noise on a vector: deviations per dimension."""

    expected: Figure
    """Of the truth around its expectation."""
    nearest: Figure
    """Of the truth around the nearest of its alternatives: what a re-draw can reach at best."""
    per_dimension: NDArray[np.float64]
    """(d,) of the truth around its expectation."""


def own_error(expectations: Sequence[Expectation], places: Sequence[HeldOutPlace]) -> OwnError:
    """The LCM's own error. Half of `expected` is the noise level at which the codec's fragility is judged."""
    truths = np.stack([place.truth for place in places]).astype(np.float64)
    means = np.stack([found.mean for found in expectations])
    off = truths - means
    best = [
        float((apart(found.alternatives, place.truth[None]) ** 2).min())
        for found, place in zip(expectations, places, strict=True)
    ]
    groups = [place.document.identity for place in places]
    return OwnError(
        _root_mean_square((off**2).mean(axis=1), groups),
        _root_mean_square(np.array(best), groups),
        np.sqrt((off**2).mean(axis=0)),
    )


def _root_mean_square(squares: NDArray[np.float64], groups: Sequence[str]) -> Figure:
    table = np.stack([squares, np.ones_like(squares)], axis=1)
    return corpus_figure(table, lambda sums: float(np.sqrt(sums[0] / sums[1])), groups=groups)


def paraphrasedness(
    expectations: Sequence[Expectation], places: Sequence[HeldOutPlace]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Highest cosine with a sentence of the context, (n,): of the expectation, and of the truth."""
    ours, theirs = [], []
    for found, place in zip(expectations, places, strict=True):
        context = unit_rows(spoken(place.vectors, place.kinds))
        ours.append(float((context @ unit_rows(found.mean)).max()))
        theirs.append(float((context @ unit_rows(place.truth)).max()))
    return np.array(ours), np.array(theirs)


def distances(
    method: str, expectations: Sequence[Expectation], places: Sequence[HeldOutPlace], about: Mapping[str, str]
) -> list[Measurement]:
    """l2 of what is expected and paraphrasedness (1: as like the context as the truth is), each set."""
    truths = np.stack([place.truth for place in places])
    off = apart(np.stack([found.mean for found in expectations]), truths)
    ours, theirs = paraphrasedness(expectations, places)
    rows: list[Measurement] = []
    for name, here, groups in by_set(places):
        where = {**about, "set": name, "method": method}
        likeness = ratio_figure(ours[here], theirs[here], groups=groups)
        rows += [
            Measurement(TABLE, "l2", where, mean_figure(off[here], groups=groups), POINTS),
            Measurement(TABLE, "paraphrasedness", where, likeness, POINTS),
        ]
    return rows


def error_rows(found: OwnError, about: Mapping[str, str]) -> list[Measurement]:
    """The LCM's own error as measurements."""
    return [
        Measurement("lcm error", "expected", about, found.expected),
        Measurement("lcm error", "nearest", about, found.nearest),
    ]


def round_trips(
    predictor: EvaluatedPredictor,
    method: str,
    codec: RememberingCodec,
    places: Sequence[HeldOutPlace],
    language: str,
    about: Mapping[str, str],
) -> list[Measurement]:
    """Of the first vector drawn at each place: l2, and l2 after it was decoded and encoded again.

    An empty text has no vector; its distance is that of the zero vector.
    """
    drawn = np.stack(
        [predictor.sample(place.vectors, place.kinds, 1, SampleSettings(), 0).vectors[0] for place in places]
    ).astype(np.float32)
    truths = np.stack([place.truth for place in places])
    texts = codec.decode_texts(drawn, language)
    again = np.zeros_like(drawn)
    said = [number for number, text in enumerate(texts) if text.strip()]
    if said:
        again[said] = codec.encode_cut([texts[number] for number in said], language)
    rows: list[Measurement] = []
    for name, here, groups in by_set(places):
        where = {**about, "set": name, "method": method}
        figures = {
            "l2": apart(drawn[here], truths[here]),
            "round-trip l2": apart(again[here], truths[here]),
            "l2 of the trip": apart(again[here], drawn[here]),
        }
        rows.extend(
            Measurement("drawn", key, where, mean_figure(values, groups=groups))
            for key, values in figures.items()
        )
    return rows
