"""Whether a command may write where it is told to: found out before the work is done."""

from __future__ import annotations

from pathlib import Path

from conceptwriter.cli.console import WrongUsage


def check_project_name(path: Path) -> None:
    """Raise WrongUsage, which says what to choose, unless a project may be written under this name."""
    from conceptwriter.storage import StorageError, check_target, real_path

    try:
        check_target(real_path(path))
        check_target(path)
    except StorageError as error:
        raise WrongUsage(str(error)) from None


def check_file_name(path: Path) -> None:
    """Raise WrongUsage if a text, figures or vectors would take the place or the name of a project.

    Raises UnwritableFile for what else cannot be written to.
    """
    from conceptwriter.interchange import check_writable
    from conceptwriter.interchange.writing import is_database
    from conceptwriter.storage import PROJECT_SUFFIX

    if is_database(path):
        raise WrongUsage(f"{path} is a project file or another database. Choose another name.")
    if path.suffix.lower() == PROJECT_SUFFIX:
        raise WrongUsage(
            f"{path} has the extension of a project file, and the output is not one. Choose another "
            "extension."
        )
    check_writable(path)


def check_vector_name(path: Path) -> None:
    """As `check_file_name`, and numbers do not take the name of a text."""
    from conceptwriter.interchange import UnknownFormat, format_of_path

    check_file_name(path)
    try:
        known = format_of_path(path)
    except UnknownFormat:
        return
    raise WrongUsage(
        f"{path} has the extension of a text file ({known.label}), and the output is vectors. Choose "
        f"{path.with_suffix('.npy')}."
    )
