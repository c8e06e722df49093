"""Show or set the language a document, a section or a paragraph is written in: any of the 202 of FLORES-200.

Without L, the languages in use are listed. Setting a language never changes text; no model has to know it. A
region, as in pt-BR, is remembered for the whole document and written to the files it is exported to.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from typing import TYPE_CHECKING

from conceptwriter.cli.arguments import LANGUAGE_HELP, add_document, add_node, add_output, language_in_region
from conceptwriter.cli.console import Console
from conceptwriter.cli.project import opened, place

if TYPE_CHECKING:
    from conceptwriter.cli.arguments import LanguageInRegion
    from conceptwriter.outline import Document, NodeId


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    parser.add_argument("language", metavar="L", nargs="?", type=language_in_region, help=LANGUAGE_HELP)
    add_node(parser)
    add_output(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.outline.edits import set_written_language
    from conceptwriter.outline.history import later_key
    from conceptwriter.outline.regional_tags import set_region

    said: LanguageInRegion | None = arguments.language
    with opened(arguments.document, to_change=said is not None) as project:
        top = place(project.document, arguments.node)
        if said is not None:
            now = time.time()
            key = later_key(now)  # one step for Undo
            operation = set_written_language(project.document, [top], said.code, merge_key=key, time=now)
            if operation.changes:
                project.perform(operation)
            if said.tag:
                project.perform(set_region(project.document, said.code, said.tag, merge_key=key, time=now))
        _print_counts(project.document, top, console)
    return 0


def _print_counts(document: Document, top: NodeId, console: Console) -> None:
    from conceptwriter.outline.regional_tags import language_title

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
        name = language_title(document, code)
        console.data(f"{code}  {name}: {count:,} text{'' if count == 1 else 's'}")
    console.data(f"shown in {shown}")
