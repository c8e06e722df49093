"""Measuring SONAR and the two-tower LCM on this machine and on other runtimes. Needs no PyTorch itself.

Every contender is a separate process that answers requests (`serving`), so that one that needs another
Python, or much memory, does not affect the others. The measuring side (`contest`) runs them in turn, round by
round: temporary load on the machine slows all of them.
"""

from __future__ import annotations
