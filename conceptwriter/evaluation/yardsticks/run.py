"""One public yardstick from end to end: a bundle, the user's files, one report."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from conceptwriter import __version__
from conceptwriter.assistant import Assistant
from conceptwriter.evaluation.codec.bundle_codec import BundleCodec
from conceptwriter.evaluation.codec.figures import EvaluatedCodec
from conceptwriter.evaluation.codec.known_bad import known_bad_codec
from conceptwriter.evaluation.held_out.overlaps import Progress, silent
from conceptwriter.evaluation.measurements import Report
from conceptwriter.evaluation.records import Records
from conceptwriter.evaluation.yardsticks.aligned import AlignedText, YardstickError, pairs_of, read_test_set
from conceptwriter.evaluation.yardsticks.meaning import read_rated_pairs, similarity_figures, xsim_figures
from conceptwriter.evaluation.yardsticks.translation import TranslationRun
from conceptwriter.evaluation.yardsticks.ways import (
    FromVectors,
    Way,
    program_options,
    program_ways,
    ways_of,
)

TRANSLATION, SIMILARITY, XSIM = "translation", "similarity", "xsim"
COMMAND, OPTION = "translation", "--texts"


@dataclass(slots=True)
class Yardsticks:
    """The yardsticks on one bundle's codec, which is opened once."""

    folder: Path
    threads: int = 2
    known_bad: str | None = None
    """Name of a deliberately bad codec to measure instead of the bundle's."""
    on_progress: Progress = silent
    bundle: BundleCodec = field(init=False)

    def __post_init__(self) -> None:
        """Raises BundleError where the bundle is damaged or has no codec."""
        self.bundle = BundleCodec(self.folder, self.threads, options=program_options())

    @property
    def languages(self) -> tuple[str, ...]:
        """FLORES-200 codes of what the codec knows."""
        return tuple(self.bundle.manifest.languages)

    def translation(
        self,
        paths: Sequence[Path],
        languages: Sequence[str] = (),
        *,
        most: int | None = None,
        between: bool = False,
        assistant: Assistant | None = None,
        texts: Path | None = None,
    ) -> Report:
        """Translation of aligned files in both directions, in every way the codec has.

        `assistant`: also as the program translates. `texts`: a file that keeps the translations; what is in
        it is not translated again.

        Raises:
            YardstickError: for what is wrong with the files.
            RecordsError: the file of texts is something else or of another run.
        """
        test_set = read_test_set(paths, languages, self.languages, most)
        facts = self._facts(TRANSLATION) | _described(test_set) | {"decoding": asdict(program_options())}
        with Records(self._about(test_set), texts, COMMAND, OPTION) as records:
            run = TranslationRun(
                pairs_of(test_set, between=between),
                self._ways(assistant),
                records,
                on_progress=self.on_progress,
            )
            if self.known_bad is not None:
                run.at_once = None  # a shuffled codec needs something to shuffle
            report = run.report()
        return Report(report.measurements, {**facts, **report.facts})

    def xsim(
        self,
        paths: Sequence[Path],
        languages: Sequence[str] = (),
        *,
        most: int | None = None,
        between: bool = False,
    ) -> Report:
        """Whether the nearest vector in the other language is that of the translation.

        Raises:
            YardstickError: for what is wrong with the files.
        """
        test_set = read_test_set(paths, languages, self.languages, most)
        rows = xsim_figures(
            self._codec(), pairs_of(test_set, between=between), self.bundle.fits, self.on_progress
        )
        return Report(rows, self._facts(XSIM) | _described(test_set))

    def similarity(self, path: Path, languages: Sequence[str], *, most: int | None = None) -> Report:
        """Whether pairs that people found alike have vectors that are near.

        `languages`: of the two sentences; one where they have the same.

        Raises:
            YardstickError: for what is wrong with the file.
        """
        unknown = [code for code in languages if code not in self.languages]
        if unknown:
            known = ", ".join(self.languages)
            raise YardstickError(f"The model does not know {', '.join(unknown)}. It knows {known}.")
        pairs = read_rated_pairs(path, most)
        both = (languages[0], languages[-1])
        rows = similarity_figures(self._codec(), pairs, both, self.bundle.fits, self.on_progress)
        facts = {
            "files": {path.name: pairs.digest},
            "lines": len(pairs.scores),
            "languages": sorted(set(both)),
        }
        return Report(rows, self._facts(SIMILARITY) | facts)

    def _codec(self) -> EvaluatedCodec:
        part = self.bundle.manifest.codec
        assert part is not None  # the codec was loaded from it
        if self.known_bad is None:
            return self.bundle
        return known_bad_codec(self.known_bad, self.bundle, self.folder / part.tokenizer)

    def _ways(self, assistant: Assistant | None) -> list[Way]:
        if self.known_bad is not None:
            return [FromVectors(self._codec(), self.bundle.fits)]
        if assistant is None:
            return ways_of(self.bundle)
        both = self.bundle.codec.decodes_texts
        return [*ways_of(self.bundle), *program_ways(assistant, decodes_texts=both)]

    def _facts(self, yardstick: str) -> dict[str, Any]:
        manifest = self.bundle.manifest
        found: dict[str, Any] = {
            "yardstick": yardstick,
            "bundle": f"{manifest.name} {manifest.version}",
            "precision": manifest.precision,
        }
        return found if self.known_bad is None else {**found, "known_bad": self.known_bad}

    def _about(self, test_set: Sequence[AlignedText]) -> dict[str, Any]:
        """What records of one file have in common."""
        manifest = self.bundle.manifest
        weights = hashlib.sha256("".join(file.sha256 for file in manifest.files).encode()).hexdigest()[:16]
        return {
            "program": __version__,
            "codec": self.known_bad or f"{manifest.name} {manifest.version}",
            "weights": weights,
            "texts": {text.language: text.digest for text in test_set},
        }


def _described(test_set: Sequence[AlignedText]) -> dict[str, Any]:
    return {
        "files": {text.path.name: text.digest for text in test_set},
        "languages": [text.language for text in test_set],
        "lines": len(test_set[0].lines),
    }
