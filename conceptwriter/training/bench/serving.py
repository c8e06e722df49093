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

    A handler that fails is answered with `problem`: the measurement continues without this contender. What
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


def timed(work: Callable[[], object], at_least: float) -> dict[str, list[float]]:
    """`seconds` and `processor` (seconds of all threads) of each run, of as many as fill `at_least` seconds.

    A first run is not counted, unless it took as long as all that: then it was not its being the first.
    """
    runs = [_run(work)]
    if runs[0][0] < at_least:
        runs.clear()
        while not runs or sum(seconds for seconds, _ in runs) < at_least:
            runs.append(_run(work))
    return {"seconds": [seconds for seconds, _ in runs], "processor": [busy for _, busy in runs]}


def a_part(times: dict[str, list[float]], parts: int) -> dict[str, list[float]]:
    """The same for one of this many equal parts of a run."""
    return {name: [value / parts for value in values] for name, values in times.items()}


def _run(work: Callable[[], object]) -> tuple[float, float]:
    started, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - busy


def peak_bytes() -> int:
    """The most memory this process ever held, in bytes; 0 where the system does not say."""
    try:  # Linux: `getrusage` would count what the process that started this one held
        status = Path("/proc/self/status").read_text("ascii")
        return int(status.split("VmHWM:")[1].split()[0]) * 1024
    except (OSError, IndexError):
        pass
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS: in bytes


def token_rows(rows: int, tokens: int, vocabulary: int, language: int, end: int = 3) -> list[list[int]]:
    """The same made-up sentences for every contender: a tag, ids that differ row by row, the end token."""
    body = tokens - 2
    span = vocabulary // 2
    return [
        [language, *((4 + (row * 7919 + place * 104_729) % (span - 4)) for place in range(body)), end]
        for row in range(rows)
    ]
