"""Which sentences must not be trained on: all of the held-out sets, whatever their case or punctuation."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from conceptwriter.evaluation.held_out import corpora
from conceptwriter.evaluation.held_out.corpora import CorpusSentence, TrainingDocument

DOCUMENT_SETS = ("stories_dev.jsonl.gz", "books_dev.jsonl.gz", "expository_dev.jsonl.gz")
PAIR_SET = "tatoeba_dev.tsv.gz"


def key(sentence: CorpusSentence) -> str:
    """What two sentences share when they differ only in case, punctuation, white space or script variant.

    Traditional and simplified Chinese count as one language: some sentences have no differing character.
    """
    letters = "".join(character for character in sentence.text.casefold() if character.isalnum())
    return f"{sentence.language[:3]}:{letters}"


class HeldOut:
    """The sentences of the held-out sets."""

    def __init__(self, sentences: Iterable[CorpusSentence] = ()) -> None:
        self.keys = frozenset(key(sentence) for sentence in sentences if any(map(str.isalnum, sentence.text)))

    @staticmethod
    def of_folder(dev: Path, languages: frozenset[str]) -> HeldOut:
        """All sentences of the held-out files, no headings or titles; a missing file holds none.

        Raises:
            CorpusError: the folder does not exist or holds none of the files.
        """
        files = [dev / name for name in (*DOCUMENT_SETS, PAIR_SET) if (dev / name).is_file()]
        if not files:
            raise corpora.CorpusError(
                f"{dev} has no held-out set ({', '.join((*DOCUMENT_SETS, PAIR_SET))}). "
                "Give the folder that does, or train without one."
            )
        return HeldOut(sentence for path in files for sentence in _sentences(path, languages))

    def __contains__(self, sentence: CorpusSentence) -> bool:
        return key(sentence) in self.keys

    def without(self, document: TrainingDocument) -> tuple[list[list[str]], int]:
        """The document's paragraphs without held-out sentences, and how many those were."""
        kept = [
            [text for text in paragraph if CorpusSentence(text, document.language) not in self]
            for paragraph in document.paragraphs
        ]
        return kept, sum(map(len, document.paragraphs)) - sum(map(len, kept))


def _sentences(path: Path, languages: frozenset[str]) -> Iterable[CorpusSentence]:
    if path.name == PAIR_SET:
        rows = corpora.tab_rows(path)
        next(rows, None)
        for row in rows:
            yield CorpusSentence(corpora.clean(row[2]), row[0])
            for text in (row[3], *(row[4].split(" ||| ") if len(row) > 4 else [])):
                yield CorpusSentence(corpora.clean(text), row[1])
        return
    for document in corpora.documents(path, languages):
        for paragraph in document.paragraphs:
            for text in paragraph:
                yield CorpusSentence(text, document.language)
