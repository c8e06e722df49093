"""Numbers and names of a source that a translation keeps, by the same checks that warn a writer.

Asked for is only what a human translation keeps as well by these checks: "London" may be "the capital" there.
"""

from __future__ import annotations

from collections import Counter

from conceptwriter.assistant.names import lost_names, names_to_look_for
from conceptwriter.assistant.numerals import missing_numbers, numbers


def numbers_kept(source: str, reference: str, output: str, target: str) -> tuple[int, int]:
    """How many numbers that source and reference have are in the output, and how many they have."""
    there = Counter(number.written for number in numbers(source))
    wanted = there - Counter(missing_numbers(source, reference, target))
    return (wanted & (there - Counter(missing_numbers(source, output, target)))).total(), wanted.total()


def names_kept(source: str, reference: str, output: str, languages: tuple[str, str]) -> tuple[int, int]:
    """The same of names. German capitals say little: from German, names are those of the reference."""
    first, second = languages
    wanted = set(names_to_look_for(source, first, second)) - set(lost_names(source, first, reference, second))
    if wanted:
        return len(wanted - set(lost_names(source, first, output, second))), len(wanted)
    wanted = set(names_to_look_for(reference, second, first)) - set(
        lost_names(reference, second, source, first)
    )
    return len(wanted - set(lost_names(reference, second, output, second))), len(wanted)
