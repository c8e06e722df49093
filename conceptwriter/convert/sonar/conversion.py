"""`convert sonar`: from the published checkpoints to a bundle that has passed its self-check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conceptwriter.bundles.integrity import describe_file
from conceptwriter.bundles.manifest import (
    MANIFEST_NAME,
    MANIFEST_VERSION,
    CodecPart,
    DecodingDefaults,
    Licence,
    Manifest,
    save_manifest,
)
from conceptwriter.convert.conversion_state import STATE_FILE
from conceptwriter.convert.errors import ConversionError
from conceptwriter.convert.graph_file import PART_ENDING
from conceptwriter.convert.sonar.checks import Checks, sonar_checks
from conceptwriter.convert.sonar.files import (
    TOKENIZER_FILE,
    Report,
    SonarFiles,
    Sources,
    WrittenFiles,
    opened,
)
from conceptwriter.convert.sonar.finished import Finished
from conceptwriter.convert.sonar.graphs import CONDITION_FILE, DECODER_STEP_FILE, ENCODER_FILE
from conceptwriter.convert.sonar.kept_pieces import kept_pieces
from conceptwriter.convert.sonar.languages import LANGUAGES
from conceptwriter.convert.sonar.self_check import self_check, steps_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

LICENCE_FILE = "LICENSE.txt"
CARD_FILE = "README.md"
SPACE = "sonar-1"
SOURCE = "https://github.com/facebookresearch/SONAR"
CITATION = (
    "Duquenne, Schwenk, Sagot: SONAR: Sentence-Level Multimodal and Language-Agnostic Representations. "
    "arXiv 2308.11466, 2023."
)
_LICENCE = (
    "The weights of SONAR are licensed by Meta Platforms, Inc. under Creative Commons "
    "Attribution-NonCommercial 4.0 International (CC-BY-NC-4.0):\n"
    "https://creativecommons.org/licenses/by-nc/4.0/legalcode\n"
)
_DECODING = DecodingDefaults(
    beam_size=5, maximum_tokens=200, length_penalty=1.0, no_repeat_ngram=0, length_offset=1
)
"""fairseq2's own, except for its limit of 510 tokens, which no sentence needs."""


@dataclass(frozen=True, slots=True)
class SonarConversion:
    """What to convert, and how."""

    sources: Sources
    out: Path
    """The bundle's folder; may hold finished files of an earlier run."""
    precision: str = "int8"
    name: str = "sonar"
    version: str = "1.0"
    languages: tuple[str, ...] = ()
    """FLORES-200 codes that the bundle offers; empty: all of SONAR."""
    cut_head: bool = False
    """Generated texts then consist only of pieces that these languages need."""
    checks: Checks | None = None
    """None: SONAR's own."""
    licence_file: Path | None = None
    licence: str = "CC-BY-NC-4.0"


def convert_sonar(wanted: SonarConversion, report: Report) -> dict[str, Any]:
    """Write the bundle; returns the figures of its self-check.

    Raises ConversionError, CheckFailed, CheckpointProblem, TokenizerProblem, BundleError, OSError; then there
    is no manifest, and a second run continues from the finished files.
    """
    languages = _languages(wanted.languages)
    checks = sonar_checks(wanted.precision) if wanted.checks is None else wanted.checks
    licence = _LICENCE if wanted.licence_file is None else _read(wanted.licence_file)
    _prepare(wanted.out)
    files = SonarFiles(
        wanted.sources, wanted.out, wanted.precision, languages if wanted.cut_head else None, report
    )
    written = files.write(more_steps=steps_of(checks, languages))
    (wanted.out / LICENCE_FILE).write_text(licence, encoding="utf-8")
    (wanted.out / CARD_FILE).write_text(_card(wanted, languages), encoding="utf-8")
    manifest = _manifest(wanted, written, languages)
    done, total = files.progress

    def step(what: str) -> None:
        nonlocal done
        report(done, total, f"checking: {what}")  # the installer recognises this stage by the word
        done += 1

    with opened(wanted.sources) as (encoder, decoder):
        kept = _kept(wanted, languages)
        figures = self_check(Finished(wanted.out, manifest, encoder, decoder, kept), checks, step)
    for part in wanted.out.glob(f"*{PART_ENDING}"):  # of an earlier run that was killed
        part.unlink()
    save_manifest(manifest, wanted.out)
    files.state.forget()
    report(total, total, "done")
    return figures


def _languages(wanted: Sequence[str]) -> list[str]:
    """In the order of SONAR's card. Raises ConversionError for one that it does not have."""
    if unknown := [language for language in wanted if language not in LANGUAGES]:
        raise ConversionError(
            f"SONAR has no language {', '.join(unknown)}. Its codes are like eng_Latn and fra_Latn."
        )
    return [language for language in LANGUAGES if not wanted or language in wanted]


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConversionError(f"The licence {file} cannot be read ({error}).") from error


def _prepare(folder: Path) -> None:
    """An empty folder, or one left by an earlier run. Raises ConversionError."""
    folder.mkdir(parents=True, exist_ok=True)
    there = [path.name for path in folder.iterdir()]
    if MANIFEST_NAME in there:
        raise ConversionError(f"{folder} already contains a model. Choose a new folder, or remove that one.")
    started = (STATE_FILE, TOKENIZER_FILE)
    if (
        there
        and not any(name in there for name in started)
        and not all(name.endswith(PART_ENDING) for name in there)
    ):
        raise ConversionError(
            f"{folder} is not empty. Choose a new folder, so that no old file stays in the model."
        )


def _kept(wanted: SonarConversion, languages: Sequence[str]) -> npt.NDArray[np.int64] | None:
    if not wanted.cut_head:
        return None
    return kept_pieces((wanted.out / TOKENIZER_FILE).read_bytes(), languages)


def _manifest(wanted: SonarConversion, written: WrittenFiles, languages: list[str]) -> Manifest:
    names = sorted([*written.names, LICENCE_FILE, CARD_FILE])
    return Manifest(
        manifest_version=MANIFEST_VERSION,
        name=wanted.name,
        version=wanted.version,
        title=f"SONAR ({wanted.precision})",
        kinds=["codec"],
        licence=Licence(wanted.licence, LICENCE_FILE),
        languages=languages,
        dimension=written.dimension,
        precision=wanted.precision,
        files=[describe_file(wanted.out, name) for name in names],
        model_card=CARD_FILE,
        source=SOURCE,
        citation=CITATION,
        codec=CodecPart(
            tokenizer=TOKENIZER_FILE,
            encoder=ENCODER_FILE,
            condition=CONDITION_FILE,
            decoder_step=DECODER_STEP_FILE,
            maximum_characters=512,
            maximum_tokens=written.longest,
            decoding=_DECODING,
            step="choices",
            begins_with_end=True,
        ),
        space=SPACE,
        # A bundle copied to a processor that saturates must not have more levels than that CPU supports.
        weight_levels=written.levels if wanted.precision in {"int8", "int4"} else 0,
    )


def _card(wanted: SonarConversion, languages: Sequence[str]) -> str:
    cut = (
        "\nIts output knows only the pieces that these languages are written with.\n"
        if wanted.cut_head
        else ""
    )
    return (
        f"# SONAR, {wanted.precision}\n\n"
        f"Meta's text encoder and decoder for {len(languages)} languages, converted on this computer by "
        f"ConceptWriter from the published checkpoints.\n{cut}\n"
        f"- Source: {SOURCE}\n- Paper: {CITATION}\n"
        f"- Licence of the weights: {wanted.licence}. It does not allow commercial use.\n"
    )
