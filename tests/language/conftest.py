from __future__ import annotations

import pytest

from conceptwriter.language import Segmenter


@pytest.fixture(scope="session")
def segmenter() -> Segmenter:
    """One for the session: its only state is a cache of pipelines, each of which takes a while to build."""
    return Segmenter()
