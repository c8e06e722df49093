"""Standard streams that whoever started the program has closed (`>&-`, a service without a terminal).

Python then has None for the stream, and the next file that is opened would get its descriptor: what a library
prints would be written into a project.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Any, NoReturn

from conceptwriter.errors import ConceptWriterError


class OutputClosed(ConceptWriterError):
    """There is output but no stream to write it to."""


class _ClosedOutput(io.TextIOBase):
    """Replaces a closed standard output; writing to it raises."""

    def write(self, _text: Any) -> NoReturn:
        raise OutputClosed(
            "Standard output is closed, so nothing can be written to it. Leave it open, or redirect it "
            "to a file."
        )

    @property
    def buffer(self) -> _ClosedOutput:
        """For bytes as well."""
        return self


def replace_closed_streams() -> None:
    """Put something in the place of every closed standard stream: input is empty, remarks go nowhere."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)  # takes the lowest free number: this one
            os.set_inheritable(opened, True)
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - open until the program ends
    if sys.stdout is None:
        sys.stdout = _ClosedOutput()
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
