"""`doctor --install-cuda`: one command that ends in an ONNX Runtime with CUDA, whatever is installed now.

`onnxruntime` and `onnxruntime-gpu` own the same folder: the one installed last is the one that works, and
removing either breaks the other. This program depends on `onnxruntime`, so that pip brings it (back) whenever
it installs the program, and in one go with `onnxruntime-gpu` it even installs it last. So the GPU build is
laid over it, in the same version, and both stay registered: pip is content, and the GPU build is imported.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys

from conceptwriter.child_process import app_launcher, module_command
from conceptwriter.cli.console import Console
from conceptwriter.cli.findings import version_of
from conceptwriter.errors import ConceptWriterError
from conceptwriter.runtime.probe import Probe, probe

GPU_BUILD = "onnxruntime-gpu"


class CudaSetupFailed(ConceptWriterError):
    """The GPU runtime could not be installed; the message says what to do."""


def install_commands(version: str | None) -> list[list[str]]:
    """Arguments of pip: the GPU build with NVIDIA's libraries, and itself once more over the CPU build.

    version: that of the ONNX Runtime that is there; a mix of two versions would leave files of both.
    """
    pinned = f"=={version}" if version else ""
    return [
        ["install", f"{GPU_BUILD}[cuda,cudnn]{pinned}"],
        ["install", "--force-reinstall", "--no-deps", f"{GPU_BUILD}{pinned}"],
    ]


def relay_command(version: str | None) -> str:
    """The command, for display, that installs the GPU build over the CPU build again."""
    return " ".join(["pip", *install_commands(version)[1]])


def install_cuda(console: Console) -> int:
    """Install, try, and report; 1 when CUDA still does not start. Raises CudaSetupFailed."""
    if sys.platform == "darwin":
        raise CudaSetupFailed(
            "CUDA needs an NVIDIA GPU, which current Macs do not have. Models run on the CPU."
        )
    if app_launcher() is not None:
        raise CudaSetupFailed(
            "This is the packaged program, which nothing can be installed into. To use CUDA, install "
            "ConceptWriter with pip in an environment of its own; the README says how."
        )
    if importlib.util.find_spec("pip") is None:
        commands = "; ".join(" ".join(["pip", *words]) for words in install_commands(_present_version()))
        raise CudaSetupFailed(f"This Python has no pip. Run the same with your installer: {commands}")
    libraries, itself = install_commands(_present_version())
    console.note("Installing ONNX Runtime for CUDA and NVIDIA's libraries: about 1.5 GB to download.")
    _pip(libraries)
    found = probe()
    if not found.has_cuda:  # it was registered, but overwritten by the CPU build
        _pip(itself)
        found = probe()
    if not found.has_cuda:
        reason = found.problem or "the CPU build is still active"
        raise CudaSetupFailed(
            f"ONNX Runtime still has no CUDA support ({reason}). Try `{relay_command(None)}`."
        )
    return _report(console, found)


def _report(console: Console, found: Probe) -> int:
    if found.cuda_starts:
        console.data(f"CUDA works: ONNX Runtime {found.version}, built for CUDA {found.cuda_build}.")
        return 0
    console.problem(
        f"ONNX Runtime {found.version} now supports CUDA, but CUDA does not start"
        + (f" ({found.message})" if found.message else "")
        + ". Until it does, everything runs on the CPU; `conceptwriter doctor` shows what is missing."
    )
    return 1


def _present_version() -> str | None:
    return version_of("onnxruntime") or version_of(GPU_BUILD)


def _pip(words: list[str]) -> None:
    """Its output goes to the terminal: it downloads for minutes."""
    ended = subprocess.run(module_command("pip", *words), check=False)
    if ended.returncode:
        raise CudaSetupFailed(
            f"`pip {' '.join(words)}` failed; see the messages above. Nothing else was changed."
        )
