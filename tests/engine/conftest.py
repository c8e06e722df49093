"""An engine on the toy bundle, closed after the test, with nothing left behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from conceptwriter.engine import Engine


@pytest.fixture
def engine(toy_bundle: Path) -> Iterator[Engine]:
    with Engine(toy_bundle, threads=1) as running:
        yield running
    assert not [thread for thread in threading.enumerate() if thread.name == "engine reader"]
