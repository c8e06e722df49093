from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.editor.strip.arrangement import Arrangement

HEIGHT = st.integers(8, 40)


def arranged(exact: list[int], estimate: int = 20, margin: int = 0) -> Arrangement:
    arrangement = Arrangement(lambda row: exact[row], margin, margin)
    arrangement.reset([estimate] * len(exact))
    return arrangement


def assert_gapless(arrangement: Arrangement, exact: list[int], viewport: int) -> None:
    placed = arrangement.place(viewport)
    assert placed
    for one, two in itertools.pairwise(placed):
        assert two.row == one.row + 1
        assert two.top == one.top + one.height
    assert all(place.height == exact[place.row] for place in placed)
    first, last = placed[0], placed[-1]
    assert first.top <= 0 or (first.row == 0 and first.top <= arrangement.top_margin)
    assert last.top + last.height >= min(viewport, sum(exact)) or last.row == len(exact) - 1


@given(st.lists(HEIGHT, min_size=1, max_size=80), st.integers(20, 300), st.data())
@settings(max_examples=60, deadline=None)
def test_any_scroll_position_fills_the_viewport(exact: list[int], viewport: int, data: st.DataObject) -> None:
    arrangement = arranged(exact, data.draw(HEIGHT), data.draw(st.integers(0, 15)))
    for value in data.draw(st.lists(st.integers(-50, sum(exact) + 100), max_size=5)):
        arrangement.set_value(value)
        assert_gapless(arrangement, exact, viewport)
        assert 0 <= arrangement.value <= arrangement.maximum(viewport)


@given(st.lists(HEIGHT, min_size=30, max_size=60), st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_on_screen_stays_when_rows_elsewhere_change(exact: list[int], data: st.DataObject) -> None:
    arrangement = arranged(exact)
    arrangement.set_value(data.draw(st.integers(0, sum(exact) // 2)))
    seen = arrangement.place(100)
    first = seen[0].row
    names = list(range(len(exact)))
    if data.draw(st.booleans()):  # above the screen
        row = data.draw(st.integers(0, max(0, first - 1)))
        removed = data.draw(st.integers(0, max(0, first - row - 1)))
    else:  # below it
        row = seen[-1].row + 1
        removed = data.draw(st.integers(0, max(0, len(exact) - row)))
    if row == first:
        return
    new = data.draw(st.lists(HEIGHT, max_size=5))
    arrangement.splice(row, removed, new)
    exact[row : row + removed] = new
    names[row : row + removed] = [-1] * len(new)
    if arrangement.value > arrangement.maximum(100):
        return
    placed = arrangement.place(100)
    assert (names[placed[0].row], placed[0].top) == (seen[0].row, seen[0].top)


@given(st.lists(HEIGHT, min_size=1, max_size=80), st.data())
@settings(max_examples=60, deadline=None)
def test_reveal_shows_the_row(exact: list[int], data: st.DataObject) -> None:
    arrangement = arranged(exact)
    for row in data.draw(st.lists(st.integers(0, len(exact) - 1), min_size=1, max_size=5)):
        arrangement.reveal(row, 120, margin=6)
        assert_gapless(arrangement, exact, 120)
        place = next(place for place in arrangement.place(120) if place.row == row)
        assert place.top >= 0
        assert place.top + place.height <= 120
        assert not arrangement.reveal(row, 120)


def test_reveal_moves_no_more_than_needed() -> None:
    arrangement = arranged([20] * 50)
    arrangement.set_value(200)
    assert not arrangement.reveal(12, 100)
    assert arrangement.reveal(15, 100)
    assert arrangement.value == 220
    assert arrangement.reveal(10, 100)
    assert arrangement.value == 200


def test_no_rows_at_all() -> None:
    arrangement = arranged([])
    assert arrangement.place(100) == []
    arrangement.set_value(50)
    assert arrangement.value == arrangement.top_margin == 0
    assert arrangement.place(100) == []


def test_removing_everything_below_the_anchor_scrolls_back() -> None:
    exact = [20] * 50
    arrangement = arranged(exact)
    arrangement.set_value(800)
    arrangement.splice(5, 45, [])
    del exact[5:]
    assert [place.row for place in arrangement.place(100)] == [0, 1, 2, 3, 4]


def test_a_new_width_keeps_the_row_at_the_top() -> None:
    exact = [20] * 50
    arrangement = arranged(exact)
    arrangement.set_value(410)
    exact[:] = [40] * 50
    arrangement.replace_estimates(exact)
    assert arrangement.place(100)[0][:2] == (20, -20)
