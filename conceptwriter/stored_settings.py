"""Reading settings that somebody may have edited: a wrong value affects only itself."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache
from typing import Any, get_type_hints

import msgspec

_log = logging.getLogger(__name__)


def readable_fields(kind: type, plain: Mapping[str, Any]) -> dict[str, Any]:
    """The values of `plain` that fit the fields of a Struct or dataclass of the same names.

    A value of another type is skipped and logged; unknown names are skipped silently, as a later version may
    have written them.
    """
    readable: dict[str, Any] = {}
    for name, wanted in _types(kind).items():
        if name not in plain:
            continue
        try:
            readable[name] = msgspec.convert(plain[name], wanted)
        except (msgspec.ValidationError, OverflowError) as error:
            _log.warning("The setting %s is not used: %s.", name, str(error).rstrip("."))
    return readable


@cache
def _types(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
