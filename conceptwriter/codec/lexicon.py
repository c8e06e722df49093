"""Words that a codec has met too rarely to translate, and what they are in other languages.

A small codec that can copy the pieces of a text translates "He counted the boats" well and "He signed the
lease" badly. If it reads "He signed the Mietvertrag", it copies the word, in the form that the sentence needs
if it was trained on such texts (Dinu et al. 2019, "Training neural machine translation to apply terminology
constraints"; Arthur et al. 2016 help rare words with a lexicon learned from the same pairs).
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from conceptwriter.atomic_write import atomic_replacement
from conceptwriter.errors import ConceptWriterError

LEXICON_FILE = "lexicon.tsv.xz"
WORD = re.compile(r"[^\W\d_]+")
_CAPITAL_NOUNS = "deu_Latn"
_SENTENCE_END = re.compile(r"[.!?…:;]['\"”’»)]*\s+['\"“‘«(]*$")
_MOST_BYTES = 64 << 20

Table = Mapping[str, str]
"""From a word in small letters to its translation."""


class LexiconError(ConceptWriterError):
    """The file of a lexicon cannot be read."""


class Lexicon:
    """The tables of all pairs of languages (FLORES-200 codes)."""

    def __init__(self, tables: Mapping[tuple[str, str], Table]) -> None:
        self.tables = dict(tables)

    def hinted(self, text: str, source: str, target: str) -> str:
        """The text with its rare words in the target language."""
        table = self.tables.get((source, target))
        return hinted(text, table, source) if table else text

    def save(self, path: Path) -> None:
        """Write the tables, atomically."""
        lines = [
            f"{source}\t{target}\t{word}\t{translation}\n"
            for (source, target), table in sorted(self.tables.items())
            for word, translation in sorted(table.items())
        ]
        with atomic_replacement(path) as part, lzma.open(part, "wt", encoding="utf-8", preset=9) as stream:
            stream.writelines(lines)

    @staticmethod
    def load(path: Path) -> Lexicon:
        """Read what `save` wrote. Raises LexiconError, which names the file."""
        try:
            with lzma.open(path, "rb") as stream:
                content = stream.read(_MOST_BYTES + 1)
            if len(content) > _MOST_BYTES:
                raise ValueError("larger than 64 MB")
            return Lexicon(_tables(content.decode("utf-8").splitlines()))
        except (OSError, EOFError, lzma.LZMAError, ValueError) as error:
            raise LexiconError(f"{path} cannot be read ({error}). Install the model again.") from error


def _tables(lines: Iterable[str]) -> dict[tuple[str, str], dict[str, str]]:
    tables: dict[tuple[str, str], dict[str, str]] = {}
    for line in lines:
        source, target, word, translation = line.split("\t")
        tables.setdefault((source, target), {})[word] = translation
    return tables


def hinted(text: str, table: Table, source: str) -> str:
    """The text with the words of a table replaced; names within sentences stay as they are."""
    parts: list[str] = []
    position = 0
    for match in WORD.finditer(text):
        translation = table.get(match.group().lower())
        if translation is None or _is_name(text, match, translation, source):
            continue
        parts += [text[position : match.start()], translation]
        position = match.end()
    return "".join([*parts, text[position:]]) if parts else text


def _is_name(text: str, match: re.Match[str], translation: str, source: str) -> bool:
    """Capitalised within a sentence, while the translation is not: "Mr Rich" is no rich man."""
    if source == _CAPITAL_NOUNS or not match.group()[0].isupper() or translation[0].isupper():
        return False
    before = text[: match.start()]
    return any(map(str.isalnum, before)) and _SENTENCE_END.search(before) is None
