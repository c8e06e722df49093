"""What can go wrong with a project file, in messages for its owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from conceptwriter.outline import ChangeNotice


class StorageError(ConceptWriterError):
    """The project file could not be read or written."""


class WrongName(StorageError):
    """A project cannot be written under this name; the message says which to choose."""


class NotSaved(StorageError):
    """A change is in the document but not yet in the file; the next change or `Project.retry` writes it.

    `notice` is what the change did (None: a retry, or several changes).
    """

    def __init__(self, message: str, notice: ChangeNotice | None = None) -> None:
        super().__init__(message)
        self.notice = notice


class Diverged(NotSaved):
    """Another program has changed the project file at `path` while it was open here.

    Nothing was overwritten there. What was written here is in the file `copy`, and writing continues there.
    """

    def __init__(self, message: str, path: Path, copy: Path, notice: ChangeNotice | None = None) -> None:
        super().__init__(message, notice)
        self.path = path
        self.copy = copy


class WriteProtected(StorageError):
    """The permissions of the file at `path` forbid changing it."""

    def __init__(self, message: str, path: Path) -> None:
        super().__init__(message)
        self.path = path


class NotAProject(StorageError):
    """The file is something else: empty, another format, or another program's database."""


class NewerProject(StorageError):
    """The file was written by a newer ConceptWriter."""


class DamagedProject(StorageError):
    """The file at `path` is a project, but parts of it cannot be read; `recover` may save its text."""

    def __init__(self, message: str, path: Path) -> None:
        super().__init__(message)
        self.path = path


class OpenedBackup(StorageError):
    """The file at `path` is a backup of the project at `of` (empty: unknown) and is read-only."""

    def __init__(self, path: Path, of: str, made: datetime) -> None:
        whose = f" of {of}" if of else ""
        super().__init__(
            f"{path} is a backup{whose} from {made:%Y-%m-%d at %H:%M} and cannot be changed. Open it "
            "read-only, restore it, or save a copy under another name and edit that."
        )
        self.path, self.of, self.made = path, of, made


@dataclass(frozen=True, slots=True)
class Owner:
    """Who has a project open; `since` is an ISO time with zone. Fields missing from the lock are empty."""

    host: str = ""
    pid: int = 0
    since: str = ""


class ProjectLocked(StorageError):
    """Another window has the project open; `owner` is who."""

    def __init__(self, path: Path, owner: Owner) -> None:
        who = f"process {owner.pid} on {owner.host}, since {owner.since}" if owner.pid else "another process"
        super().__init__(f"{path} is open in another window ({who}). Close it there, or open it read-only.")
        self.path, self.owner = path, owner
