"""Comparing texts without a model: tokens in any script, and text similarity."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from conceptwriter.language.scripts import is_dense, unspaced_letter

# A run of letters, digits and marks (vowel signs are marks), or one character of a script written without
# spaces.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u064b-\u0652\u0900-\u0963\u0966-\u0dff]|['’](?=[^\W_]))*")
_GRAM = 3
_ALIKE_ENOUGH_TO_ALIGN = 0.4


def folded(text: str) -> str:
    """Lower case, compatibility forms and normalised white space: how texts are compared."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def without_accents(text: str) -> str:
    """The folded text without accents and other marks."""
    decomposed = unicodedata.normalize("NFD", folded(text))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def tokens(text: str) -> list[str]:
    """Words as written; single characters in scripts that put no spaces between words."""
    found: list[str] = []
    for word in _WORD.findall(text):
        if word.isascii() or not unspaced_letter().search(word):
            found.append(word)
            continue
        run = ""
        for character in word:
            if unspaced_letter().match(character):
                if run:
                    found.append(run)
                    run = ""
                found.append(character)
            else:
                run += character
        if run:
            found.append(run)
    return found


def is_unspaced(text: str) -> bool:
    """True when most of its letters are from a script without spaces between words."""
    letters = sum(character.isalpha() for character in text)
    return letters > 0 and 2 * len(unspaced_letter().findall(text)) > letters


def weighted_length(text: str) -> float:
    """Length in characters; one of a dense script (Han, kana, Hangul) counts as two and a half Latin ones."""
    dense = 0 if text.isascii() else sum(map(is_dense, text))
    return len(text) + 1.5 * dense


def edit_similarity(first: str, second: str) -> float:
    """1 for the same text (ignoring case and spacing), 0 for nothing in common."""
    a, b = folded(first), folded(second)
    if a == b:
        return 1.0
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are.

    `similarity` compares them as wholes; `containment` is how much of the first is in the second.
    """

    similarity: float
    containment: float
    index: int

    @property
    def strength(self) -> float:
        """The larger of the two."""
        return max(self.similarity, self.containment)


class TextIndex:
    """Earlier texts, prepared for many comparisons: one set intersection each; few are aligned."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts: list[str] = []
        self._grams: list[Counter[str]] = []
        for text in texts:
            self.add(text)

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, text: str) -> None:
        """Add one more text."""
        plain = folded(text)
        self._texts.append(plain)
        self._grams.append(_grams(plain))

    def closest(self, text: str) -> Likeness:
        """The most similar of the added texts; strength 0 and index -1 when there are none."""
        plain = folded(text)
        grams = _grams(plain)
        size = grams.total()
        best = Likeness(0.0, 0.0, -1)
        for index, (other, other_grams) in enumerate(zip(self._texts, self._grams, strict=True)):
            shared = (grams & other_grams).total()
            if not shared:
                continue
            dice = 2 * shared / (size + other_grams.total())
            containment = shared / size if size >= 12 else float(plain == other)
            if max(dice, containment) < max(_ALIKE_ENOUGH_TO_ALIGN, best.strength - 0.2):
                continue
            similarity = (
                1.0 if plain == other else SequenceMatcher(None, plain, other, autojunk=False).ratio()
            )
            found = Likeness(similarity, containment, index)
            if found.strength > best.strength:
                best = found
        return best

    def novelty(self, text: str) -> float:
        """1 for a text unlike all added ones, 0 for a repetition of one."""
        return 1.0 - min(1.0, self.closest(text).strength)


def _grams(plain: str) -> Counter[str]:
    padded = f" {plain} "
    return Counter(padded[start : start + _GRAM] for start in range(max(1, len(padded) - _GRAM + 1)))


def repeated_phrase(words: Sequence[str]) -> str:
    """The phrase that a looping text repeats, or "".

    A single word has to occur four times in a row ("no, no, no" is a style), two words three times, three or
    more words twice. A text that keeps returning to the same three words without a run counts as well.
    """
    lowered = [word.casefold() for word in words]
    count = len(lowered)
    for width in range(1, count // 2 + 1):
        needed = 4 if width == 1 else 3 if width == 2 else 2
        run = 0
        for place in range(width, count):
            run = run + 1 if lowered[place] == lowered[place - width] else 0
            if run >= width * (needed - 1):
                return " ".join(words[place - width + 1 : place + 1])
    return _recurring_phrase(lowered)


def _recurring_phrase(lowered: Sequence[str]) -> str:
    triples = Counter(zip(lowered, lowered[1:], lowered[2:], strict=False))
    total = triples.total()
    if total < 8:
        return ""
    repeats = total - len(triples)
    phrase, times = triples.most_common(1)[0]
    return " ".join(phrase) if times >= 4 or repeats > 0.35 * total else ""


def runs(words: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    """Every run of `length` adjacent words, in order."""
    return zip(*(words[start:] for start in range(length)), strict=False)
