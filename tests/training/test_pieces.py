from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conceptwriter.training.pieces import PieceError, join, pieces_of, split


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200), largest=st.integers(1, 60))
def test_what_is_split_is_joined_again(tmp_path: Path, content: bytes, largest: int) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    made = split(path, largest)
    assert all(piece.stat().st_size <= largest for piece in made[:-1])
    assert pieces_of(path) == made[:-1]
    path.unlink()
    assert join(path).read_bytes() == content


def test_a_missing_or_changed_piece_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "model.pt"
    path.write_bytes(bytes(range(100)))
    split(path, 40)
    path.unlink()
    (tmp_path / "model.pt.001").write_bytes(bytes(40))
    with pytest.raises(PieceError, match="not those it was split into"):
        join(path)
    (tmp_path / "model.pt.002").unlink()
    with pytest.raises(PieceError, match=r"model\.pt\.002 is missing: 3 pieces"):
        join(path)
    (tmp_path / "model.pt.pieces").write_text("{}")
    with pytest.raises(PieceError, match=r"model\.pt\.pieces is missing or damaged"):
        join(path)
    assert not path.exists()


def test_a_file_that_is_not_there_cannot_be_split(tmp_path: Path) -> None:
    with pytest.raises(PieceError, match="no file"):
        split(tmp_path / "none")
