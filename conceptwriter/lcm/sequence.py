"""Fitting a long document into the model's context."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from conceptwriter.lcm.contract import FloatArray, ItemKind, LcmError

Kinds = npt.NDArray[np.int64]
_WITHOUT_VECTOR = (int(ItemKind.BREAK), int(ItemKind.END))


def checked(
    vectors: npt.NDArray[np.generic], kinds: npt.NDArray[np.generic], dimension: int
) -> tuple[FloatArray, Kinds]:
    """The sequence as float32 (t, dimension) and int64 (t,). Raises LcmError when it is not valid."""
    items = np.ascontiguousarray(vectors, np.float32)
    what = np.ascontiguousarray(kinds, np.int64)
    if items.ndim != 2 or items.shape[1] != dimension or what.shape != items.shape[:1]:
        raise LcmError(
            f"A sequence is vectors (t, {dimension}) and as many kinds, not {items.shape} and {what.shape}."
        )
    if len(items) == 0:
        raise LcmError("A sequence needs at least one item: a title, a heading or a concept.")
    if not np.isfinite(items).all():
        raise LcmError("Vectors must be finite numbers.")
    if not np.isin(what, [int(kind) for kind in ItemKind]).all():
        raise LcmError("A kind must be 0 (concept), 1 (plan), 2 (break) or 3 (end).")
    items = np.where(np.isin(what, _WITHOUT_VECTOR)[:, None], np.float32(0), items)
    return items, what


def fitted(kinds: Kinds, maximum: int) -> npt.NDArray[np.int64]:
    """Indices of the items to keep, in order, at most `maximum`.

    Older items are dropped, but the newest plan items among them stay in front (up to a quarter of the
    context). The cut moves in blocks of a quarter: while a writer adds concepts one by one the start of the
    sequence stays the same, and so does the model's state for it.
    """
    length = len(kinds)
    if length <= maximum:
        return np.arange(length)
    block = max(1, maximum // 4)
    room = maximum - block
    cut = -(-(length - room) // block) * block if block > 1 else length - room
    cut = min(cut, length - 1)
    plans = np.flatnonzero(kinds[:cut] == ItemKind.PLAN)[-block:]
    return np.concatenate([plans, np.arange(cut, length)])
