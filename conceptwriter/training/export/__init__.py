"""From PyTorch checkpoints to a bundle of ONNX graphs."""

from __future__ import annotations

from conceptwriter.training.export.bundle import Description, export_bundle, write_bundle
from conceptwriter.training.export.checkpoints import ExportError, load_codec, load_lcm
from conceptwriter.training.export.lcm_parts import LcmSettings, NamedLcm, read_settings

__all__ = [
    "Description",
    "ExportError",
    "LcmSettings",
    "NamedLcm",
    "export_bundle",
    "load_codec",
    "load_lcm",
    "read_settings",
    "write_bundle",
]
