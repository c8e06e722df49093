"""What the parts of `evaluate` share: telling how far it is, and checking what is named."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from conceptwriter.cli.console import Console
from conceptwriter.errors import ConceptWriterError

_PROGRESS_SECONDS = 20


class EvaluationProgress:
    """On a terminal a line that renews itself; in a log a line now and then."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._noted = time.monotonic()

    def __call__(self, done: int, total: int, what: str) -> None:
        self._console.progress(done, total, what)
        now = time.monotonic()
        if not sys.stderr.isatty() and now - self._noted > _PROGRESS_SECONDS:
            self._noted = now
            self._console.note(f"{what} {done}/{total}")


def held_out_folder(path: Path, what: str) -> Path:
    """The folder itself. Raises ConceptWriterError where it is none."""
    if not path.is_dir():
        raise ConceptWriterError(f"{path} is not a folder. Name the folder of {what}.")
    return path
