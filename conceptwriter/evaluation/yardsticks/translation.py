"""Translation of a public test set in every way the model has, as figures that can be compared with others'.

Tables: "public translation", one row for each direction and way (chrF++, BLEU, what is lost, what the program
warns of), and "one way less another", paired on the same lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from conceptwriter.engine import DecodedFrom
from conceptwriter.evaluation.bootstrap import (
    TextMetric,
    chrf_plus_plus,
    difference_figure,
    mean_figure,
    sp_bleu,
)
from conceptwriter.evaluation.codec.figures import DecodedTexts, bleu_of, degenerate_share, kept_shares
from conceptwriter.evaluation.held_out.overlaps import Progress, silent
from conceptwriter.evaluation.measurements import SHARE, Measurement, Report
from conceptwriter.evaluation.records import Record, Records
from conceptwriter.evaluation.yardsticks.aligned import AlignedText
from conceptwriter.evaluation.yardsticks.ways import CUT, PROGRAM, TO_CHECK, Translated, Way

TABLE = "public translation"
APART = "one way less another"
TASK = "translation"
AT_ONCE = 16
"""Lines between two saves."""
_COMPARED = (
    (DecodedFrom.TEXT.value, DecodedFrom.VECTOR.value),
    (f"{PROGRAM}, {DecodedFrom.VECTOR}", DecodedFrom.VECTOR.value),
    (f"{PROGRAM}, {DecodedFrom.TEXT}", DecodedFrom.TEXT.value),
)


@dataclass(slots=True)
class TranslationRun:
    """Translates all pairs in all ways, and measures."""

    pairs: Sequence[tuple[AlignedText, AlignedText]]
    ways: Sequence[Way]
    records: Records
    """What is in them already is not translated again."""
    at_once: int | None = AT_ONCE
    """Lines given to a way together; None: all."""
    on_progress: Progress = silent
    _signatures: dict[str, str] = field(default_factory=dict)

    def report(self) -> Report:
        """All figures, and the signatures of the metrics among the facts."""
        rows: list[Measurement] = []
        steps = [(source, target, way) for source, target in self.pairs for way in self.ways]
        found: dict[tuple[str, str], dict[str, DecodedTexts]] = {}
        for number, (source, target, way) in enumerate(steps):
            translated = self._translated(source, target, way, number, len(steps))
            about = {"source": source.language, "target": target.language, "way": way.name}
            decoded = DecodedTexts(
                about,
                source.language,
                target.language,
                list(source.lines),
                [[line] for line in target.lines],
                [line.text for line in translated],
            )
            found.setdefault((source.language, target.language), {})[way.name] = decoded
            rows += self._figures(decoded, translated)
        for by_way in found.values():
            rows += _differences(by_way)
        self.on_progress(len(steps), len(steps), "translation")
        order = [TABLE, APART]
        rows.sort(key=lambda row: order.index(row.table))
        return Report(rows, self._facts())

    def _facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = {"signatures": self._signatures, "not_measured": []}
        if sp_bleu() is None:
            facts["not_measured"] = [
                "spBLEU: the tokenizer of FLORES-200 is not on this computer (sacrebleu downloads it)"
            ]
        return facts

    def _translated(
        self, source: AlignedText, target: AlignedText, way: Way, step: int, steps: int
    ) -> list[Translated]:
        """From the records as far as they go, and otherwise now."""
        name = f"{source.language}-{target.language}"
        what = f"{source.language} -> {target.language}, {way.name} ({step + 1} of {steps}), line"
        count = len(source.lines)
        done = self.records.of(TASK, name, way.name)
        missing = iter([row for row in range(count) if str(row + 1) not in done])
        for rows in _batches(missing, self.at_once or count):
            self.on_progress(rows[0], count, what)
            lines = way.translate([source.lines[row] for row in rows], source.language, target.language)
            for row, line in zip(rows, lines, strict=True):
                self.records.add(Record(TASK, name, str(row + 1), way.name, (line.text, *line.remarks)))
        done = self.records.of(TASK, name, way.name)
        found = [done[str(row + 1)].texts for row in range(count)]
        return [Translated(texts[0] if texts else "", texts[1:]) for texts in found]

    def _figures(self, decoded: DecodedTexts, translated: Sequence[Translated]) -> list[Measurement]:
        rows: list[Measurement] = []
        for metric in _metrics(decoded.target_language):
            rows.append(
                Measurement(
                    TABLE, metric.name, decoded.about, metric.figure(decoded.outputs, decoded.accepted)
                )
            )
            self._signatures[_named(metric, decoded.target_language)] = metric.signature
        rows.append(degenerate_share(decoded, TABLE))
        rows += [
            Measurement(TABLE, name, decoded.about, figure, SHARE)
            for name, figure in kept_shares(decoded).items()
        ]
        remark = TO_CHECK if decoded.about["way"].startswith(PROGRAM) else CUT
        marked = [remark in line.remarks for line in translated]
        return [*rows, Measurement(TABLE, remark, decoded.about, mean_figure(marked), SHARE)]


def _metrics(language: str) -> list[TextMetric]:
    pieces = sp_bleu()
    return [chrf_plus_plus(), bleu_of(language), *([pieces] if pieces is not None else [])]


def _named(metric: TextMetric, language: str) -> str:
    """BLEU's signature depends on the language."""
    return f"{metric.name} into {language}" if metric.name == "bleu" else metric.name


def _differences(by_way: dict[str, DecodedTexts]) -> Iterator[Measurement]:
    for better, plainer in _COMPARED:
        if better not in by_way or plainer not in by_way:
            continue
        one, two = by_way[better], by_way[plainer]
        about = {**one.about, "way": better, "less": plainer}
        for metric in _metrics(one.target_language):
            apart = difference_figure(
                metric.statistics(one.outputs, one.accepted),
                metric.statistics(two.outputs, two.accepted),
                metric.score,
            )
            yield Measurement(APART, metric.name, about, apart)


def _batches(rows: Iterator[int], size: int) -> Iterator[list[int]]:
    while batch := list(islice(rows, size)):
        yield batch
