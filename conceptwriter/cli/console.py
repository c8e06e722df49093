"""Where a command reads and writes: data on standard output, remarks and progress on standard error."""

from __future__ import annotations

import io
import json
import shutil
import sys
from typing import Any, TextIO

from conceptwriter.errors import ConceptWriterError

STANDARD_INPUT = "-"


class WrongUsage(ConceptWriterError):
    """The command was called in a way it cannot be meant; ends with exit code 2."""


class Console:
    """The streams of one run. `as_json`: the data is one JSON value instead of readable text."""

    def __init__(self, *, as_json: bool = False, quiet: bool = False) -> None:
        self.as_json = as_json
        self.quiet = quiet
        self._progress_width = 0
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # A pipe on Windows or a C locale would otherwise refuse most of the world's scripts.
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")

    @property
    def out(self) -> TextIO:
        """Standard output as it is now (tests and shells redirect it)."""
        return sys.stdout

    def data(self, text: str) -> None:
        """One line (or block) of the requested data."""
        print(text, file=sys.stdout)

    def json(self, value: Any) -> None:
        """The requested data, as JSON."""
        print(json.dumps(value, ensure_ascii=False, indent=2), file=sys.stdout)

    def flush(self) -> None:
        """Hand on everything written: a pipe that is closed is noticed here rather than at exit."""
        sys.stdout.flush()

    def note(self, text: str) -> None:
        """A remark for the user at the terminal; silent with --quiet."""
        if not self.quiet:
            self._clear_progress()
            print(text, file=sys.stderr)

    def problem(self, text: str) -> None:
        """Why it did not work; never silent."""
        self._clear_progress()
        print(f"conceptwriter: {text}", file=sys.stderr)

    def progress(self, done: int, total: int, what: str) -> None:
        """How far a job is: one line that renews itself, on a terminal only."""
        self.status(f"{what} {done}/{total}")

    def status(self, line: str) -> None:
        """Progress: one line that is overwritten, on a terminal only."""
        if self.quiet or not sys.stderr.isatty():
            return
        line = line[: max(20, shutil.get_terminal_size().columns - 1)]
        sys.stderr.write("\r" + line.ljust(self._progress_width))
        sys.stderr.flush()
        self._progress_width = len(line)

    def _clear_progress(self) -> None:
        if self._progress_width:
            sys.stderr.write("\r" + " " * self._progress_width + "\r")
            self._progress_width = 0

    def close(self) -> None:
        """Leave the terminal tidy and everything written out."""
        self._clear_progress()
        self.flush()


def decoded(content: bytes, name: str, first_line: int = 1) -> str:
    """UTF-8 bytes as text; ConceptWriterError names the source and the first line that is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = first_line + content.count(b"\n", 0, error.start)
        raise ConceptWriterError(
            f"{name}, line {line}: not UTF-8 text. Convert it first, for example with iconv."
        ) from error
