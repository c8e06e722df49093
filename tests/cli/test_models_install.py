"""`models catalogue | install | import | remove`, from the licence to the installed bundle."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.cli import model_catalogue
from conceptwriter.install.installing import InstallStep, install
from conceptwriter.install.transfer import Patience
from tests.cli.conftest import Runner
from tests.install.hostile_server import HostileServer, Reply, hostile_server
from tests.install.stand_in_converter import write

ROOT = Path(__file__).resolve().parent.parent.parent
TERMS = "You may use this on Tuesdays.\n"
ACCEPT = ("--accept-licence", "LicenseRef-Tuesday")


@pytest.fixture
def server(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HostileServer]:
    """A server, a catalogue of the user's that names it, and a converter for its files."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    quick = functools.partial(
        install, converter="tests.install.stand_in_converter", patience=Patience(5, 5, ())
    )
    monkeypatch.setattr(model_catalogue, "install", quick)
    with hostile_server() as running:
        running.files = {"/encoder.pt": b'{"do": "make"}', "/tokens.model": b"tokens"}
        folder = Path(os.environ["XDG_CONFIG_HOME"]) / "conceptwriter" / "catalogue"
        folder.mkdir(parents=True)
        (folder / "terms.txt").write_text(TERMS, encoding="utf-8")
        licence = {"spdx": "LicenseRef-Tuesday", "title": "Tuesdays", "file": "terms.txt"}
        entry = {
            "id": "toy-sonar",
            "title": "Toy",
            "summary": "A toy.",
            "version": "1.0",
            "kinds": ["codec"],
            "space": "toy-1",
            "languages": ["eng_Latn", "fra_Latn"],
            "licences": [{**licence, "concerns": "the weights"}],
            "files": [{"name": name, "url": running.url(name)} for name in ("encoder.pt", "tokens.model")],
            "conversion": {
                "kind": "sonar",
                "arguments": {"encoder": "encoder.pt", "tokenizer": "tokens.model", "name": "toy-sonar"},
            },
            "installed_bytes": 100,
            "memory_bytes": 100,
            "speed": "fast",
        }
        (folder / "toy.json").write_text(json.dumps({"catalogue_version": "1.0", "entries": [entry]}))
        yield running


def models() -> Path:
    return Path(os.environ["XDG_DATA_HOME"]) / "conceptwriter" / "models"


def record() -> Any:
    return json.loads((models() / "toy-sonar" / "installed.json").read_bytes())


def person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sits at the terminal."""
    monkeypatch.setattr(model_catalogue, "is_interactive", lambda: True)


def test_the_catalogue_tells_what_a_choice_needs(run: Runner, server: HostileServer) -> None:
    output = run("models", "catalogue").out
    for words in ("sonar  SONAR", "about 6.5 GB", "CC-BY-NC-4.0 (the weights)", "202", "medium", "toy-sonar"):
        assert words in output
    rows = run("models", "catalogue", "--json").json
    sonar = next(row for row in rows if row["id"] == "sonar")
    assert (sonar["download_bytes"], sonar["memory_bytes"], sonar["installed"]) == (
        None,
        2_000_000_000,
        False,
    )
    one = run("models", "catalogue", "toy-sonar").out
    assert server.url("encoder.pt") in one
    assert "SHA-256 unknown" in one
    assert "SONAR" not in one


def test_licences_are_printed_in_full(run: Runner) -> None:
    output = run("models", "catalogue", "sonar", "--licences").out
    assert "Section 2 -- Scope." in output
    assert "MIT License" in output


def test_help_says_how_to_add_a_catalogue(run: Runner) -> None:
    output = run("models", "catalogue", "--help").out
    assert '"catalogue_version": "1.0"' in output
    assert os.environ["XDG_CONFIG_HOME"] in output


def test_a_wrong_catalogue_is_reported_with_its_key(run: Runner, server: HostileServer) -> None:
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "conceptwriter" / "catalogue"
    (folder / "bad.json").write_text('{"catalogue_version": "1.0", "entries": [{"id": 3}]}')
    ended = run("models", "catalogue")
    assert ended.code == 1
    assert "bad.json" in ended.err
    assert "$.entries[0].id" in ended.err
    assert "toy-sonar" in ended.out


def test_without_a_terminal_the_flag_is_named(run: Runner, server: HostileServer) -> None:
    ended = run("models", "install", "toy-sonar")
    assert ended.code == 1
    assert "--accept-licence LicenseRef-Tuesday" in ended.err
    assert server.seen == []
    assert run("models", "install", "toy-sonar", "--accept-licence", "MIT").code == 1
    assert server.seen == []


def test_installed_with_the_licence_accepted_by_name(run: Runner, server: HostileServer) -> None:
    ended = run("models", "install", "toy-sonar", *ACCEPT)
    assert ended.code == 0
    assert str(models() / "toy-sonar") in ended.out
    assert hashlib.sha256(b"tokens").hexdigest() in ended.err
    assert "Writing the encoder" in ended.err
    assert "toy-sonar 1.0" in run("models", "list").out
    assert "toy-sonar  Toy  codec  installed" in run("models", "catalogue").out
    assert run("models", "verify", "toy-sonar").code == 0
    assert "(recorded at the first download)" in run("models", "catalogue", "toy-sonar").out


def test_a_person_reads_the_licence_and_types_yes(
    run: Runner, server: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(monkeypatch)
    ended = run("models", "install", "toy-sonar", stdin=b"yes\n")
    assert ended.code == 0
    assert TERMS in ended.err
    assert record()["licences"][0]["text_sha256"] == hashlib.sha256(TERMS.encode()).hexdigest()


@pytest.mark.parametrize("answer", [b"", b"\n", b"y\n", b"no\n"])
def test_anything_else_is_no(
    run: Runner, server: HostileServer, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    person(monkeypatch)
    ended = run("models", "install", "toy-sonar", stdin=answer)
    assert ended.code == 1
    assert "nothing was downloaded" in ended.err
    assert server.seen == []


def test_ctrl_c_keeps_what_is_there(
    run: Runner, server: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.files["/tokens.model"] = b"tokens" * 50_000
    server.script["/tokens.model"] = [Reply(stall_after=200_000)]
    show = model_catalogue._StepPrinter.show

    def pressing(self: Any, step: InstallStep) -> None:
        show(self, step)
        if "tokens.model" in step.what and step.done >= 200_000:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(model_catalogue._StepPrinter, "show", pressing)
        ended = run("models", "install", "toy-sonar", *ACCEPT)
    assert ended.code == 130
    assert "200.0 kB are downloaded and kept" in ended.err
    assert run("models", "install", "toy-sonar", *ACCEPT).code == 0
    assert server.seen[-1].headers["range"] == "bytes=200000-"


def test_a_failure_is_one_sentence(run: Runner, server: HostileServer) -> None:
    server.files["/encoder.pt"] = b'{"do": "fail"}'
    ended = run("models", "install", "toy-sonar", *ACCEPT)
    assert ended.code == 1
    assert "has no tensor named" in ended.err
    assert run("models", "install", "nothing").code == 1


def test_languages_in_any_notation(run: Runner, server: HostileServer) -> None:
    run("models", "install", "toy-sonar", *ACCEPT, "--languages", "fr", "English", "--cut-head")
    words = json.loads((models() / "toy-sonar" / "arguments.json").read_bytes())
    at = words.index("--languages")
    assert words[at + 1 : at + 3] == ["fra_Latn", "eng_Latn"]
    ended = run("models", "install", "toy-sonar", *ACCEPT, "--languages", "Swahili")
    assert "does not know swh_Latn" in ended.err


def test_offline_from_a_folder(run: Runner, server: HostileServer, tmp_path: Path) -> None:
    for name, content in server.files.items():
        (tmp_path / name.strip("/")).write_bytes(content)
    assert run("models", "install", "toy-sonar", *ACCEPT, "--from", tmp_path).code == 0
    assert server.seen == []


def test_a_changed_file_is_refused_until_new_checksums_are_wished(run: Runner, server: HostileServer) -> None:
    run("models", "install", "toy-sonar", *ACCEPT)
    server.files["/tokens.model"] = b"newer"
    ended = run("models", "install", "toy-sonar", *ACCEPT)
    assert ended.code == 1
    assert hashlib.sha256(b"tokens").hexdigest() in ended.err
    assert hashlib.sha256(b"newer").hexdigest() in ended.err
    assert run("models", "install", "toy-sonar", *ACCEPT, "--new-checksums").code == 0


def test_import_and_remove(run: Runner, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    ready.mkdir()
    write(ready, "mine", b"ready")
    assert run("models", "import", ready, "--json").json == {"name": "mine", "folder": str(models() / "mine")}
    assert "mine 1.0" in run("models", "list").out
    assert run("models", "remove", "mine").code == 0
    assert not (models() / "mine").exists()
    assert run("models", "remove", "mine").code == 1
    assert run("models", "import", tmp_path / "nowhere").code == 1


def test_the_starter_bundle_cannot_be_removed(run: Runner) -> None:
    names = [row["name"] for row in run("models", "list", "--json").json if row["shipped"]]
    for name in names:
        assert "comes with the program" in run("models", "remove", name).err
    assert names == [row["name"] for row in run("models", "list", "--json").json if row["shipped"]]
