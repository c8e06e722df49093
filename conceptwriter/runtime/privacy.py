"""Keeps ONNX Runtime silent: its official builds collect telemetry unless they are told not to.

Import this before `onnxruntime`: the library reads the variable once, when it is loaded (its Privacy.md,
"Disabling Telemetry"). Without it, 1.31 creates an identifier and an event store in the user's cache folder
and sends events out; a writer's use of ConceptWriter must stay private.
"""

from __future__ import annotations

import os

VARIABLE = "ORT_DISABLE_TELEMETRY"

os.environ[VARIABLE] = "1"
