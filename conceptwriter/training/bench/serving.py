"""The child's side of a measurement: requests in, seconds out, one JSON object a line.

Runs under other Pythons as well (those of the comparisons): nothing but the standard library here.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Handler = Callable[[dict[str, Any]], dict[str, Any]]


def serve(handlers: dict[str, Handler]) -> None:
    """Answer requests on standard input until it ends. `do` names the handler, the rest is what it is given.

    A handler that fails is answered with `problem`: the measurement goes on without this contender. What
    libraries print goes to standard error.
    """
    answers = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        for line in sys.stdin:
            request: dict[str, Any] = json.loads(line)
            try:
                answer = handlers[request.pop("do")](request)
            except Exception as error:  # noqa: BLE001 (any library's any failure: the other side says so)
                answer = {"problem": f"{type(error).__name__}: {error}".splitlines()[0]}
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


def timed(work: Callable[[], object], at_least: float) -> list[float]:
    """Seconds of each run, of as many as fill `at_least` seconds, after a first one that is not counted.

    A first run that takes as long as all that is not cold any more, and is counted.
    """
    taken = [_seconds(work)]
    if taken[0] >= at_least:
        return taken
    taken.clear()
    while sum(taken) < at_least:
        taken.append(_seconds(work))
    return taken


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def peak_bytes() -> int:
    """The most memory this process ever held, in bytes; 0 where the system does not say."""
    try:  # Linux: `getrusage` would count what the process that started this one held
        told = Path("/proc/self/status").read_text("ascii")
        return int(told.split("VmHWM:")[1].split()[0]) * 1024
    except (OSError, IndexError):
        pass
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS: in bytes


def token_rows(rows: int, tokens: int, vocabulary: int, language: int, end: int = 3) -> list[list[int]]:
    """The same made-up sentences for every contender: a tag, ids that differ row by row, the end mark."""
    body = tokens - 2
    span = vocabulary // 2
    return [
        [language, *((4 + (row * 7919 + place * 104_729) % (span - 4)) for place in range(body)), end]
        for row in range(rows)
    ]
