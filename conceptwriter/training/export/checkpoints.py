"""Reading what training runs leave behind."""

from __future__ import annotations

from pathlib import Path

from conceptwriter.errors import ConceptWriterError
from conceptwriter.training.checkpointing import CODEC, Checkpoint, CheckpointError, read_checkpoint
from conceptwriter.training.codec.config import CodecConfig
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.codec.weights import codec_of_weights, is_only_weights
from conceptwriter.training.lcm.factory import build
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.variant import LcmVariant


class ExportError(ConceptWriterError):
    """A checkpoint or folder that cannot become a bundle."""


def load_codec(checkpoint: Path) -> CodecModel:
    """The model of a codec run: its checkpoint or its folder. Raises ExportError when it is no such thing.

    A file of mere weights is taken as well if the network has the default shape (:mod:`..codec.weights`).
    """
    if checkpoint.is_file() and is_only_weights(checkpoint):
        try:
            return codec_of_weights(checkpoint, CodecConfig()).eval()
        except CheckpointError as error:
            raise ExportError(str(error)) from error
    stored = _read(checkpoint, "a codec")
    if stored.variant != CODEC:
        raise ExportError(f"{checkpoint} is not a codec checkpoint (it is that of an LCM, {stored.variant}).")
    try:
        model = CodecModel(CodecConfig(**stored.shape))
        model.load_state_dict(stored.model)
    except _UNFIT as error:
        raise ExportError(f"{checkpoint} is not a codec checkpoint ({_reason(error)}).") from error
    return model.eval()


def load_lcm(checkpoint: Path) -> LcmVariant:
    """The model of an LCM run, of whatever variant: its checkpoint or its folder. Raises ExportError."""
    stored = _read(checkpoint, "an LCM")
    if stored.variant not in FAMILY:
        raise ExportError(f"{checkpoint} is not an LCM checkpoint (it is that of {stored.variant!r}).")
    try:
        model = build(stored.variant, stored.shape)
        model.load_state_dict(stored.model)
    except (*_UNFIT, ConceptWriterError) as error:
        raise ExportError(f"{checkpoint} is not an LCM checkpoint ({_reason(error)}).") from error
    return model.eval()


_UNFIT = (LookupError, TypeError, ValueError, RuntimeError)


def _read(checkpoint: Path, what: str) -> Checkpoint:
    try:
        return read_checkpoint(checkpoint)
    except CheckpointError as error:
        raise ExportError(f"{checkpoint} is not {what} checkpoint ({error})") from error


def _reason(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
