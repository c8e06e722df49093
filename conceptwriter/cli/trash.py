"""List deleted text, restore it, or delete it permanently.

All of this can be undone in the window as far back as the history of the document goes, even after the trash
was emptied.
"""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING, Any

from conceptwriter.cli.arguments import add_document, add_output, node_id
from conceptwriter.cli.console import Console, WrongUsage
from conceptwriter.cli.plurals import counted
from conceptwriter.cli.project import opened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conceptwriter.outline import Document, NodeId

ALL = 0
"""Means every branch of the trash; no node has this id."""


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--restore",
        metavar="NODE",
        nargs="+",
        type=_node_or_all,
        help="restore these nodes (ids as listed) or all to where they were",
    )
    group.add_argument("--empty", action="store_true", help="delete everything in the trash")
    add_output(parser)


def _node_or_all(text: str) -> int:
    return ALL if text == "all" else node_id(text)


def run(arguments: argparse.Namespace, console: Console) -> int:
    wanted: list[int] | None = arguments.restore
    with opened(arguments.document, to_change=bool(wanted or arguments.empty)) as project:
        document = project.document
        if wanted:
            chosen = _chosen(document, wanted)
            _restore(project, chosen)
            what, rows = "restored", [_place(document, node) for node in chosen]
        elif arguments.empty:
            what, rows = "removed", list(_rows(document, document.children(_trash())))
            _empty(project)
        else:
            what, rows = "trash", list(_rows(document, document.children(_trash())))
    if console.as_json:
        console.json({"file": str(project.path), what: rows})
        return 0
    for row in rows:
        console.data(_line(row))
    if what != "trash":
        entries = counted(len(rows), "entry", "entries")
        console.note(f"{arguments.document}: {entries} {what}. This can be undone in the window.")
    elif not rows:
        console.note(f"{arguments.document}: the trash is empty.")
    return 0


def _trash() -> NodeId:
    from conceptwriter.outline import TRASH

    return TRASH


def _chosen(document: Document, wanted: list[int]) -> list[NodeId]:
    lying = document.children(_trash())
    if ALL in wanted:
        return lying
    for node in wanted:
        if node not in lying:
            raise WrongUsage(
                f"There is no separate entry {node} in the trash. `conceptwriter trash DOC` lists them."
            )
    return list(dict.fromkeys(wanted))


def _restore(project: Any, nodes: list[NodeId]) -> None:
    from conceptwriter.outline.edits import restore

    if nodes:
        project.perform(restore(project.document, nodes))


def _empty(project: Any) -> None:
    from conceptwriter.outline.edits import purge

    if project.document.children(_trash()):
        project.perform(purge(project.document))


def _rows(document: Document, nodes: Iterable[NodeId]) -> Iterable[dict[str, Any]]:
    from conceptwriter.outline.statistics import count
    from conceptwriter.outline.trash import excerpt, origin

    for node in nodes:
        came_from = origin(document, node)
        time = datetime.fromtimestamp(came_from.time).astimezone() if came_from.time else None
        yield {
            "id": node,
            "kind": document.node(node).kind.value,
            "text": excerpt(document, node),
            "words": count(document, node).words,
            "from": [name for above in came_from.above if (name := document.text(above))],
            "deleted": time.isoformat(timespec="seconds") if time is not None else None,
        }


def _place(document: Document, node: NodeId) -> dict[str, Any]:
    """Where a restored branch is now."""
    from conceptwriter.outline.trash import excerpt

    names = [document.text(above) for above in reversed(list(document.ancestors(node)))]
    return {
        "id": node,
        "kind": document.node(node).kind.value,
        "text": excerpt(document, node),
        "to": [name for name in names[1:] if name],
    }


def _line(row: dict[str, Any]) -> str:
    details = []
    if row.get("from"):
        details.append("from " + " / ".join(row["from"]))
    if row.get("to"):
        details.append("to " + " / ".join(row["to"]))
    if row.get("deleted"):
        details.append(row["deleted"][:16].replace("T", " "))
    marks = f"[{row['kind']}]" if row["kind"] != "concept" else "-"
    return f"{row['id']:>6}  {marks} {row['text']}" + (f"  ({'; '.join(details)})" if details else "")
