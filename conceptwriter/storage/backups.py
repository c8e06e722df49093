"""Dated copies of a project: when one is due, and which older ones are removed.

The newest few are always kept; of the older ones, the last of each of fourteen days and the last of each of
twenty-six weeks. The fullest copy always stays: a book that was emptied by mistake must not push out, day by
day, the copies that still hold it. Unreadable copies are neither counted nor removed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conceptwriter.storage.backup_copy import Advance, NothingToBackUp, Snapshot
from conceptwriter.storage.backup_series import (
    Backup,
    BackupReason,
    backup_folder,
    backups_of,
    series_of,
)
from conceptwriter.storage.errors import StorageError
from conceptwriter.storage.replacing import sweep_folder

if TYPE_CHECKING:
    from conceptwriter.storage.project import Project

KEEP = 10
DAYS, WEEKS = 14, 26
BETWEEN = timedelta(hours=1)
"""Minimum time between two backups of a changed document."""

Make = Callable[[Advance], Path]


def start_backup(
    project: Project,
    folder: Path | None = None,
    keep: int = KEEP,
    *,
    reason: BackupReason = BackupReason.ASKED,
    now: datetime | None = None,
) -> Make:
    """Snapshot the project; the returned function writes the copy and removes older ones, on any thread.

    Raises StorageError, now or later; then all existing copies are still there.
    """
    if keep < 1:
        raise StorageError("At least one backup must be kept.")
    settings: MutableMapping[str, Any] = project.settings
    place = backup_folder(project.path) if folder is None else folder
    series = series_of({**settings} if project.read_only else settings, project.path, place)
    moment = now or datetime.now().astimezone()
    sweep_folder(place, project.path.suffix)
    snapshot = Snapshot(project.path)

    def write(advance: Advance) -> Path:
        made = snapshot.write(place, series, reason, moment, advance)
        thin(project.path, series.id, place, keep, made)
        return made

    return write


def back_up(
    project: Project,
    folder: Path | None = None,
    keep: int = KEEP,
    *,
    reason: BackupReason = BackupReason.ASKED,
    now: datetime | None = None,
) -> Path:
    """Write a dated copy of the project and remove older ones by the rules above; the copy's path.

    Raises StorageError; then no copy was removed.
    """
    return start_backup(project, folder, keep, reason=reason, now=now)(lambda _done, _total: None)


def is_due(known: Iterable[Backup], revision: int, now: datetime, *, opening: bool) -> bool:
    """True when the document should be copied: it was edited since, and the newest copy is old.

    On `opening`, old means from an earlier day; later, at least an hour old.
    """
    last = next((copy for copy in known if copy.whole), None)
    if last is None:
        return revision > 0
    if last.revision == revision:
        return False
    return last.made.date() < now.date() if opening else now - last.made >= BETWEEN


def thin(project: Path, series: str, folder: Path, keep: int, made: Path | None = None) -> list[Path]:
    """Remove the copies of a series in a folder that the rules above do not keep; returns those removed.

    `made` was just made: it counts as the newest whatever the clock says, as names of copies made within one
    second have no order.

    A copy that cannot be removed stays and does no harm.
    """
    own = [
        copy
        for copy in backups_of(project, folder)
        if copy.series == series and copy.whole and copy.path.parent == folder
    ]
    own.sort(key=lambda copy: copy.path != made)  # stable: the others stay newest first
    kept = kept_of(own, keep)
    removed = []
    for copy in own:
        if copy.path not in kept:
            try:
                copy.path.unlink()
            except OSError:
                continue
            removed.append(copy.path)
    return removed


def kept_of(copies: list[Backup], keep: int) -> set[Path]:
    """Which of these readable copies, newest first, to keep."""
    kept = {copy.path for copy in copies[:keep]}
    for copies_a, most in ((_day, DAYS), (_week, WEEKS)):
        spans: dict[object, Path] = {}
        for copy in copies:
            spans.setdefault(copies_a(copy), copy.path)
        kept.update(list(spans.values())[:most])
    if copies:
        kept.add(
            max(copies, key=lambda copy: (copy.words or 0, copy.concepts or 0)).path
        )  # the newest of equals
    return kept


def _day(copy: Backup) -> object:
    return copy.made.date()


def _week(copy: Backup) -> object:
    year, week, _ = copy.made.isocalendar()
    return year, week


__all__ = [
    "KEEP",
    "Backup",
    "BackupReason",
    "NothingToBackUp",
    "back_up",
    "backup_folder",
    "backups_of",
    "is_due",
    "kept_of",
    "start_backup",
    "thin",
]
