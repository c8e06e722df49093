"""Keeps ONNX Runtime silent: its official builds collect telemetry unless they are told not to.

Import this before `onnxruntime`: the library reads the variable once, when it is loaded (its Privacy.md,
"Disabling Telemetry"). Without it, 1.31 makes an identifier and an event store in the user's cache folder and
sends events out; what a writer does with ConceptWriter is nobody's business.
"""

from __future__ import annotations

import os

VARIABLE = "ORT_DISABLE_TELEMETRY"

os.environ[VARIABLE] = "1"
