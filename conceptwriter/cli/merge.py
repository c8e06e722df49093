"""Enter the translations of a file that came back: from a co-translator, a client, or another program.

The file may be any that can be imported: XLIFF, PO, or a text that is written in the other language. Its
texts are found in the document by their source; a changed translation replaces the one in the document, in
one step that can be undone. What was made from an older source is entered as outdated.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.cli.arguments import LANGUAGE_HELP, add_document, add_output, format_names, language
from conceptwriter.cli.console import Console
from conceptwriter.cli.plurals import counted
from conceptwriter.cli.project import opened

if TYPE_CHECKING:
    from conceptwriter.interchange.returned import Returned

_SHOWN = 20


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    parser.add_argument("file", metavar="FILE", type=Path, help="the file with the translations")
    parser.add_argument("--to", metavar="L", type=language, help=f"only this language; {LANGUAGE_HELP}")
    parser.add_argument(
        "--language",
        metavar="L",
        type=language,
        help="the language the file is written in (default: detected)",
    )
    parser.add_argument(
        "--keep-mine", action="store_true", help="do not replace text that you wrote, edited or approved"
    )
    parser.add_argument(
        "--format",
        metavar="F",
        help=f"{format_names(lambda known: known.can_import)} (default: from the file extension)",
    )
    add_output(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.interchange import find_format, format_of_path, import_content, read_bytes
    from conceptwriter.interchange.returned import enter_returned, match_returned, rows_of

    path: Path = arguments.file
    with opened(arguments.document, to_change=True) as project:
        form = find_format(arguments.format) if arguments.format else format_of_path(path)
        file = import_content(read_bytes(path), form.name, arguments.language, path.stem, None, str(path))
        matched = match_returned(rows_of(project.document), file, str(path), to=arguments.to)
        operation, report = enter_returned(
            project.document, matched, to=arguments.to, keep_own=arguments.keep_mine
        )
        if operation.changes:
            project.perform(operation)
    _show(report, path, console)
    return 0


def _show(report: Returned, path: Path, console: Console) -> None:
    if console.as_json:
        console.json(
            {
                "file": str(path.resolve()),
                "languages": list(report.languages),
                "new": report.new,
                "changed": report.changed,
                "confirmed": report.confirmed,
                "outdated": report.outdated,
                "kept": report.kept,
                "unchanged": report.unchanged,
                "untranslated": report.untranslated,
                "lost": list(report.lost),
            }
        )
        return
    figures = [
        (len(report.new), "new"),
        (len(report.changed), "changed"),
        (len(report.confirmed), "confirmed"),
        (len(report.outdated), "outdated"),
        (len(report.kept), "kept as they were here"),
        (report.unchanged, "unchanged"),
        (report.untranslated, "not translated (the same as the source)"),
    ]
    parts = ", ".join(f"{count:,} {what}" for count, what in figures if count)
    console.data(f"{path}: {parts or 'nothing to enter'}")
    for node in report.outdated[:_SHOWN]:
        console.note(f"node {node}: its source has changed since; check it")
    if report.lost:
        console.note(f"{counted(len(report.lost), 'text')} of the file not found in the document:")
        for text in report.lost[:_SHOWN]:
            console.note(f"    {' '.join(text.split())[:100]}")
