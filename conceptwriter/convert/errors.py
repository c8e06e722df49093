"""Errors of a conversion, with messages for the user."""

from __future__ import annotations

from conceptwriter.errors import ConceptWriterError


class ConversionError(ConceptWriterError):
    """A bundle cannot be made from these files, on this machine or with these settings."""


class CheckFailed(ConversionError):
    """The bundle is written, but its self-check missed a floor: there is no `bundle.json`."""
