"""Looking up a text: exact in its context, exact, exact but for numbers and marks, fuzzy; best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rapidfuzz.distance import Levenshtein

from conceptwriter.language.word_diff import Run, difference
from conceptwriter.memory.adapting import adapted
from conceptwriter.memory.candidates import candidates
from conceptwriter.memory.forms import Skeleton, exact_form, folded_form, key_of, skeleton
from conceptwriter.memory.likeness import (
    ALMOST,
    EXACT,
    folded_percentage,
    percentage,
    words_of,
)
from conceptwriter.memory.memory import Memory
from conceptwriter.memory.rows import UNIT_QUERY, from_row
from conceptwriter.memory.unit import StoredUnit, Unit
from conceptwriter.memory.vectors import Encoder
from conceptwriter.outline import State

if TYPE_CHECKING:
    from conceptwriter.memory.vectors import Vectors

IN_CONTEXT = 101
USEFUL = 75
"""Per cent from which a fuzzy match usually is quicker to edit than a new text is to write."""
_MOST_EXACT = 200
_AT_ONCE = 200
_LONGEST_FUZZY = 10_000
"""Characters of a text that is compared letter by letter, which takes time by their square."""
_STATES = (State.FINAL, State.REVIEWED, State.EDITED, State.NEW, State.MACHINE)


class MatchKind(StrEnum):
    """How a unit fits the asked text, the best first."""

    CONTEXT = "context"
    """The same text between the same texts."""
    EXACT = "exact"
    ADAPTED = "adapted"
    """The same but for numbers and marks, which were put into the translation."""
    FUZZY = "fuzzy"
    MEANING = "meaning"
    """Near in meaning; its percentage is a cosine, and no measure of editing."""


@dataclass(frozen=True, slots=True)
class Match:
    """A unit for an asked text."""

    memory: Memory
    id: int
    unit: Unit
    percent: int
    """101: in context; 100: exact; 99: but for case, typography, numbers or marks; below: fuzzy."""
    kind: MatchKind
    text: str
    """The translation to offer: the unit's, or with the numbers and marks of the asked text."""
    difference: tuple[Run, ...]
    """From the unit's source to the asked text; empty where they are in different languages."""

    @property
    def bare_text(self) -> str:
        """The translation without the mark-up of the file that the unit is from."""
        text = self.text
        for placeholder, _ in self.unit.target_codes:
            text = text.replace(placeholder, "")
        return text


@dataclass(frozen=True, slots=True)
class Asked:
    """A text to be looked up; languages are FLORES-200 codes."""

    text: str
    source_language: str
    target_language: str
    before: str | None = None
    after: str | None = None
    """The texts around it; None: not known."""
    target_tag: str = ""
    """BCP 47 tag of the target, if it has a region: of equals, units of the same region come first."""


def search(
    memories: Iterable[Memory], asked: Asked, *, minimum: int = USEFUL, limit: int = 10
) -> list[Match]:
    """The matches of `minimum` per cent or more in all memories, best first; of equals, the earlier memory's.

    The same translation of the same text is offered once. Raises TranslationMemoryError.
    """
    form = skeleton(asked.text)
    if not form.exact or limit < 1:
        return []
    found = [match for memory in memories for match in _in_one(memory, asked, form, minimum, limit)]
    return best_first(found, asked)[:limit]


def search_by_meaning(
    memories: Iterable[Memory], encoder: Encoder, vector: Vectors, asked: Asked, *, limit: int = 10
) -> list[Match]:
    """The units nearest in meaning to a vector (d,), from any language into the wanted one, best first.

    `vector` is the asked text's, by the same encoder as the units'. Raises TranslationMemoryError.
    """
    found: list[Match] = []
    for memory in memories:
        near = memory.vectors.nearest(encoder, vector, target_language=asked.target_language, limit=limit)
        cosines = {one.id: one.cosine for one in near}
        for number, unit in _units(memory, list(cosines)):
            percent = max(0, round(100 * cosines[number]))
            runs = (
                difference(unit.source, asked.text) if unit.source_language == asked.source_language else ()
            )
            found.append(Match(memory, number, unit, percent, MatchKind.MEANING, unit.target, runs))
    return best_first(found, asked)[:limit]


def best_first(matches: Sequence[Match], asked: Asked) -> list[Match]:
    """Sorted, and without what offers the same translation of the same text again."""
    kinds = list(MatchKind)

    def rank(match: Match) -> tuple[int, int, bool, int]:
        other_region = match.unit.target_tag.lower() != asked.target_tag.lower()
        return -match.percent, kinds.index(match.kind), other_region, _STATES.index(match.unit.state)

    newest_first = sorted(matches, key=lambda match: str(match.unit.changed or ""), reverse=True)
    unique: dict[tuple[str, str], Match] = {}
    for match in sorted(newest_first, key=rank):
        unique.setdefault((exact_form(match.unit.source), exact_form(match.text)), match)
    return list(unique.values())


def _in_one(memory: Memory, asked: Asked, form: Skeleton, minimum: int, limit: int) -> list[Match]:
    pair = memory.database.value(
        "SELECT id FROM pairs WHERE source_language = ? AND target_language = ?",
        (asked.source_language, asked.target_language),
    )
    if pair is None:
        return []
    found = {match.id: match for match in _exact(memory, asked, form, pair)}
    if minimum <= ALMOST and len(found) < limit:
        for match in _adapted(memory, asked, form, pair, minimum):
            found.setdefault(match.id, match)
        for match in _fuzzy(memory, asked, form, pair, minimum, limit):
            found.setdefault(match.id, match)
    return [match for match in found.values() if match.percent >= minimum]


def _exact(memory: Memory, asked: Asked, form: Skeleton, pair: int) -> list[Match]:
    rows = memory.database.rows(
        f"{UNIT_QUERY} WHERE exact_key = ? AND pair = ? "
        f"ORDER BY before IS ? AND after IS ? DESC, changed DESC LIMIT {_MOST_EXACT}",
        (key_of(form.exact), pair, asked.before, asked.after),
    )
    matches: list[Match] = []
    for number, unit in map(from_row, rows):
        if exact_form(unit.source) != form.exact:
            continue
        here = _is_between(unit, asked)
        kind = MatchKind.CONTEXT if here else MatchKind.EXACT
        percent = IN_CONTEXT if here else EXACT
        runs = difference(unit.source, asked.text)
        matches.append(Match(memory, number, unit, percent, kind, unit.target, runs))
    return matches


def _is_between(unit: Unit, asked: Asked) -> bool:
    around = ((unit.before, asked.before), (unit.after, asked.after))
    if any(there is None or here is None for there, here in around):
        return False
    return all(exact_form(there or "") == exact_form(here or "") for there, here in around)


def _adapted(memory: Memory, asked: Asked, form: Skeleton, pair: int, minimum: int) -> list[Match]:
    """Units that differ in numbers and marks only; where these cannot be put in, with their own text."""
    if not any(map(str.isalnum, form.key)):
        return []  # a text of nothing else has nothing in common with another
    rows = memory.database.rows(
        f"{UNIT_QUERY} WHERE skeleton_key = ? AND pair = ? ORDER BY changed DESC LIMIT {_MOST_EXACT}",
        (key_of(form.key), pair),
    )
    matches: list[Match] = []
    for number, unit in map(from_row, rows):
        there = skeleton(unit.source)
        if there.key != form.key or there.exact == form.exact:
            continue
        text = None
        if there.slots or form.slots:
            text = adapted(there, unit.target, form, asked.source_language, asked.target_language)
        matches.append(_not_exact(memory, StoredUnit(number, unit), asked, text))
    return [match for match in matches if match.percent >= minimum]


def _not_exact(memory: Memory, stored: StoredUnit, asked: Asked, text: str | None) -> Match:
    number, unit = stored
    runs = difference(unit.source, asked.text)
    if text is not None:
        return Match(memory, number, unit, ALMOST, MatchKind.ADAPTED, text, runs)
    percent = percentage(unit.source, asked.text)
    return Match(memory, number, unit, percent, MatchKind.FUZZY, unit.target, runs)


def _fuzzy(memory: Memory, asked: Asked, form: Skeleton, pair: int, minimum: int, limit: int) -> list[Match]:
    folded = folded_form(form.exact)
    if len(folded) > _LONGEST_FUZZY:
        return []
    likeliest = candidates(memory.database, pair, asked.text)
    words = words_of(folded)
    scored: list[tuple[int, int]] = []
    for number, source in _sources(memory, likeliest):
        there = folded_form(source)
        if not _may_reach(there, folded, minimum):
            continue
        percent = folded_percentage(there, folded, words)
        if percent >= minimum:
            scored.append((percent, number))
    # some of them were found as exact or adapted already, others offer the same translation
    best = sorted(scored, key=lambda item: (-item[0], item[1]))[: 4 * limit]
    matches = [
        Match(memory, number, unit, percentage(unit.source, asked.text), MatchKind.FUZZY, unit.target, runs)
        for number, unit in _units(memory, [number for _, number in best])
        if (runs := difference(unit.source, asked.text))
    ]
    return [match for match in matches if minimum <= match.percent < EXACT]


def _may_reach(there: str, folded: str, minimum: int) -> bool:
    """Whether the characters alone leave the percentage possible: the words give at most half of it."""
    least = (2 * minimum - 100) / 100
    return least <= 0 or Levenshtein.normalized_similarity(there, folded, score_cutoff=least) > 0


def _sources(memory: Memory, ids: Sequence[int]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for batch in _batches(ids):
        marks = ", ".join("?" * len(batch))
        found += memory.database.rows(f"SELECT id, source FROM units WHERE id IN ({marks})", tuple(batch))
    return found


def _units(memory: Memory, ids: Sequence[int]) -> list[StoredUnit]:
    rows: list[Any] = []
    for batch in _batches(ids):
        marks = ", ".join("?" * len(batch))
        rows += memory.database.rows(f"{UNIT_QUERY} WHERE units.id IN ({marks})", tuple(batch))
    return list(map(from_row, rows))


def _batches(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
