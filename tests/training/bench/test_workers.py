"""Contenders: asked and answered, failing in words, measured in turns."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from conceptwriter.training.bench.contest import (
    Contender,
    ContestTask,
    Effort,
    Result,
    Timing,
    compete,
    timing_of,
)
from conceptwriter.training.bench.serving import a_part, timed, token_rows
from conceptwriter.training.bench.workers import ContenderAnswer, ContenderFailed, Worker

SCRIPT = """
import sys
from conceptwriter.training.bench.serving import serve, timed
what = sys.argv[1]
def load(request):
    if what == "broken":
        raise ValueError("no such model")
    if what == "dying":
        sys.exit("out of luck")
    print("libraries talk")
    return {"part": request["part"]}
def work(request):
    if request["rows"] == 8 and what == "small":
        raise MemoryError("too many rows")
    return {"seconds": [float(what), 9.0, 9.5][: 1 + request["rows"]], "processor": [2 * float(what)]}
serve({"load": load, "work": work})
"""
TASKS = (ContestTask("one", "work", {"rows": 0}), ContestTask("eight", "work", {"rows": 0}))
EFFORT = Effort(rounds=2, at_least=0)


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "contender.py"
    path.write_text(SCRIPT, encoding="ascii")
    return path


def contender(script: Path, name: str, what: str) -> Contender:
    return Contender(name, (sys.executable, str(script), what))


def answer(seconds: float, others: float) -> ContenderAnswer:
    return ContenderAnswer({"seconds": [seconds], "processor": [seconds * 2]}, others)


def test_an_answer(script: Path) -> None:
    with Worker([sys.executable, str(script), "1"]) as worker:
        found = worker.ask("load", part="encoder")
        assert found.values == {"part": "encoder"}
        assert found.others >= 0
        assert worker.resident_bytes() > 1_000_000


def test_a_failure_is_a_sentence_and_the_contender_continues(script: Path) -> None:
    with Worker([sys.executable, str(script), "broken"]) as worker:
        for _ in range(2):
            with pytest.raises(ContenderFailed, match="ValueError: no such model"):
                worker.ask("load", part="encoder")


def test_a_contender_that_ends_leaves_its_last_words(script: Path) -> None:
    with (
        Worker([sys.executable, str(script), "dying"]) as worker,
        pytest.raises(ContenderFailed, match="out of luck"),
    ):
        worker.ask("load", part="encoder")


def test_a_python_that_is_not_there() -> None:
    with pytest.raises(ContenderFailed, match="cannot be started"):
        Worker(["/no/such/python"])


def test_turns(script: Path) -> None:
    field = [
        contender(script, "ours", "1"),
        contender(script, "slower", "3"),
        contender(script, "broken", "broken"),
        Contender("absent", unavailable="not measured: needs --absent"),
    ]
    found = {
        (one.contender, one.task): one for one in compete(field, "encoder", TASKS, EFFORT, lambda _: None)
    }
    assert list(dict.fromkeys(name for name, _ in found)) == ["ours", "slower", "broken", "absent"]
    assert len(found) == len(field) * len(TASKS)
    assert found["ours", "one"].ratio == 1
    assert found["slower", "one"].ratio == 3
    assert found["slower", "one"].processor_ratio == 3
    assert found["broken", "one"].problem == "ValueError: no such model"
    assert found["absent", "eight"].problem == "not measured: needs --absent"
    assert found["absent", "eight"].timing is None


def test_contenders_that_do_not_fit_together_are_measured_after_one_another(
    script: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    huge = {"encoder": 10_000_000_000}
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=12_000_000_000))
    field = [
        contender(script, "ours", "2"),
        *(
            Contender(name, contender(script, name, what).command, huge)
            for name, what in (("a", "4"), ("b", "6"))
        ),
    ]
    notes: list[str] = []
    found = compete(field, "encoder", TASKS[:1], EFFORT, notes.append)
    assert [(one.contender, one.ratio) for one in found] == [("ours", 1), ("a", 2), ("b", 3)]
    assert sum("loading the encoder: ours" in note for note in notes) == 2


def test_what_does_not_fit_at_all_is_not_tried(script: Path) -> None:
    large = Contender("large", contender(script, "large", "4").command, {"encoder": 1 << 50})
    found = compete([contender(script, "ours", "2"), large], "encoder", TASKS[:1], EFFORT, lambda _: None)
    assert found[1].timing is None
    assert "GB of free memory" in found[1].problem


def test_only_quiet_samples_count() -> None:
    found = timing_of([answer(1.0, 0.0), answer(9.0, 0.9), answer(2.0, 0.05), answer(3.0, 0.1)])
    assert (found.seconds, found.quiet, found.samples, found.noisy) == (2.0, 3, 4, False)


def test_without_a_quiet_sample_the_shortest_is_an_upper_bound() -> None:
    found = timing_of([answer(5.0, 1.0), answer(4.0, 0.5), answer(8.0, 0.7)])
    assert (found.seconds, found.noisy) == (4.0, True)
    assert found.processor == 10.0


def test_no_ratio_of_what_was_not_measured() -> None:
    assert Result("a", "one", None, Timing(1, 1, 1, 1)).ratio is None
    assert Result("a", "one", None).processor_ratio is None


def test_timed_leaves_the_first_run_out_unless_it_fills_the_time() -> None:
    runs: list[int] = []
    found = timed(lambda: runs.append(0), 1e-9)
    assert len(found["seconds"]) == len(found["processor"]) >= 1
    assert len(runs) - len(found["seconds"]) in {0, 1}
    assert a_part({"seconds": [4.0, 2.0]}, 2) == {"seconds": [2.0, 1.0]}


def test_made_up_sentences_have_tag_end_and_pieces_within_the_vocabulary() -> None:
    rows = token_rows(3, 20, 100, 95)
    assert [len(row) for row in rows] == [20, 20, 20]
    assert all(row[0] == 95 and row[-1] == 3 for row in rows)
    assert all(4 <= token < 100 for row in rows for token in row[1:-1])
    assert rows[0] != rows[1]
