"""Find what is missing or broken on this computer, and how to fix it.

The exit code is 1 if something does not work; suggestions for improvement do not count.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from conceptwriter import __version__
from conceptwriter.byte_sizes import in_bytes
from conceptwriter.cli import system_needs
from conceptwriter.cli.arguments import add_output
from conceptwriter.cli.console import Console
from conceptwriter.cli.cuda_setup import install_cuda
from conceptwriter.cli.findings import Diagnosis, Grade, version_of
from conceptwriter.cli.runtime_findings import (
    BUILDS,
    cuda_findings,
    nvidia_gpus,
    onnxruntime_finding,
    precision_finding,
    prepacked_finding,
)
from conceptwriter.cli.spelling_findings import spelling_findings
from conceptwriter.errors import ConceptWriterError
from conceptwriter.runtime.prepacked import PrepackedCache, prepacked_folder
from conceptwriter.runtime.probe import Probe, probe

_GRADE_LABELS: dict[Grade, str] = {"ok": "ok    ", "remark": "remark", "fault": "FAULT "}
_NEEDED = (
    "PySide6-Essentials",
    "onnxruntime",
    "numpy",
    "sentencepiece",
    "markdown-it-py",
    "onnx",
    "safetensors",
    "requests",
)


def configure(parser: argparse.ArgumentParser) -> None:
    add_output(parser)
    parser.add_argument(
        "--install-cuda",
        action="store_true",
        help="install what is needed to run on an NVIDIA GPU, and test it",
    )
    parser.add_argument(
        "--empty-cache",
        action="store_true",
        help="delete the prepared copies of models; they are made again when needed",
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    if arguments.install_cuda:
        return install_cuda(console)
    if arguments.empty_cache:
        return _empty_cache(console)
    findings: list[Diagnosis] = []
    for finding in _examine():
        findings.append(finding)
        if not console.as_json:
            console.data(f"{_GRADE_LABELS[finding.grade]} {finding.about}: {finding.found}")
            if finding.cure:
                console.data(f"       -> {finding.cure}")
    if console.as_json:
        console.json([asdict(finding) for finding in findings])
    return 1 if any(finding.grade == "fault" for finding in findings) else 0


def _empty_cache(console: Console) -> int:
    cache = PrepackedCache(prepacked_folder())
    freed = cache.empty()
    if console.as_json:
        console.json({"freed_bytes": freed, "folder": str(cache.folder)})
    else:
        console.data(f"{in_bytes(freed, 0)} freed in {cache.folder}.")
    return 0


def _examine() -> Iterator[Diagnosis]:
    yield Diagnosis(
        "ConceptWriter", "ok", f"{__version__}, Python {platform.python_version()}, {platform.platform()}"
    )
    yield from _packages()
    found = probe()
    builds = {name: version for name in BUILDS if (version := version_of(name))}
    yield onnxruntime_finding(builds, found)
    yield from cuda_findings(found, nvidia_gpus())
    yield from _bundles(found)
    yield from _engine()
    yield prepacked_finding()
    yield from _folders()
    yield from spelling_findings()
    yield from _desktop()


def _packages() -> Iterator[Diagnosis]:
    for package in _NEEDED:
        if package == "onnxruntime":
            continue  # its several builds have a separate finding
        version = version_of(package)
        if version is None:
            yield Diagnosis(package, "fault", "not installed", f"pip install {package}")
        elif package.startswith("PySide6") and version.startswith("6.12.0") and sys.version_info < (3, 12):
            cure = "pip install 'PySide6-Essentials<6.12', or use Python 3.12 or newer"
            yield Diagnosis(package, "fault", f"{version} crashes on Python 3.11", cure)
        else:
            yield Diagnosis(package, "ok", version)


def _bundles(found: Probe) -> Iterator[Diagnosis]:
    from conceptwriter.assistant import named
    from conceptwriter.bundles import find_bundles, missing_starter, verify
    from conceptwriter.bundles.places import verification_record
    from conceptwriter.engine import variants_in

    bundles = find_bundles()
    if not bundles:
        yield Diagnosis(
            "models",
            "remark",
            "no model is installed: writing works, proposing and translating do not",
            missing_starter() or "install one: `conceptwriter models catalogue` lists what is available",
        )
    for bundle in bundles:
        faults = [] if bundle.problem else verify(bundle.folder, verification_record())
        problems = [bundle.problem] if bundle.problem else [str(fault) for fault in faults]
        about = f"model {bundle.folder.name}"
        if problems:
            yield Diagnosis(
                about, "fault", "; ".join(problems), f"delete {bundle.folder} and install the model again"
            )
        else:
            manifest = bundle.manifest
            assert manifest is not None
            kinds = "+".join(manifest.kinds)
            variants = [named(variant) for variant in variants_in(manifest)]
            variants_text = f", concept models {', '.join(variants)}" if variants else ""
            yield Diagnosis(
                about, "ok", f"{manifest.name} {manifest.version}, {kinds}{variants_text}, all files intact"
            )
            if manifest.translator is not None:
                yield from _translator(about)
            elif remark := precision_finding(about, manifest.precision, found):
                yield remark


def _translator(about: str) -> Iterator[Diagnosis]:
    """Translators need a package that the program itself does not."""
    if version_of("ctranslate2") is None:
        cure = 'pip install "conceptwriter[translators]"'
        yield Diagnosis(about, "remark", "CTranslate2 is not installed, so it cannot translate", cure)


def _engine() -> Iterator[Diagnosis]:
    from conceptwriter.cli.engine_session import default_bundles
    from conceptwriter.engine import Describe, Engine

    choice = default_bundles()
    if choice is None:
        return
    try:
        with Engine(choice) as engine:
            status = engine.submit(Describe()).result()
    except ConceptWriterError as error:
        cure = "run `conceptwriter models verify`; if all files are intact, reinstall onnxruntime"
        yield Diagnosis("engine", "fault", str(error), cure)
        return
    memory = f", {in_bytes(status.rss_bytes, 0)}" if status.rss_bytes else ""
    yield Diagnosis(
        "engine",
        "ok",
        f"{status.provider}, {status.precision}, {status.threads} threads{memory}. {status.notice}".rstrip(),
    )
    yield Diagnosis("execution providers", "ok", ", ".join(status.available_providers) or "none reported")


def _folders() -> Iterator[Diagnosis]:
    import platformdirs

    places = {
        "settings folder": platformdirs.user_config_path("conceptwriter", appauthor=False),
        "data folder": platformdirs.user_data_path("conceptwriter", appauthor=False),
        "cache folder": platformdirs.user_cache_path("conceptwriter", appauthor=False),
    }
    for about, folder in places.items():
        refusal = _write_refusal(folder)
        if refusal:
            cure = "make it writable, or set HOME or the XDG variables to a folder that is"
            yield Diagnosis(about, "fault", f"{folder}: {refusal}", cure)
        else:
            yield Diagnosis(about, "ok", str(folder))


def _write_refusal(folder: Path) -> str:
    """Why nothing can be written at `folder` (made on first use); empty when it can."""
    existing = folder
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    if not existing.is_dir():
        return f"{existing} is not a folder"
    try:
        with tempfile.TemporaryFile(dir=existing):
            return ""
    except OSError as error:
        return error.strerror or str(error)


def _desktop() -> Iterator[Diagnosis]:
    if system_needs.has_display():
        shown_on = next(
            (f"{name}={os.environ[name]}" for name in system_needs.DISPLAYS if os.environ.get(name)), ""
        )
        yield Diagnosis("display", "ok", shown_on or "the system's own")
    else:
        cure = "the window needs a display (DISPLAY or WAYLAND_DISPLAY); the commands work without one"
        yield Diagnosis("display", "remark", "none", cure)
    missing = system_needs.missing_libraries()
    if missing:
        cure = system_needs.install_command(list(missing.values()))
        yield Diagnosis("system libraries", "fault", f"missing for the window: {', '.join(missing)}", cure)
    else:
        yield Diagnosis("system libraries", "ok", "complete")
    fonts = system_needs.missing_fonts()
    if fonts:
        cure = system_needs.install_command(list(fonts.values()))
        yield Diagnosis("fonts", "remark", f"none for {', '.join(fonts)}: such text is shown as boxes", cure)
    else:
        yield Diagnosis("fonts", "ok", "Latin, Chinese, Japanese, Arabic and Devanagari can be shown")
