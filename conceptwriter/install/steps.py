"""What downloading and installing share: where things lie, what is told meanwhile, what can go wrong."""

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
"""How long anything is waited for before progress is told again: whoever wants to stop raises from there."""

Stage = Literal["download", "verify", "convert", "check", "install"]


@dataclass(frozen=True, slots=True)
class InstallStep:
    """Where an installation stands. `done` and `total` are bytes while downloading and verifying."""

    stage: Stage
    done: int
    total: int | None
    """None where nobody knows."""
    what: str
    """For people, one line."""
    bytes_per_second: float | None = None

    @property
    def seconds_left(self) -> float | None:
        """Of this stage, at the present speed; None when it cannot be told."""
        if self.total is None or not self.bytes_per_second:
            return None
        return max(0, self.total - self.done) / self.bytes_per_second


OnProgress = Callable[[InstallStep], None]
"""Called at least every 0.2 s. What it raises stops the work at once and travels to the caller."""


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
    """A licence of the entry was not accepted; the sentence names it."""


class NotEnoughDisk(BundleError):
    """The disk is too full, before or while."""


class DownloadFailed(BundleError):
    """The file did not come, or is not the one that was expected; what is there of it stays."""


class ConversionFailed(BundleError):
    """The downloaded files could not be made into a bundle, or it failed its self-check."""
