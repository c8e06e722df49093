"""Where dictionaries are: the user's own folder, those of the system, and those of other programs.

Hunspell's own variable DICPATH is read, and XDG_DATA_DIRS. LibreOffice has a folder for each dictionary,
Firefox and Thunderbird one for all. macOS keeps dictionaries in the folders called Spelling.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import platformdirs

_LINUX = (
    "/usr/share/hunspell",
    "/usr/local/share/hunspell",
    "/usr/share/myspell",
    "/usr/share/myspell/dicts",
    "/app/share/hunspell",
    "/run/host/usr/share/hunspell",
)
_PROGRAMS = (
    "/usr/lib/firefox/dictionaries",
    "/usr/lib/firefox-esr/dictionaries",
    "/usr/lib/thunderbird/dictionaries",
    "/Applications/Firefox.app/Contents/Resources/dictionaries",
    "/Applications/Thunderbird.app/Contents/Resources/dictionaries",
)
_OFFICES = (
    "/usr/lib/libreoffice/share/extensions",
    "/opt/libreoffice*/share/extensions",
    "/Applications/LibreOffice.app/Contents/Resources/extensions",
)


def own_folder() -> Path:
    """The user's own dictionaries: a .dic file and its .aff file, dropped here, are found first."""
    return platformdirs.user_data_path("conceptwriter", appauthor=False) / "dictionaries"


def words_folder() -> Path:
    """The user's own words, one file for each language."""
    return platformdirs.user_data_path("conceptwriter", appauthor=False) / "words"


def dictionary_folders() -> list[Path]:
    """The folders to look in, the most important first; they need not exist."""
    folders = [own_folder(), *_from_environment(), *map(Path, _LINUX)]
    if sys.platform == "darwin":
        folders += [Path.home() / "Library" / "Spelling", Path("/Library/Spelling")]
    folders += map(Path, _PROGRAMS)
    offices = [*_OFFICES]
    if sys.platform == "win32":
        for base in filter(None, (os.environ.get("PROGRAMFILES"), os.environ.get("PROGRAMFILES(X86)"))):
            folders += [
                Path(base, name, "dictionaries") for name in ("Mozilla Firefox", "Mozilla Thunderbird")
            ]
            offices.append(str(Path(base, "LibreOffice", "share", "extensions")))
    folders += [folder for office in offices for folder in _of_office(office)]
    folders += _bundled()
    return list(dict.fromkeys(folders))


def _from_environment() -> Iterator[Path]:
    yield from (Path(name) for name in os.environ.get("DICPATH", "").split(os.pathsep) if name)
    yield platformdirs.user_data_path("hunspell", appauthor=False)
    for name in os.environ.get("XDG_DATA_DIRS", "").split(os.pathsep):
        if name:
            yield Path(name) / "hunspell"


def _of_office(extensions: str) -> list[Path]:
    """The folders `dict-en`, `dict-de` ... of one LibreOffice."""
    path = Path(extensions)
    parents = path.parent.parent.parent.glob(path.parent.parent.name) if "*" in extensions else ()
    bases = [parent / "share" / "extensions" for parent in parents] or [path]
    return [folder for base in bases for folder in sorted(base.glob("dict-*"))]


def _bundled() -> list[Path]:
    """The American English dictionary that comes with the library: the last resort."""
    from importlib.util import find_spec

    found = find_spec("hunspell")
    if found is None or found.origin is None:
        return []
    return [Path(found.origin).parent / "dictionaries"]
