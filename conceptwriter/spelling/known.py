"""Words that are right whatever the dictionary says: the user's, the document's, names, and terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from conceptwriter.spelling.forms import forms_of


class KnownWords:
    """The words of one language that are right.

    A word in small letters is right with a capital, too; one with a capital only so: Polish is not polish.
    Both are right in capitals.
    """

    def __init__(self, words: Iterable[str] = (), is_name: Callable[[str], bool] | None = None) -> None:
        """`is_name`: what is asked about a word that is in no list."""
        self._words = set(words)
        self._capitals = {word.upper() for word in self._words}
        self._is_name = is_name

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._has(word)

    def knows(self, word: str, language: str) -> bool:
        """Whether the word is right, or what it is a form of."""
        return any(self._has(form) for form in forms_of(word, language))

    def _has(self, word: str) -> bool:
        if word in self._words or (word[:1].lower() + word[1:]) in self._words:
            return True
        if word.isupper() and word in self._capitals:
            return True
        return self._is_name is not None and self._is_name(word)
