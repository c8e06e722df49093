"""Small dictionaries that tests write themselves."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_ENGLISH = """
the boat/S boats came in at dawn not receive/S letter/S brother-in-law said we it is a bell rang across don't
anna found an old man and then quay on water for nobody was waiting them only sound of ropes there house he
she did look looks well
"""
_GERMAN = "das Haus die Straßenbahn kam es regnete und der Rhythmus ist Boot in Stadt war"
ENGLISH, GERMAN = _ENGLISH.split(), _GERMAN.split()
AFFIXES = "SET UTF-8\nTRY esianrtolcdugmphbyfvkwz\nSFX S Y 1\nSFX S 0 s .\n"


def make_dictionary(
    folder: Path, name: str, words: Iterable[str], affixes: str = AFFIXES, encoding: str = "utf-8"
) -> Path:
    """A pair of files; returns the list of words."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = list(dict.fromkeys(words))
    dic = folder / f"{name}.dic"
    dic.write_text(f"{len(listed)}\n" + "".join(f"{word}\n" for word in listed), encoding=encoding)
    dic.with_suffix(".aff").write_text(affixes, encoding=encoding)
    return dic


def two_dictionaries(folder: Path) -> Path:
    """A folder with one for English and one for German."""
    make_dictionary(folder, "en_US", ENGLISH)
    make_dictionary(folder, "de_DE", GERMAN)
    return folder
