"""Graphs load, run, and stop when told."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conceptwriter.bundles import BundleError
from conceptwriter.runtime import sessions
from conceptwriter.runtime.device import CPU, CUDA
from conceptwriter.runtime.errors import DeviceOutOfMemory
from conceptwriter.runtime.sessions import (
    Graph,
    Interrupt,
    Interrupted,
    available_providers,
    empty_past,
    find_cuda_libraries,
)


def test_a_file_that_is_no_graph_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.onnx").write_bytes(b"nonsense")
    with pytest.raises(BundleError, match=r"broken\.onnx cannot be loaded"):
        Graph(tmp_path / "broken.onnx")


def test_a_set_interrupt_stops_every_later_run(toy_bundle: Path) -> None:
    graph = Graph(toy_bundle / "encoder.onnx")
    feeds = {"input_ids": np.array([[4, 300, 3]])}
    interrupt = Interrupt()
    first = graph.run(feeds, interrupt)["vectors"]
    interrupt.set()
    with pytest.raises(Interrupted):
        graph.run(feeds, interrupt)
    np.testing.assert_array_equal(graph.run(feeds, Interrupt())["vectors"], first)


def test_an_interrupt_ends_a_run_in_progress(toy_bundle: Path) -> None:
    """ONNX Runtime looks at the flag between nodes; here it is set before the run but past our own check."""

    class Unnoticed(Interrupt):
        checks = 0

        def check(self) -> None:
            self.checks += 1
            if self.checks > 1:
                super().check()

    interrupt = Unnoticed()
    interrupt.set()
    with pytest.raises(Interrupted):
        Graph(toy_bundle / "encoder.onnx").run({"input_ids": np.array([[4, 300, 3]])}, interrupt)
    assert interrupt.checks == 2


def test_a_real_failure_is_not_taken_for_an_interrupt(toy_bundle: Path) -> None:
    with pytest.raises(Exception, match="input_ids") as caught:
        Graph(toy_bundle / "encoder.onnx").run({"input_ids": np.zeros((1, 2, 3), np.int64)}, Interrupt())
    assert not isinstance(caught.value, Interrupted)


def test_a_graph_in_the_wrong_role_is_named(toy_bundle: Path) -> None:
    graph = Graph(toy_bundle / "encoder.onnx")
    graph.require(["input_ids"], ["vectors"])
    graph.require_size("vectors", 1, 16)
    with pytest.raises(BundleError, match=r"encoder\.onnx lacks past_key, logits"):
        graph.require(["input_ids", "past_key"], ["logits"])
    with pytest.raises(BundleError, match="size 16; the model needs 512"):
        graph.require_size("vectors", 1, 512)


def test_the_empty_past_has_the_sizes_of_the_graph(toy_bundle: Path) -> None:
    key, value = empty_past(Graph(toy_bundle / "decoder_step.onnx"), 3)
    assert key.shape == value.shape == (3, 2, 2, 0, 16)
    with pytest.raises(BundleError, match=r"encoder\.onnx"):
        empty_past(Graph(toy_bundle / "encoder.onnx"), 1)


class Failing:
    """A session whose run fails as ONNX Runtime says it."""

    def __init__(self, message: str) -> None:
        self.message = message

    def run(self, *arguments: object) -> None:
        raise RuntimeError(self.message)


@pytest.mark.parametrize(
    "message",
    [
        "CUDA failure 2: out of memory ; GPU=0 ; hostname=desk",
        "bfc_arena.cc: BFCArena::AllocateRawInternal Available memory of 12 is smaller than requested 99",
        "Failed to allocate memory for requested buffer of size 1048576",
    ],
)
def test_a_full_memory_is_recognised(toy_bundle: Path, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = Graph(toy_bundle / "encoder.onnx")
    monkeypatch.setattr(graph, "_session", Failing(message))
    with pytest.raises(MemoryError):
        graph.run({})
    monkeypatch.setattr(graph, "device", "cuda")
    with pytest.raises(DeviceOutOfMemory, match="GPU"):
        graph.run({})


def test_another_failure_stays_what_it_is(toy_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = Graph(toy_bundle / "encoder.onnx")
    monkeypatch.setattr(graph, "_session", Failing("Got invalid dimensions for input"))
    with pytest.raises(RuntimeError, match="invalid dimensions"):
        graph.run({})


def test_a_model_that_does_not_fit_the_gpu_is_no_damaged_bundle(
    toy_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object, **named: object) -> None:
        raise RuntimeError("Exception during initialization: CUDA failure 2: out of memory")

    monkeypatch.setattr("conceptwriter.runtime.sessions.onnxruntime.InferenceSession", full)
    with pytest.raises(DeviceOutOfMemory):
        Graph(toy_bundle / "encoder.onnx", providers=(CUDA, CPU))


def test_cuda_libraries_are_looked_for_quietly(capfd: pytest.CaptureFixture[str]) -> None:
    assert isinstance(find_cuda_libraries(), str)
    assert capfd.readouterr().out == ""


@pytest.mark.skipif(CUDA not in available_providers(), reason="needs ONNX Runtime with CUDA and a GPU")
def test_on_a_gpu_a_graph_answers_as_on_the_cpu(toy_bundle: Path) -> None:
    on_gpu = Graph(toy_bundle / "encoder.onnx", providers=(CUDA, CPU))
    if on_gpu.device != "cuda":
        pytest.skip("ONNX Runtime has CUDA, but it did not start here")
    feeds = {"input_ids": np.array([[4, 300, 3]])}
    found = on_gpu.run(feeds)["vectors"]
    np.testing.assert_allclose(found, Graph(toy_bundle / "encoder.onnx").run(feeds)["vectors"], atol=0.05)


_SHARED = "session.use_env_allocators"


def test_sessions_on_the_cpu_share_their_memory(toy_bundle: Path) -> None:
    graphs = [Graph(toy_bundle / "encoder.onnx") for _ in range(2)]
    shares = [graph._session.get_session_options().get_session_config_entry(_SHARED) for graph in graphs]
    assert shares == ["1", "1"]
    feeds = {"input_ids": np.array([[4, 300, 3]])}
    first, second = (graph.run(feeds)["vectors"] for graph in graphs)
    assert np.shares_memory(first, second) is False
    np.testing.assert_array_equal(first, second)


def test_a_runtime_that_cannot_share_still_runs(toy_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("already registered")

    sessions._has_shared_arena.cache_clear()
    try:
        monkeypatch.setattr("onnxruntime.create_and_register_allocator", refuse)
        graph = Graph(toy_bundle / "encoder.onnx")
        with pytest.raises(RuntimeError):
            graph._session.get_session_options().get_session_config_entry(_SHARED)
        assert graph.run({"input_ids": np.array([[4, 300, 3]])})["vectors"].shape == (1, 16)
    finally:
        sessions._has_shared_arena.cache_clear()


def test_a_session_on_the_gpu_keeps_its_own(toy_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def session(path: str, options: Any, providers: object) -> None:
        with contextlib.suppress(RuntimeError):
            asked.append(options.get_session_config_entry(_SHARED) == "1")
        raise ValueError

    monkeypatch.setattr("onnxruntime.InferenceSession", session)
    monkeypatch.setattr(sessions, "find_cuda_libraries", lambda: "")
    with pytest.raises(BundleError):
        Graph(toy_bundle / "encoder.onnx", providers=(CUDA, CPU))
    assert asked == []
    with pytest.raises(BundleError):
        Graph(toy_bundle / "encoder.onnx")
    assert asked == [True]
