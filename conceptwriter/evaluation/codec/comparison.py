"""One bundle against another on the same sentences: what do the small (int8) files cost?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conceptwriter.evaluation.bootstrap import chrf_plus_plus, difference_figure, mean_figure
from conceptwriter.evaluation.codec.figures import EvaluatedCodec
from conceptwriter.evaluation.held_out.overlaps import Progress, silent
from conceptwriter.evaluation.held_out.sets import ENGLISH, EvaluationSets
from conceptwriter.evaluation.measurements import SHARE, Measurement

TABLE = "against"
LOST = "chrf++ lost"


@dataclass(frozen=True, slots=True)
class _Direction:
    source: str
    target: str
    sources: list[str]
    accepted: list[list[str]]

    def outputs(self, codec: EvaluatedCodec) -> list[str]:
        return codec.decode_texts(codec.encode(self.sources, self.source), self.target)


def comparison_figures(
    codec: EvaluatedCodec,
    other: EvaluatedCodec,
    sets: EvaluationSets,
    languages: Sequence[str],
    on_progress: Progress = silent,
) -> list[Measurement]:
    """What ``codec`` loses against ``other`` in every direction from and to English; negative: it gains.

    Also within each language (text to vector to the same text). Paired: both decode the same sentences and
    are resampled together, so that the interval is about the difference and not about the sentences.
    """
    directions = [way for code in languages if code != ENGLISH for way in _directions(sets, code)]
    metric = chrf_plus_plus()
    found: list[Measurement] = []
    for done, way in enumerate(directions):
        on_progress(done, len(directions), f"against: {way.source} -> {way.target}")
        about = {"source": way.source, "target": way.target}
        ours, theirs = way.outputs(codec), way.outputs(other)
        lost = difference_figure(
            metric.statistics(theirs, way.accepted), metric.statistics(ours, way.accepted), metric.score
        )
        same = mean_figure([a == b for a, b in zip(ours, theirs, strict=True)])
        found += [
            Measurement(TABLE, LOST, about, lost),
            Measurement(TABLE, "same text", about, same, SHARE),
        ]
    return found


def _directions(sets: EvaluationSets, code: str) -> list[_Direction]:
    pairs = sets.pairs(ENGLISH, code)
    if not pairs.sources:
        return []
    english, foreign = pairs.sources, pairs.targets
    return [
        _Direction(ENGLISH, code, english, pairs.accepted),
        _Direction(code, ENGLISH, foreign, [[text] for text in english]),
        _Direction(code, code, foreign, [[text] for text in foreign]),
    ]
