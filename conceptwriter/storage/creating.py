"""A new project file: complete before it gets its name, and locked for whoever made it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from conceptwriter.outline import Document
from conceptwriter.storage import logs
from conceptwriter.storage.copying import write_new
from conceptwriter.storage.errors import StorageError
from conceptwriter.storage.lock import ProjectLock
from conceptwriter.storage.naming import check_target
from conceptwriter.storage.places import real_path, status_of


class Written(NamedTuple):
    """A project file that was written, and remarks about where it was."""

    path: Path
    remarks: list[str]


def create_file(
    path: Path | str, document: Document, *, overwrite: bool
) -> tuple[Path, ProjectLock, list[str]]:
    """Write a new project file: its real path, its lock, which is held, and remarks about where it was.

    Raises what `Project.create` raises.
    """
    path = real_path(path)
    if status_of(path) is not None and not overwrite:
        raise StorageError(f"{path} already exists. Choose another name, or open it.")
    check_target(path)
    lock = ProjectLock.acquire(path)
    try:
        remarks = logs.clear(path) if status_of(path) is None else []
        write_new(path, document)
    except BaseException:
        lock.release()
        raise
    return path, lock, remarks
