"""Checksums pinned on first use: an address must always give what it gave the first time.

For addresses whose checksum the catalogue does not know. A pin is set once its file was installed and so
worked; a file that differs later is refused with both checksums, and only the user can remove the pin.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from conceptwriter.atomic_write import atomic_write
from conceptwriter.bundles.errors import BundleError


def read_pins(file: Path) -> dict[str, str]:
    """Address -> SHA-256; empty when nothing was pinned yet. Raises BundleError for a damaged file."""
    try:
        data: Any = json.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise BundleError(f"{file} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:
        raise BundleError(_damaged(file)) from error
    if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
        raise BundleError(_damaged(file))
    return data


def add_pins(file: Path, pins: Mapping[str, str]) -> None:
    """Pin these; existing pins stay. Raises BundleError when the file cannot be written."""
    known = read_pins(file)
    if not pins.items() <= known.items():
        _write(file, {**pins, **known})


def drop_pins(file: Path, addresses: Iterable[str]) -> None:
    """Remove these. Raises BundleError when the file cannot be written."""
    known = read_pins(file)
    dropped = set(addresses)
    if dropped & known.keys():
        _write(file, {address: pin for address, pin in known.items() if address not in dropped})


def _write(file: Path, pins: Mapping[str, str]) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(file, json.dumps(pins, indent=1).encode())
    except OSError as error:
        raise BundleError(f"{file} cannot be written: {error.strerror or error}.") from error


def _damaged(file: Path) -> str:
    """Message for a damaged file: silently losing a pin would let a changed file pass."""
    return f"{file}, which stores the checksums of earlier downloads, is damaged. Repair or delete it."
