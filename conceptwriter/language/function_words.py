"""Small closed-class vocabularies: words that identify a language and that often open a sentence.

They serve two purposes: distinguishing languages of one script (detect.py) and deciding whether the
capitalised word after ``plan B.`` opens a new sentence or is a surname (boundaries.py).
"""

from __future__ import annotations

from conceptwriter.language.own_rules import own_rules


def function_words(code: str) -> frozenset[str]:
    """Lower-case function words of the language ``code``; empty where none are known."""
    return frozenset(own_rules(code).function_words.split())


def distinctive_groups(code: str) -> tuple[str, ...]:
    """Letters and letter groups that are frequent in the language ``code`` and rarer in its neighbours."""
    return tuple(dict.fromkeys(own_rules(code).letter_groups.split()))
