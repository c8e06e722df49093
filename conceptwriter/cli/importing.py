"""Turn a file into a project file: headings become sections, sentences become concepts.

Several inputs become one document, each a section of it in its own language; the footnotes and link
definitions of different files are kept apart.
Word, OpenDocument, HTML, OPML, XLIFF, PO and subtitle files are imported alone, with their translations.
`-` is standard input (Markdown, or see --format).
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.cli.arguments import LANGUAGE_HELP, add_output, add_splitter, format_names, language
from conceptwriter.cli.console import STANDARD_INPUT, Console, WrongUsage
from conceptwriter.cli.output_file import check_project_name
from conceptwriter.cli.plurals import counted
from conceptwriter.cli.project import print_remarks

if TYPE_CHECKING:
    from conceptwriter.interchange import Combined
    from conceptwriter.language import Segmenter
    from conceptwriter.outline import Document


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", metavar="IN", nargs="+", help="a text file, or - for standard input")
    parser.add_argument(
        "-o", dest="output", metavar="DOC", type=Path, required=True, help="the project file to create"
    )
    parser.add_argument("--force", action="store_true", help="replace DOC if it exists")
    parser.add_argument(
        "--format",
        metavar="F",
        help=f"{format_names(lambda known: known.can_import)} (default: from the file extension)",
    )
    parser.add_argument("--language", metavar="L", type=language, help=f"{LANGUAGE_HELP} (default: detected)")
    parser.add_argument("--title", metavar="T", help="title of the document (default: its first heading)")
    add_splitter(parser)
    add_output(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.cli.backups import back_up_existing
    from conceptwriter.outline.statistics import count
    from conceptwriter.storage import Project

    output: Path = arguments.output
    if str(output) == STANDARD_INPUT:
        raise WrongUsage("A project file cannot be written to standard output. Name a file with -o.")
    check_project_name(output)
    if arguments.inputs.count(STANDARD_INPUT) > 1:
        raise WrongUsage("Standard input can only be read once. Give - only once.")
    if any(name != STANDARD_INPUT and Path(name).resolve() == output.resolve() for name in arguments.inputs):
        raise WrongUsage(f"{output} is also the file to import. Choose another name for the project file.")
    if output.exists() and not arguments.force:
        raise WrongUsage(f"{output} already exists. Choose another name, or replace it with --force.")
    found = _document(arguments, output)
    document = found.document
    counts = asdict(count(document))
    code = document.root.source_language
    back_up_existing(output, console)
    path, strange = Project.write(output, document, overwrite=arguments.force)
    print_remarks(strange)
    for remark in found.remarks:
        console.note(remark)
    if console.as_json:
        report = {"file": str(path), "language": code, "languages": list(found.languages)}
        console.json({**report, **counts, "remarks": list(found.remarks)})
    else:
        console.note(
            f"{output}: {counted(counts['sections'], 'section')}, "
            f"{counted(counts['paragraphs'], 'paragraph')}, {counted(counts['concepts'], 'concept')}, "
            f"{counted(counts['words'], 'word')}, {', '.join(found.languages)}"
        )
    return 0


def _document(arguments: argparse.Namespace, output: Path) -> Combined:
    """One file as a document; several as the sections of one."""
    from conceptwriter.language import Segmenter
    from conceptwriter.sat import splitter_named

    with splitter_named(arguments.splitter) as splitter:
        return _combined(arguments, output, Segmenter(splitter=splitter))


def _combined(arguments: argparse.Namespace, output: Path, segmenter: Segmenter) -> Combined:
    from conceptwriter.interchange import (
        Combined,
        Part,
        combine,
        decode_text,
        find_format,
        import_content,
        read_source,
    )

    files = [_read(name, arguments.format) for name in arguments.inputs]
    is_tree = not find_format(files[0].format).has_running_text
    if len(files) > 1 or (arguments.title and not is_tree):
        parts = [
            Part(read_source(decode_text(content, name, keep_line_ends=True), form, name), title, name)
            for content, form, title, name in files
        ]
        return combine(parts, arguments.title or output.stem, arguments.language, segmenter)
    content, form, title, name = files[0]
    title = arguments.title or title
    document = import_content(content, form, arguments.language, title, segmenter, name)
    return Combined(document, (document.root.source_language,), _doubts(document, output))


def _doubts(document: Document, output: Path) -> tuple[str, ...]:
    """What to say where the language was guessed from too little."""
    from conceptwriter.language import find_language
    from conceptwriter.outline.model import UNSURE

    if UNSURE not in document.root.attributes:
        return ()
    name = find_language(document.root.source_language).english_name
    doubt = f"The language was not recognised for sure; the text is taken for {name}."
    cure = f"If that is wrong, import it with --language, or use `conceptwriter language {output} LANGUAGE`."
    return (f"{doubt} {cure}",)


class _File(NamedTuple):
    """A file's bytes, its format, the title it gets if it has none, and its name for messages."""

    content: bytes
    format: str
    title: str
    name: str


def _read(name: str, format_name: str | None) -> _File:
    from conceptwriter.interchange import (
        MAX_BYTES,
        UnreadableFile,
        find_format,
        format_of_path,
        read_bytes,
    )

    if name != STANDARD_INPUT:
        path = Path(name)
        chosen = find_format(format_name) if format_name else format_of_path(path)
        return _File(read_bytes(path), chosen.name, path.stem, name)
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UnreadableFile(
            f"Standard input is larger than {MAX_BYTES >> 20} MB. Split it and import the parts."
        )
    return _File(content, format_name or "markdown", "Untitled", "standard input")
