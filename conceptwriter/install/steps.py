"""What downloading and installing share: folders, progress reports and errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.places import (
    downloads_folder,
    pins_file,
    user_models_folder,
    verification_record,
)

PROGRESS_SECONDS = 0.1
"""Longest wait before progress is reported again: a callback that wants to stop raises from there."""

Stage = Literal["download", "verify", "convert", "check", "install"]


@dataclass(frozen=True, slots=True)
class InstallStep:
    """Where an installation stands. `done` and `total` are bytes while downloading and verifying."""

    stage: Stage
    done: int
    total: int | None
    """None where unknown."""
    what: str
    """One line to be shown to the user."""
    bytes_per_second: float | None = None

    @property
    def seconds_left(self) -> float | None:
        """Of this stage, at the current speed; None when unknown."""
        if self.total is None or not self.bytes_per_second:
            return None
        return max(0, self.total - self.done) / self.bytes_per_second


OnProgress = Callable[[InstallStep], None]
"""Called at least every 0.2 s. An exception it raises stops the work at once and propagates to the caller."""


@dataclass(frozen=True, slots=True)
class InstallFolders:
    """The folders of an installation."""

    downloads: Path = field(default_factory=downloads_folder)
    models: Path = field(default_factory=user_models_folder)
    pins: Path = field(default_factory=pins_file)
    """A file."""
    verified: Path = field(default_factory=verification_record)
    """A file."""


class LicenceNotAccepted(BundleError):
    """A licence of the entry was not accepted; the message names it."""


class NotEnoughDisk(BundleError):
    """The disk is too full, found before or during the work."""


class DownloadFailed(BundleError):
    """The file could not be downloaded or is not the expected one; what was received stays."""


class ConversionFailed(BundleError):
    """The downloaded files could not be made into a bundle, or it failed its self-check."""
