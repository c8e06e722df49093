"""Add ConceptWriter to the applications menu and open documents with a click, or undo this.

For Linux and other systems with freedesktop.org desktops. No administrator rights are needed: everything is
installed in $XDG_DATA_HOME (~/.local/share). Distribution packages can use the same files: resources/desktop.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.child_process import app_launcher
from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from conceptwriter.cli.console import Console

ICON_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
_RESERVED = frozenset(" \t\n\"'\\><~|&;$*?#()`")
"""Characters of the desktop entry specification that need quotes in Exec."""


class DesktopError(ConceptWriterError):
    """The files cannot be written or removed."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["install", "remove"], help="install or remove the menu entry")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(arguments: argparse.Namespace, console: Console) -> int:
    if sys.platform in ("win32", "darwin"):
        raise DesktopError(
            "This command is for Linux desktops. On this system, create a shortcut to conceptwriter-window."
        )
    home = data_home()
    if arguments.action == "install":
        done = install(home, launcher())
        words = "Installed. ConceptWriter is in the applications menu and opens documents with a click."
    else:
        done = remove(home)
        words = "Removed." if done else "Nothing was installed."
    refresh(home)
    if console.as_json:
        console.json({"action": arguments.action, "files": [str(path) for path in done]})
        return 0
    for path in done:
        console.data(str(path))
    console.note(words)
    return 0


def data_home() -> Path:
    """$XDG_DATA_HOME, or its default."""
    named = os.environ.get("XDG_DATA_HOME", "")
    return Path(named) if Path(named).is_absolute() else Path.home() / ".local" / "share"


def launcher() -> list[str]:
    """The command that starts this very installation; a virtual environment is not on the desktop's PATH."""
    packaged = app_launcher()
    if packaged is not None:
        return [packaged]
    script = Path(sys.executable).with_name("conceptwriter")
    return [str(script)] if script.is_file() else [sys.executable, "-m", "conceptwriter"]


def files(home: Path) -> dict[Path, str]:
    """Where each file goes, and its name in resources/desktop."""
    icons = home / "icons" / "hicolor"
    return {
        home / "applications" / "conceptwriter.desktop": "conceptwriter.desktop",
        home / "mime" / "packages" / "conceptwriter.xml": "conceptwriter.xml",
        icons / "scalable" / "apps" / "conceptwriter.svg": "conceptwriter.svg",
        **{
            icons / f"{size}x{size}" / "apps" / "conceptwriter.png": f"conceptwriter-{size}.png"
            for size in ICON_SIZES
        },
    }


def install(home: Path, command: list[str]) -> list[Path]:
    """Write all files, the entry with this command. Raises DesktopError for one that cannot be written."""
    from conceptwriter.bundles import resources_folder

    source = resources_folder() / "desktop"
    for path, name in files(home).items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if name.endswith(".desktop"):
                entry = (source / name).read_text(encoding="utf-8")
                path.write_text(entry_with(entry, command), encoding="utf-8")
            else:
                shutil.copyfile(source / name, path)
        except OSError as error:
            raise DesktopError(
                f"{path} cannot be written ({error.strerror or error}). Make its folder writable, or set "
                "XDG_DATA_HOME to another one."
            ) from error
    return list(files(home))


def entry_with(entry: str, command: list[str]) -> str:
    """The desktop entry, started with this command."""
    start = " ".join(quoted(part) for part in command)
    lines = (f"Exec={start} %f" if line.startswith("Exec=") else line for line in entry.splitlines())
    return "\n".join(lines) + "\n"


def quoted(part: str) -> str:
    """One argument of Exec, quoted as the desktop entry specification requires."""
    if part and not set(part) & _RESERVED:
        return part.replace("%", "%%")
    inner = part.replace("%", "%%")
    for sign in ("\\", '"', "`", "$"):
        inner = inner.replace(sign, "\\" + sign)
    return '"' + inner.replace("\\", "\\\\") + '"'  # the value as a whole is a string with escapes


def remove(home: Path) -> list[Path]:
    """Remove what `install` has written; returns what existed. Raises DesktopError."""
    gone = []
    for path in files(home):
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise DesktopError(f"{path} cannot be removed ({error.strerror or error}).") from error
        gone.append(path)
    return gone


def refresh(home: Path) -> None:
    """Let the desktop reread the folders, with its own tools if available."""
    for tool, folder in (
        ("update-mime-database", home / "mime"),
        ("update-desktop-database", home / "applications"),
    ):
        program = shutil.which(tool)
        if program is not None and folder.is_dir():
            subprocess.run([program, str(folder)], check=False, capture_output=True, timeout=60)
    icons = home / "icons" / "hicolor"
    if icons.is_dir():
        os.utime(icons)  # what looks for a newer folder finds the icons without a cache
