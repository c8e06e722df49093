"""The whole LCM half of the evaluation on one bundle."""

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
from conceptwriter.evaluation.held_out.sets import ENGLISH
from conceptwriter.evaluation.lcm.baselines import baselines
from conceptwriter.evaluation.lcm.neighbours import continuations as training_continuations
from conceptwriter.evaluation.lcm.other_spaces import Embed, other_space_rows, spaces_of
from conceptwriter.evaluation.lcm.predictors import EvaluatedPredictor
from conceptwriter.evaluation.lcm.remembering_codec import RememberingCodec
from conceptwriter.evaluation.lcm.teacher_forced import (
    Amounts,
    teacher_forced,
    teacher_forced_data,
)
from conceptwriter.evaluation.measurements import Measurement, Report


@dataclass(frozen=True, slots=True)
class LcmOptions:
    """Which parts of the LCM half are run."""

    most: int = 300
    """Places per set; the other amounts scale with it."""
    languages: tuple[str, ...] = (ENGLISH,)
    """Of the next-sentence figures; texts are written in the first."""
    teacher: Embed | None = None
    """The space of the teacher, for the strongest baseline."""
    training: Path | None = None
    """Training folder or embedded documents (.npz) for the nearest-continuation baseline."""
    free_running: bool = True
    """Without it no text is written: seconds instead of minutes."""
    seen: Seen = NOTHING
    """Sentences that occur in training: never the ones to be found."""


def report_of(
    codec: RememberingCodec,
    predictors: Sequence[EvaluatedPredictor],
    dev: Path,
    options: LcmOptions,
    on_progress: Progress = silent,
) -> Report:
    """All LCM figures of predictors with a codec, every one of them at the same places.

    Raises:
        CorpusError: a dev set is missing.
    """
    parts = [
        _in_language(codec, predictors, dev, options, language, on_progress) for language in options.languages
    ]
    first, *others = parts
    facts = {
        **first.facts,
        "language": options.languages[0],
        "lcm_languages": list(options.languages),
        "lcm_in_other_languages": {
            language: part.facts for language, part in zip(options.languages[1:], others, strict=True)
        },
        "nearest training continuation": "not run"
        if options.training is None
        else str(options.training.name),
    }
    rows = free_running(codec, predictors, dev, options, on_progress) if options.free_running else []
    return Report([*(row for part in parts for row in part.measurements), *rows], facts)


def _in_language(
    codec: RememberingCodec,
    predictors: Sequence[EvaluatedPredictor],
    dev: Path,
    options: LcmOptions,
    language: str,
    on_progress: Progress,
) -> Report:
    """The teacher-forced half."""
    amounts = Amounts.of(options.most)
    found_baselines = baselines()
    if options.training is not None:
        on_progress(0, 1, "training documents")
        found_baselines = baselines(
            training_continuations(codec, options.training, language, longest=amounts.longest, seed=1)
        )
    on_progress(0, 1, "reading the dev documents")
    data = teacher_forced_data(codec, dev, language, amounts, seen=options.seen)
    report = teacher_forced(codec, predictors, found_baselines, data, amounts, on_progress)
    on_progress(0, 1, f"baselines in other spaces ({language})")
    others = other_space_rows(data, spaces_of(data, options.teacher))
    return Report([*others, *report.measurements], report.facts)


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
    data = free_running_data(dev, options.languages[0], a_set, longest)
    figures = ContinuationFigures(data)
    chosen = plans(dev, options.languages[0], max(4, options.most // 15), longest)
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
    documents = summarised_documents(dev, options.languages[0], max(2, options.most // 25), longest)
    if predictors and documents:
        with Assistant(LocalEngine(codec, predictors[0])) as assistant:
            rows += summarise_rows(documents, summaries(assistant, documents, on_progress))
    return rows
