"""Translators on the command line: import, list, choose, translate, remove."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from conceptwriter.cli import doctor
from conceptwriter.cli.findings import version_of
from conceptwriter.outline import Document, Draft, Kind
from conceptwriter.storage import Project
from tests.cli.conftest import Runner, concept
from tests.toy_translator import NLLB, make_translator

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ("The boats came in at dawn.", "Nobody waited here.", "Seven nets hung there.")
FRENCH = ("Les bateaux sont rentrés à l'aube.", "Personne n'attendait ici.", "Sept filets pendaient là.")


@pytest.fixture(autouse=True)
def home(own_home: Path, toy_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The toy codec is installed for the user of this test."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    models = Path(os.environ["XDG_DATA_HOME"]) / "conceptwriter" / "models"
    shutil.copytree(toy_bundle, models / "toy")
    return own_home


@pytest.fixture
def opus(tmp_path: Path) -> Path:
    return make_translator(tmp_path / "opus-mt-en-fr")


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.concept"
    paragraph = Draft(Kind.PARAGRAPH, children=[concept(text) for text in TEXTS])
    Project.create(
        path, Document.from_draft(Draft(Kind.SECTION, "", children=[paragraph]), "eng_Latn")
    ).close()
    return path


def imported(run: Runner, folder: Path, *more: str) -> None:
    ended = run("models", "import", folder, "--licence", "CC-BY-4.0", *more)
    assert ended.code == 0, ended.err


def french(story: Path, code: str = "fra_Latn") -> tuple[str, ...]:
    with Project.open(story) as project:
        document = project.document
        found = [document.rendition(node, code) for node in document.concepts()]
    return tuple("" if text is None else text.text for text in found)


def test_importing_asks_for_what_the_files_do_not_say(run: Runner, opus: Path) -> None:
    ended = run("models", "import", opus)
    assert ended.code == 1
    assert "(--languages): en:fr" in ended.err
    ended = run("models", "import", opus, "--languages", "en:fr")
    assert ended.code == 1
    assert "--licence" in ended.err
    assert run("models", "list", "--json").json[0]["name"] == "toy"


def test_an_imported_translator_is_listed_described_verified_and_removed(run: Runner, opus: Path) -> None:
    imported(run, opus, "--languages", "en>fr", "--title", "OPUS-MT English-French")
    listed = run("models", "list").out
    assert "opus-mt-en-fr 1.0  translator  float32" in listed
    assert "translates: eng_Latn>fra_Latn" in listed
    row = run("models", "list", "--json").json[0]
    assert (row["kinds"], row["licence"]) == (["translator"], "CC-BY-4.0")
    assert (row["sources"], row["targets"], row["default_for"]) == (["eng_Latn"], ["fra_Latn"], [])
    described = run("models", "info", "opus-mt-en-fr").out
    assert "OPUS-MT English-French" in described
    assert "translates  eng_Latn>fra_Latn" in described
    assert run("models", "verify", "opus-mt-en-fr").code == 0
    assert run("models", "remove", "opus-mt-en-fr").code == 0
    assert "opus-mt-en-fr" not in run("models", "list").out


def test_a_named_engine_translates_a_document(run: Runner, opus: Path, story: Path) -> None:
    imported(run, opus, "--languages", "en:fr", "--title", "OPUS")
    ended = run("translate", story, "--to", "fr", "--engine", "opus-mt-en-fr")
    assert ended.code == 0, ended.err
    assert "3 texts by OPUS 1.0 (CC-BY-4.0)" in ended.out
    assert french(story) == FRENCH
    nodes = run("show", story, "--json").json["nodes"]
    by = [node["renditions"]["fra_Latn"]["translated_by"] for node in nodes if node["text"]]
    assert by == [{"title": "OPUS 1.0", "licence": "CC-BY-4.0"}] * 3


def test_a_default_is_honoured_until_it_is_taken_back(run: Runner, opus: Path, story: Path) -> None:
    imported(run, opus, "--languages", "en:fr")
    assert run("models", "use", "opus-mt-en-fr", "--for", "en>fr").code == 0
    assert "default for: eng_Latn>fra_Latn" in run("models", "list").out
    done = run("translate", story, "--to", "fr", "--json").json["translated"]
    assert {row["translator"] for row in done} == {"opus-mt-en-fr 1.0"}
    assert french(story) == FRENCH
    codec = ("translate", story, "--to", "fr", "--only", "current", "--json")
    assert {row["translator"] for row in run(*codec, "--engine", "codec").json["translated"]} == {None}
    assert run("models", "use", "codec", "--json").json == {"name": "codec", "pairs": []}
    assert {row["translator"] for row in run(*codec).json["translated"]} == {None}


def test_without_a_pair_it_is_used_for_all_that_it_translates(run: Runner, tmp_path: Path) -> None:
    imported(run, make_translator(tmp_path / "nllb", layout=NLLB))
    used = run("models", "use", "nllb", "--json").json
    assert used["pairs"] == ["eng_Latn>fra_Latn", "fra_Latn>eng_Latn"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("opus",), 1, "There is no translator 'opus'. Installed: opus-mt-en-fr."),
        (("opus-mt-en-fr", "--for", "fr:en"), 1, "does not translate fra_Latn>eng_Latn"),
        (("opus-mt-en-fr", "--for", "fr"), 2, "Write a pair as en:fr"),
        (("opus-mt-en-fr", "--for", "fr:fr"), 2, "is one language, not two"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(
    run: Runner, opus: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    imported(run, opus, "--languages", "en:fr")
    ended = run("models", "use", *words)
    assert ended.code == code
    assert said in ended.err


def test_a_language_that_the_codec_does_not_know(run: Runner, opus: Path, story: Path) -> None:
    before = run("translate", story, "--to", "pl")
    assert before.code == 1
    assert "does not know Polish" in before.err
    imported(run, opus, "--languages", "en:pl")
    assert run("translate", story, "--to", "pl").code == 0
    assert french(story, "pol_Latn") == FRENCH


def test_an_engine_that_does_not_translate_it_says_what_it_does(run: Runner, opus: Path, story: Path) -> None:
    imported(run, opus, "--languages", "en:fr", "--title", "OPUS")
    ended = run("translate", story, "--to", "de", "--engine", "opus-mt-en-fr")
    assert ended.code == 1
    assert "OPUS 1.0 does not translate into German. It translates into French." in ended.err
    assert "no translator 'gpt'" in run("translate", story, "--to", "fr", "--engine", "gpt").err


def test_what_a_ready_bundle_says_itself_is_not_stated(run: Runner, toy_bundle: Path) -> None:
    ended = run("models", "import", toy_bundle, "--licence", "MIT")
    assert ended.code == 1
    assert "--licence is for CTranslate2 models" in ended.err


def test_a_folder_of_neither_kind_is_named(run: Runner, tmp_path: Path) -> None:
    ended = run("models", "import", tmp_path)
    assert ended.code == 1
    assert "is not a model folder" in ended.err


def test_the_doctor_says_what_a_translator_lacks(
    run: Runner, opus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(run, opus, "--languages", "en:fr")

    def remarks() -> list[str]:
        rows = run("doctor", "--json").json
        return [
            row["cure"] for row in rows if row["about"] == "model opus-mt-en-fr" and row["grade"] == "remark"
        ]

    assert remarks() == []
    monkeypatch.setattr(
        doctor, "version_of", lambda name: None if name == "ctranslate2" else version_of(name)
    )
    assert remarks() == ['pip install "conceptwriter[translators]"']
