"""Which process this is among those that train together, and on which device.

Started plainly, a run is one process. Started by ``torchrun``, which sets ``WORLD_SIZE``, ``RANK`` and
``LOCAL_RANK``, the processes average their gradients, and only the first of them writes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import distributed

from conceptwriter.errors import ConceptWriterError


class DeviceError(ConceptWriterError):
    """The requested device is not available; the message names it."""


@dataclass(frozen=True, slots=True)
class Processes:
    """This process and the others."""

    rank: int
    count: int
    device: torch.device

    @property
    def is_first(self) -> bool:
        """Whether this one writes and prints."""
        return self.rank == 0

    def agree(self, stop: bool, factor: float) -> tuple[bool, float]:
        """One answer for all: stop if any wants to; the rate of the slowest clock."""
        if self.count == 1:
            return stop, factor
        answer = torch.tensor([float(stop), -factor], device=self.device)
        distributed.all_reduce(answer, op=distributed.ReduceOp.MAX)
        return bool(answer[0] > 0), -float(answer[1])

    def wait(self) -> None:
        """Wait until all processes have arrived here."""
        if self.count > 1:
            distributed.barrier()


def process_count() -> int:
    """How many processes train together, this one included."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def alone(what: str) -> None:
    """Raises DeviceError when other processes would write the same file as this one."""
    if process_count() > 1:
        raise DeviceError(f"{what} is not there yet. Make it with one process, then train with several.")


def find_device(name: str) -> torch.device:
    """The device of this name: ``auto``, ``cpu``, ``cuda`` or ``cuda:1``; of several processes, this one's.

    Raises DeviceError.
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name != "cpu" and not name.startswith("cuda"):
        raise DeviceError(f"There is no device {name!r}. Choose auto, cpu or cuda.")
    if name.startswith("cuda") and not torch.cuda.is_available():
        raise DeviceError("PyTorch finds no CUDA device. Choose --device cpu, or install its CUDA build.")
    if name == "cuda" and process_count() > 1:
        return torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
    return torch.device(name)


@contextmanager
def processes(name: str) -> Iterator[Processes]:
    """Join the other processes of the run, if it was started with several, and leave them at the end.

    Raises DeviceError.
    """
    device = find_device(name)
    if process_count() == 1:
        yield Processes(0, 1, device)
        return
    if device.type == "cuda":
        torch.cuda.set_device(device)
    distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield Processes(distributed.get_rank(), process_count(), device)
    finally:
        distributed.destroy_process_group()
