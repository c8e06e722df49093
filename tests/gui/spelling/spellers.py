"""Spellers for tests: in this process, with lists of words."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from conceptwriter.spelling import Dictionary, DictionaryError, SpellingFailed

_ENGLISH = """
the boats came in at dawn nobody was waiting for them on quay a bell rang across water and then there only
sound of ropes chapter harbour letter well known
"""
RIGHT = {"eng_Latn": frozenset(_ENGLISH.split()), "deu_Latn": frozenset(["die", "Boote", "kamen"])}


def dictionary(name: str, language: str) -> Dictionary:
    return Dictionary(language, name, Path(f"{name}.aff"), Path(f"{name}.dic"))


class ListSpeller:
    """Right is what the lists have, with a capital too. `asked` are the words, in the order they came."""

    def __init__(self, *names: tuple[str, str]) -> None:
        """`names`: of dictionaries and their languages; English and German if there are none."""
        self._there: dict[str, list[Dictionary]] = {}
        for name, language in names or (("en_US", "eng_Latn"), ("de_DE", "deu_Latn")):
            self._there.setdefault(language, []).append(dictionary(name, language))
        self.used: dict[str, Dictionary] = {}
        self.asked: list[str] = []
        self.closed = 0
        self.suggestions: dict[str, list[str]] = {}

    def find_dictionaries(self) -> dict[str, list[Dictionary]]:
        return self._there

    def use(self, dictionaries: Mapping[str, Dictionary]) -> None:
        self.used = dict(dictionaries)

    def check(self, language: str, words: Sequence[str]) -> list[bool]:
        self.asked += words
        right = RIGHT[language]
        return [word in right or word[:1].lower() + word[1:] in right for word in words]

    def suggest(self, language: str, word: str) -> list[str]:
        return self.suggestions.get(word, [])

    def close(self) -> None:
        self.closed += 1

    def kill(self) -> None:
        pass


class HeldSpeller(ListSpeller):
    """Answers when `release` is called; `kill` makes it fail."""

    def __init__(self) -> None:
        super().__init__()
        self._go = threading.Event()
        self._killed = False

    def check(self, language: str, words: Sequence[str]) -> list[bool]:
        assert self._go.wait(20)
        if self._killed:
            raise SpellingFailed("killed")
        return super().check(language, words)

    def release(self) -> None:
        self._go.set()

    def kill(self) -> None:
        self._killed = True
        self._go.set()


class BrokenSpeller(ListSpeller):
    """Its German dictionary cannot be used."""

    def check(self, language: str, words: Sequence[str]) -> list[bool]:
        if language == "deu_Latn":
            raise DictionaryError("de_DE.dic is broken.")
        return super().check(language, words)

    def suggest(self, language: str, word: str) -> list[str]:
        raise DictionaryError("There is nothing to suggest.")
