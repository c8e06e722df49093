"""List the backups of a document, make one, compare one with the document, or restore one.

The document may be damaged or missing. Before a backup is restored, the present contents are backed up.
A backup is named by its number in the list, by `newest`, or by its file.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conceptwriter.byte_sizes import in_bytes
from conceptwriter.cli.arguments import add_document, add_output
from conceptwriter.cli.console import STANDARD_INPUT, Console, WrongUsage
from conceptwriter.cli.plurals import counted
from conceptwriter.cli.project import opened

if TYPE_CHECKING:
    from conceptwriter.storage import Backup

NEWEST = "newest"


def configure(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--now", action="store_true", help="make a backup now")
    group.add_argument(
        "--restore", metavar="WHICH", help="restore the document from this backup (its number or file)"
    )
    group.add_argument(
        "--compare", metavar="WHICH", help="show what differs between this backup and the document"
    )
    parser.add_argument(
        "--folder",
        metavar="F",
        type=Path,
        help="the folder of the backups (default: the one set in the preferences, otherwise beside the "
        "document)",
    )
    add_output(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    if str(arguments.document) == STANDARD_INPUT:
        raise WrongUsage("A project file cannot be read from standard input. Name a file.")
    document = arguments.document.resolve()
    folder, keep = _habits(arguments.folder)
    if arguments.now:
        return _make(arguments.document, folder, keep, console)
    from conceptwriter.storage import backups_of

    found = backups_of(document, folder)
    if arguments.restore is not None:
        return _restore(_named(found, arguments.restore), document, folder, console)
    if arguments.compare is not None:
        return _compare(_named(found, arguments.compare), document, console)
    return _list(found, document, console)


def _habits(folder: Path | None) -> tuple[Path | None, int]:
    """(folder, number to keep) as the window has them, unless a folder is named here."""
    from conceptwriter.gui.settings import SettingsError, load_settings, settings_path

    try:
        settings = load_settings(settings_path())
    except SettingsError:
        return (folder.resolve() if folder else None), 10
    usual = Path(settings.backup_folder) if settings.backup_folder else None
    return (folder.resolve() if folder else usual), max(1, settings.backups_kept)


def back_up_existing(document: Path, console: Console) -> None:
    """Back up what a command is about to replace.

    Raises ProjectLocked when a window has it open, and StorageError when it cannot be kept: then it is not to
    be replaced.
    """
    from conceptwriter.storage import BackupReason, set_aside_locked

    if document.is_file() and not _is_another_format(document):
        folder, _ = _habits(None)
        kept = set_aside_locked(document.resolve(), folder, BackupReason.REPLACING)
        if kept is not None:
            console.note(f"The previous contents are in {kept}.")


def _is_another_format(document: Path) -> bool:
    """True for a file of another format, which no project may replace; trying is an error."""
    from conceptwriter.storage import NotAProject, StorageError
    from conceptwriter.storage.schema import check_header

    try:
        check_header(document)
    except NotAProject:
        return True
    except StorageError:
        return False
    return False


def _named(found: list[Backup], which: str) -> Path:
    if which == NEWEST:
        readable = next((copy for copy in found if copy.whole), None)
        if readable is None:
            raise WrongUsage(
                "No readable backup was found. If they are in another folder, name it with --folder."
            )
        return readable.path
    if which.isdecimal() and len(which) < 6:
        if not 1 <= int(which) <= len(found):
            raise WrongUsage(f"There is no backup number {which}; there are {len(found)}.")
        return found[int(which) - 1].path
    named = next((copy.path for copy in found if copy.path.name == which), Path(which).resolve())
    if not named.is_file():
        raise WrongUsage(f"There is no backup {which}. Give its number in the list, or its file name.")
    return named


def _make(document: Path, folder: Path | None, keep: int, console: Console) -> int:
    from conceptwriter.storage import back_up

    with opened(document, to_change=True) as project:
        made = back_up(project, folder, keep)
    if console.as_json:
        console.json({"file": str(project.path), "backup": str(made)})
    else:
        console.data(str(made))
    return 0


def _restore(backup: Path, document: Path, folder: Path | None, console: Console) -> int:
    from conceptwriter.storage import restore_backup

    restored = restore_backup(backup, document, folder)
    if console.as_json:
        before = str(restored.before) if restored.before else None
        console.json({"file": str(document), "backup": str(backup), "before": before})
        return 0
    console.data(f"{document}: restored from {backup.name}")
    if restored.before is not None:
        console.note(f"The previous contents are in {restored.before}.")
    return 0


def _compare(backup: Path, document: Path, console: Console) -> int:
    from conceptwriter.storage import compare

    found = compare(backup, document)
    if console.as_json:
        console.json({"file": str(document), "backup": str(backup), **asdict(found)})
        return 0
    for what in ("sections", "concepts", "words"):
        now = f"{getattr(found.now, what):,}" if found.now is not None else "unreadable"
        console.data(f"{what:<9} {getattr(found.then, what):>10,} then, {now} now")
    if found.now is not None:
        console.data(f"texts     {found.only_then:>10,} only then, {found.only_now:,} only now")
        for sign, texts in (("-", found.samples_then), ("+", found.samples_now)):
            for text in texts:
                console.data(f"{sign} {' '.join(text.split())}")
    return 0


def _list(found: list[Backup], document: Path, console: Console) -> int:
    if console.as_json:
        console.json({"file": str(document), "backups": [_plain(copy) for copy in found]})
        return 0
    for number, copy in enumerate(found, start=1):
        size = in_bytes(copy.size)
        words = counted(copy.words, "word") if copy.words is not None else ""
        state = "" if copy.whole else "cannot be opened; "
        console.data(
            f"{number:>4}  {copy.made:%Y-%m-%d %H:%M}  {size:>10}  {words:>14}  "
            f"{state}{copy.reason.value}  {copy.path}"
        )
    if not found:
        console.note(
            f"{document}: no backups found. The window makes backups automatically; --now makes one."
        )
    return 0


def _plain(copy: Backup) -> dict[str, Any]:
    return {
        **asdict(copy),
        "path": str(copy.path),
        "made": copy.made.isoformat(timespec="seconds"),
        "reason": copy.reason.value,
    }
