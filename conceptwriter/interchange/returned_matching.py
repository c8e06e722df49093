"""Which text of a file that comes back is which node of the document it is from.

Ids would not do: other programs renumber units, and a Word file has none. The texts themselves are aligned,
in reading order; what was moved is found by its text; and what stands between two texts that fit, in the same
number, is taken for another version of the same. No document is needed here, so this may run on any thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from conceptwriter.outline import ROOT, Document, Kind, NodeId, Rendition
from conceptwriter.outline.translatable import has_words

LEAST_LIKE = 0.5
"""Likeness of two versions of one text that stand at the same place."""


@dataclass(frozen=True, slots=True)
class Row:
    """A node with text, as it was when the file was opened, or as it is in the file."""

    node: NodeId
    language: str
    source: str
    renditions: Mapping[str, Rendition]
    """Those in other languages."""
    note: str = ""
    kind: Kind = Kind.CONCEPT


@dataclass(frozen=True, slots=True)
class Pair:
    """A node of the document and its counterpart in the file."""

    here: Row
    there: Row
    exact: bool
    """The source text is the same in both."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The pairs in the order of the document, and what of the file has no place in it."""

    pairs: tuple[Pair, ...]
    lost: tuple[Row, ...]


def rows_of(document: Document) -> list[Row]:
    """The nodes with words, in reading order; without the name of a document that nobody translated."""
    rows: list[Row] = []
    for node in document.subtree(ROOT):
        here, source = document.node(node), document.source_text(node)
        others = {code: one for code, one in here.renditions.items() if code != here.source_language}
        if has_words(source) and (node != ROOT or others):
            rows.append(Row(node, here.source_language, source, others, here.note, here.kind))
    return rows


def matched_by_source(here: Sequence[Row], there: Sequence[Row]) -> Matched:
    """Matches texts by their sources."""
    return _matched(here, there, [_key(row.source) for row in here], [_key(row.source) for row in there])


def matched_by_translation(here: Sequence[Row], there: Sequence[Row], language: str) -> Matched:
    """Matches a file that is written in a language with the document's texts in it.

    Each text of the file then becomes the translation of its counterpart. What the document does not have in
    that language yet may stand there as in the source. Where nothing is known, the file must have as many
    headings and sentences, in the same order.
    """
    said = [_key(row.renditions[language].text if language in row.renditions else row.source) for row in here]
    found = _matched(here, there, said, [_key(row.source) for row in there], like=0.0)
    is_known = any(pair.exact for pair in found.pairs)
    is_said = any(language in row.renditions for row in here)
    if not is_known and (is_said or [row.kind for row in here] != [row.kind for row in there]):
        return Matched((), tuple(there))  # nothing says that it is a version of this document
    pairs = [
        Pair(pair.here, _as_translation(pair.here, pair.there, language), exact=True) for pair in found.pairs
    ]
    return Matched(tuple(pairs), found.lost)


def _as_translation(here: Row, there: Row, language: str) -> Row:
    return Row(there.node, here.language, here.source, {language: Rendition(there.source)}, "")


def _matched(
    here: Sequence[Row],
    there: Sequence[Row],
    keys_here: Sequence[str],
    keys_there: Sequence[str],
    like: float = LEAST_LIKE,
) -> Matched:
    pairs: dict[int, tuple[int, bool]] = {}
    open_here: list[int] = []
    open_there: list[int] = []
    for step in Indel.opcodes(keys_here, keys_there):
        if step.tag == "equal":
            for place in range(step.src_end - step.src_start):
                pairs[step.src_start + place] = step.dest_start + place, True
    blocks = list(_between(pairs, len(here), len(there)))
    for one, other in blocks:
        open_here += one
        open_there += other
    _match_moved(pairs, open_here, open_there, keys_here, keys_there)
    taken = {other for other, _ in pairs.values()}
    for one, other in blocks:
        left = [place for place in one if place not in pairs]
        right = [place for place in other if place not in taken]
        if len(left) == len(right):
            for mine, theirs in zip(left, right, strict=True):
                alike = not like or fuzz.ratio(keys_here[mine], keys_there[theirs]) >= 100 * like
                if alike:
                    pairs[mine] = theirs, False
    used = {other for other, _ in pairs.values()}
    return Matched(
        tuple(Pair(here[mine], there[theirs], exact) for mine, (theirs, exact) in sorted(pairs.items())),
        tuple(row for place, row in enumerate(there) if place not in used),
    )


def _between(
    pairs: Mapping[int, tuple[int, bool]], count_here: int, count_there: int
) -> Iterable[tuple[list[int], list[int]]]:
    """The texts between those that fit, on both sides."""
    before_here = before_there = -1
    fitting = [(mine, theirs) for mine, (theirs, _) in sorted(pairs.items())]
    for mine, theirs in [*fitting, (count_here, count_there)]:
        left = list(range(before_here + 1, mine))
        right = list(range(before_there + 1, theirs))
        if left or right:
            yield left, right
        before_here, before_there = mine, theirs


def _match_moved(
    pairs: dict[int, tuple[int, bool]],
    open_here: Sequence[int],
    open_there: Sequence[int],
    keys_here: Sequence[str],
    keys_there: Sequence[str],
) -> None:
    """The same text elsewhere, in the order of the file."""
    elsewhere: dict[str, list[int]] = {}
    for place in reversed(open_there):
        elsewhere.setdefault(keys_there[place], []).append(place)
    for place in open_here:
        places = elsewhere.get(keys_here[place]) if keys_here[place] else None
        if places:
            pairs[place] = places.pop(), True


def _key(text: str) -> str:
    return " ".join(text.split())
