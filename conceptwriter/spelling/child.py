"""The process that checks words: one line of JSON for each request, one for each answer.

A request is {"open": language, "aff": path, "dic": path}, answered by {}; {"check": language, "words": []},
answered by {"right": []}; or {"suggest": language, "word": word}, answered by {"words": []}. An answer
{"error": reason} says why a dictionary cannot be used.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import psutil

from conceptwriter.spelling.engine import Speller
from conceptwriter.spelling.errors import DictionaryError

_LOWEST_PRIORITY = 10
_MOST_MEMORY = 2 * 2**30
"""Bytes, where the system can limit them: a file of a few lines may ask Hunspell for very much."""


def main() -> None:
    """Answer until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is handled by the parent
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what the library prints cannot break the answers
    _lower_priority()
    _limit_memory()
    spellers: dict[str, Speller] = {}
    for line in sys.stdin:
        try:
            answer = _answer(json.loads(line), spellers)
        except DictionaryError as error:
            answer = {"error": str(error)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _answer(request: dict[str, Any], spellers: dict[str, Speller]) -> dict[str, Any]:
    if "open" in request:
        spellers[request["open"]] = Speller(Path(request["aff"]), Path(request["dic"]))
        return {}
    if "check" in request:
        speller = spellers[request["check"]]
        return {"right": [speller.is_right(word) for word in request["words"]]}
    return {"words": spellers[request["suggest"]].suggest(request["word"])}


def _lower_priority() -> None:
    """A window that types comes first."""
    process = psutil.Process()
    try:
        if sys.platform == "win32":
            process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            process.nice(min(19, process.nice() + _LOWEST_PRIORITY))
    except psutil.Error:
        pass  # optional


def _limit_memory() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    except (ImportError, OSError, ValueError):
        pass  # optional: not every system can


if __name__ == "__main__":
    main()
