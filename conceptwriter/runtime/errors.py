"""What can go wrong with the device that a model is to run on."""

from __future__ import annotations

from conceptwriter.bundles.errors import BundleError
from conceptwriter.errors import ConceptWriterError


class DeviceUnavailable(BundleError):
    """A device that was asked for by name is not there."""


class DeviceOutOfMemory(ConceptWriterError):
    """A model does not fit into the memory of the GPU, or no longer."""
