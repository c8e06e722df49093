"""`conceptwriter bench sonar`: the models of published size on this machine, compared with other runtimes."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conceptwriter.bundles import find_bundle, find_bundles
from conceptwriter.bundles.places import user_models_folder
from conceptwriter.cli.console import Console, WrongUsage
from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from conceptwriter.training.bench.sonar import BenchReport

SPACE = "sonar-1"
_THREADS = 2
ONLY_HERE = ("reference", "ctranslate2", "checkpoints", "work", "quick")
"""Arguments that only `bench sonar` has."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments that only `bench sonar` has."""
    group = parser.add_argument_group("only with `bench sonar`")
    group.add_argument(
        "--checkpoints",
        metavar="FOLDER",
        type=Path,
        help="folder of the original SONAR files: compare with ONNX Runtime float32 and with PyTorch",
    )
    group.add_argument(
        "--reference",
        metavar="PYTHON",
        help="Python interpreter with the sonar extra: compare with sonar-space",
    )
    group.add_argument(
        "--ctranslate2",
        metavar="PYTHON",
        help="Python interpreter with ctranslate2: compare with its int8 model",
    )
    group.add_argument(
        "--work",
        metavar="FOLDER",
        type=Path,
        help="folder where models for comparison are made and kept (about 8 GB; default: in the user's "
        "models folder)",
    )
    group.add_argument("--quick", action="store_true", help="measure fewer and shorter samples")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Measure, and print the table or JSON. Raises ConceptWriterError."""
    if arguments.device == "cuda":
        raise WrongUsage("`bench sonar` measures the CPU. Leave out --device.")
    from conceptwriter.training.bench.comparisons import BenchOptions
    from conceptwriter.training.bench.report import lines_of
    from conceptwriter.training.bench.sonar import measure

    lcm = arguments.lcm_bundle
    report = measure(
        BenchOptions(
            bundle=codec_folder(arguments.bundle),
            lcm_bundle=None if lcm is None else find_bundle(lcm).folder,
            reference=arguments.reference,
            ctranslate2=arguments.ctranslate2,
            checkpoints=arguments.checkpoints,
            work=arguments.work or user_models_folder().parent / "bench",
            threads=arguments.threads or _THREADS,
            quick=arguments.quick,
        ),
        console.note,
    )
    if console.as_json:
        console.json(as_json(report))
    else:
        for line in lines_of(report):
            console.data(line)
    return 0


def as_json(report: BenchReport) -> dict[str, Any]:
    """Everything measured, with the verdict on each target in a word."""
    value = asdict(report)
    for shown, verdict in zip(value["verdicts"], report.verdicts, strict=True):
        shown["verdict"] = verdict.word
    return value


def codec_folder(name: str | None) -> Path:
    """The bundle of this name or folder, or the first installed one of SONAR's space.

    Raises ConceptWriterError when there is none.
    """
    if name is not None:
        return find_bundle(name).folder
    for bundle in find_bundles():
        manifest = bundle.manifest
        if manifest is not None and manifest.codec is not None and manifest.vector_space == SPACE:
            return bundle.folder
    raise ConceptWriterError(
        "SONAR is not installed. Install it with `conceptwriter models install sonar`, or measure "
        "another model with `--bundle FOLDER`."
    )
