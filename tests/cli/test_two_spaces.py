"""--bundle and --lcm-bundle: any codec with any concept model, and what is said of it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from conceptwriter.cli.engine_session import in_one_space
from conceptwriter.engine import BundleChoice
from conceptwriter.storage import Project
from tests.cli.conftest import Runner


@pytest.fixture
def installed(toy_bundle: Path, writers_bundle: Path, own_home: Path) -> Path:
    """The user's models: "toy" with codec and concept model, "writers" with a codec of another space."""
    models = Path(os.environ["XDG_DATA_HOME"]) / "conceptwriter" / "models"
    models.mkdir(parents=True)
    shutil.copytree(toy_bundle, models / "toy")
    shutil.copytree(writers_bundle, models / "writers")
    return models


def test_proposing_through_text_is_reported(run: Runner, story: Path, installed: Path) -> None:
    wanted = ("--bundle", "writers", "--lcm-bundle", "toy", "-n", 2)
    offer = run("propose", story, *wanted, "--language", "sw", "--json").json
    assert offer["settings"]["through_text"] == {"codec": "toy 0.0.1", "language": "eng_Latn"}
    for row in offer["proposals"]:
        assert row["language"] == "swh_Latn"
        assert "through text" in row["flags"]
        assert "through text: English" in row["reasons"]
    shown = run("propose", story, *wanted, "--language", "en")
    assert "       through text: written by toy 0.0.1" in shown.out, "it is no fault"


def test_without_a_wish_for_it_the_concept_model_is_found(run: Runner, story: Path, installed: Path) -> None:
    offer = run("propose", story, "--bundle", "writers", "-n", 1, "--json").json
    assert offer["settings"]["through_text"]["codec"] == "toy 0.0.1"


def test_the_same_space_needs_no_detour(run: Runner, story: Path, installed: Path) -> None:
    offer = run("propose", story, "--bundle", "toy", "--lcm-bundle", "toy", "-n", 1, "--json").json
    assert "through_text" not in offer["settings"]
    assert all("through text" not in row["flags"] for row in offer["proposals"])


def test_each_codec_keeps_its_vectors(run: Runner, story: Path, installed: Path) -> None:
    for bundle in ("toy", "writers"):
        assert (
            run("translate", story, "--to", "fr", "--bundle", bundle, "--only", "missing,current").code == 0
        )
    with Project.open(story, read_only=True) as project:
        assert project.vectors.codecs() == {("toy", "0.0.1"), ("writers", "0.0.3")}


def test_what_proposes_nothing_needs_no_concept_model(run: Runner, story: Path, installed: Path) -> None:
    (installed / "toy" / "lcm-token.onnx").unlink()
    words = ("--bundle", "writers", "--lcm-bundle", "toy")
    assert run("translate", story, "--to", "fr", *words).code == 0
    piped = run("pipe", "translate", "--from", "en", "--to", "sw", *words, stdin=b"The boats came in.\n")
    assert piped.code == 0
    refused = run("propose", story, *words)
    assert refused.code == 1
    assert "lcm-token.onnx" in refused.err


def test_an_lcm_is_measured_by_its_own_codec_only() -> None:
    codec, lcm, own = Path("a"), Path("b"), Path("c")
    assert in_one_space(BundleChoice(codec, lcm, own)) == BundleChoice(codec)
    assert in_one_space(BundleChoice(codec, lcm)) == BundleChoice(codec, lcm)


def test_what_does_not_go_together_is_a_sentence(run: Runner, story: Path, installed: Path) -> None:
    for words, message in {
        ("--bundle", "toy", "--lcm-bundle", "writers"): "no concept model",
        ("--lcm-bundle", "nothing"): "no model 'nothing'",
        ("--bundle", "nothing"): "no model 'nothing'",
    }.items():
        ended = run("propose", story, *words)
        assert ended.code == 1
        assert message in ended.err


def test_an_installed_bundle_that_knows_the_language_is_named(
    run: Runner, story: Path, installed: Path
) -> None:
    ended = run("translate", story, "--to", "sw", "--bundle", "toy")
    assert ended.code == 1
    assert "The toy model does not know Swahili." in ended.err
    assert "--bundle writers" in ended.err


def test_pipes_say_it_too(run: Runner, installed: Path) -> None:
    for words in (["translate", "--from", "en", "--to", "yo"], ["translate", "--from", "yo", "--to", "en"]):
        ended = run("pipe", *words, "--bundle", "toy", stdin=b"The boats came in.\n")
        assert ended.code == 1
        assert "The toy model does not know Yoruba. SONAR does" in ended.err


def test_a_bundle_that_could_be_installed_is_named(run: Runner, story: Path, installed: Path) -> None:
    ended = run("translate", story, "--to", "yo", "--bundle", "toy")
    assert ended.code == 1
    assert "The toy model does not know Yoruba. SONAR does: `conceptwriter models install sonar`" in ended.err
    assert "non-commercial licence" in ended.err
