"""An index of row heights: from row to pixel and from pixel to row, for a hundred thousand rows.

Heights are kept in blocks of a few hundred. Finding a row bisects the sums of the blocks and then walks one
block; changing a height touches one block; a splice rebuilds only the blocks it meets.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BLOCK = 512


class Heights:
    """A sequence of positive row heights in pixels with their running sum."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        flat = list(heights)
        self._blocks = [flat[start : start + BLOCK] for start in range(0, len(flat), BLOCK)]
        self._sums = [sum(block) for block in self._blocks]
        self._renew_prefixes()

    def __len__(self) -> int:
        return self._first_rows[-1]

    @property
    def total(self) -> int:
        """Height of all rows together."""
        return self._tops[-1]

    def __getitem__(self, row: int) -> int:
        block, index = self._locate(row)
        return self._blocks[block][index]

    def __setitem__(self, row: int, height: int) -> None:
        block, index = self._locate(row)
        change = height - self._blocks[block][index]
        if change:
            self._blocks[block][index] = height
            self._sums[block] += change
            self._tops = [0, *accumulate(self._sums)]

    def top(self, row: int) -> int:
        """Height of all rows before `row`; `row` may be the number of rows."""
        if row == len(self):
            return self.total
        block, index = self._locate(row)
        return self._tops[block] + sum(self._blocks[block][:index])

    def at(self, y: int) -> tuple[int, int]:
        """The row at pixel `y` and the distance from its top; outside: the first or last row.

        Raises IndexError when there are no rows.
        """
        if not len(self):
            raise IndexError("there are no rows")
        y = max(0, min(y, self.total - 1))
        block = min(bisect_right(self._tops, y) - 1, len(self._blocks) - 1)
        rest = y - self._tops[block]
        row = self._first_rows[block]
        for height in self._blocks[block]:
            if rest < height:
                return row, rest
            rest -= height
            row += 1
        return len(self) - 1, self[len(self) - 1] - 1

    def splice(self, row: int, removed: int, heights: Iterable[int]) -> None:
        """Replace `removed` heights from `row` on."""
        if row < 0 or removed < 0 or row + removed > len(self):
            raise IndexError(f"rows {row} to {row + removed} of {len(self)}")
        first, start = self._seam(row)
        last, end = self._seam(row + removed)
        head = self._blocks[first][:start] if first < len(self._blocks) else []
        tail = self._blocks[last][end:] if last < len(self._blocks) else []
        merged = [*head, *heights, *tail]
        blocks = [merged[begin : begin + BLOCK] for begin in range(0, len(merged), BLOCK)]
        self._blocks[first : last + 1] = blocks
        self._sums[first : last + 1] = [sum(block) for block in blocks]
        self._join_small(first, first + len(blocks))
        self._renew_prefixes()

    def __iter__(self) -> Iterator[int]:
        return (height for block in self._blocks for height in block)

    def _join_small(self, first: int, last: int) -> None:
        """Many splices leave many short blocks; join neighbours of this one that fit together."""
        for block in range(min(last, len(self._blocks) - 1), max(first - 1, 0), -1):
            if len(self._blocks[block - 1]) + len(self._blocks[block]) <= BLOCK:
                self._blocks[block - 1] += self._blocks.pop(block)
                self._sums[block - 1] += self._sums.pop(block)

    def _locate(self, row: int) -> tuple[int, int]:
        if not 0 <= row < len(self):
            raise IndexError(f"row {row} of {len(self)}")
        block = bisect_right(self._first_rows, row) - 1
        return block, row - self._first_rows[block]

    def _seam(self, row: int) -> tuple[int, int]:
        """Like `_locate`, but returns the end of the last block for the place after the last row."""
        if row < len(self):
            return self._locate(row)
        if not self._blocks:
            return 0, 0
        return len(self._blocks) - 1, len(self._blocks[-1])

    def _renew_prefixes(self) -> None:
        self._tops = [0, *accumulate(self._sums)]
        self._first_rows = [0, *accumulate(map(len, self._blocks))]
