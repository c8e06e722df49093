"""Print a document: its text, its outline with node ids (--tree), or everything as JSON (--json)."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from conceptwriter.cli.arguments import LANGUAGE_HELP, add_document, add_node, add_output, language
from conceptwriter.cli.console import Console
from conceptwriter.cli.offers import described
from conceptwriter.cli.project import opened, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conceptwriter.outline import Document, NodeId


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    parser.add_argument("--tree", action="store_true", help="print the outline, one node per row with its id")
    parser.add_argument(
        "--language", metavar="L", type=language, help=f"show the text in this language; {LANGUAGE_HELP}"
    )
    add_node(parser)
    add_output(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.interchange import export_document

    with opened(arguments.document) as project:
        document = project.document
        top = place(document, arguments.node)
        if console.as_json:
            nodes = [describe(document, node, arguments.language) for node in document.subtree(top)]
            shown = {row["id"] for row in nodes}
            offers = [described(kept) for kept in document.proposals if kept.anchor in shown]
            console.json(
                {
                    "file": str(project.path),
                    "revision": document.revision,
                    "nodes": nodes,
                    "proposals": offers,
                }
            )
        elif arguments.tree:
            for row in _rows(document, top, arguments.language):
                console.data(row)
        elif arguments.node is None:
            console.out.write(export_document(document, language=arguments.language))
        else:
            console.data("\n\n".join(_blocks(document, top, arguments.language)))
    return 0


def describe(document: Document, node: NodeId, code: str | None = None) -> dict[str, Any]:
    """One node as JSON; `language` and `text` are those shown when `code` is requested."""
    from conceptwriter.outline.confidence import confidence_in
    from conceptwriter.outline.translated_by import translated_by

    here = document.node(node)
    shown = code if code in here.renditions else document.shown_language(node)
    return {
        "id": node,
        "kind": here.kind.value,
        "parent": here.parent,
        "depth": document.depth(node),
        "language": shown,
        "text": document.text(node, code),
        "source_language": here.source_language,
        "renditions": {
            name: {
                "text": rendition.text,
                "origin": rendition.origin.value,
                "state": rendition.state.value,
                "stale": document.is_stale(node, name),
                **({"confidence": sure} if (sure := confidence_in(document, node, name)) is not None else {}),
                **({"translated_by": by._asdict()} if (by := translated_by(document, node, name)) else {}),
            }
            for name, rendition in here.renditions.items()
        },
        "note": here.note,
        "locked": here.locked,
        "status": here.status,
    }


def _rows(document: Document, top: NodeId, code: str | None) -> Iterator[str]:
    base = document.depth(top)
    for node in document.subtree(top):
        here = document.node(node)
        text = " ".join(document.text(node, code).split())
        indent = "  " * (document.depth(node) - base)
        marks = f"[{here.kind.value}]" if here.kind.value != "concept" else "-"
        locked = " (locked)" if here.locked else ""
        stale = " (stale)" if document.is_stale(node, code) else ""
        yield f"{node:>6}  {indent}{marks} {text}{stale}{locked}".rstrip()


def _blocks(document: Document, top: NodeId, code: str | None) -> Iterator[str]:
    """Headings and paragraphs of a branch as a reader sees them; marks inside a text are unchanged."""
    from conceptwriter.outline import Kind
    from conceptwriter.outline.gaps import running_text

    for node in document.subtree(top):
        here = document.node(node)
        if here.kind is Kind.SECTION and (text := document.text(node, code)):
            yield f"{'#' * min(max(document.depth(node), 1), 6)} {text}"
        elif here.kind is Kind.PARAGRAPH and here.children:
            yield running_text(document, here.children, code)
        elif here.kind is Kind.CONCEPT and node == top:
            yield document.text(node, code)
