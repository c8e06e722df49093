"""The project file: one SQLite file, each operation one transaction, the history and a vector cache
inside.
"""

from __future__ import annotations

from conceptwriter.storage.backups import backup, backup_daily, backups
from conceptwriter.storage.errors import (
    DamagedProject,
    Diverged,
    NewerProject,
    NotAProject,
    NotSaved,
    Owner,
    ProjectLocked,
    StorageError,
    WriteProtected,
)
from conceptwriter.storage.piecing import DOUBTFUL
from conceptwriter.storage.places import real_path
from conceptwriter.storage.project import Project
from conceptwriter.storage.recovery import Recovered, recover
from conceptwriter.storage.schema import recovered_path
from conceptwriter.storage.vectors import VectorStore

__all__ = [
    "DOUBTFUL",
    "DamagedProject",
    "Diverged",
    "NewerProject",
    "NotAProject",
    "NotSaved",
    "Owner",
    "Project",
    "ProjectLocked",
    "Recovered",
    "StorageError",
    "VectorStore",
    "WriteProtected",
    "backup",
    "backup_daily",
    "backups",
    "real_path",
    "recover",
    "recovered_path",
]
