"""Detects the kind of a checkpoint file by its first bytes, not by its name."""

from __future__ import annotations

import json
from pathlib import Path

from conceptwriter.convert.checkpoints.errors import CheckpointProblem
from conceptwriter.convert.checkpoints.safetensors_file import open_safetensors
from conceptwriter.convert.checkpoints.tensors import Tensor
from conceptwriter.convert.checkpoints.torch_zip import open_torch_zip
from conceptwriter.convert.checkpoints.weights import Weights

_INDEX = ".index.json"
_IN_A_FOLDER = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
    "model.pt",
)
_LEGACY = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
"""PyTorch's magic number before 1.6, pickled."""
_SNIFFED = 512


def open_weights(path: Path) -> Weights:
    """Open a checkpoint: a PyTorch zip, safetensors, a sharded index of either, or a folder with one.

    No code in the file is run. Only the table of contents is read at first. Raises CheckpointProblem, naming
    the file and saying what it is instead.
    """
    if path.is_dir():
        return open_weights(_in_folder(path))
    if not path.exists():
        raise CheckpointProblem(f"{path} does not exist.")
    if path.name.endswith(_INDEX):
        return _open_sharded(path)
    try:
        with path.open("rb") as stream:
            head = stream.read(_SNIFFED)
    except OSError as error:
        raise CheckpointProblem(f"{path} cannot be opened ({error.strerror or error}).") from error
    if head.startswith(b"PK"):
        return open_torch_zip(path)
    if head.startswith(_LEGACY):
        raise CheckpointProblem(
            f"{path} is in PyTorch's old format, which only PyTorch reads. Open it once with "
            "torch.load(path, weights_only=True) and write it again with torch.save, or get a newer file."
        )
    if head[8:9] == b"{" and int.from_bytes(head[:8], "little") < 1 << 40:
        return open_safetensors(path)
    raise CheckpointProblem(f"{path} {_what_instead(head)}")


def _in_folder(folder: Path) -> Path:
    for name in _IN_A_FOLDER:
        if (folder / name).is_file():
            return folder / name
    raise CheckpointProblem(f"{folder} has no checkpoint: none of {', '.join(_IN_A_FOLDER)} is there.")


def _what_instead(head: bytes) -> str:
    start = head.lstrip().lower()
    if not head:
        return "is empty. Download it again."
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        return "is a web page, not a checkpoint: the download gave an error page. Download it again."
    if start.startswith(b"version https://git-lfs"):
        return "is only a Git LFS pointer to the file. Download the file itself."
    if start.startswith((b"{", b"[")):
        return "is a text file, perhaps the server's error message, and no checkpoint. Download it again."
    if not head.strip(b"\0"):
        return "contains only zeros: the download was never finished. Download it again."
    if head.startswith((b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")):
        return (
            "is a bare pickle, which could run code; it is not read. Get the weights as .pt or .safetensors."
        )
    if head.startswith((b"\x1f\x8b", b"7z", b"Rar!", b"\xfd7zXZ")):
        return "is a packed archive. Unpack it, and choose the file inside."
    return "is not a checkpoint that can be read: neither a PyTorch file (.pt) nor .safetensors."


def _open_sharded(index: Path) -> Weights:
    try:
        table = json.loads(index.read_text("utf-8"))["weight_map"]
        places = {str(name): str(file) for name, file in table.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointProblem(f"{index} is not the index of a checkpoint. Download it again.") from error
    shards: dict[str, Weights] = {}

    def close() -> None:
        for shard in shards.values():
            shard.close()

    try:
        tensors: dict[str, Tensor] = {}
        for name, file in places.items():
            if Path(file).name != file:
                raise CheckpointProblem(f"{index} points outside of its folder ({file}). Download it again.")
            if file not in shards:
                shards[file] = open_weights(index.with_name(file))
            if name not in shards[file]:
                raise CheckpointProblem(
                    f"{index.with_name(file)} lacks {name}, which {index.name} says it has."
                )
            tensors[name] = shards[file].tensors[name]
    except BaseException:
        close()
        raise
    return Weights(index, tensors, close)
