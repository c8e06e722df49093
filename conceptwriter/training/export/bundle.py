"""From checkpoints to a bundle: graphs, tokenizer, licence, model card and the manifest with their hashes."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.bundles.integrity import describe_file
from conceptwriter.bundles.manifest import (
    MANIFEST_VERSION,
    CodecName,
    CodecPart,
    DecodingDefaults,
    LcmPart,
    Licence,
    Manifest,
    save_manifest,
)
from conceptwriter.training.codec.config import CodecConfig
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.export.checkpoints import ExportError, load_codec, load_lcm
from conceptwriter.training.export.codec_graphs import (
    CONDITION_FILE,
    DECODER_STEP_FILE,
    ENCODER_FILE,
    write_codec_graphs,
)
from conceptwriter.training.export.lcm_graph import write_lcm
from conceptwriter.training.lcm.model import LcmModel
from conceptwriter.training.tokenizer import load_tokenizer

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

TOKENIZER_FILE = "tokenizer.model"
LICENCE_FILE = "LICENSE.txt"
CARD_FILE = "README.md"
LCM_FILE = "lcm.onnx"


def languages_of(tokenizer: SentencePieceProcessor) -> list[str]:
    """FLORES-200 codes of the tags in a tokenizer, in the order of their ids."""
    pieces = [tokenizer.id_to_piece(i) for i in range(tokenizer.get_piece_size()) if tokenizer.is_control(i)]
    return [found[1] for piece in pieces if (found := re.fullmatch(r"<([a-z]{3}_[A-Z][a-z]{3})>", piece))]


@dataclass(frozen=True, slots=True)
class Description:
    """What a manifest says for people."""

    name: str
    version: str
    card: str
    """The model card, Markdown: data, licences, figures, limits."""
    licence: str
    """SPDX identifier."""
    licence_text: str
    title: str = ""
    source: str = ""
    citation: str = ""
    decoding: DecodingDefaults = field(default_factory=DecodingDefaults)
    maximum_characters: int = 250


@dataclass(frozen=True, slots=True)
class LcmSettings:
    """What a manifest says of an LCM beyond its graph."""

    residual_scale: float = 0.9
    """Deviation, per dimension, of true next vectors around the nearest alternative (on a dev set)."""
    maximum_context: int | None = None
    """Most items of a sequence; None takes the model's positions. Not longer than what it was trained on."""
    end_threshold: float = 0.5


def write_bundle(
    folder: Path,
    about: Description,
    codec: CodecModel,
    tokenizer: Path,
    lcm: LcmModel | None = None,
    lcm_settings: LcmSettings | None = None,
    precision: str = "int8",
) -> Manifest:
    """Write a whole bundle into an empty or new folder.

    The manifest comes last: a folder half written is no bundle. Raises ExportError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise ExportError(
            f"{folder} is not empty. Choose a new folder, so that no old file stays in the bundle."
        )
    if lcm is not None and lcm.config.dimension != codec.config.dimension:
        raise ExportError(
            f"The LCM's vectors have {lcm.config.dimension} dimensions, the codec's {codec.config.dimension}."
        )
    names = write_codec_graphs(codec.eval(), folder, precision)
    if lcm is not None:
        write_lcm(lcm.eval(), folder / LCM_FILE, precision)
        names.append(LCM_FILE)
    shutil.copyfile(tokenizer, folder / TOKENIZER_FILE)
    (folder / LICENCE_FILE).write_text(about.licence_text, encoding="utf-8")
    (folder / CARD_FILE).write_text(about.card, encoding="utf-8")
    names += [TOKENIZER_FILE, LICENCE_FILE, CARD_FILE]
    manifest = Manifest(
        manifest_version=MANIFEST_VERSION,
        name=about.name,
        version=about.version,
        title=about.title or about.name,
        kinds=["codec"] if lcm is None else ["codec", "lcm"],
        licence=Licence(about.licence, LICENCE_FILE),
        languages=languages_of(load_tokenizer(tokenizer)),
        dimension=codec.config.dimension,
        precision=precision,
        files=[describe_file(folder, name) for name in sorted(names)],
        model_card=CARD_FILE,
        source=about.source,
        citation=about.citation,
        codec=_codec_part(codec.config, about),
        lcm=None if lcm is None else _lcm_part(lcm, lcm_settings or LcmSettings(), about),
    )
    save_manifest(manifest, folder)
    return manifest


def _codec_part(config: CodecConfig, about: Description) -> CodecPart:
    return CodecPart(
        tokenizer=TOKENIZER_FILE,
        encoder=ENCODER_FILE,
        condition=CONDITION_FILE,
        decoder_step=DECODER_STEP_FILE,
        maximum_characters=about.maximum_characters,
        maximum_tokens=config.longest,
        decoding=about.decoding,
    )


def _lcm_part(lcm: LcmModel, settings: LcmSettings, about: Description) -> LcmPart:
    if (settings.maximum_context or 1) > lcm.config.longest:
        raise ExportError(f"The LCM has {lcm.config.longest} positions: maximum_context cannot be larger.")
    return LcmPart(
        vector_length=lcm.config.dimension**0.5,  # our codec's vectors have unit variance
        graph=LCM_FILE,
        codec=CodecName(about.name, about.version),
        residual_scale=settings.residual_scale,
        maximum_context=settings.maximum_context or lcm.config.longest,
        end_threshold=settings.end_threshold,
    )


def export_bundle(
    codec_checkpoint: Path,
    lcm_checkpoint: Path | None,
    out_folder: Path,
    about: Description,
    lcm_settings: LcmSettings | None = None,
    precision: str = "int8",
) -> Manifest:
    """From the checkpoints of training runs to a bundle; the tokenizer lies beside the codec's checkpoint.

    Raises ExportError.
    """
    codec = load_codec(codec_checkpoint)
    lcm = None if lcm_checkpoint is None else load_lcm(lcm_checkpoint)
    tokenizer = codec_checkpoint.with_name(TOKENIZER_FILE)
    if not tokenizer.is_file():
        raise ExportError(f"{tokenizer} is missing: the tokenizer must lie beside the codec's checkpoint.")
    return write_bundle(out_folder, about, codec, tokenizer, lcm, lcm_settings, precision)
