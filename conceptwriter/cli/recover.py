"""Save the text of a damaged project file into a new one. The damaged file is only read, never changed.

Texts whose place in the outline is lost come last, in a section of their own. The undo history and the
proposals are left behind.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from conceptwriter.cli.arguments import add_output
from conceptwriter.cli.console import STANDARD_INPUT, Console, WrongUsage
from conceptwriter.cli.output_file import check_project_name


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", metavar="IN", type=Path, help="the damaged project file")
    parser.add_argument(
        "-o", dest="output", metavar="OUT", type=Path, required=True, help="the project file to make"
    )
    add_output(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.storage import DOUBTFUL, real_path, recover

    damaged: Path = arguments.input
    output: Path = arguments.output
    if STANDARD_INPUT in (str(damaged), str(output)):
        raise WrongUsage("a project file is a database and needs a file of its own: name two files.")
    if real_path(output).exists():
        raise WrongUsage(f"{output} exists already. Choose another name for what is recovered.")
    check_project_name(output)
    found = recover(damaged, output)
    if console.as_json:
        console.json({**asdict(found), "path": str(found.path)})
    else:
        console.data(f"{output}: {found.nodes:,} nodes, {found.texts:,} texts")
    if found.displaced:
        console.note(f"{found.displaced:,} nodes had lost their place: see “Recovered text” at the end.")
    if found.doubtful:
        console.note(
            f"Nodes whose checksums do not match: {found.doubtful:,}. Look for notes that say “{DOUBTFUL}”"
        )
    if not found.complete:
        console.note(
            "Not all of the file could be read. Compare what is there with a backup, if you have one."
        )
    return 0
