"""What `doctor` finds about ONNX Runtime, GPUs, and the copies of models kept ready for this machine."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conceptwriter.byte_sizes import in_bytes
from conceptwriter.cli.cuda_setup import GPU_BUILD, relay_command
from conceptwriter.cli.findings import Diagnosis
from conceptwriter.runtime.device import CPU, CUDA, INSTALL_CUDA, unsuited
from conceptwriter.runtime.prepacked import PrepackedCache, prepacked_folder
from conceptwriter.runtime.probe import Probe

CPU_BUILD = "onnxruntime"
BUILDS = (CPU_BUILD, GPU_BUILD, "onnxruntime-directml", "onnxruntime-openvino")
_DRIVERS = {11: 450, 12: 525, 13: 580}
"""The oldest NVIDIA driver that runs programs of a CUDA version, from NVIDIA's release notes."""
_ABOUT = "ONNX Runtime"


@dataclass(frozen=True, slots=True)
class Gpu:
    """An NVIDIA GPU as its driver describes it."""

    name: str
    driver: str
    memory: str


def nvidia_gpus() -> list[Gpu]:
    """The GPUs listed by `nvidia-smi`; empty without an NVIDIA driver."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return []
    query = ["--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"]
    try:
        message = subprocess.run(
            [program, *query], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    rows = [[part.strip() for part in line.split(",")] for line in message.splitlines()]
    return [Gpu(*row) for row in rows if len(row) == 3]


def onnxruntime_finding(builds: Mapping[str, str], found: Probe) -> Diagnosis:
    """The builds of ONNX Runtime own one folder: whichever was installed last has overwritten the others.

    builds: version by name of those that are registered.
    """
    listed = ", ".join(f"{name} {version}" for name, version in builds.items())
    if not builds:
        return Diagnosis(_ABOUT, "fault", "not installed", "pip install onnxruntime")
    others = set(builds) - {CPU_BUILD, GPU_BUILD}
    if len(builds) > 1 and others:
        keep = next(iter(sorted(others)))
        return Diagnosis(
            _ABOUT,
            "fault",
            f"several builds are installed in the same folder ({listed}): one of them is broken",
            f"pip uninstall -y {' '.join(builds)}; pip install --force-reinstall --no-deps "
            f"{GPU_BUILD if GPU_BUILD in builds else keep}",
        )
    mixed = len(builds) > 1
    version = builds.get(CPU_BUILD) or builds.get(GPU_BUILD)
    if found.problem:
        cure = relay_command(version) if GPU_BUILD in builds else _again(CPU_BUILD, version)
        return Diagnosis(_ABOUT, "fault", f"{listed}: broken ({found.problem})", cure)
    if GPU_BUILD in builds and not found.has_cuda:
        message = f"{CPU_BUILD} was installed over {GPU_BUILD} ({listed}): CUDA support is lost"
        return Diagnosis(_ABOUT, "fault", message, relay_command(version))
    if mixed and builds[CPU_BUILD] != builds[GPU_BUILD]:
        message = f"{listed}: files of two versions in the same folder"
        return Diagnosis(_ABOUT, "fault", message, relay_command(builds[CPU_BUILD]))
    return Diagnosis(_ABOUT, "ok", f"{listed}{f', {GPU_BUILD} active' if mixed else ''}")


def cuda_findings(found: Probe, gpus: list[Gpu]) -> Iterator[Diagnosis]:
    """Whether a GPU is there and used."""
    for gpu in gpus:
        yield _gpu_finding(gpu, found)
    if found.cuda_starts:
        yield Diagnosis("CUDA", "ok", f"starts (ONNX Runtime built for CUDA {found.cuda_build})")
    elif found.has_cuda:
        message = f": {found.message}" if found.message else ""
        cure = (
            f"update the NVIDIA driver, then run `{INSTALL_CUDA}` to install NVIDIA's libraries"
            if gpus
            else "install an NVIDIA driver, or ignore this: everything runs on the CPU"
        )
        yield Diagnosis(
            "CUDA", "fault" if gpus else "remark", f"available, but does not start{message}", cure
        )
    elif gpus:
        yield Diagnosis(
            "CUDA", "remark", "the GPU is not used: this ONNX Runtime does not support CUDA", INSTALL_CUDA
        )


def precision_finding(about: str, precision: str, found: Probe) -> Diagnosis | None:
    """A remark on a bundle that no device of this machine suits."""
    devices = (CPU, CUDA) if found.cuda_starts else (CPU,)
    remarks = [unsuited(precision, device) for device in devices]
    if all(remarks):
        return Diagnosis(about, "remark", remarks[0], "install the int8 version of the model")
    return None


def prepacked_finding(cache: PrepackedCache | None = None) -> Diagnosis:
    """How much the copies kept ready take."""
    cache = cache or PrepackedCache(prepacked_folder())
    return Diagnosis("model cache", "ok", f"{in_bytes(cache.size(), 0)} in {cache.folder}")


def _gpu_finding(gpu: Gpu, found: Probe) -> Diagnosis:
    message = f"{gpu.name}, {gpu.memory}, driver {gpu.driver}"
    driver, built_for = _major(gpu.driver), _major(found.cuda_build)
    needed = _DRIVERS.get(built_for or 0)
    if driver is not None and needed is not None and driver < needed:
        return Diagnosis(
            "GPU",
            "fault",
            f"{message}: too old for CUDA {found.cuda_build}",
            f"update the NVIDIA driver to {needed} or newer",
        )
    return Diagnosis("GPU", "ok", message)


def _major(version: str) -> int | None:
    first = version.partition(".")[0]
    return int(first) if first.isdigit() else None


def _again(build: str, version: str | None) -> str:
    return f"pip install --force-reinstall --no-deps {build}{f'=={version}' if version else ''}"
