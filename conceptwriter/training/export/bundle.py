"""From checkpoints to a bundle: graphs, tokenizer, licence, model card and the manifest with their hashes."""

from __future__ import annotations

import pickle
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import sentencepiece
import torch

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
from conceptwriter.errors import ConceptWriterError
from conceptwriter.training.codec.config import CodecConfig
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.export.codec_graphs import (
    CONDITION_FILE,
    DECODER_STEP_FILE,
    ENCODER_FILE,
    write_codec_graphs,
)
from conceptwriter.training.tokenizer import load_tokenizer

TOKENIZER_FILE = "tokenizer.model"
LICENCE_FILE = "LICENSE.txt"
CARD_FILE = "README.md"
LCM_FILE = "lcm.onnx"


class ExportError(ConceptWriterError):
    """A checkpoint that cannot become a bundle."""


def languages_of(tokenizer: sentencepiece.SentencePieceProcessor) -> list[str]:
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
    trained_with: CodecName | None = None
    """The codec the LCM was trained with, when it is not the one in the same bundle's name and version."""


@dataclass(frozen=True, slots=True)
class LcmSource:
    """An LCM ready to be written."""

    write: Callable[[Path, str], None]
    """Called with the path of the graph and the precision."""
    residual_scale: float
    maximum_context: int
    end_threshold: float = 0.5


def write_bundle(
    folder: Path,
    about: Description,
    codec: CodecModel,
    tokenizer: Path,
    lcm: LcmSource | None = None,
    precision: str = "int8",
) -> Manifest:
    """Write a whole bundle into an empty or new folder; the manifest comes last, so a half-written one is none."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise ExportError(
            f"{folder} is not empty. Choose a new folder, so that no old file stays in the bundle."
        )
    names = write_codec_graphs(codec.eval(), folder, precision)
    if lcm is not None:
        lcm.write(folder / LCM_FILE, precision)
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
        lcm=None if lcm is None else _lcm_part(lcm, about),
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


def _lcm_part(lcm: LcmSource, about: Description) -> LcmPart:
    return LcmPart(
        graph=LCM_FILE,
        codec=about.trained_with or CodecName(about.name, about.version),
        residual_scale=lcm.residual_scale,
        maximum_context=lcm.maximum_context,
        end_threshold=lcm.end_threshold,
    )


def load_codec(checkpoint: Path) -> CodecModel:
    """The model of a training run's `checkpoint.pt`. Raises ExportError when it is no codec checkpoint."""
    try:
        stored = torch.load(checkpoint, map_location="cpu", weights_only=True)
        model = CodecModel(CodecConfig(**stored["shape"]))
        model.load_state_dict(stored["model"])
    except (OSError, KeyError, TypeError, RuntimeError, pickle.UnpicklingError) as error:
        raise ExportError(f"{checkpoint} is not a codec checkpoint ({error}).") from error
    return model.eval()
