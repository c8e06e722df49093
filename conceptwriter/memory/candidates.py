"""Which units may be similar to a text: those that share its rare features.

A text of which at most a third is different shares most features with its like, so at least one of any few
more than a third of them (the prefix filter of set-similarity joins). The rarest are the cheapest to look up:
how often each occurs is found by reading it, up to a limit. Where a text has only common ones, units are
looked up that have all, or all but one, of them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from conceptwriter.memory.database import Database
from conceptwriter.memory.features import features

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ids = npt.NDArray[np.int64]

RARE = 4_000
"""Units that may share a feature that is read at once."""
COMMON = 40_000
"""Units that may share a feature that is read where there are too few rare ones."""
_MOST_READ = 160_000
_DIFFERENT = 0.34
"""Share of the features that a similar text may lack."""
_MOST_TOGETHER = 8
MOST_CANDIDATES = 600


def candidates(database: Database, pair: int, text: str, most: int = MOST_CANDIDATES) -> list[int]:
    """Ids of units of a language pair that may be similar to the text, the likeliest first."""
    wanted = [f'"{pair}x{feature}"' for feature in features(text)]
    if not wanted:
        return []
    read: list[tuple[Ids, float]] = []
    common: list[str] = []
    for token in wanted:
        ids = _having(database, token, RARE + 1)
        if len(ids) > RARE:
            common.append(token)
        elif len(ids):
            read.append((ids, _weight(len(ids))))
    needed = math.ceil(_DIFFERENT * len(wanted)) + 1
    if len(wanted) - len(common) < needed and common:
        read += _of_common(database, common, needed - (len(wanted) - len(common)))
    return _best(read, most)


def _of_common(database: Database, common: list[str], needed: int) -> list[tuple[Ids, float]]:
    """Units by the less common of the common features, else by many of them at once."""
    found: list[tuple[Ids, float]] = []
    left = _MOST_READ
    still_common: list[str] = []
    for token in common:
        ids = _having(database, token, min(COMMON + 1, left + 1))
        if len(ids) > min(COMMON, left):
            still_common.append(token)
            continue
        found.append((ids, _weight(len(ids))))
        left -= len(ids)
        if left <= 0:
            break
    if len(found) < needed and len(still_common) > 1:
        together = still_common[:_MOST_TOGETHER]
        weight = len(together) * _weight(COMMON)
        found.append((_having(database, " AND ".join(together), RARE), weight))
        if len(together) > 2:
            for skipped in range(len(together)):
                some = together[:skipped] + together[skipped + 1 :]
                found.append((_having(database, " AND ".join(some), RARE), weight / len(together)))
    elif not found and still_common:
        found.append((_having(database, still_common[0], COMMON), _weight(COMMON)))
    return found


def _having(database: Database, query: str, most: int) -> Ids:
    """Ids of up to `most` units that an index query finds."""
    import numpy as np

    # one string instead of a row each: five times as fast
    joined = database.value(
        "SELECT group_concat(rowid) FROM (SELECT rowid FROM grams WHERE grams MATCH ? LIMIT ?)", (query, most)
    )
    return np.fromstring(joined or "", dtype=np.int64, sep=",")


def _weight(count: int) -> float:
    return 1.0 / math.log(2.0 + count)


def _best(read: list[tuple[Ids, float]], most: int) -> list[int]:
    """The ids with the greatest sums of weights."""
    import numpy as np

    if not read:
        return []
    ids = np.concatenate([ids for ids, _ in read])
    weights = np.concatenate([np.full(len(ids), weight) for ids, weight in read])
    unique, places = np.unique(ids, return_inverse=True)
    if not len(unique):
        return []
    scores = np.bincount(places, weights=weights)
    if len(unique) > most:
        chosen = np.argpartition(-scores, most)[:most]
        unique, scores = unique[chosen], scores[chosen]
    return [int(number) for number in unique[np.argsort(-scores, kind="stable")]]
