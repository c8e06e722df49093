"""Names: words that a document writes with a capital inside its sentences, again and again.

A dictionary knows few names, and a writer hates to be told that the heroine is a mistake. So a word with a
capital that is met twice inside sentences, and never in small letters, counts as a name, in every language of
the document. German writes all nouns so: there it takes three, and none may follow an article, as nouns do.
Headings count for nothing: in some languages every word of theirs has a capital.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

from conceptwriter.spelling.forms import forms_of
from conceptwriter.spelling.words import Word

FEWEST, FEWEST_AMONG_NOUNS = 2, 3
_NOUNS_HAVE_CAPITALS = frozenset({"deu_Latn", "ltz_Latn"})
_ARTICLE_LIST = """
    der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner keines
    im am zum zur vom beim ins ans aufs mein meine meinen meinem meiner dein deine sein seine seinen seinem
    seiner ihr ihre ihren ihrem ihrer unser unsere unseren euer eure dieser diese dieses diesen diesem
    jener jene jenes jeder jede jedes jeden jedem viele wenige alle einige mehrere manche welche welcher
    d' de den dat dem eng en e mäi meng säi seng
"""
_ARTICLES = frozenset(_ARTICLE_LIST.split())


class Names:
    """The names of a document, counted text by text."""

    def __init__(self) -> None:
        self._inside: Counter[str] = Counter()
        self._among_nouns: Counter[str] = Counter()
        self._nouns: Counter[str] = Counter()
        self._small: Counter[str] = Counter()
        self._by_key: dict[Hashable, tuple[tuple[Counter[str], str], ...]] = {}

    def count(self, key: Hashable, texts: Iterable[tuple[str, Iterable[Word]]]) -> bool:
        """Count the words of the texts with this key (language, words), instead of those before.

        True when that may have changed what is a name.
        """
        new: list[tuple[Counter[str], str]] = []
        for language, words in texts:
            new += (found for word in words if (found := self._counted(word, language)) is not None)
        before = self._by_key.get(key, ())
        if tuple(new) == before:
            return False
        self.forget(key)
        for counter, text in new:
            counter[text] += 1
        if new:
            self._by_key[key] = tuple(new)
        return True

    def forget(self, key: Hashable) -> None:
        """Its texts no longer exist."""
        for counter, text in self._by_key.pop(key, ()):
            counter[text] -= 1
            if not counter[text]:
                del counter[text]

    def has(self, word: str) -> bool:
        """Whether a word counts as a name."""
        if not word[:1].isupper() or self._small[word.lower()]:
            return False
        if self._inside[word] >= FEWEST:
            return True
        return self._among_nouns[word] >= FEWEST_AMONG_NOUNS and not self._nouns[word]

    def _counted(self, word: Word, language: str) -> tuple[Counter[str], str] | None:
        *_, bare = forms_of(word.text, language) if "'" in word.text else (word.text,)
        if not word.text[:1].isupper():
            return self._small, bare
        if not word.before:
            return None
        if language not in _NOUNS_HAVE_CAPITALS:
            return self._inside, bare
        return (self._nouns if word.before in _ARTICLES else self._among_nouns), bare
