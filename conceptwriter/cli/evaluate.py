"""Figures of a bundle on held-out texts, as JSON. Needs the train extra."""

from __future__ import annotations

import argparse
from pathlib import Path

from conceptwriter.cli.arguments import add_output, whole_number
from conceptwriter.cli.console import Console
from conceptwriter.cli.training_command import require_training
from conceptwriter.errors import ConceptWriterError


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["codec", "lcm"], help="which part of the bundle")
    parser.add_argument("data", metavar="FOLDER", type=Path, help="folder with the held-out sets")
    parser.add_argument("--bundle", metavar="NAME", help="an installed bundle or a bundle folder")
    parser.add_argument(
        "--most", type=whole_number(1, 1_000_000), default=500, help="texts a set (default: 500)"
    )
    parser.add_argument("--threads", type=whole_number(1, 256), default=2, help="CPU threads (default: 2)")
    add_output(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.cli.engine_session import chosen_bundles

    require_training()
    if not arguments.data.is_dir():
        raise ConceptWriterError(f"{arguments.data} is not a folder. Name the folder of the held-out sets.")
    choice = chosen_bundles(arguments.bundle)
    folder = choice.codec if arguments.what == "codec" else choice.lcm
    if folder is None:
        raise ConceptWriterError(f"{choice.codec} has no concept model (LCM). Name another with --bundle.")
    from conceptwriter.training.evaluation.run import evaluate

    console.json(evaluate(arguments.what, folder, arguments.data, arguments.most, arguments.threads))
    return 0
