from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.editor.strip import heights as module
from conceptwriter.editor.strip.heights import Heights

HEIGHT = st.integers(1, 60)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of four rows make a short example cross many seams."""
    monkeypatch.setattr(module, "BLOCK", 4)


def row_at(flat: list[int], y: int) -> tuple[int, int]:
    y = max(0, min(y, sum(flat) - 1))
    for row, height in enumerate(flat):
        if y < height:
            return row, y
        y -= height
    raise AssertionError


def check(index: Heights, flat: list[int]) -> None:
    assert list(index) == flat
    assert len(index) == len(flat)
    assert index.total == sum(flat)
    for row, height in enumerate(flat):
        assert index[row] == height
        assert index.top(row) == sum(flat[:row])
    assert index.top(len(flat)) == sum(flat)
    for y in range(-2, sum(flat) + 3, 7) if flat else ():
        assert index.at(y) == row_at(flat, y)


@given(st.lists(HEIGHT, max_size=30), st.data())
@settings(max_examples=60, deadline=None)
def test_is_a_flat_list_under_any_edits(flat: list[int], data: st.DataObject) -> None:
    index = Heights(flat)
    for _ in range(6):
        resize = data.draw(st.booleans())
        if flat and resize:
            row = data.draw(st.integers(0, len(flat) - 1))
            index[row] = flat[row] = data.draw(HEIGHT)
        else:
            row = data.draw(st.integers(0, len(flat)))
            removed = data.draw(st.integers(0, len(flat) - row))
            new = data.draw(st.lists(HEIGHT, max_size=12))
            index.splice(row, removed, new)
            flat[row : row + removed] = new
        check(index, flat)


def test_blocks_do_not_crumble() -> None:
    index = Heights([10] * 40)
    for _ in range(200):
        index.splice(17, 1, [11])
    assert len(index._blocks) <= 12


@pytest.mark.parametrize("row", [-1, 3, 99])
def test_a_row_that_is_not_there(row: int) -> None:
    index = Heights([1, 2, 3])
    with pytest.raises(IndexError):
        index[row]
    with pytest.raises(IndexError):
        index.splice(2, 2, [])


def test_no_rows() -> None:
    index = Heights()
    assert (len(index), index.total, index.top(0)) == (0, 0, 0)
    with pytest.raises(IndexError):
        index.at(0)
