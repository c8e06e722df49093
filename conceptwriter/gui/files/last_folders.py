"""Where a file dialog starts: in the folder last used for the same purpose, else in Documents."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.gui.settings import data_path, documents_path

if TYPE_CHECKING:
    from conceptwriter.gui.settings import WindowSettings


class Purpose(StrEnum):
    """What a file is requested for; the setting that remembers its folder."""

    DOCUMENT = "document_folder"
    IMPORT = "import_folder"
    EXPORT = "export_folder"
    COPY = "copy_folder"


class LastFolders:
    """Reads and writes the settings; a folder that no longer exists counts as never used."""

    def __init__(self, settings: WindowSettings) -> None:
        self._settings = settings

    def start(self, purpose: Purpose, document: Path | None = None) -> Path:
        """The folder to start in.

        `document`: the document that is written from; its own folder is preferred to Documents unless a user
        would never look there.
        """
        last: str = getattr(self._settings, purpose.value)
        if last and Path(last).is_dir():
            return Path(last)
        if document is not None and document.parent.is_dir() and not document.is_relative_to(data_path()):
            return document.parent
        return documents_path()

    def used(self, purpose: Purpose, chosen: Path) -> None:
        """Remember where a user found or put a file."""
        setattr(self._settings, purpose.value, str(chosen.parent))
