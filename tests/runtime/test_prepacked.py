"""Packed copies: made once, mapped afterwards, and never in the way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from conceptwriter.runtime import prepacked, sessions
from conceptwriter.runtime.external_data import external_files
from conceptwriter.runtime.prepacked import PrepackedCache, prepacked_folder
from conceptwriter.runtime.sessions import Graph, runtime_version
from tests.runtime.toy_graphs import WIDTH, write_stack

X = np.random.default_rng(1).normal(0, 1, (3, WIDTH)).astype(np.float32)


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    (tmp_path / "bundle").mkdir()
    return write_stack(tmp_path / "bundle" / "encoder.onnx")


@pytest.fixture
def cache(tmp_path: Path) -> PrepackedCache:
    return PrepackedCache(tmp_path / "cache" / "prepacked", threshold=1000)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Paths of the graphs that ONNX Runtime opens, in order."""
    paths: list[Path] = []
    real = sessions._open

    def noted(path: Path, *rest: Any) -> Any:
        paths.append(path)
        return real(path, *rest)

    monkeypatch.setattr(sessions, "_open", noted)
    return paths


def answer(graph: Graph) -> np.ndarray[Any, Any]:
    return graph.run({"x": X})["y"]


def entries(cache: PrepackedCache) -> list[Path]:
    return sorted(cache.folder.iterdir()) if cache.folder.exists() else []


def test_the_first_load_makes_a_copy_and_later_ones_use_it(
    graph: Path, cache: PrepackedCache, opened: list[Path]
) -> None:
    plain = answer(Graph(graph))
    first = Graph(graph, prepacked=cache)
    (entry,) = entries(cache)
    np.testing.assert_array_equal(answer(first), plain)
    opened.clear()
    later = Graph(graph, prepacked=cache)
    assert opened == [entry / "graph.onnx"]
    np.testing.assert_array_equal(answer(later), plain)
    assert later.path == graph
    assert cache.size() > external_files(graph)[0].stat().st_size


def test_small_graphs_and_other_devices_need_none(
    graph: Path, cache: PrepackedCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    Graph(graph, prepacked=PrepackedCache(cache.folder))
    assert PrepackedCache(cache.folder).threshold >= 10**8
    assert (
        sessions._open_prepacked(graph, ("CUDAExecutionProvider", "CPUExecutionProvider"), 1, cache) is None
    )
    assert entries(cache) == []


def test_the_default_folder_is_in_the_users_cache(own_home: Path) -> None:
    assert prepacked_folder().is_relative_to(own_home)


def cut_weights(entry: Path) -> None:
    weights = entry / "graph.weights"
    os.truncate(weights, weights.stat().st_size // 2)


def change_weights(entry: Path) -> None:
    weights = entry / "graph.weights"
    weights.write_bytes(bytes(weights.stat().st_size))


def change_graph(entry: Path) -> None:
    (entry / "graph.onnx").write_bytes(b"nonsense")


def lose_record(entry: Path) -> None:
    (entry / "entry.json").unlink()


def break_record(entry: Path) -> None:
    (entry / "entry.json").write_text("[1, 2")


def be_anothers(entry: Path) -> None:
    record = json.loads((entry / "entry.json").read_text())
    record["made_for"]["processor"] = "another"
    (entry / "entry.json").write_text(json.dumps(record))


@pytest.mark.parametrize(
    "damage", [cut_weights, change_weights, change_graph, lose_record, break_record, be_anothers]
)
def test_a_bad_copy_is_made_again(
    graph: Path, cache: PrepackedCache, opened: list[Path], damage: Any
) -> None:
    plain = answer(Graph(graph, prepacked=cache))
    (entry,) = entries(cache)
    damage(entry)
    np.testing.assert_array_equal(answer(Graph(graph, prepacked=cache)), plain)
    assert entries(cache) == [entry]
    opened.clear()
    Graph(graph, prepacked=cache)
    assert opened == [entry / "graph.onnx"]


def test_a_copy_that_looks_sound_but_does_not_load_is_made_again(graph: Path, cache: PrepackedCache) -> None:
    plain = answer(Graph(graph, prepacked=cache))
    (entry,) = entries(cache)
    change_graph(entry)
    record = json.loads((entry / "entry.json").read_text())
    record["files"] = prepacked._states(entry)
    (entry / "entry.json").write_text(json.dumps(record))
    np.testing.assert_array_equal(answer(Graph(graph, prepacked=cache)), plain)
    assert cache.entry_for(graph, runtime_version()).is_sound()  # type: ignore[union-attr]


def test_a_changed_bundle_has_a_copy_of_its_own(graph: Path, cache: PrepackedCache) -> None:
    before = answer(Graph(graph, prepacked=cache))
    write_stack(graph, seed=9)
    os.utime(graph, (1, 1))
    after = answer(Graph(graph, prepacked=cache))
    assert np.abs(before - after).max() > 0.01
    np.testing.assert_array_equal(after, answer(Graph(graph)))
    assert len(entries(cache)) == 2
    cache.clean(runtime_version())
    assert len(entries(cache)) == 1
    np.testing.assert_array_equal(answer(Graph(graph, prepacked=cache)), after)


def test_copies_of_removed_bundles_and_of_older_runtimes_are_cleaned(
    graph: Path, cache: PrepackedCache, tmp_path: Path
) -> None:
    Graph(graph, prepacked=cache)
    cache.clean(runtime_version())
    assert len(entries(cache)) == 1
    cache.clean("99.0")
    assert entries(cache) == []
    Graph(graph, prepacked=cache)
    shutil.rmtree(graph.parent)
    cache.clean(runtime_version())
    assert entries(cache) == []


def test_weights_may_lie_in_a_folder_below(tmp_path: Path, cache: PrepackedCache) -> None:
    (tmp_path / "bundle" / "weights").mkdir(parents=True)
    graph = write_stack(tmp_path / "bundle" / "encoder.onnx", weights="weights/all.bin")
    plain = answer(Graph(graph, prepacked=cache))
    cache.clean(runtime_version())
    assert len(entries(cache)) == 1
    np.testing.assert_array_equal(answer(Graph(graph, prepacked=cache)), plain)


def test_left_over_drafts_go_after_a_day(cache: PrepackedCache) -> None:
    old, new = cache.folder / "draft-old", cache.folder / "draft-new"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "graph.weights").write_bytes(b"half")
    os.utime(old, (1, 1))
    cache.clean(runtime_version())
    assert entries(cache) == [new]


def test_another_processors_copies_are_left_alone(
    graph: Path, cache: PrepackedCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    Graph(graph, prepacked=cache)
    monkeypatch.setattr(prepacked, "processor", lambda: "another machine on the same home")
    Graph(graph, prepacked=cache)
    cache.clean(runtime_version())
    assert len(entries(cache)) == 2


def test_without_room_it_works_without(
    graph: Path, cache: PrepackedCache, monkeypatch: pytest.MonkeyPatch, opened: list[Path]
) -> None:
    def full(folder: Path) -> SimpleNamespace:
        return SimpleNamespace(free=0)

    monkeypatch.setattr("conceptwriter.runtime.prepacked.shutil.disk_usage", full)
    np.testing.assert_array_equal(answer(Graph(graph, prepacked=cache)), answer(Graph(graph)))
    assert entries(cache) == []
    assert opened == [graph, graph]


def test_a_folder_that_cannot_be_written_does_no_harm(graph: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = PrepackedCache(tmp_path / "file" / "cache", threshold=1000)
    np.testing.assert_array_equal(answer(Graph(graph, prepacked=cache)), answer(Graph(graph)))
    assert cache.size() == 0
    cache.clean(runtime_version())


def test_a_copy_cut_off_by_a_full_disk_is_not_used(
    graph: Path, cache: PrepackedCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sessions._open

    def cut(path: Path, providers: Any, threads: int, options: Any = None) -> Any:
        session = real(path, providers, threads, options)
        if options is not None and options.optimized_model_filepath:
            weights = Path(options.optimized_model_filepath).with_name("graph.weights")
            os.truncate(weights, 100)
        return session

    monkeypatch.setattr(sessions, "_open", cut)
    np.testing.assert_array_equal(answer(Graph(graph, prepacked=cache)), answer(Graph(graph)))
    assert cache.size() < 10_000


def test_a_copy_that_never_works_is_not_made_at_every_start(
    graph: Path, cache: PrepackedCache, monkeypatch: pytest.MonkeyPatch, opened: list[Path]
) -> None:
    monkeypatch.setattr(prepacked.PrepackedGraph, "is_sound", lambda entry: False)
    np.testing.assert_array_equal(answer(Graph(graph, prepacked=cache)), answer(Graph(graph)))
    opened.clear()
    Graph(graph, prepacked=cache)
    assert opened == [graph]
    assert cache.size() < 10_000


def test_emptying_tells_what_was_freed(graph: Path, cache: PrepackedCache) -> None:
    Graph(graph, prepacked=cache)
    size = cache.size()
    assert size > 0
    assert cache.empty() == size
    assert cache.size() == 0
    np.testing.assert_array_equal(answer(Graph(graph, prepacked=cache)), answer(Graph(graph)))


def test_processes_that_start_together_share_one_copy(graph: Path, cache: PrepackedCache) -> None:
    program = (
        "import sys, pathlib; from conceptwriter.runtime.prepacked import PrepackedCache;"
        "from conceptwriter.runtime.sessions import Graph; import numpy as np;"
        "g = Graph(pathlib.Path(sys.argv[1]), prepacked=PrepackedCache(pathlib.Path(sys.argv[2]), 1000));"
        f"print(float(g.run({{'x': np.ones((1, {WIDTH}), np.float32)}})['y'].sum()))"
    )
    command = [sys.executable, "-c", program, str(graph), str(cache.folder)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    outputs = {process.communicate()[0] for process in running}
    assert len(outputs) == 1
    assert outputs.pop().strip()
    assert [process.returncode for process in running] == [0, 0, 0]
    (entry,) = entries(cache)
    assert cache.entry_for(graph, runtime_version()).is_sound()  # type: ignore[union-attr]
    assert entry == cache.entry_for(graph, runtime_version()).folder  # type: ignore[union-attr]


def test_the_files_of_a_graph_are_read_from_it(graph: Path, tmp_path: Path, toy_bundle: Path) -> None:
    assert external_files(graph) == [graph.with_name("encoder.onnx.data")]
    assert external_files(toy_bundle / "encoder.onnx") == [toy_bundle / "embedding.bin"]
    assert external_files(toy_bundle / "lcm-token.onnx") == []
    (tmp_path / "nonsense.onnx").write_bytes(b"\xff" * 50)
    with pytest.raises(ValueError, match=r"cut off|wire type|longer"):
        external_files(tmp_path / "nonsense.onnx")
    (tmp_path / "short.onnx").write_bytes(graph.read_bytes()[:-20])
    with pytest.raises(ValueError):
        external_files(tmp_path / "short.onnx")


def test_a_graph_that_is_none_is_reported_as_ever(tmp_path: Path, cache: PrepackedCache) -> None:
    from conceptwriter.bundles import BundleError

    (tmp_path / "broken.onnx").write_bytes(b"nonsense")
    with pytest.raises(BundleError, match=r"broken\.onnx cannot be loaded"):
        Graph(tmp_path / "broken.onnx", prepacked=cache)
