"""What the parts of `evaluate` share: telling how far it is, checking what is named, known-bad models."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.cli.console import Console
from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from conceptwriter.evaluation.measurements import Report
KNOWN_BAD = ("shuffled", "copy", "brittle", "looping", "untrained")
"""Those of `evaluation.codec.known_bad`, without importing it for `--help`."""
KNOWN_BAD_LCMS = ("random", "previous")
"""Those of `evaluation.lcm.baselines` that a gate names."""
ALL_KNOWN_BAD = "all"
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


def write_json(path: Path, value: object) -> None:
    """Figures for other programs."""
    from conceptwriter.interchange import write_text_file

    write_text_file(path, json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def show_known_bad(reports: Mapping[str, Report], console: Console, *, out: Path | None = None) -> int:
    """Whether every gate is failed by the bad model meant for it; `reports` by its name.

    A gate that a bad model passes is no gate, and neither is one that nothing was shown to fail: exit code 1.
    """
    from conceptwriter.evaluation.judging import KnownBadJudgement

    judgement = KnownBadJudgement.of(reports)
    if not judgement.judged:
        raise ConceptWriterError(f"No gate that {', '.join(map(repr, reports))} must fail was measured.")
    if out is not None:
        write_json(out, judgement.as_json())
    if console.as_json:
        console.json(judgement.as_json())
    else:
        console.data(judgement.text())
    failed = len(judgement.judged) - len(judgement.wrongly_passed)
    console.note(f"{failed} of {len(judgement.judged)} failed, as expected")
    return 0 if judgement.sound else 1
