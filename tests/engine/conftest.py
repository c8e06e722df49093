"""An engine on the toy bundle, closed after the test, with nothing left behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from conceptwriter.engine import Engine


@pytest.fixture(scope="module")
def shared_engine(toy_bundle: Path) -> Iterator[Engine]:
    """For tests that leave the child as they found it."""
    with Engine(toy_bundle, threads=1) as running:
        yield running


@pytest.fixture
def engine(toy_bundle: Path) -> Iterator[Engine]:
    before = set(threading.enumerate())
    with Engine(toy_bundle, threads=1) as running:
        yield running
    assert set(threading.enumerate()) <= before
