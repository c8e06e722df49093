"""Which backups belong to which project: names, the record in each copy, and the series id of a project.

A project stores the id of its series, so that it finds its backups after being renamed or moved. A copy of a
project has the same id until it is opened while its original still exists: then it starts its own series.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shlex
import sqlite3
import subprocess
from collections.abc import Iterator, MutableMapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from conceptwriter.storage.errors import OpenedBackup

SERIES = "backup_series"
"""Name of the project setting that holds the series."""

RECORD = "backup"
"""Name of the setting that marks a file as a copy, and records of what."""

STAMP = "%Y%m%d-%H%M%S"
MOST_NAME_BYTES = 120
MOST_FOLDERS = 8
_NAME = re.compile(r"(?P<stem>.*) (?P<id>[0-9a-f]{12}) (?P<stamp>\d{8}-\d{6})(?P<aside> damaged)?")
_OLD_FORMAT = re.compile(r"(?P<stem>.*)\.format-\d+\.(?P<stamp>\d{8}-\d{6})-\d+")


class BackupReason(StrEnum):
    """Why a backup was made."""

    DAILY = "daily"
    ASKED = "asked"
    LARGE_CHANGE = "large change"
    RESTORING = "restoring"
    REPLACING = "replacing"
    NEW_FORMAT = "new format"
    DAMAGED = "damaged"
    """A damaged file, kept byte by byte before it was replaced."""


@dataclass(frozen=True, slots=True)
class Series:
    """The backups of one project: their id, the project's last known path, and where copies were put."""

    id: str
    home: Path
    folders: tuple[Path, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As JSON-able data for the project's settings."""
        return {"id": self.id, "home": str(self.home), "folders": [str(folder) for folder in self.folders]}


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy. `made` is local time with zone; counts are None where the copy does not record them."""

    path: Path
    series: str
    made: datetime
    reason: BackupReason
    size: int
    whole: bool = True
    """False when it cannot be read, or only by recovering it."""
    revision: int | None = None
    sections: int | None = None
    concepts: int | None = None
    words: int | None = None


def series_of(settings: MutableMapping[str, Any], path: Path, folder: Path | None = None) -> Series:
    """The series of the project at `path`, which has these settings; `folder` is remembered in it.

    A new or changed series is written to the settings. Raises StorageError when that fails.
    """
    known = read_series(settings.get(SERIES))
    if known is None or (known.home != path and _is_another(known.home, path)):
        known = Series(secrets.token_hex(6), path)
    folders = known.folders
    if folder is not None and folder not in folders:
        folders = (folder, *folders)[:MOST_FOLDERS]
    series = Series(known.id, path, folders)
    if settings.get(SERIES) != series.plain():
        settings[SERIES] = series.plain()
    return series


def read_series(plain: object) -> Series | None:
    """The series in a settings value; None when it holds no valid one."""
    if not isinstance(plain, dict):
        return None
    name, home, folders = plain.get("id"), plain.get("home"), plain.get("folders", [])
    if not (isinstance(name, str) and re.fullmatch(r"[0-9a-f]{12}", name) and isinstance(home, str) and home):
        return None
    places = folders if isinstance(folders, list) else []
    known = [Path(place) for place in places if isinstance(place, str) and "\0" not in place]
    return Series(name, Path(home), tuple(known[:MOST_FOLDERS]))


def _is_another(home: Path, path: Path) -> bool:
    """True when the project's previous path is still a file, and not this one under another name."""
    try:
        return home.is_file() and not home.samefile(path)
    except OSError:
        return False


def stored_series(path: Path) -> Series | None:
    """The series in a project file that is not open here; None when it has none or cannot be read."""
    return read_series(read_setting(path, SERIES))


def read_setting(path: Path, key: str, *, still: bool = False) -> Any:
    """One setting of a project file, read without opening the project; None when that fails.

    `still`: nobody is writing the file, and SQLite must not create files next to it; the log is ignored.
    """
    still = still or not path.with_name(f"{path.name}-wal").exists()
    for extra in ("&immutable=1",) if still else ("", "&immutable=1"):
        try:
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro{extra}", uri=True)) as connection:
                row = connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
            return None if row is None else json.loads(row[0])
        except (sqlite3.Error, ValueError, TypeError, RecursionError):
            continue
    return None


# -- names ---------------------------------------------------------------------------------------------------


def backup_folder(project: Path) -> Path:
    """Default folder for a project's copies: next to it and named after it."""
    return project.with_name(f"{short_stem(project)} backups")


def short_stem(project: Path) -> str:
    """A project's name as used in its copies' names; truncated if needed to leave room for the date."""
    raw = project.stem.encode("utf-8", "surrogateescape")[:MOST_NAME_BYTES]
    return raw.decode("utf-8", "ignore").rstrip() or "project"


def name_of(project: Path, series: str, moment: datetime, *, aside: bool = False) -> str:
    """The name of a copy."""
    mark = " damaged" if aside else ""
    return f"{short_stem(project)} {series} {moment:{STAMP}}{mark}{project.suffix}"


def parsed(path: Path) -> tuple[str, str, datetime, bool] | None:
    """(stem, series, time, kept aside as damaged) from a copy's name; None when it is not a copy's name."""
    found = _NAME.fullmatch(path.stem)
    if found is None:
        return None
    moment = _moment(found["stamp"])
    return None if moment is None else (found["stem"], found["id"], moment, bool(found["aside"]))


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, STAMP).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


# -- finding -------------------------------------------------------------------------------------------------


def named_copies(project: Path, folder: Path | None = None) -> list[Path]:
    """The copies of a project found by name alone, newest first; none of them is opened.

    Looks next to the project, in `folder` and where the project remembers putting some. The project itself
    may be missing or damaged.
    """
    series = stored_series(project) if project.is_file() else None
    own_folder = backup_folder(project)
    places = dict.fromkeys([own_folder, *([folder] if folder else []), *(series.folders if series else ())])
    found: dict[Path, datetime] = {}
    for place in places:
        for path in _files(place):
            fields = parsed(path)
            if fields is None or path.suffix != project.suffix:
                continue
            stem, name, moment, _ = fields
            own = series is not None and name == series.id
            namesake = stem == short_stem(project)
            if own or (namesake and (place == own_folder or _is_of(path, project, series))):
                found[path] = moment
    for path in _files(project.parent):
        old_match = _OLD_FORMAT.fullmatch(path.stem)
        if old_match is not None and old_match["stem"] == project.stem and path.suffix == project.suffix:
            found[path] = _moment(old_match["stamp"]) or datetime.fromtimestamp(0).astimezone()
    return sorted(found, key=lambda path: (found[path], path.name), reverse=True)


def _files(folder: Path) -> Iterator[Path]:
    try:
        yield from list(folder.iterdir())
    except OSError:
        return


def _is_of(path: Path, project: Path, series: Series | None) -> bool:
    """Decide by the copy's record, in a folder for many projects, when the project cannot give its series."""
    if series is not None:
        return False
    record = read_record(path)
    return record is not None and record.get("of") == str(project)


def read_record(path: Path) -> dict[str, Any] | None:
    """A copy's record about itself; None when it has none."""
    record = read_setting(path, RECORD, still=True)
    return record if isinstance(record, dict) else None


def described(path: Path) -> Backup:
    """Everything a copy records about itself, read from its file."""
    fields = parsed(path)
    size = _size(path)
    if fields is None:
        old = _OLD_FORMAT.fullmatch(path.stem)
        made = _moment(old["stamp"]) if old is not None else None
        moment = made or datetime.fromtimestamp(0).astimezone()
        return Backup(path, "", moment, BackupReason.NEW_FORMAT, size, whole=size > 0)
    _, series, moment, aside = fields
    record = None if aside else read_record(path)
    if record is None:
        return Backup(path, series, moment, BackupReason.DAMAGED, size, whole=False)
    reason = record.get("reason")
    return Backup(
        path,
        series,
        moment,
        BackupReason(reason) if reason in set(BackupReason) else BackupReason.ASKED,
        size,
        True,
        *(_number(record.get(key)) for key in ("revision", "sections", "concepts", "words")),
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def backups_of(project: Path | str, folder: Path | None = None) -> list[Backup]:
    """The copies of a project, newest first, each described from its own record."""
    return [described(path) for path in named_copies(Path(project).resolve(), folder)]


# -- not writing into a copy by mistake ----------------------------------------------------------------------


def refuse_backup(path: Path) -> None:
    """Raise OpenedBackup when the file is a copy in its series: writing to it would spoil it.

    A copy that was renamed by the user is a project like any other.
    """
    fields = parsed(path)
    if fields is None:
        return
    record = read_record(path)
    if record is not None:
        of = record.get("of")
        raise OpenedBackup(path, of if isinstance(of, str) else "", fields[2])


# -- in messages ---------------------------------------------------------------------------------------------


def newest_copy(project: Path) -> tuple[Path, datetime] | None:
    """The newest readable copy, and when it was made."""
    for path in named_copies(project):
        fields = parsed(path)
        if fields is not None and not fields[3] and read_record(path) is not None:
            return path, fields[2]
    return None


def advice(project: Path) -> str:
    """A sentence on what to do about a lost or damaged project.

    It names the newest backup, its date, and the command that restores it.
    """
    found = newest_copy(project)
    if found is None:
        return "There is no backup beside it."
    path, made = found
    command = command_line("backups", str(project), "--restore", "newest")
    return f"The newest backup is “{path.name}” from {made:%Y-%m-%d, %H:%M}. To restore it: `{command}`."


def command_line(*words: str) -> str:
    """One of our commands as typed on this system."""
    whole = ["conceptwriter", *words]
    return subprocess.list2cmdline(whole) if os.name == "nt" else shlex.join(whole)
