"""Prepare a fresh checkout for `make run`, `make demo` and `make test`. Standard library only.

    python3 tools/prepare.py window     what the window needs: .venv, the program, Qt's libraries, fonts
    python3 tools/prepare.py terminal   what the command line needs: .venv and the program
    python3 tools/prepare.py test       everything, with the test and training extras

With --voice=yes it also installs the voice, unless there is one; --voice=no leaves it out.
Running it again is quick: a stamp in .venv records for which pyproject.toml it was filled.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

# Found only now that the root is on the path.
from conceptwriter.cli import system_needs  # noqa: E402
from tools import default_voice  # noqa: E402
from tools.default_voice import say  # noqa: E402

VENV = ROOT / ".venv"
EXTRAS = {"window": "", "terminal": "", "test": "[test]"}
_VOICE = "--voice="


class CannotPrepare(Exception):
    """Something the user has to do first; the message says what."""


def venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def succeeds(command: list[str], *, quiet: bool = False) -> bool:
    """Whether `command` ends well; its errors stay visible, and all it prints unless `quiet`."""
    silent = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, cwd=ROOT, stdout=silent, stderr=silent, check=False).returncode == 0


def as_root() -> list[str] | None:
    """The words to put before a command that needs root; None where that would ask for a password."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    if shutil.which("sudo") and succeeds(["sudo", "-n", "true"], quiet=True):
        return ["sudo", "-n"]
    return None


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages where that needs no question; False where it may not or did not work."""
    root = as_root()
    if root is None or not shutil.which("apt-get"):
        return False
    say(f"installing from the system's packages: {' '.join(packages)}")
    install = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq"]
    install += ["--no-install-recommends", *packages]
    if succeeds(install, quiet=True):
        return True
    succeeds([*root, "apt-get", "update", "-qq"])
    return succeeds(install)


def make_venv() -> None:
    """Create .venv unless a working one is there."""
    if venv_python().exists():
        if pip("--version", quiet=True):
            return
        say(".venv is broken: creating it again")
        shutil.rmtree(VENV)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    # Debian splits the standard library: venv imports, but cannot install pip into new environments.
    if importlib.util.find_spec("ensurepip") is None:
        apt_install([f"python{version}-venv"]) or apt_install(["python3-venv"])
    say(f"making .venv with Python {version}")
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise CannotPrepare(
            f"Python {version} could not make a virtual environment:\n{made.stdout}{made.stderr}\n"
            f"On Debian or Ubuntu: sudo apt-get install python3-venv    then run this again."
        )


def pip(*arguments: str, quiet: bool = False) -> bool:
    return succeeds([str(venv_python()), "-m", "pip", "--disable-pip-version-check", *arguments], quiet=quiet)


def install_program(kind: str) -> None:
    """Install the checkout with what `kind` needs, unless a stamp says it was done for these settings."""
    inputs = (ROOT / "pyproject.toml").read_bytes() + Path(__file__).read_bytes() + sys.version.encode()
    wanted = hashlib.sha256(inputs).hexdigest()
    for_tests, for_running = VENV / ".prepared-test", VENV / ".prepared-run"
    stamps = [for_tests] if EXTRAS[kind] else [for_tests, for_running]  # what tests need is more than enough
    if any(stamp.exists() and stamp.read_text(encoding="ascii") == wanted for stamp in stamps):
        return
    say("installing ConceptWriter and what it needs into .venv")
    if not pip("install", "-q", "-e", f".{EXTRAS[kind]}"):
        raise CannotPrepare("pip could not install everything: its message is above. Is there a network?")
    stamps[-1].write_text(wanted, encoding="ascii")


def install_system_packages(*, display: bool) -> None:
    """Qt's shared libraries must be there; fonts are worth trying for."""
    missing = system_needs.missing_libraries(display=display)
    if missing:
        apt_install(sorted({package.debian for package in missing.values()}))
        missing = system_needs.missing_libraries(display=display)
    if missing:
        raise CannotPrepare(
            f"Qt needs these system libraries: {', '.join(missing)}\n"
            f"Run    {system_needs.install_command(list(missing.values()))}    and then this again."
        )
    fonts = system_needs.missing_fonts()
    if fonts and not apt_install(["fontconfig", *sorted({package.debian for package in fonts.values()})]):
        say(f"no font here for {', '.join(fonts)}: such text will show as boxes until you run")
        say(f"    {system_needs.install_command(list(fonts.values()))}")


def prepare(kind: str) -> None:
    if kind == "window" and not system_needs.has_display():
        raise CannotPrepare(
            "there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.\n"
            "`make demo` does the main job in the terminal and writes a Markdown file."
        )
    make_venv()
    install_program(kind)
    if kind != "terminal":
        install_system_packages(display=kind == "window")


def main(arguments: list[str]) -> int:
    kind, *rest = arguments or [""]
    voice = [word.removeprefix(_VOICE) for word in rest if word.startswith(_VOICE)]
    if kind not in EXTRAS or len(rest) > 1 or len(voice) != len(rest):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        prepare(kind)
        for wanted in voice:
            default_voice.install(venv_python(), wanted)
    except CannotPrepare as problem:
        print(f"\n{problem}\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nprepare: stopped; start again to continue", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
