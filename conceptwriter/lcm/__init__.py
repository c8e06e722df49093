"""Next-concept inference. Importing this package does not load ONNX Runtime."""

from __future__ import annotations

from conceptwriter.lcm.contract import ItemKind, LcmError, Sampled, SampleSettings

__all__ = ["ItemKind", "LcmError", "SampleSettings", "Sampled"]
