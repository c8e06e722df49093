"""Show or set the language a document, a section or a paragraph is written in: any of the 202 of FLORES-200.

Without L, the languages in use are listed. Setting a language never changes text; no model has to know it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from typing import TYPE_CHECKING

from conceptwriter.cli.arguments import LANGUAGE_HELP, add_document, add_node, add_output, language
from conceptwriter.cli.console import Console
from conceptwriter.cli.project import opened, place

if TYPE_CHECKING:
    from conceptwriter.outline import Document, NodeId


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    parser.add_argument("language", metavar="L", nargs="?", type=language, help=LANGUAGE_HELP)
    add_node(parser)
    add_output(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.outline.edits import set_written_language

    code: str | None = arguments.language
    with opened(arguments.document, to_change=code is not None) as project:
        top = place(project.document, arguments.node)
        if code is not None:
            operation = set_written_language(project.document, [top], code)
            if operation.changes:
                project.perform(operation)
        _print_counts(project.document, top, console)
    return 0


def _print_counts(document: Document, top: NodeId, console: Console) -> None:
    from conceptwriter.language import find_language, is_language_code

    counts = Counter(
        document.node(node).source_language
        for node in document.subtree(top)
        if document.source_text(node).strip()
    )
    shown = document.effective_language(top)
    if console.as_json:
        console.json({"shown": shown, "written": dict(counts)})
        return
    for code, count in (counts or Counter({document.node(top).source_language: 0})).most_common():
        name = find_language(code).english_name if is_language_code(code) else code
        console.data(f"{code}  {name}: {count:,} text{'' if count == 1 else 's'}")
    console.data(f"shown in {shown}")
