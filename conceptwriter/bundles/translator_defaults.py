"""Which translator is the default for a pair of languages: a small file of the user's, read by all commands.

It is a file of its own, because a window that is open saves its settings when it closes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import platformdirs

from conceptwriter.atomic_write import atomic_write
from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.places import find_bundles
from conceptwriter.bundles.translators import (
    CODEC,
    EVERY_PAIR,
    FEW_PAIRS,
    InstalledTranslator,
    Translators,
    translators_in,
)


def defaults_file() -> Path:
    """The file of the defaults; it may not exist yet."""
    return platformdirs.user_config_path("conceptwriter", appauthor=False) / "translators.json"


def read_defaults(file: Path | None = None) -> dict[str, str]:
    """Pair -> name. A file that is missing or damaged means that there are no defaults."""
    try:
        return _read(file or defaults_file())
    except BundleError:
        return {}


def known_translators(file: Path | None = None) -> Translators:
    """The translators of this computer with their defaults."""
    return Translators(translators_in(find_bundles()), read_defaults(file))


def set_default(name: str, pairs: Iterable[str], file: Path | None = None) -> None:
    """Make a translator (or `CODEC`) the default of these pairs. Raises BundleError."""
    file = file or defaults_file()
    _write(file, {**_read(file), **dict.fromkeys(pairs, name)})


def drop_defaults(name: str | None = None, file: Path | None = None) -> None:
    """Forget the defaults of one translator, or all of them. Raises BundleError."""
    file = file or defaults_file()
    before = _read(file)
    after = {pair: each for pair, each in before.items() if name is not None and each != name}
    if after != before:
        _write(file, after)


def pairs_to_take(translator: InstalledTranslator) -> list[str]:
    """Of what it becomes the default where nobody names a pair."""
    return translator.pairs if translator.pair_count <= FEW_PAIRS else [EVERY_PAIR]


def pairs_of(name: str, defaults: Mapping[str, str]) -> list[str]:
    """The pairs that a translator is the default of."""
    return sorted(pair for pair, each in defaults.items() if each == name and name != CODEC)


def _read(file: Path) -> dict[str, str]:
    try:
        plain = json.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise BundleError(f"{file} cannot be read: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:
        raise _damaged(file) from error
    defaults = plain.get("defaults") if isinstance(plain, dict) else None
    if not isinstance(defaults, dict):
        raise _damaged(file)
    return {pair: name for pair, name in defaults.items() if isinstance(name, str)}


def _damaged(file: Path) -> BundleError:
    return BundleError(f"{file} is damaged. Delete it, and choose the default translators again.")


def _write(file: Path, defaults: Mapping[str, str]) -> None:
    text = json.dumps({"defaults": dict(sorted(defaults.items()))}, indent=2, ensure_ascii=False) + "\n"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(file, text.encode())
    except OSError as error:
        raise BundleError(f"{file} cannot be written: {error.strerror or error}.") from error
