"""One dictionary, loaded by Hunspell. Only the child process does that."""

from __future__ import annotations

import codecs
import re
from functools import cache
from pathlib import Path

from conceptwriter.spelling.errors import DictionaryError

MOST_SUGGESTIONS = 6
LARGEST_DIC, LARGEST_AFF = 64 * 2**20, 16 * 2**20
"""Bytes; the largest dictionary in use (Korean) has 14 MiB, the largest affix file 2."""
_LONGEST_SUGGESTED = 40
_HEAD_BYTES = 65_536
_SET = re.compile(rb"^\s*SET[ \t]+([^\s#]+)", re.MULTILINE)
_UTF8_MARK = b"\xef\xbb\xbf"


class Speller:
    """Says of single words whether they are right, and what they might be meant to be."""

    def __init__(self, aff: Path, dic: Path) -> None:
        """Raises DictionaryError, which names the file, where it is none of Hunspell's."""
        _know_names_of_hunspell()
        _check_size(aff, LARGEST_AFF)
        _check_size(dic, LARGEST_DIC)
        _check_affixes(aff)
        _check_list(dic)
        try:
            from hunspell import Hunspell
        except ImportError as error:
            raise DictionaryError(
                f"Hunspell is not installed ({error}). Run: pip install chunspell"
            ) from error
        try:
            self._hunspell = Hunspell(dic.stem, hunspell_data_dir=str(dic.parent), system_encoding="utf-8")
        except Exception as error:  # whatever the library raises, the file is named
            raise DictionaryError(f"The dictionary {dic} cannot be used: {error}.") from error

    def is_right(self, word: str) -> bool:
        """Whether the word is in the dictionary, in any of its forms. Apostrophes are plain ones."""
        return self._spell(word) or ("'" in word and self._spell(word.replace("'", "’")))

    def suggest(self, word: str) -> list[str]:
        """Up to six words it may be meant to be, the best first."""
        if len(word) > _LONGEST_SUGGESTED:
            return []
        try:
            found = self._hunspell.suggest(word)
        except (UnicodeError, ValueError):
            return []
        plain = (one.replace("’", "'") for one in found if one)
        return [one for one in dict.fromkeys(plain) if one != word][:MOST_SUGGESTIONS]

    def _spell(self, word: str) -> bool:
        try:
            return bool(self._hunspell.spell(word))
        except UnicodeError:  # the dictionary's encoding does not have these letters
            return False


@cache
def _know_names_of_hunspell() -> None:
    """Hunspell calls some encodings otherwise than Python: microsoft-cp1251, of Bulgarian."""

    def find(name: str) -> codecs.CodecInfo | None:
        plain = name.replace("-", "_")
        return codecs.lookup(plain.removeprefix("microsoft_")) if plain.startswith("microsoft_cp") else None

    codecs.register(find)


def _check_size(path: Path, most: int) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise DictionaryError(f"The dictionary file {path} cannot be read: {error.strerror}.") from error
    if size > most:
        raise DictionaryError(
            f"The dictionary file {path} has {size / 2**20:.0f} MiB; at most {most // 2**20} are read."
        )


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES).removeprefix(_UTF8_MARK)
    except OSError as error:
        raise DictionaryError(f"The dictionary file {path} cannot be read: {error.strerror}.") from error


def _check_affixes(path: Path) -> None:
    head = _head(path)
    if b"\0" in head:
        raise DictionaryError(f"{path} is not an affix file of Hunspell: it is not text.")
    found = _SET.search(head)
    if found is None:
        return  # ISO 8859-1
    name = found[1].decode("ascii", "replace")
    try:
        codecs.lookup(name)
    except (LookupError, ValueError) as error:
        line = head.count(b"\n", 0, found.start(1)) + 1
        raise DictionaryError(f"{path}, line {line}: the encoding {name!r} is not known.") from error


def _check_list(path: Path) -> None:
    head = _head(path)
    first = head.partition(b"\n")[0].strip().split()[:1]
    if b"\0" in head or not first or not first[0].isdigit():
        raise DictionaryError(
            f"{path}, line 1: a dictionary of Hunspell begins with the number of its words."
        )
