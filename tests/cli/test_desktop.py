"""The menu entry, the MIME type and the icons."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from configparser import RawConfigParser
from pathlib import Path

import pytest

from conceptwriter.bundles import resources_folder
from conceptwriter.cli.desktop import data_home, entry_with, files, quoted
from conceptwriter.storage import PROJECT_SUFFIX, Project
from conceptwriter.storage.schema import APPLICATION_ID
from tests.cli.conftest import Runner

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="for freedesktop.org desktops")
DESKTOP = resources_folder() / "desktop"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


def entry(path: Path) -> dict[str, str]:
    parser = RawConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(path.read_text(encoding="utf-8"))
    return dict(parser["Desktop Entry"])


def test_all_files_come_and_go_and_what_was_there_stays(run: Runner) -> None:
    home = data_home()
    other = home / "applications" / "other.desktop"
    other.parent.mkdir(parents=True, exist_ok=True)
    other.write_text("[Desktop Entry]\n")
    done = run("desktop", "install", "--json")
    assert done.code == 0
    assert json.loads(done.out)["files"] == [str(path) for path in files(home)]
    assert all(path.is_file() for path in files(home))
    assert run("desktop", "install").code == 0, "a second time does no harm"
    assert run("desktop", "remove").code == 0
    assert not any(path.exists() for path in files(home))
    assert other.is_file()
    again = run("desktop", "remove")
    assert again.code == 0
    assert "Nothing was installed" in again.err


def test_the_entry_starts_this_very_installation(run: Runner) -> None:
    run("desktop", "install")
    command = shlex.split(entry(data_home() / "applications" / "conceptwriter.desktop")["Exec"])
    assert Path(command[0]).is_absolute()
    assert Path(command[0]).parent == Path(sys.executable).parent
    assert command[-1] == "%f"


@pytest.mark.parametrize("path", ["/opt/my programs/a", '/odd/"quoted"$x/`b`', "/back\\slash", "/100%/a"])
def test_any_path_can_be_started(path: str) -> None:
    written = quoted(path)
    unescaped = written.replace("\\\\", "\\")  # as a string of the entry
    printed = subprocess.run(["sh", "-c", f"printf %s {unescaped}"], capture_output=True, check=True)
    assert printed.stdout.decode().replace("%%", "%") == path
    assert f"Exec={written} %f" in entry_with("Exec=x %f\n", [path])


def test_a_folder_that_cannot_be_written_is_named(run: Runner) -> None:
    home = data_home()
    home.mkdir(parents=True, exist_ok=True)
    (home / "applications").write_text("a file in the way")
    done = run("desktop", "install")
    assert done.code == 1
    assert "applications" in done.err


def test_the_mime_type_is_that_of_our_files(tmp_path: Path) -> None:
    kind = ET.parse(DESKTOP / "conceptwriter.xml").getroot().find(f"{MIME}mime-type")
    assert kind is not None
    assert kind.get("type") in entry(DESKTOP / "conceptwriter.desktop")["MimeType"].split(";")
    assert [glob.get("pattern") for glob in kind.iter(f"{MIME}glob")] == [f"*{PROJECT_SUFFIX}"]
    Project.create(tmp_path / "a.concept").close()
    content = (tmp_path / "a.concept").read_bytes()
    text, number = list(kind.iter(f"{MIME}match"))
    assert content.startswith((text.get("value") or "?").encode())
    offset = int(number.get("offset") or 0)
    assert int(number.get("value") or "0", 16) == APPLICATION_ID
    assert content[offset : offset + 4] == APPLICATION_ID.to_bytes(4, "big")


@pytest.mark.skipif(
    shutil.which("desktop-file-validate") is None, reason="desktop-file-utils is not installed"
)
def test_the_entry_is_valid(run: Runner) -> None:
    run("desktop", "install")
    for path in (DESKTOP / "conceptwriter.desktop", data_home() / "applications" / "conceptwriter.desktop"):
        done = subprocess.run(
            ["desktop-file-validate", str(path)], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("update-mime-database") is None, reason="shared-mime-info is not installed")
def test_the_database_takes_the_type(run: Runner) -> None:
    run("desktop", "install")
    globs = (data_home() / "mime" / "globs2").read_text(encoding="utf-8")
    assert "application/x-conceptwriter:*.concept" in globs
