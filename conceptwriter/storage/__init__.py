"""The project file: one SQLite file, each operation one transaction, the history and a vector cache
inside.
"""

from __future__ import annotations

from conceptwriter.storage.errors import (
    DamagedProject,
    NewerProject,
    NotAProject,
    NotSaved,
    Owner,
    ProjectLocked,
    StorageError,
)
from conceptwriter.storage.project import Project
from conceptwriter.storage.vectors import VectorStore

__all__ = [
    "DamagedProject",
    "NewerProject",
    "NotAProject",
    "NotSaved",
    "Owner",
    "Project",
    "ProjectLocked",
    "StorageError",
    "VectorStore",
]
