"""Next-concept inference. Importing this package does not load ONNX Runtime."""

from conceptwriter.lcm.contract import Kind, LcmError, Sampled, SampleSettings

__all__ = ["Kind", "LcmError", "SampleSettings", "Sampled"]
