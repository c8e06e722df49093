"""Commands that need the packages of an extra, and those that run in a process of their own."""

from __future__ import annotations

import importlib.util
import subprocess
from collections.abc import Mapping

from conceptwriter.child_process import app_launcher, module_command, module_environment
from conceptwriter.errors import ConceptWriterError

NEEDED = {"train": ("torch", "onnx", "sacrebleu"), "evaluate": ("sacrebleu",)}
"""Packages of each extra that its commands cannot do without."""


def require_extra(extra: str) -> None:
    """Raises ConceptWriterError, saying what to install, when packages of this extra are missing."""
    missing = [name for name in NEEDED[extra] if importlib.util.find_spec(name) is None]
    if missing and app_launcher() is not None:
        raise ConceptWriterError(
            f"This needs packages that the packaged program does not have ({', '.join(missing)}), and "
            f'nothing can be installed into it. Install "conceptwriter[{extra}]" with pip in an environment '
            "of its own; the README says how."
        )
    if missing:
        raise ConceptWriterError(
            f"This needs packages that are not installed ({', '.join(missing)}). Install them with: "
            f'pip install "conceptwriter[{extra}]"'
        )


def run_module(module: str, words: list[str], environment: Mapping[str, str] | None = None) -> int:
    """Run `python -m module words` in a separate process; returns its exit code, as 0, 1 or 2."""
    with subprocess.Popen(module_command(module, *words), env=module_environment(environment)) as process:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            process.wait()  # the terminal has signalled it as well: it may write a checkpoint before it ends
            raise
    return code if code in (0, 2) else 1
