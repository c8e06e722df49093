"""The project file: one SQLite file, each operation one transaction, the history and a vector cache
inside.
"""

from __future__ import annotations

from conceptwriter.storage.backups import backup, backup_daily, backups
from conceptwriter.storage.errors import (
    DamagedProject,
    NewerProject,
    NotAProject,
    NotSaved,
    Owner,
    ProjectLocked,
    StorageError,
    WrongName,
)
from conceptwriter.storage.naming import PROJECT_SUFFIX, check_target, proper_name
from conceptwriter.storage.project import Project
from conceptwriter.storage.recovery import Recovered, recover
from conceptwriter.storage.schema import recovered_path
from conceptwriter.storage.vectors import VectorStore

__all__ = [
    "PROJECT_SUFFIX",
    "DamagedProject",
    "NewerProject",
    "NotAProject",
    "NotSaved",
    "Owner",
    "Project",
    "ProjectLocked",
    "Recovered",
    "StorageError",
    "VectorStore",
    "WrongName",
    "backup",
    "backup_daily",
    "backups",
    "check_target",
    "proper_name",
    "recover",
    "recovered_path",
]
