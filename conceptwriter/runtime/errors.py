"""Errors of the device a model runs on."""

from __future__ import annotations

from conceptwriter.bundles.errors import BundleError
from conceptwriter.errors import ConceptWriterError


class DeviceUnavailable(BundleError):
    """A device requested by name is not available."""


class DeviceOutOfMemory(ConceptWriterError):
    """A model does not fit, or no longer fits, into GPU memory."""
