"""A second try for a translation that lost numbers or names: with stand-ins that the codec keeps."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from conceptwriter.assistant.codec_use import Text
from conceptwriter.assistant.findings import Flag
from conceptwriter.assistant.names import lost_names
from conceptwriter.assistant.rendering_checks import check_names, check_numbers
from conceptwriter.assistant.stand_in_names import HiddenNames, hide_names, show_names, womens_names
from conceptwriter.assistant.stand_in_numbers import HiddenNumbers, hide_numbers, show_numbers

_TURNS = ((0, False), (1, False), (0, True))
"""The stand-ins of each attempt, and whether a date is one number in it."""
ATTEMPTS = len(_TURNS)
_POSSESSIVE = re.compile(r"['’]s?$")


class Carrier(NamedTuple):
    """A text as the codec reads it, and how its output becomes a translation of the source."""

    numbers: HiddenNumbers
    names: HiddenNames

    @property
    def text(self) -> str:
        """The text with stand-ins."""
        return self.names.text

    def restored(self, text: str, language: str) -> str | None:
        """The codec's output with the numbers and names; None where it lost a stand-in or invented one."""
        if self.names.replaced:
            named = show_names(self.names, text)
            if named is None:
                return None
            text = named
        return show_numbers(self.numbers, text, language) if self.numbers.replaced else text


def carrier(
    source: Text,
    translated: Text,
    flags: Collection[str],
    attempt: int,
    keep: Collection[int] = (),
) -> Carrier | None:
    """What carries the numbers and names that a translation lost; None where nothing new can.

    `flags`: what was found in the translation. `keep`: numbers in both texts that stand for marks.
    """
    made = [_carrier(source, translated, flags, turn, keep) for turn in range(attempt + 1)]
    tried = {source.text, *(it.text for it in made[:-1])}
    return made[-1] if made[-1].text not in tried else None


def _carrier(
    source: Text, translated: Text, flags: Collection[str], attempt: int, keep: Collection[int]
) -> Carrier:
    text = source.text
    numbers, names = HiddenNumbers(text), HiddenNames(text)
    if Flag.NUMBERS.value in flags:
        turn, dates = _TURNS[attempt]
        numbers = hide_numbers(text, source.language, translated.language, turn, keep, dates=dates)
    if Flag.NAMES.value in flags:
        lost = _names_of_people_and_places(source, translated)
        names = hide_names(numbers.text, lost, womens_names([text], lost))
    return Carrier(numbers, names if names.replaced else HiddenNames(numbers.text))


def _names_of_people_and_places(source: Text, translated: Text) -> list[str]:
    """The lost names that Tom may stand for: no abbreviations, which are often translated ("TV")."""
    lost = (_POSSESSIVE.sub("", name) for name in lost_names(*source, *translated))
    return [name for name in dict.fromkeys(lost) if name.istitle()]


def carried(
    sources: Sequence[Text],
    translations: Sequence[str],
    language: str,
    translate: Callable[[list[int], list[str]], list[str]],
    keep: Sequence[Collection[int]],
) -> list[str]:
    """The translations, those that lost numbers or names replaced where a second try keeps them.

    `translate` gets rows of the sources and what the codec is to read for them. `keep`: see `carrier`.
    """
    best = list(translations)
    for attempt in range(ATTEMPTS):
        carriers: dict[int, Carrier] = {}
        for row, source in enumerate(sources):
            text = Text(best[row], language)
            found = carrier(source, text, _lost(source, text), attempt, keep[row])
            if found is not None:
                carriers[row] = found
        if not carriers:
            break
        again = translate(list(carriers), [it.text for it in carriers.values()])
        for (row, it), output in zip(carriers.items(), again, strict=True):
            restored = it.restored(output, language)
            if restored and not _lost(sources[row], Text(restored, language)):
                best[row] = restored
    return best


def _lost(source: Text, text: Text) -> set[str]:
    found = (check_numbers(*source, *text), check_names(*source, *text))
    return {finding.flag.value for finding in found if finding is not None}
