"""Whether another process still runs."""

from __future__ import annotations

_CLOCK_STEP_SECONDS = 3600.0
"""Clocks are set while programs run, so a process counts as a later one only if it began this much later."""


def is_running(pid: int, *, since: float | None = None) -> bool:
    """Whether a process of this number runs; with `since`, one that may be the same as at that time.

    The system gives the numbers of ended processes to new ones. `since` is in seconds of the epoch. In doubt
    the answer is yes: nobody's file is taken over by mistake.
    """
    import psutil  # here, as reading a document needs nothing of it

    try:
        # Not os.kill(pid, 0): on Windows that ends the process.
        if not psutil.pid_exists(pid):
            return False
        return since is None or psutil.Process(pid).create_time() <= since + _CLOCK_STEP_SECONDS
    except (psutil.NoSuchProcess, OverflowError):
        return False
    except (psutil.Error, OSError):
        return True
