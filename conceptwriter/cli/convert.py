"""Make a model from checkpoints that you have downloaded yourself.

    convert sonar --encoder FILE --decoder FILE --tokenizer FILE --out FOLDER
    convert lcm --model FILE --out FOLDER
    convert voice FILE.gguf --out FOLDER
    convert sat --model FILE --tokenizer FILE --out FOLDER

`conceptwriter models install sonar` downloads and converts in one step. A conversion that was stopped
continues when it is started again. `conceptwriter convert sonar --help` lists all options.
"""

from __future__ import annotations

import argparse
import importlib.util

from conceptwriter.cli.console import Console
from conceptwriter.cli.extras import run_module
from conceptwriter.errors import ConceptWriterError
from conceptwriter.install.conversion import threads_for

MODULE = "conceptwriter.convert"
WHAT = ("sonar", "lcm", "voice", "sat")
OURS = ("--json", "--quiet", "-q")
"""What every command takes, and the module does not."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=WHAT, help="what to convert")
    parser.add_argument(
        "words",
        nargs=argparse.REMAINDER,
        metavar="...",
        help="its arguments; see `conceptwriter convert WHAT --help`",
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    require_onnx()
    words = [word for word in arguments.words if word not in OURS]
    if console.as_json:
        words.append("--progress")
    return run_module(MODULE, [arguments.what, *words], threads_for(arguments.what))


def require_onnx() -> None:
    """Raises ConceptWriterError when the package that writes graphs is missing; PyTorch is not needed."""
    if importlib.util.find_spec("onnx") is None:
        raise ConceptWriterError(
            "Converting needs a package that is not installed (onnx). Install it with: pip install onnx"
        )
