"""What a codec's vectors know of meaning: agreement with people's ratings, and finding translations.

Rated pairs (as in STS): a tab-separated file of two sentences and how alike people found them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from conceptwriter.evaluation.bootstrap import mean_figure, pearson_figure, spearman_figure
from conceptwriter.evaluation.codec.figures import EvaluatedCodec, Vectors, retrieval_figures, unit
from conceptwriter.evaluation.held_out.corpora import clean
from conceptwriter.evaluation.held_out.overlaps import Progress, silent
from conceptwriter.evaluation.measurements import SHARE, Measurement
from conceptwriter.evaluation.yardsticks.aligned import AlignedText, YardstickError, read_lines
from conceptwriter.evaluation.yardsticks.ways import Fits, cut

SIMILARITY = "similarity"
NEIGHBOURS = 4
"""Of the margin, as in LASER's xsim."""
FEWEST_PAIRS = 3
"""Fewer have no correlation to speak of."""
_COLUMNS = 3
_HEADINGS = frozenset({"score", "similarity", "sim", "label", "gold", "rating"})
_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class RatedPairs:
    """Two sentences a row, and how alike people found them."""

    path: Path
    first: tuple[str, ...]
    second: tuple[str, ...]
    scores: tuple[float, ...]

    @property
    def digest(self) -> str:
        """16 hexadecimal digits of SHA-256 of what was read."""
        text = "\n".join(map(repr, zip(self.first, self.second, self.scores, strict=True)))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_rated_pairs(path: Path, most: int | None = None) -> RatedPairs:
    """The pairs of a tab-separated file; its first line may be a heading.

    Raises:
        YardstickError: it cannot be read, or a line is not two sentences and a number.
    """
    rows: list[tuple[str, str, float]] = []
    for number, line in read_lines(path):
        cells = [clean(cell) for cell in line.split("\t")]
        if len(cells) != _COLUMNS:
            raise YardstickError(
                f"{path}, line {number}: needs two sentences and a score between tabs, has {len(cells)} "
                f"column{'' if len(cells) == 1 else 's'}."
            )
        first, second, score = cells
        if number == 1 and score.casefold() in _HEADINGS:
            continue
        if not first or not second:
            raise YardstickError(f"{path}, line {number}: a sentence is empty.")
        rows.append((first, second, _number(path, number, score)))
    if len(rows) < FEWEST_PAIRS:
        raise YardstickError(f"{path} has {len(rows)} pairs; a correlation needs {FEWEST_PAIRS} or more.")
    rows = rows[:most]
    firsts, seconds, scores = zip(*rows, strict=True)
    return RatedPairs(path, firsts, seconds, scores)


def _number(path: Path, line: int, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise YardstickError(f"{path}, line {line}: the score {text!r} is not a number.")
    return value


def similarity_figures(
    codec: EvaluatedCodec,
    pairs: RatedPairs,
    languages: tuple[str, str],
    fits: Fits,
    on_progress: Progress = silent,
) -> list[Measurement]:
    """Spearman's and Pearson's correlation of the cosine with the scores."""
    vectors = [
        encoded(codec, texts, language, fits, on_progress)
        for texts, language in zip((pairs.first, pairs.second), languages, strict=True)
    ]
    cosines = (unit(vectors[0]) * unit(vectors[1])).sum(axis=1)
    about = {"first": languages[0], "second": languages[1]}
    return [
        Measurement(SIMILARITY, "spearman", about, spearman_figure(cosines, pairs.scores)),
        Measurement(SIMILARITY, "pearson", about, pearson_figure(cosines, pairs.scores)),
    ]


def xsim_figures(
    codec: EvaluatedCodec,
    pairs: Sequence[tuple[AlignedText, AlignedText]],
    fits: Fits,
    on_progress: Progress = silent,
) -> list[Measurement]:
    """Share of lines whose nearest line in the other language is not their translation.

    "error" by the cosine, "error, margin" by the cosine over the mean of those with the nearest lines (the
    ratio margin of Artetxe and Schwenk 2019), which is LASER's xsim.
    """
    texts = {text.language: text for pair in pairs for text in pair}
    vectors = {code: encoded(codec, text.lines, code, fits, on_progress) for code, text in texts.items()}
    found: list[Measurement] = []
    for source, target in pairs:
        first, second = vectors[source.language], vectors[target.language]
        (by_cosine,) = retrieval_figures(first, second, source.language, target.language)
        wrong = _nearest_by_margin(first, second) != np.arange(len(first))
        found += [
            by_cosine,
            Measurement(by_cosine.table, "error, margin", by_cosine.about, mean_figure(wrong), SHARE),
        ]
    return found


def encoded(
    codec: EvaluatedCodec, texts: Sequence[str], language: str, fits: Fits, on_progress: Progress = silent
) -> Vectors:
    """Vectors (n, d); what is too long for the codec is cut."""
    short = [cut(text, language, fits) for text in texts]
    found: list[Vectors] = []
    for start in range(0, len(short), _AT_ONCE):
        on_progress(start, len(short), f"vectors of {language}")
        found.append(codec.encode(short[start : start + _AT_ONCE], language))
    return np.concatenate(found)


def _nearest_by_margin(first: Vectors, second: Vectors) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    cosines = unit(first) @ unit(second).T
    count = min(NEIGHBOURS, len(first))
    forth = np.sort(cosines, axis=1)[:, -count:].mean(axis=1)
    back = np.sort(cosines, axis=0)[-count:].mean(axis=0)
    margins = cosines / np.maximum((forth[:, None] + back[None]) / 2, 1e-9)
    nearest: np.ndarray[tuple[int, ...], np.dtype[np.int64]] = margins.argmax(axis=1)
    return nearest
