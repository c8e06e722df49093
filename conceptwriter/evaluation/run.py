"""The evaluation from end to end: a bundle, the held-out sets, one report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.manifest import Manifest, load_manifest
from conceptwriter.evaluation.codec.bundle_codec import BundleCodec
from conceptwriter.evaluation.codec.comparison import comparison_figures
from conceptwriter.evaluation.codec.figures import CodecRun, EvaluatedCodec
from conceptwriter.evaluation.codec.fragility import fragility_figures
from conceptwriter.evaluation.codec.known_bad import KNOWN_BAD as KNOWN_BAD_CODECS
from conceptwriter.evaluation.codec.known_bad import known_bad_codec
from conceptwriter.evaluation.gates import LCM_TARGETS
from conceptwriter.evaluation.held_out.corpora import CorpusError
from conceptwriter.evaluation.held_out.manifest import load_seen
from conceptwriter.evaluation.held_out.overlaps import NOTHING, Progress, Seen, silent
from conceptwriter.evaluation.held_out.sets import ENGLISH, EvaluationSets, LeftOut
from conceptwriter.evaluation.lcm import run as lcm_run
from conceptwriter.evaluation.lcm.baselines import KNOWN_BAD as KNOWN_BAD_LCMS
from conceptwriter.evaluation.lcm.predictors import EvaluatedPredictor, bundle_predictors
from conceptwriter.evaluation.lcm.remembering_codec import bundle_codec
from conceptwriter.evaluation.lcm.run import LcmOptions
from conceptwriter.evaluation.lcm.teacher_forced import lcm_error, sets_in
from conceptwriter.evaluation.measurements import Measurement, Report
from conceptwriter.evaluation.systems.meaning_judge import universal_sentence_encoder, without_encoder
from conceptwriter.evaluation.verdicts import STRONG

FRAGILITY_SHARE = 0.6
"""Of the sentences a set: nine decodings of each are the longest part of the codec's figures."""
ERROR_PLACES = 300
"""Places at which the LCM's error is measured for the codec's figures alone."""
FRAGILITY_LONGEST = 100
"""Characters: what an LCM proposes is of this length."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What to measure, and on what data."""

    folder: Path
    """Bundle folder."""
    dev: Path
    """Folder of the held-out sets."""
    most: int = 500
    """Sentences, pairs or places per set."""
    threads: int = 2
    training: Path | None = None
    """Data folder or saved manifest: training data is excluded from evaluation."""
    against: Path | None = None
    """Another bundle, run on the same sentences."""
    known_bad: str | None = None
    """Name of a deliberately bad codec or concept model to measure instead of the bundle's."""
    lcm_error: float | None = None
    """Root mean squared error of the LCM's predictions per dimension."""
    between: bool = False
    """Also translate between the languages other than English."""
    variants: tuple[str, ...] = ()
    """Names of the LCM variants to measure; empty takes all, the default first."""
    languages: tuple[str, ...] = ()
    """Of the next-sentence figures; empty: English and the strong languages that bundle and sets have."""
    free_running: bool = True
    """Whether the LCMs write texts as well: minutes instead of seconds."""
    on_progress: Progress = silent

    @property
    def manifest(self) -> Manifest:
        """The bundle's."""
        return load_manifest(self.folder)

    def seen(self) -> Seen:
        """The model's training data, as far as given."""
        if self.training is None:
            return NOTHING
        return load_seen(self.training, self.dev, frozenset(self.manifest.languages), self.on_progress)


def facts(task: Evaluation) -> dict[str, Any]:
    """A report's facts about how it was made."""
    manifest = task.manifest
    found: dict[str, Any] = {
        "bundle": f"{manifest.name} {manifest.version}",
        "precision": manifest.precision,
        "languages": list(manifest.languages),
        "most": task.most,
        "training_known": task.training is not None,
    }
    if task.known_bad is not None:
        found["known_bad"] = task.known_bad
    return found


def codec_report(task: Evaluation, seen: Seen | None = None) -> Report:
    """All figures of a bundle's codec.

    Raises:
        BundleError: the bundle or the one it is compared with is damaged or has no codec.
        CorpusError: held-out or training files are missing.
    """
    bundle = BundleCodec(task.folder, task.threads)
    part = bundle.manifest.codec
    assert part is not None  # the codec was loaded from it
    codec: EvaluatedCodec = bundle
    from_texts = bundle.decode_from_texts if bundle.codec.decodes_texts else None
    if task.known_bad is not None:
        from_texts = None
        codec = known_bad_codec(task.known_bad, bundle, task.folder / part.tokenizer)
    sets = EvaluationSets(task.dev, task.most, task.seen() if seen is None else seen, bundle.fits)
    languages = bundle.manifest.languages
    found = CodecRun(codec, sets, languages, task.between, task.on_progress, from_texts).measure()
    found += _fragility(codec, sets, task)
    if task.against is not None:
        other = BundleCodec(task.against, task.threads)
        missing = set(languages) - set(other.manifest.languages)
        if missing:
            raise BundleError(f"{task.against} does not know {', '.join(sorted(missing))}.")
        found += comparison_figures(codec, other, sets, languages, task.on_progress)
    about = facts(task) | {"left_out": sets.left_out.as_json()}
    if task.against is not None:
        about["against"] = str(task.against)
    return Report(found, about)


def _fragility(codec: EvaluatedCodec, sets: EvaluationSets, task: Evaluation) -> list[Measurement]:
    """Of English narrative sentences of the length that is proposed."""
    if ENGLISH not in task.manifest.languages or not (sets.dev / "stories_dev.jsonl.gz").is_file():
        return []
    fewer = replace(sets, most=max(1, round(FRAGILITY_SHARE * sets.most)), left_out=LeftOut())
    texts = fewer.sentences("stories", ENGLISH, FRAGILITY_LONGEST)
    if not texts.texts:
        return []
    return fragility_figures(codec, texts, task.lcm_error, on_progress=task.on_progress)


def lcm_report(task: Evaluation, seen: Seen | None = None) -> Report:
    """All figures of a bundle's concept models, and of the baselines.

    Raises:
        BundleError: the bundle is damaged or has no concept model.
        CorpusError: held-out or training files are missing.
    """
    remembered = task.training if task.training is not None and task.training.is_dir() else None
    teacher = None
    if not (lacking := without_encoder()):
        teacher = universal_sentence_encoder().embed
    options = LcmOptions(
        task.most,
        languages=task.languages or _languages_of(task),
        teacher=teacher,
        training=remembered,
        free_running=task.free_running,
        seen=task.seen() if seen is None else seen,
    )
    codec = bundle_codec(task.folder, task.threads)
    predictors: Sequence[EvaluatedPredictor]
    if task.known_bad is not None:
        predictors = [KNOWN_BAD_LCMS[task.known_bad]()]
    else:
        predictors = bundle_predictors(task.folder, task.threads, task.variants)
    found = lcm_run.report_of(codec, predictors, task.dev, options, task.on_progress)
    more = {"not_measured": [lacking]} if lacking else {}
    return Report(found.measurements, {**found.facts, **facts(task), **more})


def _languages_of(task: Evaluation) -> tuple[str, ...]:
    """English, and the strong languages that bundle and sets have."""
    known = task.manifest.languages
    others = [code for code in STRONG if code in known and _has_documents(task.dev, code)]
    return (ENGLISH, *others)


def _has_documents(dev: Path, language: str) -> bool:
    try:
        return bool(sets_in(dev, language))
    except CorpusError:
        return False  # with English, what is missing is named


def known_bad_reports(what: str, task: Evaluation, names: Sequence[str]) -> dict[str, Report]:
    """By name: what the deliberately bad models of these names reach; codecs and concept models alike.

    `what` as in `evaluate`: a name that does not belong to it is left out.
    """
    seen = task.seen()
    if what != "lcm" and task.manifest.lcm is not None and task.lcm_error is None:
        task = replace(task, lcm_error=_measured_error(task))
    found: dict[str, Report] = {}
    for name in names:
        if name in KNOWN_BAD_LCMS and what != "codec":
            # Texts are written only for a gate that judges them.
            writes = any(gate.table == "proposals" for gate in LCM_TARGETS if gate.known_bad == name)
            found[name] = lcm_report(
                replace(task, known_bad=name, free_running=task.free_running and writes), seen
            )
        elif name in KNOWN_BAD_CODECS and what != "lcm":
            found[name] = codec_report(replace(task, known_bad=name), seen)
    return found


def evaluate(what: str, task: Evaluation) -> Report:
    """The figures of the "codec", of the "lcm", or "all".

    The fragility gate needs the error of the bundle's own LCM, which is measured first where none is given.
    """
    seen = task.seen()
    has_lcm = task.manifest.lcm is not None
    if what == "lcm":
        return lcm_report(task, seen)
    if what == "codec" or not has_lcm:
        if has_lcm and task.lcm_error is None:
            task = replace(task, lcm_error=_measured_error(task))
        return codec_report(task, seen)
    lcm = lcm_report(task, seen)
    if task.lcm_error is None:
        task = replace(task, lcm_error=_default_error(lcm))
    return lcm.joined(codec_report(task, seen))


def _measured_error(task: Evaluation) -> float:
    task.on_progress(0, 1, "the concept model's error")
    codec = bundle_codec(task.folder, task.threads)
    predictor = bundle_predictors(task.folder, task.threads)[0]
    return lcm_error(codec, predictor, task.dev, ENGLISH, min(task.most, ERROR_PLACES))


def _default_error(lcm: Report) -> float:
    default = str(lcm.facts["default_variant"])
    return lcm.find("lcm error", "expected", variant=default)[0].figure.value
