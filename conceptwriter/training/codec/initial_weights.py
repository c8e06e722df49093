"""What a codec run begins from: nothing, another run, a bundle, or a file of weights."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.bundles.manifest import MANIFEST_NAME
from conceptwriter.codec.pieces import load_tokenizer
from conceptwriter.training.checkpointing import CODEC, CheckpointError, read_checkpoint
from conceptwriter.training.codec.bundle_weights import codec_of_bundle
from conceptwriter.training.codec.config import CodecConfig
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.codec.warm_start import warm_start
from conceptwriter.training.codec.weights import codec_of_weights, is_only_weights
from conceptwriter.training.tokenizer import TOKENIZER_FILE

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor


def initial_codec(
    begin_from: Path | None,
    shape: CodecConfig,
    tokenizer: SentencePieceProcessor,
    *,
    keep_space: bool = False,
) -> CodecModel:
    """The model that a new run trains.

    Args:
        begin_from: run folder or bundle, whose shape is used and whose tokenizer may be another; or a file of
            weights made with this tokenizer, see :mod:`.weights`: of this shape unless it is a checkpoint,
            which says its own. None: random weights.
        shape: of the network. Token states, copying and a teacher's map are added where ``begin_from`` has
            none.
        tokenizer: of the run.
        keep_space: whether vectors are to stay those of ``begin_from``.

    Raises:
        CheckpointError: the weights cannot be read or do not fit.
    """
    pieces = tokenizer.get_piece_size()
    if begin_from is None:
        if keep_space:
            raise CheckpointError("There is no space to keep: give the codec that has it with --begin-from.")
        return CodecModel(replace(shape, vocabulary=pieces))
    if begin_from.is_file():
        return _of_file(begin_from, shape, pieces)
    other = _other(begin_from)
    if keep_space and not _are_alike(tokenizer, other.tokenizer):
        raise CheckpointError(
            f"The space of {begin_from} can only be kept with its tokenizer. Copy its {TOKENIZER_FILE} "
            "into an empty folder for the run, then have the texts read there."
        )
    config = replace(
        other.model.config,
        vocabulary=pieces,
        token_states=other.model.config.token_states or shape.token_states,
        reading_layers=other.model.config.reading_layers or shape.reading_layers,
        copying=other.model.config.copying or shape.copying,
        teacher_dimension=shape.teacher_dimension,
    )
    model = CodecModel(config)
    kept = warm_start(model, tokenizer, other.model, other.tokenizer)
    print(f"began from {begin_from}: {kept} of {pieces} pieces known", flush=True)
    return model


def copy_tokenizer(given: Path | None, folder: Path) -> None:
    """Give a new run the tokenizer of another run or bundle, or the one beside a file, unless it has one."""
    if given is not None and not (folder / TOKENIZER_FILE).exists():
        given = (given if given.is_dir() else given.parent) / TOKENIZER_FILE
        if given.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(given, folder / TOKENIZER_FILE)


def _other(folder: Path) -> TorchCodec:
    if (folder / MANIFEST_NAME).is_file():
        return TorchCodec(codec_of_bundle(folder), load_tokenizer(folder / TOKENIZER_FILE))
    return TorchCodec.load(folder)


def _are_alike(first: SentencePieceProcessor, second: SentencePieceProcessor) -> bool:
    return bool(first.serialized_model_proto() == second.serialized_model_proto())


def _of_file(path: Path, shape: CodecConfig, pieces: int) -> CodecModel:
    if not is_only_weights(path):
        stored = read_checkpoint(path)
        if stored.variant != CODEC:
            raise CheckpointError(f"{path} is the checkpoint of an LCM ({stored.variant}).")
        shape = replace(
            CodecConfig(**stored.shape),
            token_states=shape.token_states,
            reading_layers=shape.reading_layers,
            copying=shape.copying,
            teacher_dimension=shape.teacher_dimension,
        )
    model = codec_of_weights(path, shape)
    if model.config.vocabulary != pieces:
        raise CheckpointError(
            f"{path} is of a tokenizer with {model.config.vocabulary} pieces; this run's has {pieces}. "
            f"Put the tokenizer of these weights into the folder of the run, as {TOKENIZER_FILE}."
        )
    print(f"began from {path}", flush=True)
    return model
