"""Client of the process that runs SaT; one line of JSON per request, one per answer."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from conceptwriter.bundles.errors import BundleError
from conceptwriter.child_process import answer_of, end_answering, last_words, module_command, start_answering
from conceptwriter.language.boundaries import block_starts
from conceptwriter.language.splitting import Text

TEXTS_AT_ONCE = 64
_CHILD_MODULE = "conceptwriter.sat.child"


class SatSplitter:
    """Splits with the SaT bundle in `folder`. Its process starts with the first text, and ends at `close`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            end_answering(process)
        self._errors.close()

    def starts(self, texts: Iterable[Text], code: str) -> Iterator[list[int]]:
        """See SentenceSplitter; blank lines begin a sentence too. Raises BundleError."""
        del code  # one model for all languages
        rest = iter(texts)
        while batch := [text for text, _ in islice(rest, TEXTS_AT_ONCE)]:
            for text, found in zip(batch, self._ask(batch), strict=True):
                yield sorted({*block_starts(text), *found})

    def _ask(self, texts: list[str]) -> list[list[int]]:
        process = self._process = self._process or self._started()
        answer = answer_of(process, json.dumps(texts))
        if not answer:
            raise BundleError(self._how_it_ended(process))
        found = json.loads(answer)
        if "error" in found:
            raise BundleError(str(found["error"]))
        starts: list[list[int]] = found["starts"]
        return starts

    def _started(self) -> subprocess.Popen[str]:
        try:
            return start_answering(module_command(_CHILD_MODULE, str(self._folder)), self._errors)
        except OSError as error:
            raise BundleError(f"The sentence splitter could not be started: {error}.") from error

    def _how_it_ended(self, process: subprocess.Popen[str]) -> str:
        code = process.wait()
        words = last_words(self._errors)
        last = f" Its last words: {words}" if words else ""
        return (
            f"The sentence splitter SaT ended unexpectedly (exit code {code}). Nothing was imported; "
            f"try again, or choose the rules.{last}"
        )
