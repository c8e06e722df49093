"""Turn Markdown or plain text into a project file: headings to sections, sentences to concepts.

Several inputs become one document, each a section of it. `-` is standard input (Markdown, or --format).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.cli.arguments import LANGUAGE_HELP, add_output, language
from conceptwriter.cli.console import STANDARD_INPUT, Console, WrongUsage
from conceptwriter.cli.project import told

if TYPE_CHECKING:
    from conceptwriter.outline import Document, Draft


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", metavar="IN", nargs="+", help="a text file, or - for standard input")
    parser.add_argument(
        "-o", dest="output", metavar="DOC", type=Path, required=True, help="the project file to make"
    )
    parser.add_argument("--force", action="store_true", help="replace DOC if it is there already")
    parser.add_argument("--format", metavar="F", help="markdown or text (default: by the file name)")
    parser.add_argument("--language", metavar="L", type=language, help=f"{LANGUAGE_HELP} (default: guessed)")
    parser.add_argument("--title", metavar="T", help="title of the document (default: its first heading)")
    add_output(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.outline.statistics import count
    from conceptwriter.storage import Project, real_path

    output: Path = arguments.output
    if str(output) == STANDARD_INPUT:
        raise WrongUsage(
            "a project file is a database and cannot go to standard output: name a file with -o."
        )
    real_path(output)  # complains of a name that cannot be one
    if arguments.inputs.count(STANDARD_INPUT) > 1:
        raise WrongUsage("standard input can be read only once.")
    if any(name != STANDARD_INPUT and Path(name).resolve() == output.resolve() for name in arguments.inputs):
        raise WrongUsage(f"{output} is the file to be imported: give the project file another name.")
    if output.exists() and not arguments.force:
        raise WrongUsage(f"{output} exists already. Choose another name, or replace it with --force.")
    documents = [_read(name, arguments) for name in arguments.inputs]
    document = documents[0]
    if len(documents) > 1 or arguments.title:
        document = joined(documents, arguments.title or output.stem)
    counts = asdict(count(document))
    code = document.root.source_language
    with told(Project.create(output, document, overwrite=arguments.force)) as project:
        path = project.path
    if console.as_json:
        console.json({"file": str(path), "language": code, **counts})
    else:
        console.data(
            f"{output}: {counts['sections']:,} sections, {counts['paragraphs']:,} paragraphs, "
            f"{counts['concepts']:,} concepts, {counts['words']:,} words, {code}"
        )
    return 0


def _read(name: str, arguments: argparse.Namespace) -> Document:
    from conceptwriter.interchange import MAX_BYTES, UnreadableFile, decode_text, import_document, import_text

    if name != STANDARD_INPUT:
        return import_document(Path(name), arguments.format, arguments.language)
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UnreadableFile(
            f"standard input is larger than {MAX_BYTES >> 20} MB. Split it and import the parts."
        )
    text = decode_text(content, "standard input")
    chosen = arguments.format or "markdown"
    return import_text(text, chosen, arguments.language, title="Untitled", name="standard input")


def joined(documents: Sequence[Document], title: str) -> Document:
    """One document with this title, in the language of the first; each of several becomes a section."""
    from conceptwriter.outline import ROOT, Document, Draft, Kind

    parts: list[Draft] = []
    for document in documents:
        children = [_draft(document, child) for child in document.children(ROOT)]
        tops = [child for child in children if child.kind is Kind.SECTION]
        name = document.source_text(ROOT)
        if len(documents) == 1 or (len(tops) == len(children) == 1 and tops[0].text == name):
            parts.extend(children)
        else:
            parts.append(Draft(Kind.SECTION, name, document.root.source_language, children))
    code = documents[0].root.source_language
    attributes = dict(documents[0].root.attributes)
    return Document.from_draft(Draft(Kind.SECTION, title, code, parts, attributes=attributes), code)


def _draft(document: Document, node: int) -> Draft:
    """A branch as drafts; imported trees are a few levels deep, so recursion is safe."""
    from conceptwriter.outline import Draft, Origin

    here = document.node(node)
    return Draft(
        here.kind,
        document.source_text(node),
        here.source_language,
        [_draft(document, child) for child in here.children],
        Origin.IMPORTED,
        language=here.language,
        renditions=dict(here.renditions),
        note=here.note,
        attributes=dict(here.attributes),
    )
