"""What `doctor` finds."""

from __future__ import annotations

import importlib.metadata
from dataclasses import dataclass
from typing import Literal

Grade = Literal["ok", "remark", "fault"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at; `cure` says what to do when it is not ok."""

    about: str
    grade: Grade
    found: str
    cure: str = ""


def version_of(package: str) -> str | None:
    """Of an installed package; None when it is not there."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
