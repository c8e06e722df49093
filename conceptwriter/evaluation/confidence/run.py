"""The confidence of translations from end to end: translate, judge, fit on one half, measure the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from conceptwriter import __version__
from conceptwriter.assistant import BALANCED, Assistant, AssistantSettings, NodeTranslation
from conceptwriter.assistant.confidence import TranslationFeatures
from conceptwriter.bundles.confidence_part import ConfidencePart
from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.manifest import Manifest, load_manifest, save_manifest
from conceptwriter.bundles.translators import CODEC
from conceptwriter.evaluation.confidence.figures import (
    Told,
    reliability_rows,
    summary,
    threshold_rows,
)
from conceptwriter.evaluation.confidence.fitting import Fitted, fit, unlikely_below
from conceptwriter.evaluation.confidence.pairs import FIT, TEST, Reference, references
from conceptwriter.evaluation.confidence.usable import USABLE, are_usable
from conceptwriter.evaluation.held_out.corpora import CorpusError
from conceptwriter.evaluation.held_out.overlaps import Progress, silent
from conceptwriter.evaluation.held_out.sets import ENGLISH, EvaluationSets
from conceptwriter.evaluation.measurements import Measurement, Report
from conceptwriter.evaluation.reliability import reliability_svg
from conceptwriter.evaluation.yardsticks.ways import waited_for
from conceptwriter.outline import Document, Draft, Kind

FEWEST = 50
"""Texts of each half: fewer say nothing."""
OFFERED = 250
"""About so many texts are translated again, where the manifest already has a confidence."""


class Judged(NamedTuple):
    """A translation, what was known when it was made, and whether it is usable."""

    reference: Reference
    text: str
    features: TranslationFeatures
    usable: bool

    @property
    def direction(self) -> tuple[str, str]:
        """Source and target."""
        return self.features.source_language, self.features.language

    def as_json(self) -> dict[str, Any]:
        """For a file that a person reads."""
        return {
            "source_language": self.features.source_language,
            "language": self.features.language,
            "set": self.reference.set,
            "half": self.reference.half,
            "source": self.reference.source,
            "text": self.text,
            "accepted": list(self.reference.accepted),
            "usable": self.usable,
            "flags": list(self.features.flags),
            **{name: round(value, 4) for name, value in self.features.values().items()},
        }


class Measured(NamedTuple):
    """What was measured: the figures, what goes into the manifest, and the texts."""

    report: Report
    part: ConfidencePart
    test: Told
    texts: list[Judged]


@dataclass(slots=True)
class ConfidenceRun:
    """Measures one bundle's codec, as the program translates with it."""

    folder: Path
    """Bundle folder."""
    dev: Path
    """Folder of the held-out sets."""
    assistant: Assistant
    most: int = 250
    """Sentences of each set and direction."""
    settings: AssistantSettings = BALANCED
    on_progress: Progress = silent
    _left: int = field(default=0, init=False)
    """Texts that the program did not translate: it offers none of them as a translation."""

    def measure(self) -> Measured:
        """Translate everything, fit on one half, and measure both.

        Raises:
            BundleError: the bundle is damaged or has no codec.
            CorpusError: held-out files are missing, or they have too few pairs.
        """
        manifest = load_manifest(self.folder)
        if manifest.codec is None:
            raise BundleError(f"{self.folder} has no codec. Name another model with --bundle.")
        judged = list(self._judged(manifest))
        halves = {half: [each for each in judged if each.reference.half == half] for half in (FIT, TEST)}
        if min(map(len, halves.values())) < FEWEST:
            raise CorpusError(
                f"{self.dev} has {len(judged)} pairs for this model, which is too few: each half needs "
                f"{FEWEST}."
            )
        fitted = _fitted(halves[FIT])
        told = {half: _told(fitted, texts) for half, texts in halves.items()}
        part = self._part(fitted, told[FIT], halves[FIT], manifest)
        rows = list(_figures(halves, told, part))
        if manifest.codec.confidence is not None:
            rows += self._offers(halves[TEST])
        return Measured(Report(rows, self._facts(manifest, part, halves)), part, told[TEST], judged)

    def _judged(self, manifest: Manifest) -> Iterator[Judged]:
        sets = EvaluationSets(self.dev, self.most)
        others = [code for code in manifest.languages if code != ENGLISH]
        directions = [pair for code in others for pair in ((ENGLISH, code), (code, ENGLISH))]
        for number, (source, target) in enumerate(directions):
            self.on_progress(number, len(directions), f"{source} to {target}")
            found = references(sets, source, target)
            items = self._translated([each.source for each in found], source, target)
            kept = [
                (each, item, item.features)
                for each, item in zip(found, items, strict=True)
                if item is not None and item.features is not None
            ]
            self._left += len(found) - len(kept)
            usable = are_usable(
                [item.text for _, item, _ in kept],
                [each.accepted for each, _, _ in kept],
                [features.flags for _, _, features in kept],
            )
            for (each, item, features), good in zip(kept, usable, strict=True):
                yield Judged(each, item.text, features, good)
        self.on_progress(len(directions), len(directions), "translated")

    def _translated(self, texts: Sequence[str], source: str, target: str) -> list[NodeTranslation | None]:
        """The program's translation of each text; None where it has none."""
        if not texts:
            return []
        document = _document(texts, source)
        job = self.assistant.translate(document, None, target, settings=self.settings, engine=CODEC)
        made = {item.node: item for item in waited_for(job).items}
        return [made.get(node) for node in document.concepts()]

    def _offers(self, texts: Sequence[Judged]) -> Iterator[Measurement]:
        """What is told of other translations, whose words are sampled, by the numbers of the manifest."""
        chosen = texts[:: max(1, len(texts) // OFFERED)]
        chances: list[float] = []
        usable: list[bool] = []
        for number, each in enumerate(chosen):
            self.on_progress(number, len(chosen), "other translations")
            document = _document([each.reference.source], each.features.source_language)
            (node,) = document.concepts()
            job = self.assistant.translate_again(
                document, node, each.features.language, settings=self.settings
            )
            offers = [offer for offer in waited_for(job).proposals if offer.calibrated and not offer.writer]
            chances += [offer.score for offer in offers]
            usable += are_usable(
                [offer.text for offer in offers],
                [each.reference.accepted] * len(offers),
                [offer.flags for offer in offers],
            )
        told = Told(np.array(chances, np.float64), np.array(usable, np.bool_))
        yield from summary(told, {"half": TEST, "set": "other translations"})

    def _part(
        self, fitted: Fitted, told: Told, texts: Sequence[Judged], manifest: Manifest
    ) -> ConfidencePart:
        first = texts[0].features
        return ConfidencePart(
            intercept=round(fitted.intercept, 5),
            weights={
                name: msgspec.structs.replace(
                    each, **{key: round(getattr(each, key), 5) for key in ("mean", "spread", "weight")}
                )
                for name, each in fitted.weights.items()
            },
            pairs=sorted({each.direction for each in texts}),
            unlikely=unlikely_below(told.chances, told.usable.tolist()),
            beam_size=first.beam_size,
            decoded_from=first.decoded_from,
            measured=(
                f"{manifest.name} {manifest.version} ({manifest.precision}), ConceptWriter {__version__}: "
                f"{len(texts)} sentences of {', '.join(sorted({each.reference.set for each in texts}))}; "
                f"usable: chrF++ of at least {USABLE:g}, no number or name lost"
            ),
        )

    def _facts(
        self, manifest: Manifest, part: ConfidencePart, halves: dict[Any, list[Judged]]
    ) -> dict[str, Any]:
        return {
            "bundle": f"{manifest.name} {manifest.version}",
            "precision": manifest.precision,
            "most": self.most,
            "texts": {half: len(texts) for half, texts in halves.items()},
            "not_translated": self._left,
            "confidence": msgspec.to_builtins(part),
        }


def _document(texts: Sequence[str], language: str) -> Document:
    """Each text is a concept in a paragraph of its own."""
    paragraphs = [Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, text)]) for text in texts]
    return Document.from_draft(Draft(Kind.SECTION, "", children=paragraphs), language=language)


def _fitted(texts: Sequence[Judged]) -> Fitted:
    try:
        return fit([dict(each.features.values()) for each in texts], [each.usable for each in texts])
    except ValueError as problem:
        raise CorpusError(f"No confidence can be fitted: {problem}") from problem


def _told(fitted: Fitted, texts: Sequence[Judged]) -> Told:
    chances = fitted.chances([each.features.values() for each in texts])
    return Told(chances, np.array([each.usable for each in texts], np.bool_))


def _figures(
    halves: dict[Any, list[Judged]], told: dict[Any, Told], part: ConfidencePart
) -> Iterator[Measurement]:
    for half, these in told.items():
        yield from summary(these, {"half": half, "set": "all"})
    test, texts = told[TEST], halves[TEST]
    for name in dict.fromkeys(each.reference.set for each in texts):
        yield from summary(
            test.only([each.reference.set == name for each in texts]), {"half": TEST, "set": name}
        )
    for source, target in part.pairs:
        chosen = test.only([each.direction == (source, target) for each in texts])
        yield from summary(chosen, {"half": TEST, "source": source, "target": target})
    for half, these in told.items():
        yield from reliability_rows(these, {"half": half})
    for half, these in told.items():
        yield from threshold_rows(these, part.unlikely, {"half": half})


def plot(measured: Measured, path: Path) -> None:
    """The reliability diagram of the half that was not fitted on."""
    title = f"{measured.report.facts['bundle']}: {len(measured.test):,} translations not fitted on"
    reliability_svg(
        measured.test.bins, path, title, told="confidence told", observed="share that was usable", most=1.0
    )


def write_into_manifest(part: ConfidencePart, folder: Path) -> None:
    """Store a confidence with the bundle it was measured on.

    Raises:
        BundleError: the manifest cannot be read, or has no codec.
    """
    manifest = load_manifest(folder)
    if manifest.codec is None:
        raise BundleError(f"{folder} has no codec.")
    codec = msgspec.structs.replace(manifest.codec, confidence=part)
    save_manifest(msgspec.structs.replace(manifest, codec=codec), folder)
