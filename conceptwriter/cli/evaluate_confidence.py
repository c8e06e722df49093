"""`evaluate confidence`: how far the confidence that is told with a translation can be believed."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.cli.arguments import add_output, whole_number
from conceptwriter.cli.console import Console
from conceptwriter.cli.evaluation_console import EvaluationProgress, held_out_folder, write_json
from conceptwriter.cli.output_file import check_file_name

if TYPE_CHECKING:
    from conceptwriter.evaluation.measurements import Report

NAME = "confidence"
_DESCRIPTION = (
    "How likely a translation is usable, from what is known when it is made: a probability, fitted on one "
    "half of the held-out sentences and measured on the other. Usable stands for: near to a person's "
    "translation (chrF++ of at least 60), with all numbers and names. docs/measuring.md says how far that "
    "carries."
)


def configure(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of `evaluate`."""
    text = "measure how likely translations are usable, and how far that can be believed"
    part = parts.add_parser(NAME, help=text, description=_DESCRIPTION, allow_abbrev=False)
    part.add_argument("dev", metavar="DEV", type=Path, help="folder of the held-out sets")
    part.add_argument("--bundle", metavar="NAME", help="an installed model or a model folder")
    part.add_argument(
        "--most",
        type=whole_number(1, 1_000_000),
        default=250,
        help="sentences of each set and direction (default: 250)",
    )
    part.add_argument("--threads", type=whole_number(1, 256), default=2, help="CPU threads (default: 2)")
    part.add_argument("--out", metavar="FIGURES", type=Path, help="write the figures to this file, as JSON")
    part.add_argument(
        "--plot", metavar="FILE.svg", type=Path, help="draw what was told against what was usable"
    )
    part.add_argument(
        "--texts",
        metavar="FILE.jsonl",
        type=Path,
        help="write the translations, with references and features, to this file",
    )
    part.add_argument(
        "--write",
        action="store_true",
        help="store what was fitted in the model's manifest: from then on the program tells it",
    )
    add_output(part)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Measure, and print the figures."""
    from conceptwriter.assistant import Assistant
    from conceptwriter.cli.engine_session import chosen_bundles
    from conceptwriter.engine import BundleChoice, Engine
    from conceptwriter.evaluation.confidence.run import ConfidenceRun, plot, write_into_manifest
    from conceptwriter.interchange import write_text_file

    held_out_folder(arguments.dev, "the held-out sets")
    for file in (arguments.plot, arguments.texts):
        if file is not None:
            check_file_name(file)
    folder = chosen_bundles(arguments.bundle).codec
    with (
        Engine(BundleChoice(folder), device="cpu", threads=arguments.threads) as engine,
        Assistant(engine) as assistant,
    ):
        measured = ConfidenceRun(
            folder, arguments.dev, assistant, arguments.most, on_progress=EvaluationProgress(console)
        ).measure()
    if arguments.out is not None:
        write_json(arguments.out, measured.report.as_json())
    if arguments.texts is not None:
        lines = [json.dumps(each.as_json(), ensure_ascii=False) for each in measured.texts]
        write_text_file(arguments.texts, "\n".join(lines) + "\n")
    if arguments.plot is not None:
        plot(measured, arguments.plot)
    if arguments.write:
        write_into_manifest(measured.part, folder)
        console.note(f"stored in the manifest of {folder}")
    _show(measured.report, console)
    return 0


def _show(report: Report, console: Console) -> None:
    from conceptwriter.evaluation.measurements import tables

    if console.as_json:
        console.json(report.as_json())
        return
    facts = report.facts
    halves = ", ".join(f"{count:,} to {half}" for half, count in facts["texts"].items())
    console.data(
        f"{facts['bundle']} ({facts['precision']}): {halves}; {facts['not_translated']:,} not translated; "
        f"unlikely below {facts['confidence']['unlikely']:.0%}\n"
    )
    console.data(tables(report.measurements))
