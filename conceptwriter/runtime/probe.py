"""What ONNX Runtime can do here, tried in a separate process: a broken installation may crash it.

`python -m conceptwriter.runtime.probe` prints one JSON object.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from dataclasses import asdict, dataclass

from conceptwriter.child_process import module_command, module_environment
from conceptwriter.runtime import privacy  # before onnxruntime, or it phones home
from conceptwriter.runtime.device import CPU, CUDA

assert privacy.VARIABLE  # imported for its effect

_ADDITION = base64.b64decode(
    "CAg6NQoOCgF4CgF4EgF5IgNBZGQSAWdaDwoBeBIKCggIARIECgIIAWIPCgF5EgoKCAgBEgQKAggBQgQKABAR"
)
"""An ONNX model of one node, y = x + x, float32 (1,)."""
_LONGEST_S = 120


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found; `problem` is set when ONNX Runtime cannot even be imported."""

    version: str = ""
    providers: tuple[str, ...] = ()
    cuda_build: str = ""
    """The CUDA version it was built for, as "13.0"; empty for a build without CUDA."""
    cuda_starts: bool = False
    message: str = ""
    """ONNX Runtime's last message when CUDA did not start."""
    problem: str = ""

    @property
    def has_cuda(self) -> bool:
        """Whether this build supports CUDA, started or not."""
        return CUDA in self.providers


def probe() -> Probe:
    """Try it in a child process."""
    command = module_command("conceptwriter.runtime.probe")
    try:
        ended = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=_LONGEST_S,
            check=False,
            env=module_environment(),
        )
        found = json.loads(ended.stdout.splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError) as error:
        return Probe(problem=f"it cannot be tested ({type(error).__name__})")
    said = [line.strip() for line in ended.stderr.splitlines() if line.strip()]
    message = "" if found["cuda_starts"] or not said else said[-1]
    return Probe(**{**found, "providers": tuple(found["providers"]), "message": message})


def _try() -> Probe:
    try:
        import onnxruntime

        version, providers = onnxruntime.__version__, tuple(onnxruntime.get_available_providers())
    except (ImportError, AttributeError, OSError) as error:
        return Probe(problem=f"{type(error).__name__}: {error}")
    if CUDA not in providers:
        return Probe(version, providers)
    from onnxruntime.capi import build_and_package_info

    from conceptwriter.runtime.sessions import find_cuda_libraries

    missing = find_cuda_libraries()
    session = onnxruntime.InferenceSession(_ADDITION, providers=[CUDA, CPU])
    starts = CUDA in session.get_providers()
    if missing and not starts:
        print(missing.splitlines()[0], file=sys.stderr)
    built_for = str(getattr(build_and_package_info, "cuda_version", ""))
    return Probe(version, providers, built_for, starts)


if __name__ == "__main__":
    print(json.dumps(asdict(_try())))
