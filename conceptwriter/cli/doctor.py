"""Look for what is missing or broken on this machine, and say what to do about each fault.

Ends with 1 when something does not work; remarks about what could be better do not count.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from conceptwriter import __version__
from conceptwriter.cli import system_needs
from conceptwriter.cli.arguments import add_output
from conceptwriter.cli.console import Console
from conceptwriter.errors import ConceptWriterError

Grade = Literal["ok", "remark", "fault"]
_SIGNS: dict[Grade, str] = {"ok": "ok    ", "remark": "remark", "fault": "FAULT "}
_NEEDED = ("PySide6-Essentials", "onnxruntime", "numpy", "sentencepiece", "spacy", "markdown-it-py")
_ONNXRUNTIME_BUILDS = ("onnxruntime", "onnxruntime-gpu", "onnxruntime-directml", "onnxruntime-openvino")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `cure` says what to do when it is not ok."""

    about: str
    grade: Grade
    found: str
    cure: str = ""


def configure(parser: argparse.ArgumentParser) -> None:
    add_output(parser)


def run(_: argparse.Namespace, console: Console) -> int:
    findings: list[Finding] = []
    for finding in _examine():
        findings.append(finding)
        if not console.as_json:
            console.data(f"{_SIGNS[finding.grade]} {finding.about}: {finding.found}")
            if finding.cure:
                console.data(f"       -> {finding.cure}")
    if console.as_json:
        console.json([asdict(finding) for finding in findings])
    return 1 if any(finding.grade == "fault" for finding in findings) else 0


def _examine() -> Iterator[Finding]:
    yield Finding(
        "ConceptWriter", "ok", f"{__version__}, Python {platform.python_version()}, {platform.platform()}"
    )
    yield from _packages()
    yield _onnxruntime()
    yield from _bundles()
    yield from _engine()
    yield from _folders()
    yield from _desktop()


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _packages() -> Iterator[Finding]:
    for package in _NEEDED:
        if package == "onnxruntime":
            continue  # its several builds have a finding of their own
        version = _version(package)
        if version is None:
            yield Finding(package, "fault", "not installed", f"pip install {package}")
        elif package.startswith("PySide6") and version.startswith("6.12.0") and sys.version_info < (3, 12):
            cure = "pip install 'PySide6-Essentials<6.12', or use Python 3.12 or newer"
            yield Finding(package, "fault", f"{version} crashes on Python 3.11", cure)
        else:
            yield Finding(package, "ok", version)


def _onnxruntime() -> Finding:
    """The builds of ONNX Runtime own one folder: whichever was installed last has overwritten the others."""
    builds = {name: version for name in _ONNXRUNTIME_BUILDS if (version := _version(name))}
    listed = ", ".join(f"{name} {version}" for name, version in builds.items())
    if not builds:
        return Finding("ONNX Runtime", "fault", "not installed", "pip install onnxruntime")
    if len(builds) > 1:
        keep = "onnxruntime-gpu" if "onnxruntime-gpu" in builds else "onnxruntime"
        return Finding(
            "ONNX Runtime",
            "fault",
            f"several builds share one folder ({listed}): one of them is broken",
            f"pip uninstall -y {' '.join(builds)} && pip install {keep}",
        )
    return Finding("ONNX Runtime", "ok", listed)


def _bundles() -> Iterator[Finding]:
    from conceptwriter.assistant import named
    from conceptwriter.bundles import find_bundles, user_models_folder, verify
    from conceptwriter.engine import variants_in

    bundles = find_bundles()
    if not bundles:
        yield Finding(
            "models",
            "remark",
            "no bundle is here: writing works, proposing and translating do not",
            f"put a bundle folder into {user_models_folder()}",
        )
    for bundle in bundles:
        problems = [bundle.problem] if bundle.problem else [str(finding) for finding in verify(bundle.folder)]
        about = f"bundle {bundle.folder.name}"
        if problems:
            yield Finding(about, "fault", "; ".join(problems), f"remove {bundle.folder} and install it again")
        else:
            manifest = bundle.manifest
            assert manifest is not None
            kinds = "+".join(manifest.kinds)
            variants = [named(variant) for variant in variants_in(manifest)]
            told = f", concept models {', '.join(variants)}" if variants else ""
            yield Finding(
                about, "ok", f"{manifest.name} {manifest.version}, {kinds}{told}, all files unchanged"
            )


def _engine() -> Iterator[Finding]:
    from conceptwriter.cli.engine_session import default_bundles
    from conceptwriter.engine import Describe, Engine

    choice = default_bundles()
    if choice is None:
        return
    try:
        with Engine(choice) as engine:
            status = engine.submit(Describe()).result()
    except ConceptWriterError as error:
        cure = "`conceptwriter models verify`; if the files are well, reinstall onnxruntime"
        yield Finding("engine", "fault", str(error), cure)
        return
    memory = f", {status.rss_bytes / 1e6:.0f} MB" if status.rss_bytes else ""
    yield Finding(
        "engine",
        "ok",
        f"{status.provider}, {status.precision}, {status.threads} threads{memory}. {status.notice}".rstrip(),
    )
    yield Finding("execution providers", "ok", ", ".join(status.available_providers) or "none told")


def _folders() -> Iterator[Finding]:
    import platformdirs

    places = {
        "settings folder": platformdirs.user_config_path("conceptwriter", appauthor=False),
        "data folder": platformdirs.user_data_path("conceptwriter", appauthor=False),
        "cache folder": platformdirs.user_cache_path("conceptwriter", appauthor=False),
    }
    for about, folder in places.items():
        refusal = _write_refusal(folder)
        if refusal:
            cure = "make it writable for you, or point HOME or the XDG variables to a folder that is"
            yield Finding(about, "fault", f"{folder}: {refusal}", cure)
        else:
            yield Finding(about, "ok", str(folder))


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


def _desktop() -> Iterator[Finding]:
    if system_needs.has_display():
        shown_on = next(
            (f"{name}={os.environ[name]}" for name in system_needs.DISPLAYS if os.environ.get(name)), ""
        )
        yield Finding("display", "ok", shown_on or "the system's own")
    else:
        cure = "the window needs one (DISPLAY or WAYLAND_DISPLAY); the commands work without"
        yield Finding("display", "remark", "none", cure)
    missing = system_needs.missing_libraries()
    if missing:
        cure = system_needs.install_command(list(missing.values()))
        yield Finding("system libraries", "fault", f"the window needs {', '.join(missing)}", cure)
    else:
        yield Finding("system libraries", "ok", "all that the window needs")
    fonts = system_needs.missing_fonts()
    if fonts:
        cure = system_needs.install_command(list(fonts.values()))
        yield Finding("fonts", "remark", f"none for {', '.join(fonts)}: such text shows as boxes", cure)
    else:
        yield Finding("fonts", "ok", "Latin, Chinese, Japanese, Arabic and Devanagari can be shown")
