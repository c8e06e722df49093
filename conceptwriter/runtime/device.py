"""Which device the models run on, and why: the choice is always reported, never silent."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

import psutil

from conceptwriter.runtime.errors import DeviceUnavailable

CPU = "CPUExecutionProvider"
CUDA = "CUDAExecutionProvider"
DEVICES = ("auto", "cpu", "cuda")
_MOST_THREADS = 8
INSTALL_CUDA = "python -m conceptwriter doctor --install-cuda"
"""Results in a working GPU runtime, whatever is installed now: see `conceptwriter.cli.cuda_setup`."""
_SUITED: dict[str, str] = {"int8": CPU, "float16": CUDA}
"""Precisions suited to one kind of device; the others suit both. CUDA has no kernel for the u8 x s8 products
of int8, so each of them would be copied to the CPU and back; a CPU widens float16 each time it is used."""
_MADE_FOR = {CPU: "the CPU", CUDA: "a GPU"}


@dataclass(frozen=True, slots=True)
class DeviceChoice:
    """`providers` in ONNX Runtime's names and order of preference; `reason` is shown to the user."""

    providers: tuple[str, ...]
    reason: str

    @property
    def provider(self) -> str:
        """The provider that does the work."""
        return self.providers[0]


def choose_device(wanted: str, available: Sequence[str], precision: str = "float32") -> DeviceChoice:
    """Choose among the `available` providers (`onnxruntime.get_available_providers()`).

    wanted: "auto" takes CUDA when it is there and suits the bundle's precision, "cpu" and "cuda" force one.
    Where device and precision do not suit each other the reason says so.
    Raises DeviceUnavailable when "cuda" is wanted and not available, or for an unknown device name.
    """
    if wanted not in DEVICES:
        raise DeviceUnavailable(f"There is no device {wanted!r}. Choose one of {', '.join(DEVICES)}.")
    has_cuda = CUDA in available
    if wanted == "cuda" and not has_cuda:
        raise DeviceUnavailable(
            f"CUDA was requested, but this ONNX Runtime does not support it. Install it: {INSTALL_CUDA}"
        )
    if wanted == "cpu":
        choice = DeviceChoice((CPU,), "Running on the CPU, as configured.")
    elif wanted == "auto" and has_cuda and _SUITED.get(precision, CUDA) == CPU:
        return DeviceChoice(
            (CPU,), f"Running on the CPU: CUDA is available, but this model is {precision}, made for the CPU."
        )
    elif has_cuda:
        choice = DeviceChoice((CUDA, CPU), "Running on the GPU (CUDA).")
    else:
        choice = DeviceChoice((CPU,), "Running on the CPU: this ONNX Runtime does not support CUDA.")
    remark = unsuited(precision, choice.provider)
    return replace(choice, reason=f"{choice.reason} {remark}") if remark else choice


def unsuited(precision: str, provider: str) -> str:
    """What is wrong with running a bundle of this precision there, as a sentence; empty when nothing is."""
    suited = _SUITED.get(precision, provider)
    if suited == provider:
        return ""
    better = "an int8 model" if provider == CPU else "a float16 model"
    return f"This model is {precision}, made for {_MADE_FOR[suited]}, so it is slow here; {better} is faster."


def provider_options(provider: str) -> dict[str, str]:
    """ONNX Runtime's options for a provider."""
    if provider != CUDA:
        return {}
    # The arena grows by the requested size, not by powers of two: sessions share the GPU with the display.
    return {"arena_extend_strategy": "kSameAsRequested"}


def after_out_of_memory() -> DeviceChoice:
    """The choice after a model did not fit into GPU memory."""
    return DeviceChoice(
        (CPU,),
        "Running on the CPU: the GPU ran out of memory. Close other programs that use it and restart "
        "the models, or choose a smaller model.",
    )


def after_fallback(choice: DeviceChoice, used: Sequence[str], wanted: str) -> DeviceChoice:
    """Correct a choice when ONNX Runtime itself fell back (`used` is `session.get_providers()`).

    Raises DeviceUnavailable when "cuda" was explicitly requested.
    """
    if choice.provider in used:
        return choice
    if wanted == "cuda":
        raise DeviceUnavailable(
            "CUDA was requested but did not start: check the driver, CUDA and cuDNN. `conceptwriter "
            "doctor` shows more."
        )
    return DeviceChoice(
        (CPU,), "Running on the CPU: CUDA is installed but did not start (driver, CUDA or cuDNN)."
    )


def default_threads() -> int:
    """Physical cores this process may use, at least 1 and at most 8."""
    physical = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0)) if sys.platform == "linux" else physical
    return max(1, min(physical, allowed, _MOST_THREADS))
