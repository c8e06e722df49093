"""Checking words in another process.

    with SpellingProcess(dictionaries) as spelling:
        right = spelling.check("eng_Latn", ["receive", "recieve"])

To be called from one thread at a time, and not from one that must stay responsive. A dictionary that crashes
the process or takes too long is not tried again.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from conceptwriter.child_process import answer_of, end_answering, last_words, module_command, start_answering
from conceptwriter.spelling.dictionaries import Dictionary, find_dictionaries
from conceptwriter.spelling.errors import DictionaryError, SpellingFailed

_CHILD_MODULE = "conceptwriter.spelling.child"
MOST_SECONDS = 20.0
"""For one answer; reading the largest dictionary takes two on a slow computer."""


class SpellingProcess:
    """Starts with the first words, and ends at `close`. After a failure the next words start another one."""

    def __init__(
        self,
        dictionaries: Mapping[str, Dictionary] | None = None,
        *,
        folders: Sequence[Path] | None = None,
        most_seconds: float = MOST_SECONDS,
    ) -> None:
        """`folders`: where `find_dictionaries` looks; None: where dictionaries usually are."""
        self._dictionaries = dict(dictionaries or {})
        self._folders, self._most_seconds = folders, most_seconds
        self._process: subprocess.Popen[str] | None = None
        self._errors: IO[bytes] | None = None
        self._open: dict[str, Dictionary] = {}
        """What the process has loaded, by language."""
        self._broken: dict[Dictionary, str] = {}
        self._is_killed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def find_dictionaries(self) -> dict[str, list[Dictionary]]:
        """The dictionaries that there are, by language."""
        return find_dictionaries(self._folders)

    def use(self, dictionaries: Mapping[str, Dictionary]) -> None:
        """Check with these from now on."""
        self._dictionaries = dict(dictionaries)

    def check(self, language: str, words: Sequence[str]) -> list[bool]:
        """Whether each word is right. Raises DictionaryError and SpellingFailed."""
        answer = self._ask(language, {"check": language, "words": list(words)})
        return [bool(one) for one in answer["right"]]

    def suggest(self, language: str, word: str) -> list[str]:
        """Up to six words that may be meant, the best first. Raises DictionaryError and SpellingFailed."""
        return [str(one) for one in self._ask(language, {"suggest": language, "word": word})["words"]]

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        self._open.clear()
        if process is not None:
            end_answering(process)
        if self._errors is not None:
            self._errors.close()
            self._errors = None

    def kill(self) -> None:
        """End it at once, from any thread: who waits for an answer gets SpellingFailed."""
        self._is_killed = True
        process = self._process
        if process is not None:
            process.kill()

    def _ask(self, language: str, request: dict[str, Any]) -> dict[str, Any]:
        dictionary = self._dictionaries.get(language)
        if dictionary is None:
            raise DictionaryError(f"There is no dictionary for {language}.")
        if dictionary in self._broken:
            raise DictionaryError(self._broken[dictionary])
        process = self._process or self._started()
        if self._open.get(language) != dictionary:
            opening = {"open": language, "aff": str(dictionary.aff), "dic": str(dictionary.dic)}
            self._sent(process, dictionary, opening)
            self._open[language] = dictionary
        return self._sent(process, dictionary, request)

    def _sent(
        self, process: subprocess.Popen[str], dictionary: Dictionary, request: dict[str, Any]
    ) -> dict[str, Any]:
        """The answer to one request. A process that does not answer in time is ended."""
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._most_seconds, give_up)
        timer.name = "task: spelling deadline"
        timer.daemon = True
        timer.start()
        try:
            line = answer_of(process, json.dumps(request))
        finally:
            timer.cancel()
            timer.join()
        if not line:
            raise self._failure(process, dictionary, was_late=late.is_set())
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            self._broken[dictionary] = answer["error"]
            raise DictionaryError(answer["error"])
        return answer

    def _started(self) -> subprocess.Popen[str]:
        self._is_killed = False
        self._open.clear()
        self._errors = self._errors or tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        try:
            process = start_answering(module_command(_CHILD_MODULE), self._errors)
        except OSError as error:
            raise SpellingFailed(f"Spell checking could not be started: {error}.") from error
        self._process = process
        return process

    def _failure(
        self, process: subprocess.Popen[str], dictionary: Dictionary, *, was_late: bool
    ) -> SpellingFailed | DictionaryError:
        """Why there was no answer. Unless somebody ended the process, the dictionary is to blame."""
        self._process = None
        self._open.clear()
        code = end_answering(process)
        if self._is_killed:
            return SpellingFailed("Spell checking was ended.")
        if was_late:
            reason = f"it took more than {self._most_seconds:g} seconds"
        else:
            words = last_words(self._errors)
            reason = f"reading it ended unexpectedly (exit code {code})" + (f": {words}" if words else "")
        self._broken[dictionary] = f"The dictionary {dictionary.dic} is not used: {reason}."
        return DictionaryError(self._broken[dictionary])
