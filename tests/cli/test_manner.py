"""Choosing how the model proposes, in a terminal: presets, variants, and settings that do not count."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.cli.manner import in_words
from conceptwriter.outline.made_with import MadeWith
from conceptwriter.storage import Project
from tests.cli.conftest import Runner

VARIANTS = {
    "token": {"temperature"},
    "base": {"temperature"},
    "one_tower": {"steps", "guidance"},
    "two_tower": {"steps", "guidance"},
    "quant": {"temperature", "top_p", "top_k"},
    "quant_continuous": {"temperature", "top_p", "top_k"},
    "energy": {"temperature"},
}
NUMBERS = {"temperature": 0.5, "steps": 3, "guidance": 2.0, "top_p": 0.8, "top_k": 4}


@pytest.fixture
def bundle(toy_bundle: Path, own_home: Path) -> Path:
    """The toy bundle with every variant, installed for the user of this test."""
    models = Path(os.environ["XDG_DATA_HOME"]) / "conceptwriter" / "models"
    models.mkdir(parents=True)
    return Path(shutil.copytree(toy_bundle, models / "toy"))


def flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def concept_of(path: Path) -> int:
    with Project.open(path, read_only=True) as project:
        return next(project.document.concepts())


@pytest.mark.parametrize("variant", list(VARIANTS))
def test_every_variant_proposes_with_what_counts_for_it(
    run: Runner, story: Path, bundle: Path, variant: str
) -> None:
    words: list[Any] = ["propose", story, "-n", 2, "--variant", variant, "--seed", 3, "--threads", 1]
    for name in sorted(VARIANTS[variant]):
        words += [flag(name), NUMBERS[name]]
    ended = run(*words)
    assert ended.code == 0, ended.err
    assert variant in ended.err, "what it was made with is told"
    (kept,) = run("show", story, "--json").json["proposals"]
    assert kept["settings"]["variant"] == variant
    assert kept["settings"]["preset"] == "balanced"
    assert kept["settings"]["seed"] == 3
    for name in VARIANTS[variant]:
        assert kept["settings"][name] == NUMBERS[name]
    assert [row["text"] for row in kept["proposals"]]


def test_a_setting_that_does_not_count_is_refused(run: Runner, story: Path, bundle: Path) -> None:
    ended = run("propose", story, "--steps", 5)
    assert ended.code == 2
    assert "The variant token does not use steps" in ended.err
    assert "It uses temperature" in ended.err
    assert run("expand", story, concept_of(story), "--variant", "two_tower", "--top-p", 0.5).code == 2
    assert run("show", story, "--json").json["proposals"] == []


def test_a_variant_that_is_not_there_names_those_that_are(run: Runner, story: Path, bundle: Path) -> None:
    ended = run("propose", story, "--variant", "vae")
    assert ended.code == 2
    assert all(variant in ended.err for variant in VARIANTS)


def test_quick_is_the_fast_draft(run: Runner, story: Path, bundle: Path) -> None:
    made = run("propose", story, "-n", 1, "--preset", "quick", "--json").json["settings"]
    assert (made["preset"], made["variant"]) == ("quick", "base")
    other = run("propose", story, "-n", 1, "--json").json["settings"]
    assert (other["preset"], other["variant"]) == ("balanced", "token")


def test_what_is_taken_is_what_was_asked_for_in_this_manner(run: Runner, story: Path, bundle: Path) -> None:
    shown = run("propose", story, "-n", 2, "--variant", "quant", "--top-k", 4, "--json").json["proposals"]
    same = run("propose", story, "-n", 2, "--variant", "quant", "--top-k", 4, "--accept", 2, "--json").json
    assert same["text"] == shown[1]["text"]


def test_expand_takes_a_variant_too(run: Runner, story: Path, bundle: Path) -> None:
    node = concept_of(story)
    made = run("expand", story, node, "--sentences", 2, "-n", 1, "--variant", "base", "--json")
    assert made.code == 0
    assert made.json["settings"]["variant"] == "base"


@pytest.mark.parametrize("word", ["rewrite", "summarise"])
def test_where_only_words_are_drawn(run: Runner, story: Path, bundle: Path, word: str) -> None:
    node = concept_of(story)
    where = [node] if word == "rewrite" else []
    refused = run(word, story, *where, "--variant", "base")
    assert refused.code == 2
    assert "variant" in refused.err
    made = run(word, story, *where, "--temperature", 0.9, "--top-p", 0.7, "--seed", 2, "--json")
    assert made.code == 0
    settings = made.json["settings"]
    assert (settings["temperature"], settings["top_p"], settings["seed"]) == (0.9, 0.7, 2)


@pytest.mark.parametrize(
    "words",
    [("--temperature", 9), ("--top-p", 0), ("--temperature", "warm"), ("--steps", 0), ("--guidance", "nan")],
)
def test_what_no_model_could_use_is_wrong_usage(run: Runner, story: Path, words: tuple[str, Any]) -> None:
    assert run("propose", story, *words).code == 2


def test_the_variants_are_reported_with_size_use_and_settings(run: Runner, bundle: Path) -> None:
    report = {row["name"]: row for row in run("models", "variants", "toy", "--json").json}
    assert list(report) == list(VARIANTS)
    for name, counting in VARIANTS.items():
        assert counting <= set(report[name]["recommended"])
        assert report[name]["bytes"] > 0
        assert report[name]["good_at"]
    printed = run("models", "variants", "toy").out
    assert "fast, safe and rather plain" in printed
    assert "default" in printed.splitlines()[0]
    listed = next(row for row in run("models", "list", "--json").json if row["name"] == "toy")
    assert [row["name"] for row in listed["variants"]] == list(VARIANTS)
    assert "two_tower" in run("models", "info", "toy").out


def test_a_damaged_bundle_has_no_variants_to_tell(run: Runner, bundle: Path) -> None:
    (bundle / "bundle.json").write_text("{", encoding="utf-8")
    ended = run("models", "variants", "toy")
    assert ended.code == 1
    assert "toy" in ended.err


def test_who_wrote_and_who_chose_are_named() -> None:
    made = MadeWith(preset="balanced", variant="token", voice="SmolLM2", seed=0)
    assert in_words(made) == "balanced, written by SmolLM2, chosen by token, seed 0"
    assert in_words(MadeWith(preset="balanced", variant="token", seed=0)) == "balanced, token, seed 0"
