"""Make the list of English words that `conceptwriter.language.vocabulary` reads.

    python tools/word_list.py DATA/documents DATA/parallel/tatoeba \
        --scowl /usr/share/dict/american-english-large /usr/share/dict/british-english-large

Regenerates `conceptwriter/language/words/eng_Latn.txt.xz` from the words that two or more of the training
texts have, and from the Spell Checker Oriented Word Lists (Debian's packages `wamerican-large` and
`wbritish-large`), which have the words of subjects that no story is about. WikiText is not used: its
licence is share-alike. Forms that the rules of `vocabulary` derive from another listed word are not stored.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from conceptwriter.language.vocabulary import is_derived  # noqa: E402  (found only now)

LANGUAGE = "eng_Latn"
TARGET = ROOT / "conceptwriter" / "language" / "words" / f"{LANGUAGE}.txt.xz"
FEWEST_TEXTS = 2
"""A word of one text alone may be a slip, or that text's own."""
FEWEST_NAMES = 3
"""So often must a word be written as a name, and twice as often as in small letters."""
WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
ENGLISH_WORD = re.compile(r"[a-z\u00e0-\u00ff]{2,}(?:'[a-z]+)*|[ai]")
HEADER = """# English words in small letters; behind the second empty line those that are mostly names.
# Made by tools/word_list.py from the training text (public domain, CC BY 4.0, CC BY 2.0 FR) and from
# SCOWL, http://wordlist.aspell.net: Copyright 2000-2011 by Kevin Atkinson. Permission to use, copy,
# modify, distribute and sell these word lists, the associated scripts, the output created from the
# scripts, and its documentation for any purpose is hereby granted without fee, provided that the above
# copyright notice appears in all copies and that both that copyright notice and this permission notice
# appear in supporting documentation. Kevin Atkinson makes no representations about the suitability of
# this array for any purpose. It is provided "as is" without express or implied warranty.
"""


@dataclass(slots=True)
class Counts:
    """How the words of many texts are written: small, or as names within a sentence."""

    small: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    texts: Counter[str] = field(default_factory=Counter)

    def add(self, sentences: Iterator[str] | list[str]) -> None:
        """One text."""
        seen: set[str] = set()
        for sentence in sentences:
            for match in WORD.finditer(sentence):
                word = match.group().replace("\u2019", "'")
                if word[0].islower():
                    self.small[word] += 1
                    seen.add(word)
                elif word.istitle() and not _begins(sentence, match.start()):
                    self.names[word.lower()] += 1
        self.texts.update(seen)


def _begins(sentence: str, start: int) -> bool:
    """Whether a sentence or a quotation begins there."""
    before = sentence[:start].rstrip()
    return not before or not (before[-1].isalnum() or before[-1] in ",;")


def read_documents(path: Path, counts: Counts) -> None:
    """JSON lines with `lang` and `paragraphs`."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["lang"] == LANGUAGE:
                counts.add([sentence for paragraph in row["paragraphs"] for sentence in paragraph])


def read_pairs(path: Path, counts: Counts) -> None:
    """Tab-separated pairs named `A-B.tsv.xz`; each sentence counts as a text."""
    languages = path.name.partition(".")[0].split("-")
    if LANGUAGE not in languages:
        return
    column = languages.index(LANGUAGE)
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            counts.add([line.rstrip("\n").split("\t")[column]])


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--scowl", nargs="+", type=Path, default=[])
    options = parser.parse_args()
    counts = Counts()
    for folder in options.folders:
        for path in sorted(folder.glob("*.jsonl.gz")):
            if not path.name.startswith("wikitext"):
                read_documents(path, counts)
        for path in sorted(folder.glob("*.tsv.xz")):
            read_pairs(path, counts)
    words = {word for word, texts in counts.texts.items() if texts >= FEWEST_TEXTS}
    for path in options.scowl:
        words |= {word for word in path.read_text(encoding="utf-8").split() if "'" not in word}
    kept = {word for word in words if ENGLISH_WORD.fullmatch(word)}
    for word in sorted(kept, key=lambda word: (-len(word), word)):
        kept.discard(word)
        if not is_derived(word, kept.__contains__):
            kept.add(word)
    # A word may have been left out for the sake of one that was then left out itself.
    for word in sorted(words, key=len):
        if ENGLISH_WORD.fullmatch(word) and not is_derived(word, kept.__contains__):
            kept.add(word)
    names = {
        word
        for word, count in counts.names.items()
        if count >= max(FEWEST_NAMES, 2 * counts.small[word]) and is_derived(word, kept.__contains__)
    }
    text = f"{HEADER}\n" + "\n".join(sorted(kept)) + "\n\n" + "\n".join(sorted(names)) + "\n"
    TARGET.write_bytes(lzma.compress(text.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME))
    print(f"{TARGET.name}: {len(kept)} words, {len(names)} names, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
