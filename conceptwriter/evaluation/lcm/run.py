"""The whole LCM half of the evaluation on one bundle: `lcm_report`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from conceptwriter.assistant import Assistant
from conceptwriter.evaluation.free_running.engine import LocalEngine
from conceptwriter.evaluation.free_running.expansions import expand_rows, expansions, plans
from conceptwriter.evaluation.free_running.figures import (
    ContinuationFigures,
    continuations,
    proposal_lists,
    proposal_rows,
)
from conceptwriter.evaluation.free_running.openings import free_running_data
from conceptwriter.evaluation.free_running.summaries import (
    summaries,
    summarise_rows,
    summarised_documents,
)
from conceptwriter.evaluation.held_out.overlaps import NOTHING, Progress, Seen, silent
from conceptwriter.evaluation.lcm.baselines import baselines
from conceptwriter.evaluation.lcm.neighbours import continuations as training_continuations
from conceptwriter.evaluation.lcm.predictors import EvaluatedPredictor, bundle_predictors
from conceptwriter.evaluation.lcm.remembering_codec import RememberingCodec, bundle_codec
from conceptwriter.evaluation.lcm.teacher_forced import (
    Amounts,
    teacher_forced,
    teacher_forced_data,
)
from conceptwriter.evaluation.measurements import Measurement, Report

LANGUAGE = "eng_Latn"


@dataclass(frozen=True, slots=True)
class LcmOptions:
    """Which parts of the LCM half are run."""

    most: int = 300
    """Places per set; the other amounts scale with it."""
    language: str = LANGUAGE
    training: Path | None = None
    """Training folder or embedded documents (.npz) for the nearest-continuation baseline."""
    free_running: bool = True
    """Without it no text is written: seconds instead of minutes."""
    seen: Seen = NOTHING
    """Sentences that occur in training: never the ones to be found."""


def lcm_report(
    folder: Path,
    dev: Path,
    options: LcmOptions | None = None,
    *,
    threads: int = 1,
    variants: tuple[str, ...] = (),
    on_progress: Progress = silent,
) -> Report:
    """All LCM figures of a bundle, every variant at the same places.

    Raises:
        BundleError: the bundle has no such LCM.
        CorpusError: a dev set is missing.
    """
    codec = bundle_codec(folder, threads)
    predictors = bundle_predictors(folder, threads, variants)
    return report_of(codec, predictors, dev, options or LcmOptions(), on_progress)


def report_of(
    codec: RememberingCodec,
    predictors: Sequence[EvaluatedPredictor],
    dev: Path,
    options: LcmOptions,
    on_progress: Progress = silent,
) -> Report:
    """All LCM figures of any predictors with a codec."""
    amounts = Amounts.of(options.most)
    found_baselines = baselines()
    if options.training is not None:
        on_progress(0, 1, "training documents")
        found_baselines = baselines(
            training_continuations(codec, options.training, options.language, longest=amounts.longest, seed=1)
        )
    on_progress(0, 1, "reading the dev documents")
    data = teacher_forced_data(codec, dev, options.language, amounts, seen=options.seen)
    report = teacher_forced(codec, predictors, found_baselines, data, amounts, on_progress)
    facts = {
        "language": options.language,
        "nearest training continuation": "not run"
        if options.training is None
        else str(options.training.name),
    }
    rows = free_running(codec, predictors, dev, options, on_progress) if options.free_running else []
    return report.joined(Report(rows, facts))


def free_running(
    codec: RememberingCodec,
    predictors: Sequence[EvaluatedPredictor],
    dev: Path,
    options: LcmOptions,
    on_progress: Progress = silent,
) -> list[Measurement]:
    """All generated texts: proposals, continuations, expansions, summaries."""
    a_set = max(2, options.most // 12)
    longest = Amounts().longest
    data = free_running_data(dev, options.language, a_set, longest)
    figures = ContinuationFigures(data)
    chosen = plans(dev, options.language, max(4, options.most // 15), longest)
    rows = figures.human(data.openings)
    rows += expand_rows("human", chosen, [plan.human for plan in chosen], codec, {})
    for predictor in predictors:
        about = {"variant": predictor.name}
        engine = LocalEngine(codec, predictor)
        with Assistant(engine) as assistant:
            lists = proposal_lists(engine, assistant, data.openings, on_progress)
            written = continuations(assistant, data.openings[::4], on_progress)
            expanded = expansions(assistant, chosen, on_progress)
        rows += proposal_rows(lists, codec.codec.languages, about)
        rows += figures.rows("lcm", written, about)
        rows += expand_rows("lcm", chosen, expanded, codec, about)
    documents = summarised_documents(dev, options.language, max(2, options.most // 25), longest)
    if predictors and documents:
        with Assistant(LocalEngine(codec, predictors[0])) as assistant:
            rows += summarise_rows(documents, summaries(assistant, documents, on_progress))
    return rows
