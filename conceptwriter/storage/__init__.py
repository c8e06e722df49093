"""The project file: one SQLite file, one transaction per operation, including history and a vector cache."""

from __future__ import annotations

from conceptwriter.storage.backup_copy import Contents, NothingToBackUp
from conceptwriter.storage.backup_series import Backup, BackupReason, backup_folder, backups_of, named_copies
from conceptwriter.storage.backups import back_up, is_due, start_backup
from conceptwriter.storage.comparing import Difference, compare
from conceptwriter.storage.errors import (
    DamagedProject,
    Diverged,
    NewerProject,
    NotAProject,
    NotSaved,
    OpenedBackup,
    Owner,
    ProjectLocked,
    StorageError,
    WriteProtected,
    WrongName,
)
from conceptwriter.storage.naming import PROJECT_SUFFIX, check_target, proper_name
from conceptwriter.storage.piecing import DOUBTFUL
from conceptwriter.storage.places import real_path
from conceptwriter.storage.project import Project
from conceptwriter.storage.recovery import Recovered, recover
from conceptwriter.storage.restoring import Restored, restore_backup, set_aside, set_aside_locked
from conceptwriter.storage.schema import recovered_path
from conceptwriter.storage.vectors import VectorStore

__all__ = [
    "DOUBTFUL",
    "PROJECT_SUFFIX",
    "Backup",
    "BackupReason",
    "Contents",
    "DamagedProject",
    "Difference",
    "Diverged",
    "NewerProject",
    "NotAProject",
    "NotSaved",
    "NothingToBackUp",
    "OpenedBackup",
    "Owner",
    "Project",
    "ProjectLocked",
    "Recovered",
    "Restored",
    "StorageError",
    "VectorStore",
    "WriteProtected",
    "WrongName",
    "back_up",
    "backup_folder",
    "backups_of",
    "check_target",
    "compare",
    "is_due",
    "named_copies",
    "proper_name",
    "real_path",
    "recover",
    "recovered_path",
    "restore_backup",
    "set_aside",
    "set_aside_locked",
    "start_backup",
]
