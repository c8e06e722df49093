"""Equal sources translated differently, and different sources translated the same, in a whole document."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.assistant.findings import Flag
from conceptwriter.review.remark import ReviewRemark

if TYPE_CHECKING:
    from conceptwriter.outline.model import NodeId
    from conceptwriter.review.pair import Pair

_FEWEST_LETTERS = 8
"""Of a translation that several sources share: "Yes." may well stand for many short answers."""
_MOST_SHOWN = 60


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

    def remarks(self) -> Iterator[ReviewRemark | None]:
        """All remarks; None after each group without any, so that the caller can stop in between."""
        for (_, language, _), places in self._by_source.items():
            texts = {place.text for place in places}
            if len(texts) == 1:
                yield None
            for place in places if len(texts) > 1 else ():
                other = next(one for one in places if one.text != place.text)
                reason = f"also translated as “{_short(other.pair.text)}” (node {other.node})"
                yield ReviewRemark(place.node, language, Flag.INCONSISTENT.value, reason)
        for (_, language, text), places in self._by_text.items():
            sources = {_words(place.source) for place in places}
            if len(sources) == 1 or sum(map(str.isalpha, text)) < _FEWEST_LETTERS:
                yield None
                continue
            for place in places:
                other = next(one for one in places if _words(one.source) != _words(place.source))
                reason = f"is also the translation of “{_short(other.pair.source)}” (node {other.node})"
                yield ReviewRemark(place.node, language, Flag.SAME_TRANSLATION.value, reason)


def _plain(text: str) -> str:
    """In one Unicode form, small letters and single spaces; empty if it has no letter."""
    folded = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return folded if any(map(str.isalpha, folded)) else ""


def _words(text: str) -> str:
    """Only its letters and digits: sources that differ in punctuation may well be translated the same."""
    return "".join(filter(str.isalnum, text))


def _short(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= _MOST_SHOWN else shown[: _MOST_SHOWN - 1] + "…"
