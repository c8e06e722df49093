"""Which device the models run on, and why: a choice that is always told, never silent."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from conceptwriter.bundles.errors import DeviceUnavailable

CPU = "CPUExecutionProvider"
CUDA = "CUDAExecutionProvider"
DEVICES = ("auto", "cpu", "cuda")
_MOST_THREADS = 8
_INSTALL_CUDA = (
    'Install the GPU runtime: pip uninstall onnxruntime, then pip install "conceptwriter[cuda]" '
    "(both packages own the same folder and cannot stand side by side)."
)


@dataclass(frozen=True, slots=True)
class DeviceChoice:
    """`providers` in ONNX Runtime's names and order of preference; `reason` is a sentence for a person."""

    providers: tuple[str, ...]
    reason: str

    @property
    def provider(self) -> str:
        """The provider that does the work."""
        return self.providers[0]


def choose_device(wanted: str, available: Sequence[str], precision: str = "float32") -> DeviceChoice:
    """Choose among the `available` providers (`onnxruntime.get_available_providers()`).

    wanted: "auto" takes CUDA when it is there, "cpu" and "cuda" insist. "auto" leaves an int8 bundle on the
    CPU: CUDA has no kernel for its u8 x s8 products, each of them would travel back to the CPU.
    Raises DeviceUnavailable when "cuda" is wanted and not there, or the device has no such name.
    """
    if wanted not in DEVICES:
        raise DeviceUnavailable(f"There is no device {wanted!r}; choose one of {', '.join(DEVICES)}.")
    if wanted == "cpu":
        return DeviceChoice((CPU,), "Running on the CPU, as set.")
    if CUDA in available and wanted == "auto" and precision == "int8":
        return DeviceChoice(
            (CPU,), "Running on the CPU: CUDA is there, but this bundle is int8, made for the CPU."
        )
    if CUDA in available:
        return DeviceChoice((CUDA, CPU), "Running on the GPU (CUDA).")
    if wanted == "cuda":
        raise DeviceUnavailable(f"CUDA was asked for, but this ONNX Runtime has no CUDA. {_INSTALL_CUDA}")
    return DeviceChoice((CPU,), "Running on the CPU: this ONNX Runtime has no CUDA.")


def after_fallback(choice: DeviceChoice, used: Sequence[str], wanted: str) -> DeviceChoice:
    """Correct a choice when ONNX Runtime itself fell back (`used` is `session.get_providers()`).

    Raises DeviceUnavailable when "cuda" was insisted on.
    """
    if choice.provider in used:
        return choice
    if wanted == "cuda":
        raise DeviceUnavailable(
            "CUDA was asked for, but it did not start: check the driver, CUDA and cuDNN. "
            "`conceptwriter doctor` tells more."
        )
    return DeviceChoice(
        (CPU,), "Running on the CPU: CUDA is installed but did not start (driver, CUDA or cuDNN)."
    )


def default_threads() -> int:
    """Physical cores this process may use, at least 1 and at most 8."""
    physical = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0)) if sys.platform == "linux" else physical
    return max(1, min(physical, allowed, _MOST_THREADS))
