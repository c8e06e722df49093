"""`bench sonar` as a command."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.training.bench import sonar
from conceptwriter.training.bench.comparisons import BenchOptions
from conceptwriter.training.bench.contest import Result, Timing
from conceptwriter.training.bench.sonar import DECODING, ENCODING, BenchReport
from conceptwriter.training.bench.targets import verdicts
from tests.cli.conftest import Runner

TIMING = Timing(0.05, 0.1, 1, 1)
REPORT = BenchReport(
    machine={"threads": 2},
    bandwidth=(20e9, 22e9),
    starts=None,
    results=[Result("ConceptWriter", task.name, TIMING, TIMING) for task in (*ENCODING, *DECODING)],
    step_bytes=770_000_000,
    proposal=None,
    agreement=None,
    verdicts=verdicts({"beam": 1.4, "resident": 2.5}, {}),
)


@pytest.fixture
def wishes(monkeypatch: pytest.MonkeyPatch) -> list[BenchOptions]:
    found: list[BenchOptions] = []

    def measure(options: BenchOptions, note: Any) -> BenchReport:
        found.append(options)
        note("measuring ...")
        return replace(REPORT)

    monkeypatch.setattr(sonar, "measure", measure)
    return found


def test_the_table(run: Runner, wishes: list[BenchOptions], toy_bundle: Path, tmp_path: Path) -> None:
    words = ("--bundle", toy_bundle, "--lcm-bundle", toy_bundle, "--work", tmp_path, "--quick")
    ended = run("bench", "sonar", *words, "--threads", 1)
    assert ended.code == 0
    assert "50.0 ( 1.00x)" in ended.out
    assert "missed" in ended.out
    assert wishes == [BenchOptions(toy_bundle, toy_bundle, None, None, None, tmp_path, 1, quick=True)]


def test_json(run: Runner, wishes: list[BenchOptions], toy_bundle: Path) -> None:
    found = run("bench", "sonar", "--bundle", toy_bundle, "--json").json
    words = {row["target"]["key"]: row["verdict"] for row in found["verdicts"]}
    assert (words["beam"], words["resident"], words["top1"]) == ("met", "missed", "not measured")
    assert found["results"][0]["timing"]["seconds"] == 0.05
    assert wishes[0].threads == 2
    assert wishes[0].lcm_bundle is None


def test_without_sonar_it_says_so(run: Runner, wishes: list[BenchOptions]) -> None:
    ended = run("bench", "sonar")
    assert ended.code == 1
    assert "SONAR is not installed. Install it with" in ended.err
    assert wishes == []


def test_its_arguments_are_not_the_plain_command_s(run: Runner) -> None:
    ended = run("bench", "--quick")
    assert ended.code == 2
    assert "--quick can only be used with `conceptwriter bench sonar`" in ended.err
