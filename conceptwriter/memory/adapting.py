"""Putting the numbers and marks of an asked text into the translation of one that differs only in them.

Only where nothing has to be guessed: each number and mark that changes must be in the translation as often as
in its source, and a number must not change the grammatical number of the target language (CLDR's plural
rules), as "1 Datei" for "2 Dateien" would.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from conceptwriter.assistant.stand_in_numbers import localised
from conceptwriter.language.cldr import locale_of
from conceptwriter.memory.forms import Skeleton, SlotKind, skeleton

Localiser = Callable[[str], str]


def adapted(
    unit_source: Skeleton, unit_target: str, asked: Skeleton, source_language: str, target_language: str
) -> str | None:
    """The unit's target for the asked text; None where it is not safe.

    The two sources have the same key.
    """

    def there(number: str) -> str:
        return localised(number, source_language, target_language)

    target = skeleton(unit_target)
    replacements = _values_to_replace(unit_source, asked, there, target_language)
    marks = _marks_to_replace(unit_source, asked)
    if replacements is None or marks is None:
        return None
    wanted = replacements | marks
    if not _same_number_of_times(unit_source, target, wanted, there):
        return None
    return _written(target, wanted) if wanted else unit_target


def _values_to_replace(
    unit: Skeleton, asked: Skeleton, there: Localiser, language: str
) -> dict[str, str] | None:
    """What the target has for each number and placeholder that differs, and what it must have."""
    wanted: dict[str, str] = {}
    kinds = (SlotKind.NUMBER, SlotKind.WORD)
    for old, new in zip(unit.of_kind(*kinds), asked.of_kind(*kinds), strict=True):
        is_number = old.kind is SlotKind.NUMBER
        before, after = (there(old.written), there(new.written)) if is_number else (old.written, new.written)
        if wanted.setdefault(before, after) != after:
            return None
        if is_number and before != after and not _same_plural(old.written, new.written, language):
            return None
    return {before: after for before, after in wanted.items() if before != after}


def _marks_to_replace(unit: Skeleton, asked: Skeleton) -> dict[str, str] | None:
    """The same for marks: one for one, or all of them left out."""
    old = [slot.written for slot in unit.of_kind(SlotKind.MARK)]
    new = [slot.written for slot in asked.of_kind(SlotKind.MARK)]
    if old == new:
        return {}
    if not new:
        return dict.fromkeys(old, "")
    if len(old) != len(new) or _places(unit) != _places(asked):
        return None
    wanted: dict[str, str] = {}
    for before, after in zip(old, new, strict=True):
        if wanted.setdefault(before, after) != after:
            return None
    return wanted


def _places(text: Skeleton) -> list[int]:
    """Where its marks are, counted in characters of the text without them."""
    places: list[int] = []
    taken = 0
    for slot in text.slots:
        if slot.kind is SlotKind.MARK:
            places.append(slot.start - taken)
        # numbers and placeholders count alike, however long they are
        taken += slot.end - slot.start - (slot.kind is not SlotKind.MARK)
    return places


def _same_number_of_times(
    source: Skeleton, target: Skeleton, wanted: dict[str, str], there: Localiser
) -> bool:
    in_source = Counter(
        there(slot.written) if slot.kind is SlotKind.NUMBER else slot.written for slot in source.slots
    )
    in_target = Counter(slot.written for slot in target.slots)
    return all(in_source[value] == in_target[value] for value in wanted)


def _written(target: Skeleton, wanted: dict[str, str]) -> str:
    parts: list[str] = []
    position = 0
    for slot in target.slots:
        parts += [target.exact[position : slot.start], wanted.get(slot.written, slot.written)]
        position = slot.end
    return " ".join("".join([*parts, target.exact[position:]]).split())


def _same_plural(old: str, new: str, language: str) -> bool:
    """Whether a word counted by either number has the same form; True for what counts nothing (a time)."""
    if not (old.isdecimal() and new.isdecimal()):
        return not (old.isdecimal() or new.isdecimal())
    locale = locale_of(language)
    if locale is None:
        return False
    return locale.plural_form(int(old[:18])) == locale.plural_form(int(new[:18]))
