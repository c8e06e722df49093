"""From checkpoints to a bundle: graphs, tokenizer, licence, model card and the manifest with their hashes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from conceptwriter.bundles.integrity import describe_file
from conceptwriter.bundles.lcm_part import CodecName, lcm_files
from conceptwriter.bundles.manifest import (
    COPYING_VERSION,
    MANIFEST_VERSION,
    TOKEN_STATES_VERSION,
    CodecPart,
    DecodingDefaults,
    Licence,
    Manifest,
    TokenStatesPart,
    save_manifest,
)
from conceptwriter.bundles.words_part import WordsPart
from conceptwriter.codec.lexicon import LEXICON_FILE
from conceptwriter.codec.pieces import load_tokenizer
from conceptwriter.codec.word_statistics import WORDS_FILE
from conceptwriter.training.codec.config import CodecConfig
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.export.checkpoints import ExportError, load_codec, load_lcm
from conceptwriter.training.export.codec_graphs import (
    CONDITION_FILE,
    DECODER_STEP_FILE,
    ENCODER_FILE,
    write_codec_graphs,
)
from conceptwriter.training.export.kept_space import take_lcms
from conceptwriter.training.export.lcm_parts import LcmSettings, NamedLcm, write_lcm
from conceptwriter.training.export.spread import measured_residual_scale
from conceptwriter.training.lcm.data import EmbeddedDocuments

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

TOKENIZER_FILE = "tokenizer.model"
LICENCE_FILE = "LICENSE.txt"
CARD_FILE = "README.md"


def languages_of(tokenizer: SentencePieceProcessor) -> list[str]:
    """FLORES-200 codes of the tags in a tokenizer, in the order of their ids."""
    pieces = [tokenizer.id_to_piece(i) for i in range(tokenizer.get_piece_size()) if tokenizer.is_control(i)]
    return [found[1] for piece in pieces if (found := re.fullmatch(r"<([a-z]{3}_[A-Z][a-z]{3})>", piece))]


@dataclass(frozen=True, slots=True)
class Description:
    """A manifest's descriptive texts."""

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


WORDS = WordsPart(WORDS_FILE, meaning=3.0, supported=0.3, covered=0.5, fluency=0.5)
"""Weights found on 150 pairs in each of three directions with the starter: see docs/measuring.md."""


def write_bundle(
    folder: Path,
    about: Description,
    codec: CodecModel,
    tokenizer: Path,
    lcms: Sequence[NamedLcm] = (),
    precision: str = "int8",
    languages: Sequence[str] | None = None,
    kept: Path | None = None,
    lexicon: Path | None = None,
    words: Path | None = None,
) -> Manifest:
    """Write a whole bundle into an empty or new folder; the first LCM is the default.

    `kept` is a bundle whose space the codec has kept: its LCMs are taken as they are, instead of `lcms`.
    `languages` are those the manifest lists, of the tokenizer's, in its order; None lists all. The codec then
    takes no others: their tags stay in the tokenizer, where nothing can use or generate them.
    `lexicon`: a file of `codec.lexicon`, for a codec that can copy. `words`: a file of
    `codec.word_statistics`, for one that decodes from texts.
    The manifest is written last: a half-written folder is not a bundle. Raises ExportError.
    """
    listed = _listed(languages, languages_of(load_tokenizer(tokenizer)))
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise ExportError(
            f"{folder} is not empty. Choose a new folder, so that no old file stays in the bundle."
        )
    if kept is not None and lcms:
        raise ExportError("A bundle has LCMs of its own or those of another bundle, not both.")
    _check_lcms(lcms, codec.config.dimension)
    names = write_codec_graphs(codec.eval(), folder, precision)
    parts = [write_lcm(lcm, folder, CodecName(about.name, about.version), precision) for lcm in lcms]
    names += [name for part in parts for name in sorted(lcm_files(part))]
    shutil.copyfile(tokenizer, folder / TOKENIZER_FILE)
    codec_part, space = _codec_part(codec.config, about), ""
    if lexicon is not None:
        shutil.copyfile(lexicon, folder / LEXICON_FILE)
        codec_part = msgspec.structs.replace(codec_part, lexicon=LEXICON_FILE)
        names.append(LEXICON_FILE)
    if words is not None:
        shutil.copyfile(words, folder / WORDS_FILE)
        codec_part = msgspec.structs.replace(codec_part, words=WORDS)
        names.append(WORDS_FILE)
    if kept is not None:
        other = take_lcms(kept, folder, codec_part)
        parts, space = other.all_lcms, other.vector_space
        names += [name for part in parts for name in sorted(lcm_files(part))]
    (folder / LICENCE_FILE).write_text(about.licence_text, encoding="utf-8")
    (folder / CARD_FILE).write_text(about.card, encoding="utf-8")
    names += [TOKENIZER_FILE, LICENCE_FILE, CARD_FILE]
    manifest = Manifest(
        manifest_version=MANIFEST_VERSION,
        name=about.name,
        version=about.version,
        title=about.title or about.name,
        kinds=["codec", "lcm"] if parts else ["codec"],
        licence=Licence(about.licence, LICENCE_FILE),
        languages=listed,
        dimension=codec.config.dimension,
        precision=precision,
        files=[describe_file(folder, name) for name in sorted(names)],
        model_card=CARD_FILE,
        source=about.source,
        citation=about.citation,
        codec=codec_part,
        lcm=parts[0] if parts else None,
        lcm_variants=parts[1:],
        space=space,
    )
    save_manifest(manifest, folder)
    return manifest


def _listed(wanted: Sequence[str] | None, known: Sequence[str]) -> list[str]:
    if wanted is None:
        return list(known)
    if unknown := [language for language in wanted if language not in known]:
        raise ExportError(f"The codec has no tag for {', '.join(unknown)}. It has {', '.join(known)}.")
    if not wanted:
        raise ExportError("A bundle must list at least one language.")
    return [language for language in known if language in wanted]


def _check_lcms(lcms: Sequence[NamedLcm], dimension: int) -> None:
    for lcm in lcms:
        if (found := lcm.model.context.config.dimension) != dimension:
            raise ExportError(
                f"The vectors of the LCM {lcm.name!r} have {found} dimensions, the codec's {dimension}."
            )
    names = [lcm.name for lcm in lcms]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ExportError(f"Two LCMs have the name {twice[0]!r}. Give each a name of its own.")


def _codec_part(config: CodecConfig, about: Description) -> CodecPart:
    return CodecPart(
        tokenizer=TOKENIZER_FILE,
        encoder=ENCODER_FILE,
        condition=CONDITION_FILE,
        decoder_step=DECODER_STEP_FILE,
        maximum_characters=about.maximum_characters,
        maximum_tokens=config.longest,
        decoding=about.decoding,
        token_states=_token_states_part(config),
    )


def _token_states_part(config: CodecConfig) -> TokenStatesPart | None:
    if not config.token_states:
        return None
    return TokenStatesPart(COPYING_VERSION if config.copying else TOKEN_STATES_VERSION)


def export_bundle(
    codec_checkpoint: Path,
    lcm_checkpoints: Path | Mapping[str, Path] | None,
    out_folder: Path,
    about: Description,
    lcm_settings: LcmSettings | Mapping[str, LcmSettings] | None = None,
    precision: str = "int8",
    languages: Sequence[str] | None = None,
    documents: Path | None = None,
    kept: Path | None = None,
    lexicon: Path | None = None,
    words: Path | None = None,
) -> Manifest:
    """From the checkpoints of training runs, or their folders, to a bundle; see `write_bundle`.

    The tokenizer is next to the codec's checkpoint. A single LCM gets the name of its variant; of several, by
    name, the first is the default. Settings are for all, or by name. On `documents`, embedded by the codec
    and best not trained on, the residual scale is measured where it is not given. Raises ExportError.
    """
    codec = load_codec(codec_checkpoint)
    run = codec_checkpoint if codec_checkpoint.is_dir() else codec_checkpoint.parent
    if not (tokenizer := run / TOKENIZER_FILE).is_file():
        raise ExportError(f"{tokenizer} is missing: the tokenizer must be beside the codec's checkpoint.")
    if isinstance(lcm_checkpoints, Path):
        model = load_lcm(lcm_checkpoints)
        models = {model.name: model}
    else:
        models = {name: load_lcm(checkpoint) for name, checkpoint in (lcm_checkpoints or {}).items()}
    if isinstance(lcm_settings, Mapping) and (lost := sorted(lcm_settings.keys() - models.keys())):
        raise ExportError(
            f"There are settings for {lost[0]!r}, but no such LCM; there are {', '.join(models)}."
        )
    lcms = [NamedLcm(name, model, _settings_of(name, lcm_settings)) for name, model in models.items()]
    if documents is not None:
        lcms = _measured(lcms, EmbeddedDocuments.load(documents))
    return write_bundle(out_folder, about, codec, tokenizer, lcms, precision, languages, kept, lexicon, words)


def _measured(lcms: Sequence[NamedLcm], data: EmbeddedDocuments) -> list[NamedLcm]:
    found: list[NamedLcm] = []
    for lcm in lcms:
        window = lcm.settings.maximum_context or lcm.model.context.config.longest
        scale = lcm.settings.residual_scale
        if scale is None:
            scale = measured_residual_scale(lcm.model, data, window)
        found.append(replace(lcm, settings=replace(lcm.settings, residual_scale=scale)))
    return found


def _settings_of(name: str, given: LcmSettings | Mapping[str, LcmSettings] | None) -> LcmSettings:
    if isinstance(given, Mapping):
        return given.get(name, LcmSettings())
    return given or LcmSettings()
