"""What the user may choose for an installation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conceptwriter.install.importing import TranslatorFacts


@dataclass(frozen=True)
class InstallOptions:
    """The user's choices."""

    languages: tuple[str, ...] = ()
    """Write only these, with a smaller and faster decoder; empty: all."""
    keep_downloads: bool = False
    new_checksums: bool = False
    """Forget the checksums of the first use: the publishers have released something new."""
    stated: TranslatorFacts | None = None
    """What a CTranslate2 model is, as the user says."""
