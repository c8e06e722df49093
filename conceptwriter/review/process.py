"""Checking in another process: the first checks read tables for a second, and each takes milliseconds.

    with CheckingProcess() as checking:
        findings = checking.check(pairs)

To be called from one thread at a time, and not from one that must stay responsive.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.child_process import answer_of, end_answering, last_words, module_command, start_answering
from conceptwriter.errors import ConceptWriterError
from conceptwriter.review.pair import Pair

if TYPE_CHECKING:
    from conceptwriter.glossary import Glossary

_CHILD_MODULE = "conceptwriter.review.child"
Findings = tuple[Finding, ...]
_FLAGS = {flag.value: flag for flag in Flag}


class CheckingFailed(ConceptWriterError):
    """The process could not be started, or ended while it checked."""


class CheckingProcess:
    """Starts with the first pairs, and ends at `close`. After a failure the next pairs start another one."""

    def __init__(self, glossaries: Sequence[Glossary] = ()) -> None:
        self._glossaries = tuple(glossaries)
        self._process: subprocess.Popen[str] | None = None
        self._errors: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def use(self, glossaries: Sequence[Glossary]) -> None:
        """Check the terms of these from now on. Raises CheckingFailed."""
        self._glossaries = tuple(glossaries)
        if self._process is not None:
            self._tell_glossaries(self._process)

    def check(self, pairs: Sequence[Pair]) -> list[Findings]:
        """What `PairChecker.check` finds in each. Raises CheckingFailed."""
        if not pairs:
            return []
        process = self._process or self._started()
        answer = self._ask(process, {"pairs": pairs})
        return [
            tuple(Finding(_FLAGS[flag], reason) for flag, reason in found) for found in answer["findings"]
        ]

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            end_answering(process)
        if self._errors is not None:
            self._errors.close()
            self._errors = None

    def kill(self) -> None:
        """End it at once, from any thread: who waits for an answer gets CheckingFailed."""
        process = self._process
        if process is not None:
            process.kill()

    def _started(self) -> subprocess.Popen[str]:
        self._errors = self._errors or tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        try:
            process = start_answering(module_command(_CHILD_MODULE), self._errors)
        except OSError as error:
            raise CheckingFailed(f"The checks could not be started: {error}.") from error
        self._process = process
        if self._glossaries:
            self._tell_glossaries(process)
        return process

    def _tell_glossaries(self, process: subprocess.Popen[str]) -> None:
        import msgspec

        self._ask(process, {"glossaries": msgspec.to_builtins(self._glossaries)})

    def _ask(self, process: subprocess.Popen[str], request: object) -> dict[str, Any]:
        line = answer_of(process, json.dumps(request))
        if not line:
            raise CheckingFailed(self._how_it_ended(process))
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _how_it_ended(self, process: subprocess.Popen[str]) -> str:
        self._process = None
        code = end_answering(process)
        words = last_words(self._errors)
        last = f" Its last words: {words}" if words else ""
        return f"The checks ended unexpectedly (exit code {code}).{last}"
