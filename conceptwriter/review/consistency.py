"""Equal sources translated differently, and different sources translated the same, in a whole document."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from conceptwriter.assistant.findings import Flag
from conceptwriter.review.remark import ReviewRemark

if TYPE_CHECKING:
    from conceptwriter.outline.model import NodeId
    from conceptwriter.review.pair import Pair

_FEWEST_LETTERS = 8
"""Of a translation that several sources share: "Yes." may well stand for many short answers."""
_MOST_SHOWN = 60
_SETTLED = 3
"""Places that agree, against single ones that do not: only those are remarked."""


class _Place(NamedTuple):
    node: NodeId
    source: str
    text: str
    """Both without what makes no difference."""
    pair: Pair


class Consistency:
    """Filled with the translations of a document one by one; then it has the remarks on them.

    Case and white space make no difference. Adding 20,000 takes a tenth of a second.
    """

    def __init__(self) -> None:
        self._by_source: dict[tuple[str, str, str], list[_Place]] = {}
        self._by_text: dict[tuple[str, str, str], list[_Place]] = {}

    def add(self, node: NodeId, pair: Pair) -> None:
        """One translation; texts without source or without letters are left out."""
        source, text = _plain(pair.source), _plain(pair.text)
        if not source or not text or pair.source_language == pair.language:
            return
        place = _Place(node, source, text, pair)
        languages = pair.source_language, pair.language
        self._by_source.setdefault((*languages, source), []).append(place)
        self._by_text.setdefault((*languages, text), []).append(place)

    @property
    def tables(self) -> tuple[dict[Any, Any], ...]:
        """All that it keeps: of a long document it takes a frame to give this back at once."""
        return self._by_source, self._by_text

    def remarks(self) -> Iterator[ReviewRemark | None]:
        """All remarks; None after each group without any, so that the caller can stop in between."""
        for (_, language, _), places in self._by_source.items():
            yield from _differing(
                places,
                language,
                Flag.INCONSISTENT,
                "also translated as",
                by=_text,
                shown=lambda pair: pair.text,
            )
        for (_, language, text), places in self._by_text.items():
            if sum(map(str.isalpha, text)) >= _FEWEST_LETTERS:
                yield from _differing(
                    places,
                    language,
                    Flag.SAME_TRANSLATION,
                    "is also the translation of",
                    by=_source,
                    shown=lambda pair: pair.source,
                )


def _differing(
    places: list[_Place],
    language: str,
    flag: Flag,
    what: str,
    *,
    by: Callable[[_Place], str],
    shown: Callable[[Pair], str],
) -> Iterator[ReviewRemark | None]:
    """A remark for each place that differs from others; where nearly all agree, only for the others."""
    first: dict[str, _Place] = {}
    counts: Counter[str] = Counter()
    for place in places:
        first.setdefault(by(place), place)
        counts[by(place)] += 1
    if len(first) == 1:
        yield None
        return
    (usual, count), (_, next_count) = counts.most_common(2)
    others = [first[usual], next(place for said, place in first.items() if said != usual)]
    is_settled = count >= _SETTLED and next_count == 1
    for place in places:
        if is_settled and by(place) == usual:
            yield None
            continue
        other = others[by(place) == usual]
        reason = f"{what} “{_short(shown(other.pair))}” (node {other.node})"
        yield ReviewRemark(place.node, language, flag.value, reason)


def _text(place: _Place) -> str:
    return place.text


def _source(place: _Place) -> str:
    """Only its letters and digits: sources that differ in punctuation may well be translated the same."""
    return "".join(filter(str.isalnum, place.source))


def _plain(text: str) -> str:
    """In one Unicode form, small letters and single spaces; empty if it has no letter."""
    folded = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return folded if any(map(str.isalpha, folded)) else ""


def _short(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= _MOST_SHOWN else shown[: _MOST_SHOWN - 1] + "…"
