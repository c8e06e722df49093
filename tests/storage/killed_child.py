"""Opens a project, writes notes to its root, says so, and dies as if it were killed: its log stays."""

from __future__ import annotations

import os
import signal
import sys

from conceptwriter.outline import ROOT, edits
from conceptwriter.storage import Project


def main(path: str, *notes: str) -> None:
    project = Project.open(path)
    for note in notes:
        project.perform(edits.set_note(project.document, ROOT, note))
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
