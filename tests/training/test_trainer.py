"""The training loop on a model of one matrix: exact resumption, stopping, time budgets, several processes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from conceptwriter.training.checkpointing import read_checkpoint
from conceptwriter.training.processes import DeviceError, alone, find_device
from conceptwriter.training.run import Clock, RunConfig, Schedule, TokenBudget, TrainingLog
from conceptwriter.training.trainer import TrainingError, TrainingJob, fetched_ahead, moved, train_job

RUN = RunConfig(
    steps=6, save_every=2, log_every=1, threads=1, warm_up=2, matrix_rate=0.01, other_rate=0.01, device="cpu"
)


@dataclass(frozen=True)
class Rows:
    """A batch."""

    number: int
    values: Tensor


def a_model() -> nn.Module:
    torch.manual_seed(4)
    return nn.Sequential(nn.Linear(6, 8), nn.GELU(), nn.Linear(8, 2))


def batches(first: int, every: int) -> Iterator[Rows]:
    for number in count(first, every):
        yield Rows(number, torch.randn(5, 6, generator=torch.Generator().manual_seed(number)))


def a_job(model: nn.Module, stop_at: int | None = None, spoil_at: int | None = None) -> TrainingJob:
    def loss(batch: Rows, step: int, draw: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        if step == stop_at:
            os.kill(os.getpid(), signal.SIGTERM)
        noise = torch.randn(batch.values.shape, generator=draw) * 0.1
        wanted = batch.values[:, :2].roll(1, dims=1)
        value = (model(batch.values + noise) - wanted).square().mean()
        parts = {"square": value.item()} | ({"odd": 1.0} if batch.number % 2 else {})
        return value * (float("nan") if step == spoil_at else 1.0), parts

    return TrainingJob("toy", {"width": 8}, model, loss, batches, lambda batch: len(batch.values))


def weights(model: nn.Module) -> Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


def trained(folder: Path, config: RunConfig = RUN, **changes: int) -> nn.Module:
    folder.mkdir(exist_ok=True)
    model = a_model()
    stored = None
    if (folder / "checkpoint.safetensors").exists():
        stored = read_checkpoint(folder, with_optimisers=True)
        model.load_state_dict(stored.model)
    train_job(folder, a_job(model, **changes), config, stored)
    return model


def test_the_loss_falls_and_is_logged_and_drawn(tmp_path: Path) -> None:
    trained(tmp_path / "run", replace(RUN, steps=60, save_every=60, matrix_rate=0.1, other_rate=0.05))
    lines = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == list(range(1, 61))
    assert sum(line["square"] for line in lines[-9:]) < 0.7 * sum(line["square"] for line in lines[:9])
    assert "square" in (tmp_path / "run" / "losses.svg").read_text()


def test_a_figure_that_only_some_parts_have_is_their_mean(tmp_path: Path) -> None:
    trained(tmp_path / "run", replace(RUN, steps=1, parts=4))
    assert json.loads((tmp_path / "run" / "log.jsonl").read_text())["odd"] == 1.0


def test_a_run_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    first, second = trained(tmp_path / "one"), trained(tmp_path / "two")
    other = trained(tmp_path / "three", replace(RUN, seed=2))
    assert torch.equal(weights(first), weights(second))
    assert not torch.allclose(weights(first), weights(other), atol=1e-4)


def test_stopped_by_a_signal_it_saves_and_continues_to_the_same_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = trained(tmp_path / "whole", replace(RUN, parts=2))
    trained(tmp_path / "cut", replace(RUN, parts=2), stop_at=2)
    stopped = read_checkpoint(tmp_path / "cut")
    assert (stopped.step, stopped.position, stopped.finished) == (3, 6, False)
    assert "saved and stopped after step 3" in capsys.readouterr().out
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    resumed = trained(tmp_path / "cut", replace(RUN, parts=2))
    assert torch.allclose(weights(whole), weights(resumed), atol=1e-7)
    assert read_checkpoint(tmp_path / "cut").finished


def test_lines_of_the_log_after_the_checkpoint_are_dropped(tmp_path: Path) -> None:
    trained(tmp_path / "run", replace(RUN, steps=4))
    with (tmp_path / "run" / "log.jsonl").open("a") as stream:
        stream.write('{"step": 5, "tokens_per_second": 1, "square": 9}\n')
    trained(tmp_path / "run")
    steps = [json.loads(line)["step"] for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert steps == [1, 2, 3, 4, 5, 6]


def test_a_loss_that_is_no_number_ends_the_run_and_keeps_the_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"step 3.*of\sstep 2"):
        trained(tmp_path / "run", spoil_at=3)
    stored = read_checkpoint(tmp_path / "run")
    assert stored.step == 2
    assert all(tensor.isfinite().all() for tensor in stored.model.values())


def test_a_finish_lasts_its_steps_over_several_calls(tmp_path: Path) -> None:
    trained(tmp_path / "run", replace(RUN, steps=3))
    config = replace(RUN, steps=1000, finish=4)
    trained(tmp_path / "run", config, stop_at=4)
    assert read_checkpoint(tmp_path / "run").finish == (3, 4)
    trained(tmp_path / "run", config)
    ended = read_checkpoint(tmp_path / "run")
    assert (ended.step, ended.finished) == (7, True)


def test_a_finished_run_is_left_alone(tmp_path: Path) -> None:
    first = trained(tmp_path / "run")
    written = (tmp_path / "run" / "checkpoint.safetensors").stat().st_mtime_ns
    assert torch.equal(weights(first), weights(trained(tmp_path / "run")))
    assert (tmp_path / "run" / "checkpoint.safetensors").stat().st_mtime_ns == written


def test_a_time_budget_of_no_time_ends_before_the_first_step(tmp_path: Path) -> None:
    trained(tmp_path / "run", replace(RUN, minutes=1e-9))
    stored = read_checkpoint(tmp_path / "run")
    assert (stored.step, stored.finished) == (0, True)


def test_a_chunk_of_no_time_saves_but_does_not_finish(tmp_path: Path) -> None:
    trained(tmp_path / "run", replace(RUN, chunk=1e-9))
    assert not read_checkpoint(tmp_path / "run").finished


def test_the_clock_lets_the_rate_fall_over_the_last_quarter() -> None:
    time = 100.0
    clock = Clock(minutes=10, chunk=8, spent=120, now=lambda: time)
    assert clock.factor() == 1.0
    time += 330  # 450 s of 600 s
    assert clock.factor() == 1.0
    time += 75
    assert clock.factor() == pytest.approx(0.5)
    assert clock.left() == pytest.approx(75)
    assert not clock.is_over()
    assert not clock.must_stop()
    time += 76
    assert clock.is_over()
    assert clock.factor() == 0.0
    assert clock.must_stop()


def test_the_clock_stops_before_a_step_that_would_not_fit() -> None:
    time = 0.0
    clock = Clock(minutes=1, chunk=1, now=lambda: time)
    for _ in range(5):
        time += 10
        clock.step_done()
    assert not clock.is_over()
    assert clock.must_stop()  # a step and a save come after it
    time += 1
    assert clock.is_over()


def test_the_schedule_rises_stays_and_falls() -> None:
    schedule = Schedule(warm_up=4, finish_from=10, finish_steps=5)
    assert [schedule.factor(step) for step in (0, 3, 9)] == [0.25, 1.0, 1.0]
    assert schedule.factor(12) == pytest.approx(0.6)
    assert schedule.last(1000) == 15


def test_a_progress_line_names_speed_and_time_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = TrainingLog(tmp_path / "log.jsonl", every=2)
    for step in range(4):
        log.add(step, {"square": 2.0 + step}, 100, lambda _: 3725.0)
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("step 2  ")
    assert "tokens/s  square 2.5" in first
    assert second.endswith("about 1:02:05 left")


def test_devices_that_are_not_there_are_named() -> None:
    with pytest.raises(DeviceError, match="no device 'gpu'"):
        find_device("gpu")
    if torch.cuda.is_available():
        assert find_device("auto").type == "cuda"
    else:
        assert find_device("auto").type == "cpu"
        with pytest.raises(DeviceError, match="no CUDA device"):
            find_device("cuda")


def test_batches_fetched_ahead_come_in_order_and_on_the_device() -> None:
    with closing(fetched_ahead(batches(4, 3), torch.device("meta"))) as stream:
        found = [next(stream) for _ in range(8)]
    assert [batch.number for batch in found] == list(range(4, 28, 3))
    assert {batch.values.device.type for batch in found} == {"meta"}


def test_several_processes_do_not_write_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    alone("pack.npz")
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(DeviceError, match=r"pack\.npz is not there yet"):
        alone("pack.npz")


def test_a_batch_moves_with_all_its_tensors() -> None:
    there = moved(Rows(3, torch.ones(2, 2)), torch.device("meta"))
    assert there.number == 3
    assert there.values.device.type == "meta"


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def test_two_processes_learn_what_one_does(tmp_path: Path) -> None:
    config = replace(RUN, parts=4)
    alone = trained(tmp_path / "one", config)
    environment = os.environ | {"MASTER_ADDR": "127.0.0.1", "WORLD_SIZE": "2", "OMP_NUM_THREADS": "1"}
    begun = f"import {__name__} as t; t.one_of_two({str(tmp_path / 'two')!r}, {free_port()}, {free_port()})"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", begun],
            env=environment | {"RANK": str(rank)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    try:
        ended = [process.communicate(timeout=240)[1] for process in running]
    finally:
        for process in running:
            process.kill()
            process.communicate()
    assert [process.returncode for process in running] == [0, 0], ended
    together = read_checkpoint(tmp_path / "two")
    assert (together.step, together.position) == (6, 24)
    model = a_model()
    model.load_state_dict(together.model)
    assert torch.allclose(weights(alone), weights(model), atol=1e-6)
    assert len((tmp_path / "two" / "log.jsonl").read_text().splitlines()) == 6


def one_of_two(folder: str, first_port: int, second_port: int) -> None:
    """What each of the two processes does; one resumption lies between, to prove that all go on alike."""
    for steps, port in ((3, first_port), (6, second_port)):
        os.environ["MASTER_PORT"] = str(port)
        trained(Path(folder), replace(RUN, parts=4, steps=steps))


def test_a_budget_of_tokens_ends_a_run_over_several_calls(tmp_path: Path) -> None:
    config = replace(RUN, steps=1000, tokens=38)
    trained(tmp_path / "whole", config)
    ended = read_checkpoint(tmp_path / "whole")
    assert (ended.step, ended.tokens, ended.finished) == (8, 40, True)
    trained(tmp_path / "cut", config, stop_at=3)
    assert (read_checkpoint(tmp_path / "cut").tokens, read_checkpoint(tmp_path / "cut").finished) == (
        20,
        False,
    )
    trained(tmp_path / "cut", config)
    assert read_checkpoint(tmp_path / "cut").step == 8


def test_the_rate_falls_over_the_last_quarter_of_a_budget() -> None:
    budget = TokenBudget(400)
    assert (budget.factor(), budget.steps_left(4)) == (1.0, 1600)
    budget.add(350)
    assert budget.factor() == pytest.approx(0.5)
    assert budget.steps_left(7) == pytest.approx(1)
    budget.add(60)
    assert budget.is_over()
    assert budget.factor() == 0
    free = TokenBudget()
    assert (free.factor(), free.is_over(), free.steps_left(3)) == (1.0, False, None)
