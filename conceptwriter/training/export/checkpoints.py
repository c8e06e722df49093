"""Reading what training runs leave behind."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import nn

from conceptwriter.errors import ConceptWriterError
from conceptwriter.training.codec.config import CodecConfig
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.lcm.config import LcmConfig
from conceptwriter.training.lcm.model import LcmModel

Model = TypeVar("Model", bound=nn.Module)


class ExportError(ConceptWriterError):
    """A checkpoint or folder that cannot become a bundle."""


def load_codec(checkpoint: Path) -> CodecModel:
    """The model of a codec run's `checkpoint.pt`. Raises ExportError when it is no such checkpoint."""
    return _load(checkpoint, "a codec", lambda shape: CodecModel(CodecConfig(**shape)))


def load_lcm(checkpoint: Path) -> LcmModel:
    """The model of an LCM run's `checkpoint.pt`. Raises ExportError when it is no such checkpoint."""
    return _load(checkpoint, "an LCM", lambda shape: LcmModel(LcmConfig(**shape)))


def _load(checkpoint: Path, what: str, build: Callable[[dict[str, Any]], Model]) -> Model:
    try:
        stored = torch.load(checkpoint, map_location="cpu", weights_only=True)
        model = build(stored["shape"])
        model.load_state_dict(stored["model"])
    except (
        OSError,
        EOFError,
        LookupError,
        TypeError,
        ValueError,
        RuntimeError,
        pickle.UnpicklingError,
    ) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ExportError(f"{checkpoint} is not {what} checkpoint ({reason}).") from error
    return model.eval()
