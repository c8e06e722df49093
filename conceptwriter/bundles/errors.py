"""What can be wrong with a bundle."""

from __future__ import annotations

from conceptwriter.errors import ConceptWriterError


class BundleError(ConceptWriterError):
    """A bundle that cannot be used; the message names the file and says what to do."""


class DeviceUnavailable(BundleError):
    """A device that was asked for by name is not there."""


class DeviceOutOfMemory(ConceptWriterError):
    """A model does not fit into the memory of the GPU, or no longer."""
