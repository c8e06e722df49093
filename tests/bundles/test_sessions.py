"""Graphs load, run, and stop when told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from conceptwriter.bundles import BundleError
from conceptwriter.bundles.sessions import Graph, Interrupt, Interrupted, empty_past


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
    with pytest.raises(BundleError, match="size 16 where the bundle needs 512"):
        graph.require_size("vectors", 1, 512)


def test_the_empty_past_has_the_sizes_of_the_graph(toy_bundle: Path) -> None:
    key, value = empty_past(Graph(toy_bundle / "decoder_step.onnx"), 3)
    assert key.shape == value.shape == (3, 2, 2, 0, 16)
    with pytest.raises(BundleError, match=r"encoder\.onnx"):
        empty_past(Graph(toy_bundle / "encoder.onnx"), 1)
