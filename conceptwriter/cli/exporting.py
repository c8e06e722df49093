"""Write a project in another format, in its own or another language.

`-o -` is standard output.
A project made from a client's file (Word, OpenDocument, HTML, XLIFF, PO, subtitles) gives that file back,
with what was translated.

An existing file is replaced only when the new one is complete; pipes and devices are written to directly.
Notes and the trash are left out unless you ask for notes.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.cli.arguments import (
    LANGUAGE_HELP,
    add_document,
    add_output,
    format_names,
    language_in_region,
)
from conceptwriter.cli.console import STANDARD_INPUT, Console
from conceptwriter.cli.output_file import check_file_name
from conceptwriter.cli.project import opened
from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from conceptwriter.cli.arguments import LanguageInRegion
    from conceptwriter.interchange.paper import PaperPage


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    parser.add_argument(
        "-o", dest="output", metavar="OUT", required=True, help="the file to write, or - for standard output"
    )
    parser.add_argument(
        "--format",
        metavar="F",
        help=f"{format_names(lambda known: known.can_export)} (default: from the file extension)",
    )
    parser.add_argument(
        "--language",
        metavar="L",
        type=language_in_region,
        help=f"{LANGUAGE_HELP}, with a region as in pt-BR if wanted (default: each node's own language)",
    )
    parser.add_argument(
        "--bilingual", action="store_true", help="include each text in its source language as well"
    )
    parser.add_argument("--include-notes", action="store_true", help="include your notes as comments")
    parser.add_argument(
        "--paper",
        choices=["A4", "Letter", "A5", "Legal"],
        help="size of the pages of a PDF file (default: what is usual in this country)",
    )
    add_output(parser)


def _typeset(page: PaperPage, paper: str, console: Console) -> bytes:
    """The pages of a PDF file, made by a process that needs no screen."""
    from conceptwriter.cli.system_needs import install_command, missing_libraries

    missing = missing_libraries(display=False)
    if missing:
        raise ConceptWriterError(
            f"To write PDF, these system libraries are needed: {', '.join(missing)}\n  "
            f"{install_command(list(missing.values()))}"
        )
    from conceptwriter.gui.printing.typesetter import Typesetter

    typesetter = Typesetter(paper)
    typesetter.report = lambda done, total: console.progress(done, total, "page") if total else None
    return typesetter.pdf(page)


def run(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.interchange import (
        ExportOptions,
        UnknownFormat,
        find_format,
        format_of_path,
        render,
        write_file,
    )
    from conceptwriter.outline.regional_tags import set_region

    to_standard_output = arguments.output == STANDARD_INPUT
    path = Path(arguments.output)
    if arguments.format:
        chosen = find_format(arguments.format)
    else:
        chosen = find_format("markdown") if to_standard_output else format_of_path(path)
    if not to_standard_output:
        check_file_name(path)
    said: LanguageInRegion | None = arguments.language
    options = ExportOptions(
        said.code if said is not None else None,
        arguments.bilingual,
        arguments.include_notes,
        arguments.document,
        lambda page: _typeset(page, arguments.paper or "", console),
    )
    with opened(arguments.document) as project:
        if said is not None and said.tag:
            project.document.apply(set_region(project.document, said.code, said.tag))  # in memory only
        export = render(project.document, chosen.name, options)
    if to_standard_output and export.data is not None and not export.text:
        raise UnknownFormat(
            f"{chosen.label} is no text: name a file with -o, such as out{chosen.extensions[0]}."
        )
    for warning in export.warnings:
        console.note(warning)
    if to_standard_output:
        console.out.write(export.text)
        return 0
    write_file(path, export.content)
    if console.as_json:
        console.json({"file": str(path.resolve()), "format": chosen.name, "warnings": list(export.warnings)})
    else:
        console.note(f"{path}: written as {chosen.label}")
    return 0
