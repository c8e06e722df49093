"""Where memories are: one of the user, and one beside each project that has any.

A project's memory is a file of its own, not a part of the project file: every backup copies the whole project
file, and a memory would make each of them larger; the window holds the project's lock, and a command must be
able to add to the memory meanwhile; and it can be given to a co-translator without the text.
"""

from __future__ import annotations

from pathlib import Path

import platformdirs

from conceptwriter.memory.schema import MEMORY_SUFFIX
from conceptwriter.storage import PROJECT_SUFFIX


def user_memory() -> Path:
    """The file of the user's own memory, which all documents share."""
    folder = platformdirs.user_data_path("conceptwriter", appauthor=False)
    return folder / "memory" / f"translations{MEMORY_SUFFIX}"


def project_memory(project: Path) -> Path:
    """The file of a project's memory: beside the project, with its name."""
    return project.with_suffix(MEMORY_SUFFIX)


def memory_path(path: Path) -> Path:
    """The memory that a path names: a project stands for its memory."""
    return project_memory(path) if path.suffix.lower() == PROJECT_SUFFIX else path
