"""From PyTorch checkpoints to a bundle of ONNX graphs."""

from __future__ import annotations

from conceptwriter.training.export.bundle import Description, LcmSettings, export_bundle, write_bundle
from conceptwriter.training.export.checkpoints import ExportError, load_codec, load_lcm

__all__ = [
    "Description",
    "ExportError",
    "LcmSettings",
    "export_bundle",
    "load_codec",
    "load_lcm",
    "write_bundle",
]
