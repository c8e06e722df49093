"""What the window needs from the operating system, beyond Python: shared libraries, fonts, a display.

Standard library only: `tools/prepare.py` uses it before anything is installed, `conceptwriter doctor` later.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class SystemPackage:
    """One thing to install, under its name in the three common families of Linux packages."""

    debian: str
    fedora: str
    arch: str


# Shared objects that Qt's own libraries and its xcb platform plugin ask for (their NEEDED entries) and that a
# bare system may lack. Qt's message names xcb-cursor0 whichever of them is missing.
QT_LIBRARIES = {
    "libEGL.so.1": SystemPackage("libegl1", "libglvnd-egl", "libglvnd"),
    "libGL.so.1": SystemPackage("libgl1", "libglvnd-glx", "libglvnd"),
    "libfontconfig.so.1": SystemPackage("libfontconfig1", "fontconfig", "fontconfig"),
    "libfreetype.so.6": SystemPackage("libfreetype6", "freetype", "freetype2"),
    "libglib-2.0.so.0": SystemPackage("libglib2.0-0", "glib2", "glib2"),
    "libdbus-1.so.3": SystemPackage("libdbus-1-3", "dbus-libs", "dbus"),
    "libxkbcommon.so.0": SystemPackage("libxkbcommon0", "libxkbcommon", "libxkbcommon"),
}
XCB_LIBRARIES = {
    "libX11-xcb.so.1": SystemPackage("libx11-xcb1", "libX11-xcb", "libx11"),
    "libxkbcommon-x11.so.0": SystemPackage("libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"),
    "libxcb-cursor.so.0": SystemPackage("libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    "libxcb-glx.so.0": SystemPackage("libxcb-glx0", "libxcb", "libxcb"),
    "libxcb-icccm.so.4": SystemPackage("libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    "libxcb-image.so.0": SystemPackage("libxcb-image0", "xcb-util-image", "xcb-util-image"),
    "libxcb-keysyms.so.1": SystemPackage("libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    "libxcb-randr.so.0": SystemPackage("libxcb-randr0", "libxcb", "libxcb"),
    "libxcb-render-util.so.0": SystemPackage(
        "libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil"
    ),
    "libxcb-render.so.0": SystemPackage("libxcb-render0", "libxcb", "libxcb"),
    "libxcb-shape.so.0": SystemPackage("libxcb-shape0", "libxcb", "libxcb"),
    "libxcb-shm.so.0": SystemPackage("libxcb-shm0", "libxcb", "libxcb"),
    "libxcb-sync.so.1": SystemPackage("libxcb-sync1", "libxcb", "libxcb"),
    "libxcb-util.so.1": SystemPackage("libxcb-util1", "xcb-util", "xcb-util"),
    "libxcb-xfixes.so.0": SystemPackage("libxcb-xfixes0", "libxcb", "libxcb"),
    "libxcb-xkb.so.1": SystemPackage("libxcb-xkb1", "libxcb", "libxcb"),
}

# Script -> a language to query fontconfig for, and the package that provides a font for it.
FONTS = {
    "Chinese and Japanese": (
        "zh",
        SystemPackage("fonts-noto-cjk", "google-noto-sans-cjk-fonts", "noto-fonts-cjk"),
    ),
    "Arabic": ("ar", SystemPackage("fonts-noto-core", "google-noto-sans-arabic-fonts", "noto-fonts")),
    "Devanagari": ("hi", SystemPackage("fonts-noto-core", "google-noto-sans-devanagari-fonts", "noto-fonts")),
}


# Variables that tell Qt where to show a window; a chosen platform (off-screen, VNC) counts too.
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def missing_libraries(*, display: bool = True) -> dict[str, SystemPackage]:
    """The shared objects Qt will not find here; empty on anything but Linux.

    `display` False leaves out what only a real X11 window needs.
    """
    if not sys.platform.startswith("linux"):
        return {}
    wanted = QT_LIBRARIES | XCB_LIBRARIES if display else QT_LIBRARIES
    return {name: package for name, package in wanted.items() if not _loads(name)}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_fonts() -> dict[str, SystemPackage]:
    """The scripts for which fontconfig knows no face; all of them when fontconfig itself is absent."""
    if not sys.platform.startswith("linux"):
        return {}
    return {script: package for script, (language, package) in FONTS.items() if not _has_font(language)}


def _has_font(language: str) -> bool:
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    try:
        listed = subprocess.run(
            [lister, f":lang={language}", "family"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return bool(listed.stdout.strip())


def has_display() -> bool:
    """Whether a window can be shown."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in DISPLAYS)


def install_command(packages: list[SystemPackage]) -> str:
    """The one line that installs `packages` here, or their Debian names where the system is not known."""
    families = {"apt-get": "debian", "dnf": "fedora", "pacman": "arch"}
    commands = {"apt-get": "apt-get install -y", "dnf": "dnf install -y", "pacman": "pacman -S --needed"}
    for tool, family in families.items():
        if shutil.which(tool):
            names = sorted({str(getattr(package, family)) for package in packages})
            return f"sudo {commands[tool]} {' '.join(names)}"
    return "install (Debian names): " + " ".join(sorted({package.debian for package in packages}))
