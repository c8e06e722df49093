"""The process that checks pairs for a window: one line of JSON for each request, one for each answer.

A request is {"glossaries": [...]}, answered by {}, or {"pairs": [[source, its language, text, its language,
whether a person wrote it], ...]}, answered by {"findings": [[[flag, reason], ...], ...]}.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from conceptwriter.review.checker import PairChecker

_LOWEST_PRIORITY = 10


def main() -> None:
    """Answer until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is handled by the parent
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what a library prints cannot break the answers
    _lower_priority()
    from conceptwriter.review.checker import PairChecker

    checker = PairChecker()
    for line in sys.stdin:
        request = json.loads(line)
        if "glossaries" in request:
            checker = PairChecker(_glossaries(request["glossaries"]))
            answer: dict[str, Any] = {}
        else:
            answer = {"findings": [_checked(checker, fields) for fields in request["pairs"]]}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _checked(checker: PairChecker, fields: list[Any]) -> list[tuple[str, str]]:
    from conceptwriter.review.pair import Pair

    return [(finding.flag.value, finding.reason) for finding in checker.check(Pair(*fields))]


def _glossaries(described: list[Any]) -> list[Any]:
    import msgspec

    from conceptwriter.glossary import Glossary

    return msgspec.convert(described, list[Glossary])


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


if __name__ == "__main__":
    main()
