"""Weights of runs for others: in half precision, in parts that are small enough to be sent.

A folder of them has the codec's tokenizer as well. Once its files are joined (:mod:`.pieces`), bundles are
exported from it as from the folders of the runs, and other runs can begin from it.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from conceptwriter.training.checkpointing import read_checkpoint, write_model
from conceptwriter.training.pieces import LARGEST, listing_of, split
from conceptwriter.training.tokenizer import TOKENIZER_FILE


def pass_on(runs: Mapping[str, Path], folder: Path, largest: int = LARGEST) -> list[Path]:
    """Write the weights of each run folder as ``NAME.safetensors``, or its parts; returns the files.

    Raises CheckpointError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    for name, run in runs.items():
        checkpoint = read_checkpoint(run)
        path = folder / f"{name}.safetensors"
        write_model(path, replace(checkpoint, model=_halved(checkpoint.model)))
        if path.stat().st_size > largest:
            made += split(path, largest)
            path.unlink()
        else:
            made.append(path)
        if (run / TOKENIZER_FILE).is_file():
            made.append(Path(shutil.copyfile(run / TOKENIZER_FILE, folder / TOKENIZER_FILE)))
    return made


def is_passed_on(runs: Mapping[str, Path], folder: Path) -> bool:
    """Whether all of them are there, whole or in parts."""
    files = [folder / f"{name}.safetensors" for name in runs]
    return all(file.is_file() or listing_of(file).is_file() for file in files)


def _halved(model: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Matrices in half precision; what shares memory still does."""
    halved: dict[tuple[int, tuple[int, ...]], Tensor] = {}
    for tensor in model.values():
        is_matrix = tensor.ndim > 1 and tensor.dtype == torch.float32
        halved.setdefault(_place(tensor), tensor.half() if is_matrix else tensor)
    return {name: halved[_place(tensor)] for name, tensor in model.items()}


def _place(tensor: Tensor) -> tuple[int, tuple[int, ...]]:
    return tensor.data_ptr(), tuple(tensor.shape)
