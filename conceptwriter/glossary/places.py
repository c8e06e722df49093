"""Where glossaries are: those of the user in a folder, and one beside each project that has any.

A project's glossary is a table beside the project, as its translation memory is a file beside it: a client's
terms can be read, edited and sent back with any spreadsheet program.
"""

from __future__ import annotations

from pathlib import Path

import platformdirs

from conceptwriter.glossary.files import TABLE_SUFFIXES, TBX_SUFFIXES

GLOSSARY_SUFFIX = ".glossary.csv"


def user_glossaries() -> Path:
    """The folder of the user's own glossaries, which all documents share."""
    return platformdirs.user_data_path("conceptwriter", appauthor=False) / "glossaries"


def project_glossary(project: Path) -> Path:
    """The file of a project's glossary: beside the project, with its name."""
    return project.with_suffix(GLOSSARY_SUFFIX)


def glossaries_for(project: Path, folder: Path | None = None) -> list[Path]:
    """The files that there are for a project, its own first. `folder`: of the user's own."""
    own = user_glossaries() if folder is None else folder
    beside = project_glossary(project)
    shared = sorted(path for path in own.glob("*") if path.suffix.lower() in {*TABLE_SUFFIXES, *TBX_SUFFIXES})
    return [*([beside] if beside.is_file() else []), *shared]
