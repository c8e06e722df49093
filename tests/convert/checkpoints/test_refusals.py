"""Files that must not be read, and what is said of them."""

from __future__ import annotations

import builtins
import contextlib
import io
import json
import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from conceptwriter.convert.checkpoints import CheckpointProblem, open_weights

Saved = Callable[[object], Path]


class Calls:
    """Pickles as a call of something."""

    def __init__(self, function: object, *arguments: object) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> Any:
        return self.call


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (os.system, f"{os.name}.system"),
        (eval, "eval"),
        (builtins.getattr, "getattr"),
        (exec, "exec"),
        (open, "open"),
        (torch.load, "torch.serialization.load"),
        (torch.hub.load, "torch.hub.load"),
    ],
)
def test_code_is_refused_by_name(saved: Saved, tmp_path: Path, function: object, name: str) -> None:
    mark = tmp_path / "ran"
    path = saved({"a": torch.zeros(2), "evil": Calls(function, f"touch {mark}")})
    with pytest.raises(CheckpointProblem) as refused:
        open_weights(path)
    assert name in str(refused.value)
    assert path.name in str(refused.value)
    assert not mark.exists()


def hand_made(path: Path, pickled: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x/data.pkl", pickled)
        archive.writestr("x/data/0", b"\0" * 16)
    return path


@pytest.mark.parametrize(
    "pickled",
    [
        b"cposix\nsystem\n(S'true'\ntR.",
        b"ctorch._utils\n_rebuild_tensor_v2\n}S'_act'\ncbuiltins\nset\nsb.",
        b"ctorch._utils\n_rebuild_tensor_v2\n(N}S'_act'\ncbuiltins\nset\nstb.",
        b"ctorch.nn.modules.sparse\nEmbedding\n(N}S'__new__'\nI1\nstb.",
        b"ccollections\nOrderedDict\n(N}S'x'\nI1\nstb.",
        b"ctorch.nn\nModule.__init__\n.",
        b"\x80\x02ctorch.nn\nx\n\x8cQ.",
        b"(S'elsewhere'\nI1\ntQ.",
        b"I1\nQ.",
        b"garbage",
        b"",
        b"]" * 5 + b".",
        b"ctorch._utils\n_rebuild_tensor_v2\n(I1\nI0\n(I2\nt(I1\nttR.",
    ],
)
def test_strange_pickles(tmp_path: Path, pickled: bytes) -> None:
    """Refused, or read as holding nothing; never anything else."""
    names: list[str] = []
    with (
        contextlib.suppress(CheckpointProblem),
        open_weights(hand_made(tmp_path / "x.pt", pickled)) as weights,
    ):
        names = weights.names()
    assert names == []
    # The names stay as they were for the next file.
    torch.save({"a": torch.ones(2)}, tmp_path / "next.pt")
    with open_weights(tmp_path / "next.pt") as weights:
        assert weights.get("a").sum() == 2


def tensor_pickle(key: str, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> bytes:
    storage = b"(S'storage'\nctorch\nFloatStorage\nS'%s'\nS'cpu'\nI4\ntQ" % key.encode()
    whole = [b"(" + b"".join(b"I%d\n" % number for number in numbers) + b"t" for numbers in (shape, strides)]
    return (
        b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + b"I%d\n" % offset + b"".join(whole) + b"I00\nNtR."
    )


def test_hand_made_tensors_are_read(tmp_path: Path) -> None:
    with open_weights(hand_made(tmp_path / "x.pt", tensor_pickle("0", 1, (3,), (1,)))) as weights:
        assert weights.get("tensor").tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("pickled", "said"),
    [
        (tensor_pickle("0", 2, (3,), (1,)), "beyond its data"),
        (tensor_pickle("0", 0, (2, 3), (3, 1)), "beyond its data"),
        (tensor_pickle("0", 9, (1,), (1,)), "beyond its data"),
        (tensor_pickle("0", -1, (2,), (1,)), "without numbers"),
        (tensor_pickle("0", 0, (2,), (-1,)), "impossible shape"),
        (tensor_pickle("0", 0, (-2,), (1,)), "impossible shape"),
        (tensor_pickle("0", 0, (2,), (1, 1)), "impossible shape"),
        (tensor_pickle("0", 0, (1 << 40,), (0,)), "without end"),
        (tensor_pickle("7", 0, (2,), (1,)), "data of tensor are missing"),
    ],
)
def test_tensors_that_lie_about_their_place(tmp_path: Path, pickled: bytes, said: str) -> None:
    with pytest.raises(CheckpointProblem, match=said):
        open_weights(hand_made(tmp_path / "x.pt", pickled))


def test_endless_nesting(tmp_path: Path) -> None:
    knot: list[object] = []
    knot.append(knot)
    doubling: list[object] = []
    for _ in range(60):
        doubling = [doubling, doubling]
    for value in (knot, doubling):
        path = hand_made(tmp_path / "x.pt", pickle.dumps(value, protocol=2))
        with pytest.raises(CheckpointProblem, match=r"x\.pt is nested without end"):
            open_weights(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html>404</html>", "is a web page"),
        (b"\n <HTML>", "is a web page"),
        (b"<?xml version='1.0'?><Error>AccessDenied</Error>", "is a web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1", "Git LFS pointer"),
        (b'{"error": "not found"}', "is a text file"),
        (b"\0" * 5000, "only zeros"),
        (pickle.dumps({"a": 1}, protocol=4), "bare pickle"),
        (b"\x1f\x8b\x08\0\0", "packed archive"),
        (b"hello", "not a checkpoint that can be read"),
        (b"PK\x03\x04 nothing more", "cut short or damaged"),
    ],
)
@pytest.mark.parametrize("name", ["weights.pt", "weights.safetensors"])
def test_files_that_are_something_else(tmp_path: Path, content: bytes, said: str, name: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CheckpointProblem, match=rf"{name} .*{said}"):
        open_weights(tmp_path / name)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(CheckpointProblem, match=r"nothing\.pt does not exist"):
        open_weights(tmp_path / "nothing.pt")
    with pytest.raises(CheckpointProblem, match="has no checkpoint"):
        open_weights(tmp_path)


def test_every_truncation_is_noticed(saved: Saved) -> None:
    path = saved({"a": torch.randn(400), "b": torch.randn(30)})
    whole = path.read_bytes()
    for kept in range(0, len(whole), 37):
        path.write_bytes(whole[:kept])
        with pytest.raises(CheckpointProblem, match=path.name):
            open_weights(path)


def test_a_file_cut_while_it_is_open(saved: Saved) -> None:
    path = saved({"a": torch.randn(4000)})
    with open_weights(path) as weights:
        with path.open("r+b") as stream:
            stream.truncate(2000)
        with pytest.raises(CheckpointProblem, match=r"ends in the middle of a"):
            weights.get("a")


def safetensors_bytes(table: object, data: bytes) -> bytes:
    text = table if isinstance(table, bytes) else json.dumps(table).encode()
    return len(text).to_bytes(8, "little") + text + data


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 12]}}, "cut short"),
        ({"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}}, "does not fit its shape"),
        ({"a": {"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]}}, "does not fit its shape"),
        ({"a": {"dtype": "F32", "shape": [-1, -2], "data_offsets": [0, 8]}}, "does not fit its shape"),
        ({"a": {"dtype": "F32", "shape": [2], "data_offsets": [-8, 0]}}, "cut short"),
        ({"a": {"dtype": "F8_E4M3", "shape": [8], "data_offsets": [0, 8]}}, "stored as F8_E4M3"),
        ({"a": {"dtype": "F32", "shape": [2]}}, "entry of a is damaged"),
        ({"a": 3}, "entry of a is damaged"),
        (b"{broken", "damaged table"),
    ],
)
def test_damaged_safetensors(tmp_path: Path, table: object, said: str) -> None:
    path = tmp_path / "w.safetensors"
    path.write_bytes(safetensors_bytes(table, b"\0" * 8))
    with pytest.raises(CheckpointProblem, match=said):
        open_weights(path)


def test_a_safetensors_table_longer_than_the_file(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    path.write_bytes((1 << 30).to_bytes(8, "little") + b"{" + b" " * 50)
    with pytest.raises(CheckpointProblem, match="cut short"):
        open_weights(path)


def test_repacked_and_foreign_zips(saved: Saved, tmp_path: Path) -> None:
    packed = tmp_path / "packed.pt"
    plain = saved({"a": torch.zeros(9)})
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    with pytest.raises(CheckpointProblem, match="was packed again"):
        open_weights(packed)
    with zipfile.ZipFile(tmp_path / "book.pt", "w") as archive:
        archive.writestr("chapter.txt", "text")
    with pytest.raises(CheckpointProblem, match=r"not one of PyTorch"):
        open_weights(tmp_path / "book.pt")
    program = io.BytesIO()
    with zipfile.ZipFile(program, "w") as archive:
        archive.writestr("m/data.pkl", b"N.")
        archive.writestr("m/constants.pkl", b"N.")
    (tmp_path / "script.pt").write_bytes(program.getvalue())
    with pytest.raises(CheckpointProblem, match="TorchScript"):
        open_weights(tmp_path / "script.pt")
