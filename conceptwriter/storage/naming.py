"""Which names a project may be written under: never another format's extension, never an existing text."""

from __future__ import annotations

import codecs
from pathlib import Path

from conceptwriter.storage.errors import NotAProject, WrongName
from conceptwriter.storage.places import status_of

PROJECT_SUFFIX = ".concept"

_SAMPLE = 8192
_TEXT_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def check_target(path: Path, own_suffix: str = PROJECT_SUFFIX) -> None:
    """Raise WrongName or NotAProject, which say what to choose, unless a project may be written to `path`.

    `own_suffix`: that of the project being copied, so that an old one with another suffix keeps its backups.
    """
    if path.suffix.lower() not in {"", PROJECT_SUFFIX, own_suffix.lower()}:
        raise WrongName(f"{path} has the extension of another kind of file. Choose {proper_name(path)}.")
    if status_of(path) is not None and holds_text(path):
        raise NotAProject(f"{path} is a text file and was not changed. Choose another name for the project.")


def proper_name(path: Path) -> Path:
    """The same name with the project suffix."""
    return path.with_suffix(PROJECT_SUFFIX) if path.suffix else path.with_name(path.name + PROJECT_SUFFIX)


def holds_text(path: Path) -> bool:
    """Whether somebody may have written this file by hand: it is neither empty nor binary."""
    try:
        with path.open("rb") as stream:
            sample = stream.read(_SAMPLE)
    except OSError:
        return False  # writing there will raise the system's error
    return bool(sample) and (sample.startswith(_TEXT_MARKS) or b"\0" not in sample)
