"""Dated copies of a project, the oldest of which make room for the newest."""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.storage.errors import StorageError
from conceptwriter.storage.replacing import sweep_folder

if TYPE_CHECKING:
    from conceptwriter.storage.project import Project

KEEP = 10


def backup(
    project: Project, folder: Path | str | None = None, keep: int = KEEP, *, now: datetime | None = None
) -> Path:
    """Write a dated copy of the project and let the oldest beyond `keep` go; the copy's path.

    `folder` None: a folder named after the file, beside it. Only files that this function named for this very
    project are ever removed, and only after the new one is complete. Raises StorageError.
    """
    if keep < 1:
        raise StorageError("A backup that keeps no copy protects nothing. Keep at least one.")
    place = backup_folder(project.path) if folder is None else Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"The backup folder {place} cannot be made: {error.strerror}.") from error
    sweep_folder(place, project.path.suffix)
    moment = (now or datetime.now().astimezone()).strftime("%Y%m%d-%H%M%S")
    target = place / f"{project.path.stem} {_mark(project.path)} {moment}{project.path.suffix}"
    project.save_copy(target)
    for old in backups(project.path, place)[keep:]:
        old.unlink(missing_ok=True)
    return target


def backup_daily(
    project: Project, folder: Path | str | None = None, keep: int = KEEP, *, now: datetime | None = None
) -> Path | None:
    """As `backup`, but None when there is a copy of today already."""
    now = now or datetime.now().astimezone()
    place = backup_folder(project.path) if folder is None else Path(folder)
    newest = next(iter(backups(project.path, place)), None)
    if newest is not None and f" {now:%Y%m%d}-" in newest.name:
        return None
    return backup(project, place, keep, now=now)


def backup_folder(project: Path) -> Path:
    """Where a project's copies go unless told otherwise."""
    return project.with_name(f"{project.stem} backups")


def backups(project: Path, folder: Path | None = None) -> list[Path]:
    """The dated copies of a project, newest first."""
    place = backup_folder(project) if folder is None else folder
    wanted = re.compile(
        rf"{re.escape(project.stem)} {_mark(project)} \d{{8}}-\d{{6}}{re.escape(project.suffix)}"
    )
    if not place.is_dir():
        return []
    found = [path for path in place.iterdir() if wanted.fullmatch(path.name)]
    return sorted(found, key=lambda path: path.name, reverse=True)


def _mark(project: Path) -> str:
    """Tells projects of the same name in different folders apart."""
    return blake2b(str(project.resolve()).encode("utf-8", "surrogateescape"), digest_size=3).hexdigest()
