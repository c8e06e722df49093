"""Errors in overridden Qt functions reach Python as complete exceptions.

Up to Python 3.11 an error that C code raises (a wrong type, a missing key) becomes an exception object only
when something looks at it. PySide treats one that leaves an override as an exception before that, and the
program crashes (seen with 6.11: `Shiboken::Errors::storePythonOverrideErrorOrPrint`). An `except` on its way
turns it into one, so the errors of every override in our classes pass through one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject


def whole_errors(function: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a function so that its errors are complete exceptions when they leave it."""

    @wraps(function)
    def called(*arguments: Any, **named: Any) -> Any:
        try:
            return function(*arguments, **named)
        except BaseException:
            raise  # catching it is what completes it

    return called


def guard(kind: type) -> None:
    """Wrap every function of a class that overrides one of Qt's own with `whole_errors`."""
    ours = vars(kind)
    for name in [name for name, value in ours.items() if isinstance(value, FunctionType)]:
        if name.startswith("__"):
            continue
        for base in kind.__mro__[1:]:
            found = vars(base).get(name)
            if found is not None and not isinstance(found, FunctionType):
                setattr(kind, name, whole_errors(ours[name]))
                break


def guard_all_overrides() -> None:
    """Guard all classes of widgets and models that are defined from now on."""
    if sys.version_info < (3, 12):
        QObject.__init_subclass__ = classmethod(_guarded)  # type: ignore[assignment,method-assign,arg-type]


def _guarded(kind: type, **named: Any) -> None:
    super(QObject, kind).__init_subclass__(**named)  # type: ignore[misc]
    guard(kind)
