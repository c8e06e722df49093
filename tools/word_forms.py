"""Collect the word forms of the starter's languages, for `conceptwriter.language.word_forms`.

    python tools/word_forms.py DATA

Regenerates `conceptwriter/language/forms/*.txt.xz` from the sentences and documents that the starter model is
trained on (Tatoeba, CC BY 2.0 FR; storybooks and guides, CC BY 4.0, and the Grimm tales): every form that
occurs in them twice or more, unless it is so much more frequent in English that it must be an English word.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from conceptwriter.language.word_forms import forms_in  # noqa: E402  (found only now)

TARGET = ROOT / "conceptwriter" / "language" / "forms"
LANGUAGES = ("eng_Latn", "fra_Latn", "deu_Latn", "spa_Latn", "ita_Latn", "por_Latn")
DOCUMENTS = ("stories.jsonl.gz", "opensource_guide.jsonl.gz")
ENGLISH = LANGUAGES[0]
FEWEST = 2
MOST_ENGLISH = 6
"""How much more often English may have a form that is rare in another language: else it was borrowed once."""
COMMON = 20
HEADER = """# Forms of words, in small letters, each found twice or more in the training text.
# Made by tools/word_forms.py
# From Tatoeba (CC BY 2.0 FR), African Storybook, Pratham Books and Open Source Guides (CC BY 4.0), Grimm.
"""


def sentences(data: Path, language: str) -> Iterator[str]:
    """Those of the training text in a language, each of Tatoeba once."""
    seen: set[str] = set()
    for path in sorted((data / "parallel" / "tatoeba").glob("*.tsv.xz")):
        languages = path.name.partition(".")[0].split("-")
        if language not in languages:
            continue
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                sentence = line.rstrip("\n").split("\t")[languages.index(language)]
                if sentence not in seen:
                    seen.add(sentence)
                    yield sentence
    for name in DOCUMENTS:
        with gzip.open(data / "documents" / name, "rt", encoding="utf-8") as lines:
            for document in map(json.loads, lines):
                if document["lang"] == language:
                    yield from (sentence for paragraph in document["paragraphs"] for sentence in paragraph)


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    TARGET.mkdir(exist_ok=True)
    english: Counter[str] = Counter()
    for language in LANGUAGES:
        counts = Counter(form for sentence in sentences(data, language) for form in forms_in(sentence))
        kept = sorted(
            form
            for form, count in counts.items()
            if count >= FEWEST and (count >= COMMON or english[form] <= MOST_ENGLISH * count)
        )
        if language == ENGLISH:
            english = counts
        path = TARGET / f"{language}.txt.xz"
        text = HEADER + "\n".join(kept) + "\n"
        path.write_bytes(lzma.compress(text.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME))
        print(f"{path.name}: {len(kept)} forms, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
