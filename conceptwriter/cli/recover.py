"""Save the text of a damaged project file into a new one. The damaged file is only read, never changed.

Texts whose place in the outline is lost are put into a section of their own at the end. The undo history and
the proposals are not recovered.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from conceptwriter.cli.arguments import add_output
from conceptwriter.cli.console import STANDARD_INPUT, Console, WrongUsage
from conceptwriter.cli.output_file import check_project_name
from conceptwriter.cli.plurals import counted


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", metavar="IN", type=Path, help="the damaged project file")
    parser.add_argument(
        "-o", dest="output", metavar="OUT", type=Path, required=True, help="the project file to create"
    )
    add_output(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.storage import DOUBTFUL, real_path, recover

    damaged: Path = arguments.input
    output: Path = arguments.output
    if STANDARD_INPUT in (str(damaged), str(output)):
        raise WrongUsage(
            "A project file cannot be read from standard input or written to standard output. Name two files."
        )
    if real_path(output).exists():
        raise WrongUsage(f"{output} already exists. Choose another name for the recovered document.")
    check_project_name(output)
    found = recover(damaged, output)
    if console.as_json:
        console.json({**asdict(found), "path": str(found.path)})
    else:
        console.data(f"{output}: {counted(found.nodes, 'node')}, {counted(found.texts, 'text')}")
    if found.displaced:
        console.note(f"{counted(found.displaced, 'node')} without a place; see “Recovered text” at the end.")
    if found.doubtful:
        console.note(f"Nodes whose checksums do not match: {found.doubtful:,}. Their notes say “{DOUBTFUL}”")
    if not found.complete:
        console.note("Part of the file could not be read. Compare the result with a backup, if you have one.")
    return 0
