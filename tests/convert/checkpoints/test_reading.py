"""Numbers come out as they went in, whatever the container."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conceptwriter.convert.checkpoints import CheckpointProblem, open_weights, weights_of_arrays

Saved = Callable[[object], Path]

KINDS = (
    torch.float64,
    torch.float32,
    torch.float16,
    torch.bfloat16,
    torch.int64,
    torch.int32,
    torch.int16,
    torch.int8,
    torch.uint8,
    torch.bool,
)


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_of_numbers(saved: Saved, tmp_path: Path, kind: torch.dtype) -> None:
    numbers = (torch.randn(3, 5) * 3).to(kind)
    safetensors.torch.save_file({"a": numbers}, tmp_path / "a.safetensors")
    for path in (saved({"a": numbers}), tmp_path / "a.safetensors"):
        with open_weights(path) as weights:
            found = weights.get("a")
            assert weights.kind("a") == str(kind).removeprefix("torch.")
        assert found.dtype == np.float32
        assert found.flags.c_contiguous
        assert np.array_equal(found, numbers.float().numpy())


def test_other_types_on_request(saved: Saved) -> None:
    with open_weights(saved({"a": torch.tensor([2**40 + 1])})) as weights:
        assert weights.get("a", np.int64)[0] == 2**40 + 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
    st.integers(0, 3),
    st.integers(0, 3),
)
def test_views_of_any_stride(saved: Saved, shape: list[int], draws: object, first: int, count: int) -> None:
    base = torch.arange(1000.0)
    whole = base[7 : 7 + int(np.prod(shape))].reshape(shape)
    order = list(range(len(shape)))
    draws.shuffle(order)  # type: ignore[attr-defined]
    view = whole.permute(order)[:: 1 + count % 2]
    with open_weights(saved({"v": view, "base": base})) as weights:
        assert np.array_equal(weights.get("v"), view.numpy())
        assert np.array_equal(weights.rows("v", first, first + count), view[first : first + count].numpy())


def test_expanded_and_empty_and_scalar_tensors(saved: Saved) -> None:
    value = {"e": torch.arange(3.0).expand(4, 3), "n": torch.zeros(0, 3), "s": torch.tensor(2.5)}
    with open_weights(saved(value)) as weights:
        assert np.array_equal(weights.get("e"), value["e"].numpy())
        assert weights.get("n").shape == (0, 3)
        assert weights.get("s") == 2.5
        assert weights.shape("s") == ()


def test_shared_storages_are_shared(saved: Saved) -> None:
    table = torch.randn(50, 40)
    path = saved({"a": table, "b": table, "half": table[10:20]})
    with zipfile.ZipFile(path) as archive:
        assert len([name for name in archive.namelist() if "/data/" in name]) == 1
    with open_weights(path) as weights:
        assert np.array_equal(weights.get("a"), weights.get("b"))
        assert np.array_equal(weights.get("half"), table[10:20].numpy())


def test_nested_containers_and_modules(saved: Saved) -> None:
    layer = torch.nn.Linear(2, 3)
    ordered = OrderedDict(w=torch.nn.Parameter(torch.ones(2)))
    value = {"model": ordered, "list": [torch.zeros(1), {"x": torch.ones(1)}], "epoch": 3, "layer": layer}
    stack = torch.nn.Sequential(torch.nn.Embedding(4, 2), torch.nn.LayerNorm(2))
    with open_weights(saved({**value, "stack": stack})) as weights:
        assert weights.names() == [
            "model.w",
            "list.0",
            "list.1.x",
            "layer.weight",
            "layer.bias",
            "stack.0.weight",
            "stack.1.weight",
            "stack.1.bias",
        ]
        assert np.array_equal(weights.get("layer.weight"), layer.weight.detach().numpy())


def test_big_endian_files(saved: Saved, tmp_path: Path) -> None:
    numbers = torch.randn(4, 3)
    turned = tmp_path / "turned.pt"
    with zipfile.ZipFile(saved({"a": numbers, "t": numbers.t()})) as old, zipfile.ZipFile(turned, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("byteorder"):
                data = b"big"
            elif "/data/" in name:
                data = np.frombuffer(data, "<f4").astype(">f4").tobytes()
            new.writestr(name, data)
    with open_weights(turned) as weights:
        assert np.array_equal(weights.get("a"), numbers.numpy())
        assert np.array_equal(weights.get("t"), numbers.t().numpy())


def test_the_format_before_pytorch_1_6_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "old.pt"
    torch.save({"a": torch.zeros(1)}, path, _use_new_zipfile_serialization=False)
    with pytest.raises(CheckpointProblem, match=r"old\.pt is in PyTorch's old format.*torch\.save"):
        open_weights(path)


@pytest.mark.parametrize("kind", ["safetensors", "bin"])
def test_sharded_files_and_folders(tmp_path: Path, kind: str) -> None:
    state = {"a": torch.randn(2), "b": torch.randn(3)}
    names = {name: f"part-{name}.{kind}" for name in state}
    for name, numbers in state.items():
        if kind == "bin":
            torch.save({name: numbers}, tmp_path / names[name])
        else:
            safetensors.torch.save_file({name: numbers}, tmp_path / names[name])
    stem = "model.safetensors" if kind == "safetensors" else "pytorch_model.bin"
    index = tmp_path / f"{stem}.index.json"
    index.write_text(json.dumps({"weight_map": names}), "utf-8")
    for path in (index, tmp_path):
        with open_weights(path) as weights:
            assert weights.names() == ["a", "b"]
            assert np.array_equal(weights.get("b"), state["b"].numpy())
    (tmp_path / names["b"]).unlink()
    with pytest.raises(CheckpointProblem, match=r"part-b.* does not exist"):
        open_weights(index)
    index.write_text(json.dumps({"weight_map": {"a": f"../{tmp_path.name}/{names['a']}"}}), "utf-8")
    with pytest.raises(CheckpointProblem, match="outside of its folder"):
        open_weights(index)
    index.write_text(json.dumps({"weight_map": {"z": names["a"]}}), "utf-8")
    with pytest.raises(CheckpointProblem, match=r"part-a\..* lacks z"):
        open_weights(index)


def test_missing_names_and_closed_files(saved: Saved) -> None:
    path = saved({"a": torch.zeros(2)})
    weights = open_weights(path)
    assert "a" in weights
    with pytest.raises(CheckpointProblem, match=rf"{path.name} has no tensor called b"):
        weights.get("b")
    weights.close()
    with pytest.raises(CheckpointProblem, match=path.name):
        weights.get("a")


def test_arrays_in_memory() -> None:
    weights = weights_of_arrays({"a": np.arange(6.0).reshape(3, 2)})
    found = weights.rows("a", 1, 3)
    assert found.tolist() == [[2, 3], [4, 5]]
    found[:] = 0
    assert weights.get("a").sum() == 15


def test_pytorch_is_not_needed() -> None:
    """In a Python of its own: these imports must not bring it."""
    script = (
        "import sys, conceptwriter.convert.checkpoints, conceptwriter.convert.sonar.tokenizer, "
        "conceptwriter.convert.sonar.golden; sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
