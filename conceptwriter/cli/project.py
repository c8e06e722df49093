"""Opening the project a command works on, and finding the node it is about."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.cli.console import STANDARD_INPUT, WrongUsage

if TYPE_CHECKING:
    from conceptwriter.outline import Document, NodeId
    from conceptwriter.storage import Project


@contextmanager
def opened(path: Path, *, to_change: bool = False) -> Iterator[Project]:
    """The project in this file, closed in every case; read-only unless `to_change`.

    Raises StorageError (naming the file) when it is no project, damaged, newer, or locked by another window.
    """
    from conceptwriter.storage import Project

    if str(path) == STANDARD_INPUT:
        raise WrongUsage("A project file cannot be read from standard input. Name a file.")
    project = with_remarks_printed(Project.open(path, read_only=not to_change))
    try:
        yield project
    finally:
        project.close(discard=bool(project.pending))


def with_remarks_printed(project: Project) -> Project:
    """The project, after its file's problems were written to standard error.

    They are written even with --quiet, because they may be the first sign of a failing disk.
    """
    print_remarks(project.remarks)
    return project


def print_remarks(remarks: Iterable[str]) -> None:
    """Write a file's problems to standard error."""
    for remark in remarks:
        print(f"conceptwriter: {remark}", file=sys.stderr)


def place(document: Document, node: NodeId | None) -> NodeId:
    """The node with this id, or (None) the whole document.

    Raises WrongUsage when there is none, or it is in the trash.
    """
    from conceptwriter.outline import ROOT

    if node is None:
        return ROOT
    if node not in document or document.in_trash(node):
        raise WrongUsage(
            f"There is no node {node} in the document. `conceptwriter show DOC --tree` lists the ids."
        )
    return node


def place_or_end(document: Document, node: NodeId | None) -> NodeId:
    """The node with this id, or (None) where writing continues: the last node in reading order.

    Raises what `place` raises.
    """
    return document.last_below(place(document, None)) if node is None else place(document, node)
