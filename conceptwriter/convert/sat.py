"""`convert sat`: SaT's published graph and its tokenizer to a bundle.

The graph is not changed: it is tried on two sentences, and described.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.integrity import describe_file
from conceptwriter.bundles.manifest import (
    MANIFEST_NAME,
    MANIFEST_VERSION,
    Licence,
    Manifest,
    SplitterPart,
    save_manifest,
)
from conceptwriter.convert.errors import ConversionError
from conceptwriter.language import all_languages
from conceptwriter.sat.model import SatModel

GRAPH_FILE = "sat.onnx"
TOKENIZER_FILE = "sentencepiece.bpe.model"
LICENCE_FILE = "LICENSE.txt"
SOURCE = "https://github.com/segment-any-text/wtpsplit"
CITATION = (
    "Frohmann, Sterner, Vulić, Minixhofer, Schedl: Segment Any Text: A Universal Approach for Robust, "
    "Efficient and Adaptable Sentence Segmentation. EMNLP 2024, arXiv 2406.16678."
)
_TRIED = "The boats came in at dawn. Nobody was waiting."
_LICENCE = "SaT and its code are under the MIT licence: https://github.com/segment-any-text/wtpsplit\n"


@dataclass(frozen=True, slots=True)
class SatConversion:
    """What to convert, and how the bundle is described."""

    model: Path
    tokenizer: Path
    out: Path
    name: str = "sat-3l-sm"
    version: str = "1.0"
    threshold: float = 0.25
    licence_file: Path | None = None


def convert_sat(wanted: SatConversion) -> dict[str, Any]:
    """Make the bundle and return the trial's result; no manifest if it fails. Raises ConversionError."""
    if not 0 < wanted.threshold < 1:
        raise ConversionError(f"The threshold is a probability between 0 and 1, not {wanted.threshold}.")
    wanted.out.mkdir(parents=True, exist_ok=True)
    (wanted.out / MANIFEST_NAME).unlink(missing_ok=True)
    shutil.copyfile(wanted.model, wanted.out / GRAPH_FILE)
    shutil.copyfile(wanted.tokenizer, wanted.out / TOKENIZER_FILE)
    licence = _LICENCE if wanted.licence_file is None else wanted.licence_file.read_text(encoding="utf-8")
    (wanted.out / LICENCE_FILE).write_text(licence, encoding="utf-8")
    manifest = Manifest(
        manifest_version=MANIFEST_VERSION,
        name=wanted.name,
        version=wanted.version,
        kinds=["splitter"],
        licence=Licence("MIT", LICENCE_FILE),
        languages=[language.code for language in all_languages()],
        dimension=0,
        files=[describe_file(wanted.out, name) for name in (GRAPH_FILE, TOKENIZER_FILE, LICENCE_FILE)],
        title="SaT",
        source=SOURCE,
        citation=CITATION,
        splitter=SplitterPart(GRAPH_FILE, TOKENIZER_FILE, wanted.threshold),
    )
    save_manifest(manifest, wanted.out)
    try:
        starts = SatModel(wanted.out).starts([_TRIED])[0]
    except Exception as error:
        (wanted.out / MANIFEST_NAME).unlink()
        if isinstance(error, BundleError):
            raise ConversionError(str(error)) from error
        raise ConversionError(f"{wanted.model.name} cannot be run as SaT: {error}") from error
    return {"sentences": len(starts) + 1}
