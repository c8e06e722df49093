"""`evaluate systems`: voice and choice together, the voice alone, the concept model alone, human authors."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conceptwriter import __version__
from conceptwriter.bundles import Pairing, find_bundles
from conceptwriter.bundles.pairing import voices_in
from conceptwriter.cli.arguments import add_output, whole_number
from conceptwriter.cli.console import Console
from conceptwriter.cli.evaluation_console import EvaluationProgress, held_out_folder
from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from conceptwriter.engine import EngineStatus
    from conceptwriter.evaluation.measurements import Report
    from conceptwriter.evaluation.records import Records
    from conceptwriter.evaluation.systems.run import SystemsData, SystemsTask
_TEXT = (
    "what a writer gets, from the whole program and from its parts, compared with human authors: sound "
    "sentences, fit with the context, spelling, fluency, repetition in longer texts, headings taken up, and "
    "whether the right sentence is chosen. Prints Markdown."
)


def configure(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of `evaluate`."""
    part = parts.add_parser(
        "systems", help="compare the whole program, its parts and human authors", description=_TEXT,
        allow_abbrev=False,
    )  # fmt: skip
    part.add_argument("dev", metavar="DEV", type=Path, help="folder of the held-out sets")
    part.add_argument(
        "--training",
        metavar="DATA",
        type=Path,
        help="training data folder: needed for spelling and fluency, which are measured against its text",
    )
    part.add_argument("--bundle", metavar="NAME", help="an installed model or a model folder")
    part.add_argument(
        "--voice", metavar="NAME", help="an installed model with a voice, or its folder (default: the first)"
    )
    part.add_argument("--most", type=whole_number(1, 10_000), default=30, help="places per set (default: 30)")
    part.add_argument(
        "--free",
        type=whole_number(0, 10_000),
        default=5,
        help="texts per set that are written on for 20 sentences, which takes longest (default: 5)",
    )
    part.add_argument("--threads", type=whole_number(1, 256), default=2, help="CPU threads (default: 2)")
    part.add_argument(
        "--out",
        metavar="FILE.jsonl",
        type=Path,
        help="keep what the systems write in this file, line by line; the same command continues from there",
    )
    add_output(part)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Ask the systems, and print the figures."""
    from conceptwriter.assistant import Assistant
    from conceptwriter.cli.engine_session import choice_of, chosen_pairing
    from conceptwriter.engine import Describe, Engine
    from conceptwriter.evaluation.records import Records
    from conceptwriter.evaluation.systems.run import SystemsData, SystemsTask, ask_systems

    held_out_folder(arguments.dev, "the held-out sets")
    if arguments.training is not None:
        held_out_folder(arguments.training, "the training data")
    pairing = with_voice(chosen_pairing(arguments.bundle), arguments.voice)
    task = SystemsTask(arguments.dev, most=arguments.most, free=arguments.free)
    data = SystemsData.of(task)
    judge = _meaning_judge()
    progress = EvaluationProgress(console)
    with Engine(choice_of(pairing), device="cpu", threads=arguments.threads) as engine:
        status = engine.submit(Describe()).result()
        if status.lcm is None:
            raise ConceptWriterError(f"{pairing.why} Name another model with --bundle.")
        about = _about(status, task)
        with Records({**about, "program": __version__}, arguments.out) as records:
            try:
                with Assistant(engine) as assistant:
                    ask_systems(engine, assistant, status, task, data, records, progress)
            except KeyboardInterrupt:
                if arguments.out is not None:
                    console.note(
                        f"{arguments.out} has what was written; the same command continues from there."
                    )
                raise
    report = _report(arguments, status, about, task, data, records, judge, progress)
    _show(report, console)
    return 0


def with_voice(pairing: Pairing, wanted: str | None) -> Pairing:
    """The same with the voice of this name or folder. Raises ConceptWriterError where there is none."""
    if wanted is None:
        return pairing
    from conceptwriter.bundles import FoundBundle, load_manifest

    for bundle in voices_in(find_bundles()):
        name = bundle.manifest.name if bundle.manifest is not None else ""
        if wanted in (name, bundle.folder.name) or bundle.folder == Path(wanted):
            return replace(pairing, voice=bundle)
    if not Path(wanted).is_dir():
        raise ConceptWriterError(
            f"There is no voice {wanted!r}. `conceptwriter models list` shows what is installed."
        )
    manifest = load_manifest(Path(wanted))
    if manifest.voice is None:
        raise ConceptWriterError(f"{wanted} has no voice. Name another model with --voice.")
    return replace(pairing, voice=FoundBundle(Path(wanted), False, manifest, None))


def _meaning_judge() -> Any:
    from conceptwriter.evaluation.systems.meaning_judge import universal_sentence_encoder

    return universal_sentence_encoder()


def _about(status: EngineStatus, task: SystemsTask) -> dict[str, Any]:
    """What records of one file have in common."""
    models = {"codec": status.codec, "lcm": status.lcm, "voice": status.voice}
    named = {name: f"{model.id} {model.version}" for name, model in models.items() if model is not None}
    return {**named, "language": task.language, "seed": task.seed}


def _report(
    arguments: argparse.Namespace,
    status: EngineStatus,
    about: dict[str, Any],
    task: SystemsTask,
    data: SystemsData,
    records: Records,
    judge: Any,
    progress: EvaluationProgress,
) -> Report:
    from conceptwriter.evaluation.measurements import Report
    from conceptwriter.evaluation.systems.figures import figures
    from conceptwriter.evaluation.systems.offers import Judges
    from conceptwriter.evaluation.systems.word_ngrams import training_words

    missing: list[str] = []
    words = None
    if arguments.training is None:
        missing.append("spelling and fluency: name the training data with --training")
    else:
        words = training_words(arguments.training, task.language, progress)
    if status.voice is None:
        missing.append("the voice, and what is chosen with it: no model with a voice is installed")
    languages = status.codec.languages if status.codec is not None else (task.language,)
    found = figures(records, data, Judges(tuple(languages), judge, words))
    return Report(found, {**about, "most": task.most, "free": task.free, "not_measured": missing})


def _show(report: Report, console: Console) -> None:
    from conceptwriter.evaluation.systems.report import markdown

    if console.as_json:
        console.json(report.as_json())
    else:
        console.data(markdown(report))
