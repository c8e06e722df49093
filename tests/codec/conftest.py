"""One codec for all tests of the room: it keeps no state between calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.bundles import load_manifest
from conceptwriter.codec.runtime import Codec


@pytest.fixture(scope="module")
def codec(toy_bundle: Path) -> Codec:
    return Codec(toy_bundle, load_manifest(toy_bundle))
