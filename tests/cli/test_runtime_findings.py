"""ONNX Runtime and GPUs as `doctor` sees them: mixed builds, drivers too old, CUDA that does not start."""

from __future__ import annotations

import json
import subprocess
from types import SimpleNamespace
from typing import Any

import pytest

from conceptwriter.cli.findings import version_of
from conceptwriter.cli.runtime_findings import (
    Gpu,
    cuda_findings,
    nvidia_gpus,
    onnxruntime_finding,
    precision_finding,
)
from conceptwriter.runtime.device import CPU, CUDA, INSTALL_CUDA
from conceptwriter.runtime.probe import Probe, probe

PLAIN = Probe("1.31.1", (CPU,))
STARTED = Probe("1.31.1", (CUDA, CPU), "13.0", cuda_starts=True)
STUCK = Probe("1.31.1", (CUDA, CPU), "13.0", message="Failed to load libcublasLt.so.13")
BROKEN = Probe(problem="AttributeError: no __version__")
BOTH = {"onnxruntime": "1.31.1", "onnxruntime-gpu": "1.31.1"}
OTHERS = (
    "pip uninstall -y onnxruntime onnxruntime-openvino; "
    "pip install --force-reinstall --no-deps onnxruntime-openvino"
)
GPU = Gpu("NVIDIA RTX 4070", "590.44.01", "12282 MiB")


@pytest.mark.parametrize(
    ("builds", "found", "grade", "cure"),
    [
        ({}, BROKEN, "fault", "pip install onnxruntime"),
        ({"onnxruntime": "1.31.1"}, PLAIN, "ok", ""),
        ({"onnxruntime-gpu": "1.31.1"}, STARTED, "ok", ""),
        (BOTH, STARTED, "ok", ""),
        (BOTH, STUCK, "ok", ""),
        (BOTH, PLAIN, "fault", "pip install --force-reinstall --no-deps onnxruntime-gpu==1.31.1"),
        (
            {"onnxruntime-gpu": "1.31.1"},
            BROKEN,
            "fault",
            "pip install --force-reinstall --no-deps onnxruntime-gpu==1.31.1",
        ),
        (
            {"onnxruntime": "1.31.1"},
            BROKEN,
            "fault",
            "pip install --force-reinstall --no-deps onnxruntime==1.31.1",
        ),
        (
            {"onnxruntime": "1.31.1", "onnxruntime-gpu": "1.30.0"},
            STARTED,
            "fault",
            "pip install --force-reinstall --no-deps onnxruntime-gpu==1.31.1",
        ),
        (
            {"onnxruntime": "1.31.1", "onnxruntime-openvino": "1.24.1"},
            PLAIN,
            "fault",
            OTHERS,
        ),
    ],
)
def test_each_mix_of_builds_has_its_cure(builds: dict[str, str], found: Probe, grade: str, cure: str) -> None:
    finding = onnxruntime_finding(builds, found)
    assert (finding.grade, finding.cure) == (grade, cure)
    assert all(name in finding.found for name in builds)


def test_a_gpu_that_works() -> None:
    gpu, cuda = cuda_findings(STARTED, [GPU])
    assert (gpu.grade, cuda.grade) == ("ok", "ok")
    assert "12282 MiB" in gpu.found


def test_a_driver_too_old_for_the_build() -> None:
    gpu, cuda = cuda_findings(STUCK, [Gpu("NVIDIA GTX 1060", "535.183.01", "6144 MiB")])
    assert gpu.grade == "fault"
    assert "580" in gpu.cure
    assert cuda.grade == "fault"
    assert "libcublasLt" in cuda.found
    older = Probe("1.22.0", (CUDA, CPU), "12.8", cuda_starts=True)
    assert next(cuda_findings(older, [Gpu("NVIDIA GTX 1060", "535.183.01", "6144 MiB")])).grade == "ok"


def test_cuda_without_a_gpu_is_no_fault() -> None:
    (cuda,) = cuda_findings(STUCK, [])
    assert cuda.grade == "remark"
    assert list(cuda_findings(PLAIN, [])) == []


def test_a_gpu_that_lies_idle() -> None:
    _, cuda = cuda_findings(PLAIN, [GPU])
    assert (cuda.grade, cuda.cure) == ("remark", INSTALL_CUDA)


def test_a_bundle_for_a_device_that_is_not_here() -> None:
    remark = precision_finding("bundle sonar-fp16", "float16", PLAIN)
    assert remark is not None
    assert "int8" in remark.found
    assert precision_finding("bundle sonar-fp16", "float16", STARTED) is None
    assert precision_finding("bundle sonar", "int8", STARTED) is None


def test_what_nvidia_smi_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    message = "NVIDIA RTX 4070, 590.44.01, 12282 MiB\nbroken line\n"
    monkeypatch.setattr("conceptwriter.cli.runtime_findings.shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(
        "conceptwriter.cli.runtime_findings.subprocess.run", lambda *a, **n: SimpleNamespace(stdout=message)
    )
    assert nvidia_gpus() == [GPU]

    def fail(*arguments: object, **named: object) -> None:
        raise subprocess.CalledProcessError(9, "nvidia-smi")

    monkeypatch.setattr("conceptwriter.cli.runtime_findings.subprocess.run", fail)
    assert nvidia_gpus() == []
    monkeypatch.setattr("conceptwriter.cli.runtime_findings.shutil.which", lambda name: None)
    assert nvidia_gpus() == []


def test_the_real_runtime_is_tried_in_a_process_of_its_own() -> None:
    found = probe()
    assert found.problem == ""
    assert found.version == version_of("onnxruntime") or version_of("onnxruntime-gpu")
    assert CPU in found.providers
    assert found.cuda_starts <= found.has_cuda


def test_a_runtime_that_ends_the_process_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*arguments: Any, **named: Any) -> SimpleNamespace:
        return SimpleNamespace(stdout="", stderr="Segmentation fault", returncode=-11)

    monkeypatch.setattr("conceptwriter.runtime.probe.subprocess.run", crash)
    assert "cannot be tested" in probe().problem


def test_the_last_words_say_why_cuda_did_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {"version": "1.31.1", "providers": [CUDA, CPU], "cuda_build": "13.0", "cuda_starts": False}
    answer |= {"message": "", "problem": ""}

    def stuck(*arguments: Any, **named: Any) -> SimpleNamespace:
        return SimpleNamespace(
            stdout=f"noise\n{json.dumps(answer)}\n", stderr="one\nlibcudart is missing\n\n"
        )

    monkeypatch.setattr("conceptwriter.runtime.probe.subprocess.run", stuck)
    assert probe() == Probe("1.31.1", (CUDA, CPU), "13.0", message="libcudart is missing")
