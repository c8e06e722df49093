"""Whether another process is still running."""

from __future__ import annotations

_CLOCK_STEP_SECONDS = 3600.0
"""Clocks are adjusted while programs run, so only a process that began this much later counts as later."""


def is_running(pid: int, *, since: float | None = None) -> bool:
    """Whether a process with this id runs; with `since`, one that may be the same as at that time.

    The system reuses the ids of ended processes. `since` is in seconds since the epoch. In doubt the answer
    is yes, so that no file in use is taken over by mistake.
    """
    import psutil  # here, as reading a document does not need it

    try:
        # Not os.kill(pid, 0): on Windows that kills the process.
        if not psutil.pid_exists(pid):
            return False
        return since is None or psutil.Process(pid).create_time() <= since + _CLOCK_STEP_SECONDS
    except (psutil.NoSuchProcess, OverflowError):
        return False
    except (psutil.Error, OSError):
        return True
