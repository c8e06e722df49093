"""Measuring SONAR and the two-tower LCM on this machine, beside other runtimes. Needs no PyTorch itself.

Every contender is a process of its own that answers requests (`serving`), so that one that needs another
Python, or much memory, disturbs nothing. The measuring side (`contest`) asks them in turn, round by round:
what slows the machine for a while slows all of them.
"""

from __future__ import annotations
