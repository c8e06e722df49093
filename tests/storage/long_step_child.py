"""Declares the language of a document in parts, undoes some of them, and dies as if it were killed."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace

from conceptwriter.outline import ROOT
from conceptwriter.outline.renditions import labels, relabel
from conceptwriter.storage import Project


def main(path: str, made: int, undone: int) -> None:
    project = Project.open(path)
    document = project.document
    found = list(labels(document, [ROOT]))
    for place in range(made):
        some = found[2 * place : 2 * place + 2]
        project.perform(replace(relabel(document, some, "deu_Latn"), group="now", time=1.0))
    for _ in range(undone):
        project.undo(one_part=True)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
