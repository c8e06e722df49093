"""Count sections, paragraphs, concepts and words, and show the progress of each language."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from conceptwriter.cli.arguments import LANGUAGE_HELP, add_document, add_node, add_output, language
from conceptwriter.cli.console import Console
from conceptwriter.cli.project import opened, place


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    add_node(parser)
    parser.add_argument(
        "--language", metavar="L", type=language, help=f"count the text in this language; {LANGUAGE_HELP}"
    )
    add_output(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.outline.statistics import count, progress

    with opened(arguments.document) as project:
        document = project.document
        top = place(document, arguments.node)
        counts = asdict(count(document, top, arguments.language))
        wanted = [arguments.language] if arguments.language else []
        languages = {
            code: {"done": found.done, "stale": found.stale, "missing": found.missing}
            for code, found in progress(document, top, wanted).items()
        }
    if console.as_json:
        console.json({"file": str(project.path), **counts, "languages": languages})
        return 0
    for what, number in counts.items():
        console.data(f"{what:<11} {number:>10,}")
    for code, found in sorted(languages.items()):
        parts = [f"{found['done']:,} done", f"{found['stale']:,} outdated", f"{found['missing']:,} missing"]
        console.data(f"{code:<11} {', '.join(parts)}")
    return 0
